//! Commands and events of all domains, as the engine sees them.

use crate::bounds;
use crate::cases;
use crate::directory;
use crate::error::{Code, Rejection};
use crate::hash::{Algorithm, Digest};
use crate::id::{ActKey, Actor, CommandId, Name};
use crate::indicators;
use crate::json::{self, Data, Message, messages};
use crate::points;
use crate::ruleset;
use crate::time::Instant;
use alloc::string::String;
use alloc::vec::Vec;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

/// A list of messages made of the domains' own lists.
macro_rules! compose {
    ($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident($list:ty),)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(inline, untagged))]
        pub enum $name { $($(#[$inner])* $variant($list)),+ }

        impl $name {
            /// Every type on the wire.
            #[must_use]
            pub fn kinds() -> Vec<&'static str> {
                [$(<$list>::KINDS),+].into_iter().flatten().copied().collect()
            }

            /// The type on the wire.
            #[must_use]
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(message) => Message::kind(message)),+ }
            }
        }

        impl Message for $name {
            fn kind(&self) -> &'static str {
                Self::kind(self)
            }

            fn decode(kind: &str, data: &[u8], pointer: &str) -> Option<Result<Self, Rejection>> {
                $(if let Some(message) = <$list>::decode(kind, data, pointer) {
                    return Some(message.map(Self::$variant));
                })+
                None
            }

            fn serialize_data<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$variant(message) => message.serialize_data(serializer)),+ }
            }
        }
    };
}

compose! {
    /// What a command asks, by domain.
    CommandData {
        /// Of the directory.
        Directory(directory::Command),
        /// Of a case.
        Case(cases::Command),
        /// Of the ledger of points.
        Points(points::Command),
        /// Of the ruleset itself.
        Ruleset(ruleset::Command),
    }
}

compose! {
    /// What happened, by domain.
    Event {
        /// To the directory.
        Directory(directory::Event),
        /// To a case.
        Case(cases::Event),
        /// To the ledger of points.
        Points(points::Event),
        /// To figures.
        Indicators(indicators::Event),
        /// To the ruleset itself.
        Ruleset(ruleset::Event),
        /// To the engine's own records.
        Engine(EngineEvent),
    }
}

messages! {
    /// Events of the engine itself.
    EngineEvent {
        /// A bulk command begins to be carried out.
        "work.opened" => WorkOpened(WorkOpened),
        /// A part of it is carried out.
        "work.advanced" => WorkAdvanced(WorkAdvanced),
        /// All of it is carried out.
        "work.done" => WorkDone(WorkDone),
        /// A reaction was refused; its cause stands.
        "reaction.refused" => ReactionRefused(ReactionRefused),
    }
}

/// What a piece of due work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WorkKind {
    /// Items of a `directory.load`.
    Load,
    /// Clocks that waited for the calendar of a newly adopted ruleset.
    Timing,
}

/// A bulk command begins to be carried out in chunks, as due work of its own instant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WorkOpened {
    /// What it is.
    pub kind: WorkKind,
    /// The instant at which all of it is carried out.
    pub at: Instant,
}

/// A part of it is carried out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WorkAdvanced {
    /// How many items are done.
    pub done: u64,
    /// The last case that was looked at, for clocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<crate::id::CaseId>,
}

/// All of it is carried out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WorkDone {
    /// How many items were done.
    pub done: u64,
}

/// A reaction was refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReactionRefused {
    /// The act that was to count.
    pub act_key: ActKey,
    /// Why: the code of the refusal.
    #[cfg_attr(feature = "schema", schemars(with = "Code"))]
    pub code: String,
    /// How many refusals of this reaction there were with this one.
    pub refusals: u64,
}

/// What somebody asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Command {
    pub(super) id: CommandId,
    pub(super) actor: Actor,
    pub(super) occurred_at: Option<Instant>,
    pub(super) data: CommandData,
}

