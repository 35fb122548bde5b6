//! Rows: the canonical form of one aggregate each, and how events change them.

use super::message::{Command, EngineEvent, Event, WorkKind};
use super::work::Work;
use super::{CommandData, EventRecord};
use crate::cases;
use crate::directory::{self, Node, Person, Unit};
use crate::error::{Code, Rejection};
use crate::hash::Digest;
use crate::id::Key;
use crate::indicators::{self, Counts};
use crate::json;
use crate::points;
use crate::ruleset::{self, Rulesets};
use crate::time::Instant;
use alloc::boxed::Box;
use alloc::sync::Arc;
use serde::{Deserialize, Serialize, Serializer};

/// A command that was decided: enough to tell its repeat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CommandSeen"))]
#[serde(deny_unknown_fields)]
pub struct Seen {
    /// Its content.
    pub digest: Digest,
    /// The entry that holds it.
    pub seq: u64,
    /// When it was decided.
    pub at: Instant,
}

/// What is kept of a reaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReactionRecord {
    /// How often it was refused.
    pub refusals: u64,
}

/// The content of a row; its key says which it is.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline, untagged, rename_all = "snake_case"))]
pub enum Body {
    /// An account of the ledger.
    Account(points::Account),
    /// An act that has counted.
    Act(points::Act),
    /// A case.
    Case(Box<cases::Case>),
    /// A command that was decided.
    Command(Seen),
    /// A node of the territory.
    Node(Box<Node>),
    /// A person with the posts held.
    Person(Person),
    /// A reaction's record.
    Reaction(ReactionRecord),
    /// The ruleset in force.
    Rules(ruleset::RulesInForce),
    /// The counters of a node.
    Tally(Counts),
    /// A unit.
    Unit(Unit),
    /// A bulk command that is being carried out.
    Work(Work),
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Account(body) => body.serialize(serializer),
            Self::Act(body) => body.serialize(serializer),
            Self::Case(body) => body.serialize(serializer),
            Self::Command(body) => body.serialize(serializer),
            Self::Node(body) => body.serialize(serializer),
            Self::Person(body) => body.serialize(serializer),
            Self::Reaction(body) => body.serialize(serializer),
            Self::Rules(body) => body.serialize(serializer),
            Self::Tally(body) => body.serialize(serializer),
            Self::Unit(body) => body.serialize(serializer),
            Self::Work(body) => body.serialize(serializer),
        }
    }
}

impl Body {
    fn decode(key: &Key, bytes: &[u8]) -> Result<Self, Rejection> {
        Ok(match key {
            Key::Account(_) => Self::Account(json::decode(bytes, "/body")?),
            Key::Act(_) => Self::Act(json::decode(bytes, "/body")?),
            Key::Case(_) => Self::Case(json::decode(bytes, "/body")?),
            Key::Command(_) => Self::Command(json::decode(bytes, "/body")?),
            Key::Node(_) => Self::Node(json::decode(bytes, "/body")?),
            Key::Person(_) => Self::Person(json::decode(bytes, "/body")?),
            Key::Reaction(_) => Self::Reaction(json::decode(bytes, "/body")?),
            Key::Rules => Self::Rules(json::decode(bytes, "/body")?),
            Key::Tally(_) => Self::Tally(json::decode(bytes, "/body")?),
            Key::Unit(_) => Self::Unit(json::decode(bytes, "/body")?),
            Key::Work(_) => Self::Work(json::decode(bytes, "/body")?),
        })
    }

    /// Whether a key is that of such a row.
    pub(super) fn belongs_to(&self, key: &Key) -> bool {
        matches!(
            (self, key),
            (Self::Account(_), Key::Account(_))
                | (Self::Act(_), Key::Act(_))
                | (Self::Case(_), Key::Case(_))
                | (Self::Command(_), Key::Command(_))
                | (Self::Node(_), Key::Node(_))
                | (Self::Person(_), Key::Person(_))
                | (Self::Reaction(_), Key::Reaction(_))
                | (Self::Rules(_), Key::Rules)
                | (Self::Tally(_), Key::Tally(_))
                | (Self::Unit(_), Key::Unit(_))
                | (Self::Work(_), Key::Work(_))
        )
    }

    /// Refuses what no decision leaves behind: a case without lead, tier or clock, a ruleset that was not given.
    pub(super) fn check(&self, key: &Key, rulesets: &Rulesets) -> Result<(), Rejection> {
        match self {
            Self::Rules(rules) => rulesets.get(&rules.fingerprint).map(|_| ()),
            Self::Case(case) if !case.fits() => Err(Rejection::new(Code::RowUnfit, "").with(key)),
            Self::Case(case) => rulesets.get(&case.ruleset).map(|_| ()),
            _ => Ok(()),
        }
    }

    /// When the aggregate fires next, and when that is due. Work is due before everything else of its instant.
    #[must_use]
    pub fn next_firing(&self) -> Option<(Instant, Instant)> {
        match self {
            Self::Case(case) => case.next_firing(),
            Self::Work(work) => Some((work.at, Instant::FIRST)),
            _ => None,
        }
    }

    /// Whether a clock of the aggregate waits for a calendar.
    pub(super) fn waits(&self) -> bool {
        matches!(self, Self::Case(case) if case.waits())
    }
}

