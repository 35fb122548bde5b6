//! Bring your own rows, in bytes: rows come in and go out as lines, each the canonical JSON of one row.
//!
//! An engine without entries stands for what the host keeps in memory: the compiled map, and as many rows of the
//! directory as it likes ([`load`]). All other rows are given with each call. A line is one of
//!
//! - a row, as it came out: `{"key", "version", "next_firing", "body"}`;
//! - `{"key": "case/1", "absent": true}`: there is no such row; on the way out: the row ends, delete it;
//! - `{"waiting": ["case ids"]}`: all cases with a clock that waits for a calendar.

use super::bytes_of;
use crate::bounds;
use crate::directory::Map;
use crate::engine::rows::{self, Facts, RowDecision};
use crate::engine::{Command, Engine, EventRecord, Row};
use crate::error::{Code, Rejection};
use crate::facts::Fact;
use crate::id::{CaseId, Key};
use crate::json;
use crate::time::Instant;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// The rows of one call, laid over those that the engine holds.
struct Given<'e> {
    engine: &'e Engine,
    rows: BTreeMap<Key, Option<Row>>,
    /// With the number of the line.
    waiting: Option<(usize, Vec<CaseId>)>,
}

impl Facts for Given<'_> {
    fn row(&self, key: &Key) -> Fact<&Row> {
        match self.rows.get(key) {
            Some(Some(row)) => Fact::Given(row),
            Some(None) => Fact::Absent,
            None => self.engine.row(key).map_or(Fact::NotGiven, Fact::Given),
        }
    }

    fn map(&self) -> &Map {
        self.engine.map()
    }

    fn waiting(&self, after: Option<&CaseId>, at_most: usize) -> Fact<Vec<CaseId>> {
        self.waiting.as_ref().map_or(Fact::NotGiven, |(_, all)| Fact::Given(rows::later(all, after, at_most)))
    }
}

/// There is no such row; on the way out: the row ends, delete it.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "AbsentRow"))]
#[serde(deny_unknown_fields)]
pub(super) struct Absent {
    /// The key of the row.
    key: Key,
    /// Always true.
    #[cfg_attr(feature = "schema", schemars(extend("const" = true)))]
    absent: bool,
}

/// All cases with a clock that waits for a calendar: a line that goes in only.
#[derive(Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WaitingCases"))]
#[serde(deny_unknown_fields)]
pub(super) struct Waiting {
    /// Their ids, in any order.
    waiting: Vec<CaseId>,
}

/// Reads lines; the place of a rejection begins with the number of the line, from 0.
fn read<'e>(engine: &'e Engine, lines: &[u8]) -> Result<Given<'e>, Rejection> {
    let mut given = Given { engine, rows: BTreeMap::new(), waiting: None };
    let numbered = lines.split(|byte| *byte == b'\n').enumerate();
    for (number, line) in numbered.filter(|(_, line)| !line.is_empty()) {
        given.line(number, line).map_err(|refusal| refusal.below(&format!("/{number}")))?;
    }
    Ok(given)
}

impl Given<'_> {
    fn line(&mut self, number: usize, line: &[u8]) -> Result<(), Rejection> {
        let members = json::members(line, bounds::ENTRY_BYTES)?;
        let twice = if members.get("waiting").is_some() {
            let Waiting { mut waiting } = json::decode(line, "")?;
            waiting.sort_unstable();
            self.waiting.replace((number, waiting)).is_some()
        } else if members.get("absent").is_some() {
            let Absent { key, absent } = json::decode(line, "")?;
            if !absent {
                return Err(Rejection::new(Code::WrongType, "/absent").with(&"true"));
            }
            self.rows.insert(key, None).is_some()
        } else {
            let (key, row) = Row::from_json(line)?;
            self.rows.insert(key, Some(row)).is_some()
        };
        if twice { Err(Rejection::new(Code::JsonDuplicate, "")) } else { Ok(()) }
    }
}

