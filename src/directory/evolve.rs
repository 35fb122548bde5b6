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
            // Held until then: of two equal posts the second event ends the second.
            let post = person.posts.iter_mut().find(|post| {
                let same = post.unit == ended.unit && post.role == ended.role && post.from == ended.from;
                same && post.until != ended.until
            })?;
            *post = ended.clone();
            Some(person)
        }
        _ => None,
    }
}
