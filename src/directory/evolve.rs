//! Assigns what events of the directory say. `None` where the event does not fit the aggregate.

use super::{Event, Node, Person, Unit};

pub(crate) fn evolve_node(before: Option<&Node>, event: &Event) -> Option<Node> {
    match (before, event) {
        (None, Event::NodeRegistered(node)) => Some(node.clone()),
        _ => None,
    }
}

pub(crate) fn evolve_unit(before: Option<&Unit>, event: &Event) -> Option<Unit> {
    match (before, event) {
        (None, Event::UnitRegistered(unit)) => Some(unit.clone()),
        _ => None,
    }
}

pub(crate) fn evolve_person(before: Option<&Person>, event: &Event) -> Option<Person> {
    match (before, event) {
        (None, Event::PersonRegistered(person)) => Some(person.clone()),
        (Some(before), Event::Appointed(appointed)) => {
            let mut person = before.clone();
            person.posts.push(appointed.post.clone());
            Some(person)
        }
        (Some(before), Event::Relieved(relieved)) => {
            let ended = &relieved.post;
            let mut person = before.clone();
            let same = |unit: &_, role: &_| *unit == ended.unit && *role == ended.role;
            let post = person.posts.iter_mut().find(|p| p.until.is_none() && same(&p.unit, &p.role))?;
            *post = ended.clone();
            Some(person)
        }
        _ => None,
    }
}