/// Loads rows of the directory, and that of the ruleset in force, into an engine without entries: all of them or none.
/// A row that it holds already is replaced.
///
/// # Errors
/// The bytes of the rejection; `rows.journal` if the engine has entries, `rows.kind` for rows and lines of other kinds.
pub fn load(engine: &mut Engine, lines: &[u8]) -> Result<(), Vec<u8>> {
    let given = read(engine, lines).and_then(|Given { rows, waiting, .. }| match waiting {
        Some((number, _)) => {
            Err(Rejection::new(Code::RowsKind, "").with(&"waiting").below(&format!("/{number}/waiting")))
        }
        None => Ok(rows),
    });
    given.and_then(|rows| engine.load_rows(rows)).map_err(|refusal| bytes_of(&refusal))
}

/// The keys of rows that must be looked up before a command can be decided; call it until there are none.
///
/// # Errors
/// The bytes of the rejection.
pub fn needs(engine: &Engine, command: &[u8], at: Instant, lines: &[u8]) -> Result<Vec<Key>, Vec<u8>> {
    let keys = Command::from_json(command)
        .and_then(|command| rows::needs(engine.rulesets(), &read(engine, lines)?, &command, at));
    keys.map_err(|refusal| bytes_of(&refusal))
}

/// Decides a command over given rows: a line `{"events": [...]}`, then a line for each row to write; `None` for a repeat.
///
/// # Errors
/// The bytes of the rejection.
pub fn decide(engine: &Engine, command: &[u8], at: Instant, lines: &[u8]) -> Result<Option<Vec<u8>>, Vec<u8>> {
    let decision = Command::from_json(command)
        .and_then(|command| rows::decide(engine.rulesets(), &read(engine, lines)?, &command, at));
    decision.map(|decision| written(&decision)).map_err(|refusal| bytes_of(&refusal))
}

/// The keys of rows that must be looked up before what fires in a row can be decided; call it until there are none.
///
/// # Errors
/// The bytes of the rejection.
pub fn needs_due(engine: &Engine, key: &str, at: Instant, lines: &[u8]) -> Result<Vec<Key>, Vec<u8>> {
    let keys = parsed(key).and_then(|key| rows::needs_due(engine.rulesets(), &read(engine, lines)?, &key, at));
    keys.map_err(|refusal| bytes_of(&refusal))
}

/// Decides what fires first in one row, as [`decide`] answers; `None` if nothing fires by then.
///
/// # Errors
/// The bytes of the rejection.
pub fn decide_due(engine: &Engine, key: &str, at: Instant, lines: &[u8]) -> Result<Option<Vec<u8>>, Vec<u8>> {
    let decision = parsed(key).and_then(|key| rows::decide_due(engine.rulesets(), &read(engine, lines)?, &key, at));
    decision.map(|decision| written(&decision)).map_err(|refusal| bytes_of(&refusal))
}

/// One row of the engine as a line without its end; `None` if there is no such row.
///
/// # Errors
/// The bytes of the rejection: the text is no key.
pub fn row(engine: &Engine, key: &str) -> Result<Option<Vec<u8>>, Vec<u8>> {
    let key = parsed(key).map_err(|refusal| bytes_of(&refusal))?;
    Ok(engine.row(&key).map(|row| row.to_json(&key)))
}

/// The key that a call names; the place of its refusal is that parameter.
fn parsed(key: &str) -> Result<Key, Rejection> {
    Key::parse(key).map_err(|fault| Rejection::from(fault).at("/key"))
}

/// The events of a decision: the first line that comes out.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RowsEvents", deny_unknown_fields))]
pub(super) struct Events<'a> {
    /// What happened, in this order.
    events: &'a [EventRecord],
}

fn written(decision: &RowDecision) -> Option<Vec<u8>> {
    if decision.events.is_empty() && decision.rows.is_empty() {
        return None;
    }
    let mut out = json::to_vec(&Events { events: &decision.events });
    out.push(b'\n');
    for (key, row) in &decision.rows {
        let line = match row {
            Some(row) => row.to_json(key),
            None => json::to_vec(&Absent { key: key.clone(), absent: true }),
        };
        out.extend_from_slice(&line);
        out.push(b'\n');
    }
    Some(out)
}
