//! Entries: what the journal holds. Chained by a hash over the canonical bytes.

use super::message::{Command, Event};
use crate::bounds;
use crate::error::{Code, Rejection};
use crate::hash::{Algorithm, Digest};
use crate::id::Key;
use crate::json::{self, Data, Message, Raw};
use crate::ruleset::Compiled;
use crate::time::Instant;
use alloc::string::String;
use alloc::vec::Vec;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

/// The format of entries that this version writes and reads.
pub(super) const FORMAT: u32 = 1;

/// What caused an entry.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename_all = "snake_case"))]
pub enum Cause {
    /// Somebody asked.
    Command(Command),
    /// Something fired at this instant.
    Due(Instant),
    /// A bulk command goes on.
    #[cfg_attr(feature = "schema", schemars(untagged))]
    Work(WorkCause),
}

/// Which bulk command goes on, and from which of its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WorkCause {
    /// The entry that holds the command.
    pub seq: u64,
    /// How many of its items were done before.
    pub from: u64,
}

impl Serialize for Cause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Self::Work(work) = self {
            return work.serialize(serializer);
        }
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::Command(command) => map.serialize_entry("command", command)?,
            Self::Due(at) => map.serialize_entry("due", at)?,
            Self::Work(_) => {}
        }
        map.end()
    }
}

/// One event of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRecord {
    /// The aggregate that it changes.
    pub key: Key,
    /// The aggregate's version after it.
    pub version: u64,
    /// The rules on which it rests, as `table/rule`.
    pub because: Vec<String>,
    /// What happened.
    pub event: Event,
}

impl Serialize for EventRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("type", self.event.kind())?;
        map.serialize_entry("key", &self.key)?;
        map.serialize_entry("version", &self.version)?;
        map.serialize_entry("because", &self.because)?;
        map.serialize_entry("data", &Data(&self.event))?;
        map.end()
    }
}

/// An entry of the journal. Its content cannot be changed: one that was decided here need not be hashed again.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(with = "super::schema::EntryMembers"))]
#[cfg_attr(feature = "schema", schemars(description = "An entry of the journal."))]
pub struct Entry {
    seq: u64,
    at: Instant,
    /// The instant that the host asked for, where it was clamped.
    asked_at: Option<Instant>,
    ruleset: Digest,
    cause: Cause,
    events: Vec<EventRecord>,
    prev: Digest,
    hash: Digest,
    /// Whether this process made or verified the hash.
    verified: bool,
}

/// Entries are equal by what they say; who verified the hash does not count.
impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        let content = |entry: &Self| (entry.seq, entry.at, entry.asked_at, entry.ruleset, entry.prev, entry.hash);
        content(self) == content(other) && self.cause == other.cause && self.events == other.events
    }
}

struct Unhashed<'a>(&'a Entry);

impl Serialize for Unhashed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = self.0;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("format", &FORMAT)?;
        map.serialize_entry("seq", &entry.seq)?;
        map.serialize_entry("at", &entry.at)?;
        if let Some(asked_at) = &entry.asked_at {
            map.serialize_entry("asked_at", asked_at)?;
        }
        map.serialize_entry("ruleset", &entry.ruleset)?;
        map.serialize_entry("cause", &entry.cause)?;
        map.serialize_entry("events", &entry.events)?;
        map.serialize_entry("prev", &entry.prev)?;
        map.end()
    }
}

impl Entry {
    pub(super) fn seal(
        ruleset: &Compiled,
        seq: u64,
        at: Instant,
        asked_at: Option<Instant>,
        cause: Cause,
        events: Vec<EventRecord>,
        prev: Digest,
    ) -> Self {
        let fingerprint = ruleset.fingerprint;
        let mut entry =
            Self { seq, at, asked_at, ruleset: fingerprint, cause, events, prev, hash: Digest::NONE, verified: true };
        if ruleset.algorithm != Algorithm::None {
            entry.hash = ruleset.algorithm.digest(&json::to_vec(&Unhashed(&entry)));
        }
        entry
    }