impl Command {
    /// A command made of typed parts. It is held to the same rules as one that is read, so that an entry with it can be
    /// read back.
    ///
    /// # Errors
    /// A rejection of the shape stage.
    pub fn new(
        id: CommandId,
        actor: Actor,
        occurred_at: Option<Instant>,
        data: CommandData,
    ) -> Result<Self, Rejection> {
        Self::from_json(&Self { id, actor, occurred_at, data }.to_json())
    }

    /// The host's id for it, unique in the window that the ruleset names.
    #[must_use]
    pub fn id(&self) -> &CommandId {
        &self.id
    }

    /// Who asks, by the host's word.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// When it happened on the ground, if that is another instant than it is recorded at.
    #[must_use]
    pub fn occurred_at(&self) -> Option<Instant> {
        self.occurred_at
    }

    /// What is asked.
    #[must_use]
    pub fn data(&self) -> &CommandData {
        &self.data
    }

    /// Reads a command; any order of keys gives exact pointers.
    ///
    /// # Errors
    /// A rejection of the shape stage.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Rejection> {
        Self::read(bytes, bounds::MESSAGE_BYTES, bounds::BULK_BYTES)
    }

    /// As [`Command::from_json`] inside an entry, whose own bound holds: a store may have added white space.
    pub(super) fn from_entry(bytes: &[u8]) -> Result<Self, Rejection> {
        Self::read(bytes, bounds::ENTRY_BYTES, bounds::ENTRY_BYTES)
    }

    fn read(bytes: &[u8], bound: usize, bulk_bound: usize) -> Result<Self, Rejection> {
        let members = json::members(bytes, bulk_bound)?;
        members.only(&["id", "actor", "occurred_at", "type", "data"])?;
        let id = json::decode(members.required("id")?, "/id")?;
        let actor = json::decode(members.required("actor")?, "/actor")?;
        let occurred_at = members.get("occurred_at").map(|bytes| json::decode(bytes, "/occurred_at")).transpose()?;
        let kind: Name = json::decode(members.required("type")?, "/type")?;
        // Only a bulk command may be large.
        if kind.as_str() != "directory.load" && bytes.len() > bound {
            return Err(Rejection::new(Code::JsonTooLarge, "").with(&bound));
        }
        let unknown = || Rejection::new(Code::UnknownType, "/type");
        let data = CommandData::decode(kind.as_str(), members.required("data")?, "/data").ok_or_else(unknown)??;
        let command = Self { id, actor, occurred_at, data };
        command.check()?;
        Ok(command)
    }

    /// Checks what no type can say; the deciders rely on it.
    fn check(&self) -> Result<(), Rejection> {
        match &self.data {
            CommandData::Directory(command) => {
                command.check()?;
                // What is written back may be longer than what came in (`1e-7`): the bound holds for both.
                if let directory::Command::Load(_) = command
                    && self.to_json().len() > bounds::BULK_BYTES
                {
                    return Err(Rejection::new(Code::JsonTooLarge, "").with(&bounds::BULK_BYTES));
                }
                Ok(())
            }
            CommandData::Case(command) => command.check(),
            CommandData::Points(command) => command.check(),
            CommandData::Ruleset(ruleset::Command::Adopt(adopt)) => match adopt.running {
                ruleset::Running::Keep => Ok(()),
                ruleset::Running::Rederive => {
                    Err(Rejection::new(Code::ValueUnsupported, "/data/running").with(&"rederive"))
                }
            },
        }
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        json::to_vec(self)
    }

    /// What tells a repeat from another content under the same id: all but the instant of recording.
    pub(super) fn digest(&self) -> Digest {
        Algorithm::Sha256.digest(&self.to_json())
    }
}

impl Serialize for Command {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("actor", &self.actor)?;
        if let Some(occurred_at) = &self.occurred_at {
            map.serialize_entry("occurred_at", occurred_at)?;
        }
        map.serialize_entry("type", self.data.kind())?;
        map.serialize_entry("data", &Data(&self.data))?;
        map.end()
    }
}
