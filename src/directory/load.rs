//! The bulk load: judged whole, then carried out item by item.

use super::compiled::Rules;
use super::facts::DirectoryFacts;
use super::{Event, Load, LoadNode};
use crate::error::{Code, Rejection};
use crate::facts::{Emit, Stop};
use crate::id::{Key, Name, NodeCode, PersonId, UnitId};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

struct Judge<'a> {
    rules: &'a Rules,
    facts: &'a dyn DirectoryFacts,
    nodes: BTreeMap<&'a NodeCode, &'a Name>,
    units: BTreeSet<&'a UnitId>,
    people: BTreeSet<&'a PersonId>,
}

/// Judges a load against itself and the directory as it is: state first (nothing may exist already), then rules.
pub(crate) fn judge_load(rules: &Rules, facts: &dyn DirectoryFacts, load: &Load) -> Result<(), Stop> {
    refuse_existing(facts, load)?;
    let mut judge = Judge { rules, facts, nodes: BTreeMap::new(), units: BTreeSet::new(), people: BTreeSet::new() };
    let twice = |key: Key, place: String| Rejection::new(Code::DirectoryDuplicate, &place).with(&key);
    for (index, node) in load.nodes.iter().enumerate() {
        if judge.nodes.insert(&node.code, &node.level).is_some() {
            return Err(twice(Key::Node(node.code.clone()), format!("/data/nodes/{index}/code")).into());
        }
    }
    for (index, unit) in load.units.iter().enumerate() {
        if !judge.units.insert(&unit.id) {
            return Err(twice(Key::Unit(unit.id.clone()), format!("/data/units/{index}/id")).into());
        }
    }
    for (index, person) in load.people.iter().enumerate() {
        if !judge.people.insert(&person.id) {
            return Err(twice(Key::Person(person.id.clone()), format!("/data/people/{index}/id")).into());
        }
    }
    for (index, node) in load.nodes.iter().enumerate() {
        judge.node(node, &format!("/data/nodes/{index}"))?;
    }
    for (index, unit) in load.units.iter().enumerate() {
        judge.node_exists(&unit.node, || format!("/data/units/{index}/node"))?;
    }
    for (index, person) in load.people.iter().enumerate() {
        if let Some(home) = &person.home {
            judge.node_exists(home, || format!("/data/people/{index}/home"))?;
        }
        for (post_index, post) in person.posts.iter().enumerate() {
            judge.unit_exists(&post.unit, || format!("/data/people/{index}/posts/{post_index}/unit"))?;
            rules.check_posted(&post.role, &format!("/data/people/{index}/posts/{post_index}/role"))?;
        }
    }
    Ok(())
}

fn refuse_existing(facts: &dyn DirectoryFacts, load: &Load) -> Result<(), Stop> {
    let taken = |key: Key, place: String| Stop::from(Rejection::new(Code::DirectoryExists, &place).with(&key));
    for (index, node) in load.nodes.iter().enumerate() {
        if facts.node(&node.code)?.is_some() {
            return Err(taken(Key::Node(node.code.clone()), format!("/data/nodes/{index}/code")));
        }
    }
    for (index, unit) in load.units.iter().enumerate() {
        if facts.unit(&unit.id)?.is_some() {
            return Err(taken(Key::Unit(unit.id.clone()), format!("/data/units/{index}/id")));
        }
    }
    for (index, person) in load.people.iter().enumerate() {
        if facts.person(&person.id)?.is_some() {
            return Err(taken(Key::Person(person.id.clone()), format!("/data/people/{index}/id")));
        }
    }
    Ok(())
}

impl Judge<'_> {
    fn node(&self, node: &LoadNode, place: &str) -> Result<(), Stop> {
        let Some(rank) = self.rules.rank(&node.level) else {
            let known: Vec<&str> = self.rules.levels.iter().map(Name::as_str).collect();
            let place = format!("{place}/level");
            return Err(Rejection::new(Code::LevelUnknown, &place).with(&known.join(", ")).into());
        };
        match &node.parent {
            None if node.code != self.rules.jurisdiction => {
                let rejection = Rejection::new(Code::DirectoryRoot, &format!("{place}/parent"));
                return Err(rejection.with(&self.rules.jurisdiction).into());
            }
            None => {}
            Some(parent) => {
                let level = match self.nodes.get(parent) {
                    Some(level) => Some(*level),
                    None => self.facts.node(parent)?.map(|node| &node.level),
                };
                let place = format!("{place}/parent");
                let Some(level) = level else {
                    return Err(dangling(&Key::Node(parent.clone()), &place));
                };
                // A parent of a strictly higher level: no circle can arise, and chains stay short.
                if self.rules.rank(level).is_none_or(|above| above >= rank) {
                    return Err(Rejection::new(Code::LevelOrder, &place).with(parent).into());
                }
            }
        }
        if let Some(unit) = &node.unit {
            self.unit_exists(unit, || format!("{place}/unit"))?;
        }
        for (department, unit) in &node.departments {
            self.unit_exists(unit, || format!("{place}/departments/{department}"))?;
        }
        if let Some(area) = &node.boundary
            && let Err(fault) = area.check()
        {
            return Err(Rejection::new(Code::BoundaryUnfit, &format!("{place}/boundary")).with(&fault.name()).into());
        }
        Ok(())
    }

    fn node_exists(&self, code: &NodeCode, place: impl Fn() -> String) -> Result<(), Stop> {
        if self.nodes.contains_key(code) || self.facts.node(code)?.is_some() {
            return Ok(());
        }
        Err(dangling(&Key::Node(code.clone()), &place()))
    }

    fn unit_exists(&self, id: &UnitId, place: impl Fn() -> String) -> Result<(), Stop> {
        if self.units.contains(id) || self.facts.unit(id)?.is_some() {
            return Ok(());
        }
        Err(dangling(&Key::Unit(id.clone()), &place()))
    }
}

fn dangling(key: &Key, place: &str) -> Stop {
    Rejection::new(Code::DirectoryDangling, place).with(key).into()
}

/// The event of the item at an index: nodes first, then units, then people; `None` past the end.
pub(crate) fn item(load: &Load, index: usize) -> Option<Emit<Event>> {
    if let Some(node) = load.nodes.get(index) {
        return Some(Emit::new(Key::Node(node.code.clone()), Vec::new(), Event::NodeRegistered(node.node())));
    }
    let index = index.checked_sub(load.nodes.len())?;
    if let Some(unit) = load.units.get(index) {
        return Some(Emit::new(Key::Unit(unit.id.clone()), Vec::new(), Event::UnitRegistered(unit.unit())));
    }
    let person = load.people.get(index.checked_sub(load.units.len())?)?;
    Some(Emit::new(Key::Person(person.id.clone()), Vec::new(), Event::PersonRegistered(person.person())))
}
