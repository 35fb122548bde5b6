//! Bytes in, canonical bytes out: what every surface that is not Rust calls, so that all of them answer alike.
//!
//! Success is the canonical JSON of the result; a refusal is the canonical JSON of the rejection:
//! `{"code", "number", "pointer", "args", "zh", "en"}`. Hot questions go by [`columns`] of integers, and hosts that keep
//! their own rows by [`rows`].

pub mod columns;
pub mod rows;
#[cfg(feature = "schema")]
pub mod schema;

use crate::engine::{Applied, Command, Decision, Engine, Entry, Query, Refused, View};
use crate::error::Rejection;
use crate::json;
use crate::ruleset::{Parts, Ruleset, Rulesets};
use crate::time::Instant;
use alloc::vec::Vec;

/// What deciding a command comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The canonical bytes of the new entry.
    New(Vec<u8>),
    /// The command is already this entry.
    Repeat(u64),
}

/// What applying a command comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Replies {
    /// The canonical bytes of the entries that were committed.
    New(Vec<Vec<u8>>),
    /// The command is already this entry.
    Repeat(u64),
}

/// What was not carried out to the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotApplied {
    /// The canonical bytes of the entries that were committed before it was refused: persist them.
    pub entries: Vec<Vec<u8>>,
    /// The canonical bytes of the rejection.
    pub rejection: Vec<u8>,
}

/// The bytes of a rejection.
#[must_use]
pub fn bytes_of(rejection: &Rejection) -> Vec<u8> {
    json::to_vec(rejection)
}

/// Entries as lines, each ending in LF, which no canonical JSON holds.
#[must_use]
pub fn lines(entries: &[Vec<u8>]) -> Vec<u8> {
    entries.iter().flat_map(|entry| entry.iter().copied().chain([b'\n'])).collect()
}

/// Compiles a ruleset.
///
/// # Errors
/// The bytes of `{"diagnostics": [...]}`.
pub fn compile(document: &[u8], parts: &Parts<'_>) -> Result<Ruleset, Vec<u8>> {
    Ruleset::compile(document, parts).map_err(|error| json::to_vec(&error))
}

/// Decides a command.
///
/// # Errors
/// The bytes of the rejection.
pub fn decide(engine: &Engine, command: &[u8], at: Instant) -> Result<Reply, Vec<u8>> {
    reply(Command::from_json(command).and_then(|command| engine.decide(&command, at)))
}

/// Decides a command at an instant, or at the last entry's if that is later; the entry then records what was asked for.
///
/// # Errors
/// The bytes of the rejection.
pub fn decide_clamped(engine: &Engine, command: &[u8], at: Instant) -> Result<Reply, Vec<u8>> {
    reply(Command::from_json(command).and_then(|command| engine.decide_clamped(&command, at)))
}

fn reply(decided: Result<Decision, Rejection>) -> Result<Reply, Vec<u8>> {
    match decided.map_err(|refusal| bytes_of(&refusal))? {
        Decision::New(entry) => Ok(Reply::New(entry.to_json())),
        Decision::Repeat { seq } => Ok(Reply::Repeat(seq)),
    }
}

/// Decides what is due first; `None` if nothing fires by then.
///
/// # Errors
/// The bytes of the rejection.
pub fn decide_due(engine: &Engine, at: Instant) -> Result<Option<Vec<u8>>, Vec<u8>> {
    let entry = engine.decide_due(at).map_err(|refusal| bytes_of(&refusal))?;
    Ok(entry.map(|entry| entry.to_json()))
}

/// Commits an entry.
///
/// # Errors
/// The bytes of the rejection.
pub fn commit(engine: &mut Engine, entry: &[u8]) -> Result<(), Vec<u8>> {
    Entry::from_json(entry).and_then(|entry| engine.commit(&entry)).map_err(|refusal| bytes_of(&refusal))
}

/// Applies a command.
///
/// # Errors
/// [`NotApplied`]: the bytes of the rejection, and of the entries that were committed before it.
pub fn apply(engine: &mut Engine, command: &[u8], at: Instant) -> Result<Replies, NotApplied> {
    let command = Command::from_json(command)
        .map_err(|refusal| NotApplied { entries: Vec::new(), rejection: bytes_of(&refusal) })?;
    match engine.apply(&command, at).map_err(|refused| not_applied(&refused))? {
        Applied::New(entries) => Ok(Replies::New(bytes_of_all(&entries))),
        Applied::Repeat { seq } => Ok(Replies::Repeat(seq)),
    }
}

/// Commits everything that fires at or before an instant; the bytes of the entries.
///
/// # Errors
/// [`NotApplied`]: the bytes of the rejection, and of the entries that were committed before it.
pub fn advance(engine: &mut Engine, at: Instant) -> Result<Vec<Vec<u8>>, NotApplied> {
    engine.advance(at).map(|entries| bytes_of_all(&entries)).map_err(|refused| not_applied(&refused))
}

fn bytes_of_all(entries: &[Entry]) -> Vec<Vec<u8>> {
    entries.iter().map(Entry::to_json).collect()
}

fn not_applied(refused: &Refused) -> NotApplied {
    NotApplied { entries: bytes_of_all(&refused.entries), rejection: bytes_of(&refused.rejection) }
}

impl NotApplied {
    /// The entries as lines, and after the last of them the rejection.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        [lines(&self.entries).as_slice(), &self.rejection].concat()
    }
}

/// The number of the rejection that a surface gave, also after lines of entries; `None` if these are no such bytes. For
/// hosts without a JSON parser, which must at least tell what they have to do next.
///
/// ```
/// let number = civigrid::wire::number_of(br#"{"code":"deadlines_due","number":4001,"pointer":""}"#);
/// assert_eq!(number, Some(civigrid::Code::DeadlinesDue.number()));
/// assert_eq!(civigrid::wire::number_of(b"{}"), None);
/// ```
#[must_use]
pub fn number_of(bytes: &[u8]) -> Option<u16> {
    let last = bytes.rsplit(|byte| *byte == b'\n').next()?;
    let last = core::str::from_utf8(last).ok()?;
    let (_, rest) = last.strip_prefix("{\"code\":\"")?.split_once("\",\"number\":")?;
    rest.split_once(',')?.0.parse().ok()
}

/// Restores an engine from a snapshot.
///
/// # Errors
/// The bytes of the rejection.
pub fn restore(rulesets: Rulesets, snapshot: &[u8]) -> Result<Engine, Vec<u8>> {
    Engine::restore(rulesets, snapshot).map_err(|refusal| bytes_of(&refusal))
}

/// Answers a query in the view of a node.
///
/// # Errors
/// The bytes of the rejection.
pub fn query(engine: &Engine, query: &[u8], view: &str, at: Instant) -> Result<Vec<u8>, Vec<u8>> {
    let answer = Query::from_json(query).and_then(|query| engine.query(&query, &viewed(view)?, at));
    answer.map(|answer| answer.to_json()).map_err(|refusal| bytes_of(&refusal))
}

/// The view that a call names; the place of its refusal is that parameter.
fn viewed(view: &str) -> Result<View, Rejection> {
    View::of(view).map_err(|fault| Rejection::from(fault).at("/view"))
}
