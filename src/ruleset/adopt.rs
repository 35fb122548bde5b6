//! Change of rules: a command, an event, and the state of what is in force.

use crate::hash::Digest;
use crate::json::messages;
use crate::time::Instant;
use serde::{Deserialize, Serialize};

messages! {
    /// Commands on the ruleset itself.
    Command {
        /// Puts another ruleset into force, now.
        "ruleset.adopt" => Adopt(Adopt),
    }
}

/// What becomes of running cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RunningCases"))]
#[serde(rename_all = "snake_case")]
pub enum Running {
    /// They keep the ruleset of their acceptance.
    #[default]
    Keep,
    /// They are decided again: not yet supported.
    #[cfg_attr(feature = "schema", schemars(skip))]
    Rederive,
}

/// Puts another ruleset into force from the instant of the command. Running cases keep their own; those whose clocks
/// wait for a calendar are timed by the new one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RulesetAdopt"))]
#[serde(deny_unknown_fields)]
pub struct Adopt {
    /// Which, among those that the engine was given.
    pub fingerprint: Digest,
    /// What becomes of running cases.
    #[serde(default)]
    pub running: Running,
}

messages! {
    /// Events of the ruleset itself.
    Event {
        /// Another ruleset is in force.
        "ruleset.adopted" => Adopted(Adopted),
    }
}

/// Another ruleset is in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "RulesetAdopted"))]
#[serde(deny_unknown_fields)]
pub struct Adopted {
    /// Which.
    pub fingerprint: Digest,
    /// From when.
    pub from: Instant,
}

/// The ruleset in force, as a row.
pub type RulesInForce = Adopted;
