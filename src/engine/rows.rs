//! Bring your own rows: the same deciders over rows that a host keeps in its own tables, without a journal.
//!
//! The host asks which rows a command [`needs`], looks them up until nothing is missing, decides, and writes the rows
//! that come back in its own transaction, each only if its version still is the one that was given. All rows that are
//! given for one decision must be of one moment: look them up in one read transaction, because a version guards only the
//! rows that are written. What fires at one instant is carried out by kind, `work/` first, then by key. Time and dues are
//! judged by the rows given: by the case's own latest instant and its own clocks. A repeat is told by the row
//! `command/{id}`, which the host deletes when it is older than the ruleset's `remember_ids`. A bulk command leaves a row
//! `work/{id}`, which the host carries out by [`decide_due`] before it gives any other command: it lets one through at a
//! time. After an adoption that work asks for the ids of cases that wait for a calendar ([`GivenRows::give_waiting`]).
//!
//! ```
//! # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/doc/setup.rs"));
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use civigrid::{Key, Row, Rulesets, rows};
//! use std::collections::BTreeMap;
//! let loaded = engine(); // stands for the host's own tables, as they were loaded
//! let mut table: BTreeMap<Key, Row> = loaded.rows().map(|(key, row)| (key.clone(), row.clone())).collect();
//! let (rulesets, command, at) = (Rulesets::from(ruleset()), report(), "2026-02-13T10:00:00+08:00".parse()?);
//! let mut given = rows::GivenRows::new(loaded.map().clone());
//! loop {
//!     let keys = rows::needs(&rulesets, &given, &command, at)?;
//!     if keys.is_empty() {
//!         break;
//!     }
//!     for key in keys {
//!         let row = table.get(&key).cloned(); // SELECT
//!         given.give(key, row);
//!     }
//! }
//! let decision = rows::decide(&rulesets, &given, &command, at)?;
//! for (key, row) in decision.rows {
//!     match row {
//!         Some(row) => table.insert(key, row), // INSERT or UPDATE
//!         None => table.remove(&key),          // DELETE
//!     };
//! }
//! let case = &table[&Key::parse("case/2026-000123")?];
//! assert_eq!(case.version, 3, "reported, triaged, dispatched");
//! # Ok(())
//! # }
//! ```

pub use super::draft::RowDecision;
pub(crate) use super::facts::later;
pub use super::facts::{Facts, GivenRows};

use super::body::{Body, Row};
use super::decide::{check_occurred, decide_domain, repeat, seen};
use super::draft::Draft;
use super::due::fire_key;
use super::message::{Command, CommandData};
use super::work::{carry_out, next_keys};
use crate::cases::{self, Case, CaseFacts};
use crate::directory;
use crate::error::{Code, Rejection, Stage};
use crate::facts::{Fact, Stop};
use crate::id::{CaseId, Key};
use crate::ruleset::Rulesets;
use crate::time::Instant;
use alloc::vec::Vec;

/// The keys of rows that must be looked up before a command can be decided; call it until it is empty.
///
/// # Errors
/// The refusal of the command, as [`decide`] would give it.
pub fn needs(rulesets: &Rulesets, facts: &dyn Facts, command: &Command, at: Instant) -> Result<Vec<Key>, Rejection> {
    let mut keys = Vec::from([Key::Rules, Key::Command(command.id.clone()), Key::Person(command.actor.id.clone())]);
    match &command.data {
        CommandData::Directory(directory::Command::Load(load)) => {
            keys.extend(load.nodes.iter().map(|node| Key::Node(node.code.clone())));
            keys.extend(load.units.iter().map(|unit| Key::Unit(unit.id.clone())));
            keys.extend(load.people.iter().map(|person| Key::Person(person.id.clone())));
            // What is referred to may be in the load itself: then its row is known to be absent, which does no harm.
            let parents = load.nodes.iter().filter_map(|node| node.parent.as_ref());
            let places = load.units.iter().map(|unit| &unit.node);
            let homes = load.people.iter().filter_map(|person| person.home.as_ref());
            keys.extend(parents.chain(places).chain(homes).map(|code| Key::Node(code.clone())));
            let owners = load.nodes.iter().flat_map(|node| node.unit.iter().chain(node.departments.values()));
            let posts = load.people.iter().flat_map(|person| person.posts.iter().map(|post| &post.unit));
            keys.extend(owners.chain(posts).map(|unit| Key::Unit(unit.clone())));
        }
        _ => keys.extend(cases_of(command).into_iter().map(|id| Key::Case(id.clone()))),
    }
    keys.retain(|key| facts.row(key) == Fact::NotGiven);
    if !keys.is_empty() {
        keys.sort_unstable();
        keys.dedup();
        return Ok(keys);
    }
    match decide_stopping(rulesets, facts, command, at) {
        Ok(_) => Ok(Vec::new()),
        Err(Stop::Missing(key)) => Ok(Vec::from([key])),
        Err(Stop::Rejected(refusal)) => Err(refusal),
    }
}