/// One aggregate: what a snapshot, a host's own table and row-wise deciding share.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// How many events it has had.
    pub version: u64,
    /// What it holds.
    pub body: Body,
}

#[derive(Serialize)]
struct RowOut<'a> {
    key: &'a Key,
    version: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_firing: Option<Instant>,
    body: &'a Body,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowIn {
    key: Key,
    version: u64,
    next_firing: Option<Instant>,
    body: json::Raw,
}

impl Row {
    /// The canonical bytes: `{"key", "version", "next_firing", "body"}`.
    #[must_use]
    pub fn to_json(&self, key: &Key) -> alloc::vec::Vec<u8> {
        let next_firing = self.body.next_firing().map(|(fires_at, _)| fires_at);
        json::to_vec(&RowOut { key, version: self.version, next_firing, body: &self.body })
    }

    /// Reads a row.
    ///
    /// # Errors
    /// A rejection of the shape stage, or `row.unfit` if `next_firing` is not what the body says.
    pub fn from_json(bytes: &[u8]) -> Result<(Key, Self), Rejection> {
        json::members(bytes, crate::bounds::ENTRY_BYTES)?;
        let row: RowIn = json::decode(bytes, "")?;
        let body = Body::decode(&row.key, row.body.as_bytes())?;
        if body.next_firing().map(|(fires_at, _)| fires_at) != row.next_firing || row.version == 0 {
            return Err(Rejection::new(Code::RowUnfit, "").with(&row.key));
        }
        Ok((row.key, Self { version: row.version, body }))
    }
}

/// What an event's entry adds to it.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    /// The entry's seq; 0 where there is no journal.
    pub(super) seq: u64,
    /// The command that caused it, if one did.
    pub(super) command: Option<&'a Command>,
}

/// The body after an event; `Ok(None)` if the aggregate ends with it.
pub(super) fn evolve(
    before: Option<&Body>,
    record: &EventRecord,
    origin: Origin<'_>,
) -> Result<Option<Body>, Rejection> {
    let unfit = || Rejection::new(Code::EventKey, "").with(&record.key);
    let after = match (&record.event, &record.key) {
        (Event::Directory(event), Key::Node(_)) => {
            directory::evolve_node(node(before), event).map(|node| Body::Node(node.into()))
        }
        (Event::Directory(event), Key::Unit(_)) => directory::evolve_unit(unit(before), event).map(Body::Unit),
        (Event::Directory(event), Key::Person(_)) => directory::evolve_person(person(before), event).map(Body::Person),
        (Event::Case(event), Key::Case(_)) => cases::evolve(case(before), event).map(|case| Body::Case(case.into())),
        (Event::Points(event), Key::Account(_)) => points::evolve_account(account(before), event).map(Body::Account),
        (Event::Points(event), Key::Act(_)) => points::evolve_act(act(before), event).map(Body::Act),
        (Event::Indicators(event), Key::Tally(_)) => Some(Body::Tally(indicators::evolve(tally(before), event))),
        (Event::Ruleset(ruleset::Event::Adopted(adopted)), Key::Rules) => Some(Body::Rules(adopted.clone())),
        (Event::Engine(event), key) => return evolve_engine(before, key, event, origin).ok_or_else(unfit),
        _ => None,
    };
    after.map(Some).ok_or_else(unfit)
}

/// `None` if the event does not fit; `Some(None)` if the aggregate ends.
fn evolve_engine(before: Option<&Body>, key: &Key, event: &EngineEvent, origin: Origin<'_>) -> Option<Option<Body>> {
    match (key, event, before) {
        (Key::Work(_), EngineEvent::WorkOpened(opened), None) => {
            let load = match (opened.kind, &origin.command?.data) {
                (WorkKind::Load, CommandData::Directory(directory::Command::Load(load))) => {
                    Some(Arc::new(load.clone()))
                }
                (WorkKind::Timing, CommandData::Ruleset(_)) => None,
                _ => return None,
            };
            let work = Work { kind: opened.kind, seq: origin.seq, at: opened.at, done: 0, after: None, load };
            Some(Some(Body::Work(work)))
        }
        (Key::Work(_), EngineEvent::WorkAdvanced(advanced), Some(Body::Work(work))) => {
            Some(Some(Body::Work(Work { done: advanced.done, after: advanced.after.clone(), ..work.clone() })))
        }
        (Key::Work(_), EngineEvent::WorkDone(_), Some(Body::Work(_))) => Some(None),
        (Key::Reaction(_), EngineEvent::ReactionRefused(refused), _) => {
            Some(Some(Body::Reaction(ReactionRecord { refusals: refused.refusals })))
        }
        _ => None,
    }
}

macro_rules! read {
    ($($name:ident $variant:ident $type:ty;)+) => {
        $(pub(super) fn $name(body: Option<&Body>) -> Option<&$type> {
            if let Some(Body::$variant(body)) = body { Some(body) } else { None }
        })+
    };
}

read! {
    account Account points::Account;
    act Act points::Act;
    case Case cases::Case;
    node Node Node;
    person Person Person;
    tally Tally Counts;
    unit Unit Unit;
}