    /// Its place in the journal, from 1.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Recorded time.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.at
    }

    /// The ruleset under which it was decided.
    #[must_use]
    pub fn ruleset(&self) -> Digest {
        self.ruleset
    }

    /// What caused it.
    #[must_use]
    pub fn cause(&self) -> &Cause {
        &self.cause
    }

    /// What happened.
    #[must_use]
    pub fn events(&self) -> &[EventRecord] {
        &self.events
    }

    /// The hash of the entry before.
    #[must_use]
    pub fn prev(&self) -> Digest {
        self.prev
    }

    /// Its hash.
    #[must_use]
    pub fn hash(&self) -> Digest {
        self.hash
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let mut bytes = json::to_vec(&Unhashed(self));
        bytes.pop();
        bytes.extend_from_slice(b",\"hash\":\"");
        bytes.extend_from_slice(alloc::format!("{}", self.hash).as_bytes());
        bytes.extend_from_slice(b"\"}");
        bytes
    }

    /// Reads an entry; a store may have changed white space and the order of keys.
    ///
    /// # Errors
    /// A rejection of the shape stage, `entry.format`, or `entry.event_unknown`. The hash is verified on commit.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Rejection> {
        json::members(bytes, bounds::ENTRY_BYTES)?;
        let entry: EntryIn = json::decode(bytes, "")?;
        if entry.format != FORMAT {
            return Err(Rejection::new(Code::EntryFormat, "/format"));
        }
        let mut events = Vec::new();
        for (index, event) in entry.events.into_iter().enumerate() {
            let place = alloc::format!("/events/{index}");
            let data = event.data.as_bytes();
            let unknown = || Rejection::new(Code::EventUnknown, &alloc::format!("{place}/type"));
            let decoded = Event::decode(&event.r#type, data, &alloc::format!("{place}/data")).ok_or_else(unknown)??;
            events.push(EventRecord { key: event.key, version: event.version, because: event.because, event: decoded });
        }
        let cause = entry.cause;
        let cause = match (cause.command, cause.due, cause.seq, cause.from) {
            (Some(command), None, None, None) => {
                let command = Command::from_entry(command.as_bytes());
                Cause::Command(command.map_err(|problem| problem.below("/cause/command"))?)
            }
            (None, Some(due), None, None) => Cause::Due(due),
            (None, None, Some(seq), Some(from)) => Cause::Work(WorkCause { seq, from }),
            _ => return Err(Rejection::new(Code::WrongType, "/cause").with(&"command, due, or seq and from")),
        };
        Ok(Self {
            seq: entry.seq,
            at: entry.at,
            asked_at: entry.asked_at,
            ruleset: entry.ruleset,
            cause,
            events,
            prev: entry.prev,
            hash: entry.hash,
            verified: false,
        })
    }

    pub(super) fn verify(&self, algorithm: Algorithm) -> Result<(), Rejection> {
        if self.events.len() > bounds::ENTRY_EVENTS {
            return Err(Rejection::new(Code::EntryTooLarge, "/events"));
        }
        let fits = self.verified
            || match algorithm {
                Algorithm::None => self.hash == Digest::NONE,
                _ => self.hash == algorithm.digest(&json::to_vec(&Unhashed(self))),
            };
        if fits { Ok(()) } else { Err(Rejection::new(Code::EntryHash, "/hash")) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryIn {
    format: u32,
    seq: u64,
    at: Instant,
    asked_at: Option<Instant>,
    ruleset: Digest,
    cause: CauseIn,
    events: Vec<EventIn>,
    prev: Digest,
    hash: Digest,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CauseIn {
    command: Option<Raw>,
    due: Option<Instant>,
    seq: Option<u64>,
    from: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventIn {
    r#type: String,
    key: Key,
    version: u64,
    because: Vec<String>,
    data: Raw,
}