/// Decides a command over given rows. A repeat gives no events and no rows.
///
/// # Errors
/// The first refusal in the order of [`crate::Stage`]; `fact.missing` if [`needs`] was not asked.
pub fn decide(
    rulesets: &Rulesets,
    facts: &dyn Facts,
    command: &Command,
    at: Instant,
) -> Result<RowDecision, Rejection> {
    decide_stopping(rulesets, facts, command, at).map_err(Stop::into_rejection)
}

fn decide_stopping(
    rulesets: &Rulesets,
    facts: &dyn Facts,
    command: &Command,
    at: Instant,
) -> Result<RowDecision, Stop> {
    let draft = Draft::new(rulesets, facts, 0, Some(command))?;
    if repeat(&draft, command, at)?.is_some() {
        return Ok(RowDecision::NOTHING);
    }
    check_occurred(draft.ruleset(), command, at, at)?;
    let early = judge_rows(&draft, command, at)?;
    let mut decision = match (decide_domain(draft, command, at), early) {
        // What the rows say of time and dues is told only to who may know of the case.
        (Err(Stop::Rejected(refusal)), _) if refusal.code().stage() == Stage::Visibility => return Err(refusal.into()),
        (Err(Stop::Missing(key)), _) => return Err(Stop::Missing(key)),
        (_, Some(early)) => return Err(early.into()),
        (decided, None) => decided?,
    };
    let row = Row { version: 1, body: Body::Command(seen(command, 0, at)) };
    decision.rows.insert(Key::Command(command.id.clone()), Some(row));
    Ok(decision)
}

/// The refusal by time or dues, if the rows of the command's cases give one.
fn judge_rows(draft: &Draft<'_>, command: &Command, at: Instant) -> Result<Option<Rejection>, Stop> {
    let cases = cases_of(command);
    for id in &cases {
        if let Some(touched_at) = draft.case(id)?.map(Case::touched_at).filter(|touched_at| at < *touched_at) {
            return Ok(Some(Rejection::new(Code::TimeRegressed, "").with(&touched_at)));
        }
    }
    for id in cases {
        if let Some(fires_at) = fires(draft, &Key::Case(id.clone()))?.filter(|fires_at| *fires_at <= at) {
            return Ok(Some(Rejection::new(Code::DeadlinesDue, "").with(&fires_at)));
        }
    }
    Ok(None)
}

/// The cases whose rows a command is judged by: time and dues are theirs.
fn cases_of(command: &Command) -> Vec<&CaseId> {
    match &command.data {
        CommandData::Case(cases::Command::Merge(merge)) => Vec::from([&merge.case, &merge.into]),
        CommandData::Case(data) => Vec::from([data.case()]),
        _ => Vec::new(),
    }
}

fn fires(draft: &Draft<'_>, key: &Key) -> Result<Option<Instant>, Stop> {
    Ok(draft.row(key)?.and_then(|row| row.body.next_firing()).map(|(fires_at, _)| fires_at))
}

/// The keys of rows that must be looked up before what fires in a row can be decided; call it until it is empty.
///
/// # Errors
/// As [`decide_due`].
pub fn needs_due(rulesets: &Rulesets, facts: &dyn Facts, key: &Key, at: Instant) -> Result<Vec<Key>, Rejection> {
    let mut keys = Vec::from([Key::Rules, key.clone()]);
    if let Fact::Given(Row { body: Body::Work(work), .. }) = facts.row(key)
        && work.at <= at
    {
        keys.extend(next_keys(facts, work));
    }
    keys.retain(|key| facts.row(key) == Fact::NotGiven);
    if !keys.is_empty() {
        keys.sort_unstable();
        keys.dedup();
        return Ok(keys);
    }
    match decide_due_stopping(rulesets, facts, key, at) {
        Ok(_) => Ok(Vec::new()),
        Err(Stop::Missing(key)) => Ok(Vec::from([key])),
        Err(Stop::Rejected(refusal)) => Err(refusal),
    }
}

/// Decides what fires first in one row, if that is not after `at`; hosts loop until it gives no events.
///
/// # Errors
/// `fact.missing` if [`needs_due`] was not asked; for clocks that an adoption times, if the waiting cases were not given.
pub fn decide_due(rulesets: &Rulesets, facts: &dyn Facts, key: &Key, at: Instant) -> Result<RowDecision, Rejection> {
    decide_due_stopping(rulesets, facts, key, at).map_err(Stop::into_rejection)
}

fn decide_due_stopping(rulesets: &Rulesets, facts: &dyn Facts, key: &Key, at: Instant) -> Result<RowDecision, Stop> {
    let mut draft = Draft::new(rulesets, facts, 0, None)?;
    let Some(fires_at) = fires(&draft, key)?.filter(|fires_at| *fires_at <= at) else {
        return Ok(RowDecision::NOTHING);
    };
    let work = match (key, draft.row(key)?.map(|row| &row.body)) {
        (Key::Work(id), Some(Body::Work(work))) => Some((id.clone(), work.clone())),
        _ => None,
    };
    match work {
        Some((id, work)) => carry_out(&mut draft, &id, &work)?,
        None => fire_key(&mut draft, key, fires_at)?,
    }
    draft.finish()
}
