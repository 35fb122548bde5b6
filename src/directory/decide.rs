//! Decides changes of the directory, but the bulk load, which the engine carries out in chunks.

use super::authority::{Relation, authorise, standing};
use super::compiled::Rules;
use super::facts::DirectoryFacts;
use super::load::judge_load;
use super::{Appoint, Appointed, Command, Event, Person, Post, Relieve, Relieved, Unit};
use crate::bounds;
use crate::error::{Code, Rejection};
use crate::facts::{Asked, Emit, Stop};
use crate::id::{Key, PersonId, UnitId};
use crate::json::Message;
use alloc::vec::Vec;

/// Judges a command; for a load the events come item by item from the engine's due work.
pub(crate) fn decide(
    rules: &Rules,
    facts: &dyn DirectoryFacts,
    asked: &Asked<'_>,
    command: &Command,
) -> Result<Vec<Emit<Event>>, Stop> {
    match command {
        Command::Load(load) => {
            authorise(rules, asked, &standing(facts, asked)?, command.kind(), &[Relation::Any])?;
            judge_load(rules, facts, load)?;
            Ok(Vec::new())
        }
        Command::Appoint(appoint) => {
            let (_, unit) = targets(facts, &appoint.person, &appoint.unit)?;
            let reason = may_staff(rules, facts, asked, command.kind(), &appoint.unit, unit)?;
            decide_appoint(facts, asked, appoint, reason)
        }
        Command::Relieve(relieve) => {
            let (person, unit) = targets(facts, &relieve.person, &relieve.unit)?;
            let reason = may_staff(rules, facts, asked, command.kind(), &relieve.unit, unit)?;
            decide_relieve(asked, relieve, person, reason)
        }
    }
}

fn targets<'f>(
    facts: &'f dyn DirectoryFacts,
    person: &PersonId,
    unit: &UnitId,
) -> Result<(&'f Person, &'f Unit), Stop> {
    let person = facts.person(person)?.ok_or_else(|| Rejection::new(Code::PersonNotFound, "/data/person"))?;
    let unit = facts.unit(unit)?.ok_or_else(|| Rejection::new(Code::UnitNotFound, "/data/unit"))?;
    Ok((person, unit))
}

fn may_staff(
    rules: &Rules,
    facts: &dyn DirectoryFacts,
    asked: &Asked<'_>,
    action: &str,
    id: &UnitId,
    unit: &Unit,
) -> Result<alloc::string::String, Stop> {
    let standing = standing(facts, asked)?;
    let mut relations = Vec::from([Relation::Any]);
    if standing.in_unit(id) {
        relations.push(Relation::Lead);
    }
    if standing.above(facts, &unit.node)? {
        relations.push(Relation::Above);
    }
    Ok(authorise(rules, asked, &standing, action, &relations)?)
}

fn open_post<'p>(person: &'p Person, unit: &UnitId, role: &crate::id::Name) -> Option<&'p Post> {
    person.posts.iter().find(|post| post.until.is_none() && post.unit == *unit && post.role == *role)
}

fn decide_appoint(
    facts: &dyn DirectoryFacts,
    asked: &Asked<'_>,
    appoint: &Appoint,
    reason: alloc::string::String,
) -> Result<Vec<Emit<Event>>, Stop> {
    let person = facts.person(&appoint.person)?;
    if person.is_some_and(|person| person.posts.len() >= bounds::POSTS) {
        return Err(Rejection::new(Code::CountOverflow, "/data/person").into());
    }
    if person.and_then(|person| open_post(person, &appoint.unit, &appoint.role)).is_some() {
        return Err(Rejection::new(Code::PostHeld, "/data").into());
    }
    let post = Post { unit: appoint.unit.clone(), role: appoint.role.clone(), from: asked.at, until: None };
    let event = Event::Appointed(Appointed { post });
    Ok(Vec::from([Emit::new(Key::Person(appoint.person.clone()), Vec::from([reason]), event)]))
}

fn decide_relieve(
    asked: &Asked<'_>,
    relieve: &Relieve,
    person: &Person,
    reason: alloc::string::String,
) -> Result<Vec<Emit<Event>>, Stop> {
    let post = open_post(person, &relieve.unit, &relieve.role);
    let post = post.ok_or_else(|| Rejection::new(Code::PostAbsent, "/data"))?;
    let post = Post { until: Some(asked.at.max(post.from)), ..post.clone() };
    let event = Event::Relieved(Relieved { post });
    Ok(Vec::from([Emit::new(Key::Person(relieve.person.clone()), Vec::from([reason]), event)]))
}
