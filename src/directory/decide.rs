//! Decides changes of the directory, but the bulk load, which the engine carries out in chunks.

use super::authority::{Relation, authorise, standing};
use super::compiled::Rules;
use super::facts::DirectoryFacts;
use super::load::judge_load;
use super::{Appoint, Appointed, Command, Event, Person, Post, Relieve, Relieved};
use crate::bounds;
use crate::error::{Code, Rejection};
use crate::facts::{Asked, Emit, Stop};
use crate::id::{Key, Name, NodeCode, PersonId, UnitId};
use crate::json::Message;
use crate::time::Instant;
use alloc::string::String;
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
            let staffing = Staffing { person: &appoint.person, unit: &appoint.unit, action: command.kind() };
            let (person, reason) = staffing.judge(rules, facts, asked)?;
            decide_appoint(rules, asked, appoint, person, reason)
        }
        Command::Relieve(relieve) => {
            let staffing = Staffing { person: &relieve.person, unit: &relieve.unit, action: command.kind() };
            let (person, reason) = staffing.judge(rules, facts, asked)?;
            decide_relieve(asked, relieve, person, &reason)
        }
    }
}

/// Who is to take or leave a post where.
struct Staffing<'a> {
    person: &'a PersonId,
    unit: &'a UnitId,
    action: &'a str,
}

impl Staffing<'_> {
    /// Visibility first: what the actor does not stand above looks as if it did not exist. Then authority.
    fn judge<'f>(
        &self,
        rules: &Rules,
        facts: &'f dyn DirectoryFacts,
        asked: &Asked<'_>,
    ) -> Result<(&'f Person, String), Stop> {
        let standing = standing(facts, asked)?;
        let sees = |node: &NodeCode| Ok::<bool, Stop>(asked.actor.is_host() || standing.above(facts, node)?);
        let nobody = || Stop::from(Rejection::new(Code::PersonNotFound, "/data/person"));
        let person = facts.person(self.person)?.ok_or_else(nobody)?;
        if !sees(person.home.as_ref().unwrap_or(&rules.jurisdiction))? {
            return Err(nobody());
        }
        let nowhere = || Stop::from(Rejection::new(Code::UnitNotFound, "/data/unit"));
        let unit = facts.unit(self.unit)?.ok_or_else(nowhere)?;
        if !sees(&unit.node)? {
            return Err(nowhere());
        }
        let mut relations = Vec::from([Relation::Any]);
        if standing.in_unit(self.unit) {
            relations.push(Relation::Lead);
        } else if standing.above(facts, &unit.node)? {
            relations.push(Relation::Above);
        }
        Ok((person, authorise(rules, asked, &standing, self.action, &relations)?))
    }
}

/// The posts of this kind that the person holds at an instant.
fn held<'p>(person: &'p Person, unit: &'p UnitId, role: &'p Name, at: Instant) -> impl Iterator<Item = &'p Post> {
    person.posts.iter().filter(move |post| post.held_at(at) && post.unit == *unit && post.role == *role)
}

fn decide_appoint(
    rules: &Rules,
    asked: &Asked<'_>,
    appoint: &Appoint,
    person: &Person,
    reason: String,
) -> Result<Vec<Emit<Event>>, Stop> {
    if held(person, &appoint.unit, &appoint.role, asked.at).next().is_some() {
        return Err(Rejection::new(Code::PostHeld, "/data").into());
    }
    rules.check_posted(&appoint.role, "/data/role")?;
    if person.posts.len() >= bounds::POSTS {
        return Err(Rejection::new(Code::CountOverflow, "/data/person").into());
    }
    let post = Post { unit: appoint.unit.clone(), role: appoint.role.clone(), from: asked.at, until: None };
    let event = Event::Appointed(Appointed { post });
    Ok(Vec::from([Emit::new(Key::Person(appoint.person.clone()), Vec::from([reason]), event)]))
}

/// Ends every post of this kind that is held now, also one that was to end later.
fn decide_relieve(
    asked: &Asked<'_>,
    relieve: &Relieve,
    person: &Person,
    reason: &str,
) -> Result<Vec<Emit<Event>>, Stop> {
    let ended: Vec<Emit<Event>> = held(person, &relieve.unit, &relieve.role, asked.at)
        .take(bounds::STEP_EVENTS)
        .map(|post| {
            let post = Post { until: Some(asked.at), ..post.clone() };
            let event = Event::Relieved(Relieved { post });
            Emit::new(Key::Person(relieve.person.clone()), Vec::from([reason.into()]), event)
        })
        .collect();
    if ended.is_empty() { Err(Rejection::new(Code::PostAbsent, "/data").into()) } else { Ok(ended) }
}
