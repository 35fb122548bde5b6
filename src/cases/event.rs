//! What happened to a case. Every event carries its results: the clocks after it, the counts after it.

use super::state::{ClockName, Clocks};
use crate::geometry::Position;
use crate::hash::Digest;
use crate::id::{CaseId, Name, NodeCode, PersonId, UnitId};
use crate::json::messages;
use crate::time::Instant;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

messages! {
    /// Events of cases.
    Event {
        /// It was reported and located.
        "case.reported" => Reported(Reported),
        /// It was graded.
        "case.triaged" => Triaged(Triaged),
        /// A unit was named to lead.
        "case.dispatched" => Dispatched(Dispatched),
        /// The lead signed, or its silence counted as signing.
        "case.signed" => Signed(Signed),
        /// The lead returned it.
        "case.returned" => Returned(Returned),
        /// The lead replied.
        "case.replied" => Replied(Replied),
        /// The reply passed inspection.
        "case.inspected" => Inspected(Inspected),
        /// The reply failed inspection and is done again.
        "case.reworked" => Reworked(Reworked),
        /// It was completed.
        "case.completed" => Completed(Completed),
        /// It was taken up again.
        "case.reopened" => Reopened(Reopened),
        /// It was not taken up.
        "case.refused" => Refused(Voided),
        /// It was declared void.
        "case.voided" => Voided(Voided),
        /// It became part of another case.
        "case.merged" => Merged(Merged),
        /// Another case became part of it.
        "case.callers_added" => CallersAdded(CallersAdded),
        /// A clock was broken.
        "case.breached" => Breached(Breached),
        /// It rose to a higher tier.
        "case.escalated" => Escalated(Escalated),
        /// A supervision order was given.
        "case.supervised" => Supervised(Supervised),
        /// Clocks that waited for a calendar were timed.
        "case.timed" => Timed(Timed),
    }
}

/// It was reported and located.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseReported"))]
#[serde(deny_unknown_fields)]
pub struct Reported {
    /// The ruleset of its acceptance.
    pub ruleset: Digest,
    /// Where it lies.
    pub node: NodeCode,
    /// Whether its place was found.
    pub located: bool,
    /// The position reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Its category.
    pub category: Name,
    /// How many people it concerns.
    pub people: u32,
    /// Whether there is danger.
    pub danger: bool,
    /// Who reported it.
    pub reporter: PersonId,
    /// When it was recorded.
    pub at: Instant,
    /// When it happened, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Instant>,
}

/// It was graded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseTriaged"))]
#[serde(deny_unknown_fields)]
pub struct Triaged {
    /// The grade.
    pub severity: Name,
    /// The tier that must settle it.
    pub tier: Name,
    /// The limit for it.
    pub limit: Name,
}

/// A unit was named to lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseDispatched"))]
#[serde(deny_unknown_fields)]
pub struct Dispatched {
    /// The unit.
    pub lead: UnitId,
    /// The how-manieth dispatch this is.
    pub nth: u32,
    /// The clocks after it.
    pub clocks: Clocks,
}

/// How a case was signed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SignedBy {
    /// The lead signed.
    Lead,
    /// The return window closed without a word.
    Silence,
}

/// The lead signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseSigned"))]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// How.
    pub by: SignedBy,
    /// The last instant of the return window, where its silence counted as signing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_ended: Option<Instant>,
    /// The clocks after it.
    pub clocks: Clocks,
}

/// The lead returned it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseReturned"))]
#[serde(deny_unknown_fields)]
pub struct Returned {
    /// Why.
    pub grounds: Name,
    /// The unit that returned it.
    pub by: UnitId,
    /// How many returns there were with this one.
    pub returns: u32,
}

/// The lead replied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseReplied"))]
#[serde(deny_unknown_fields)]
pub struct Replied {
    /// Whether the handling clock was kept: false once it was broken.
    pub on_time: bool,
    /// Who helped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub helpers: Vec<PersonId>,
    /// The clocks after it.
    pub clocks: Clocks,
}

/// The reply passed inspection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseInspected"))]
#[serde(deny_unknown_fields)]
pub struct Inspected {
    /// The clocks after it.
    pub clocks: Clocks,
}

/// The reply failed inspection.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseReworked"))]
#[serde(deny_unknown_fields)]
pub struct Reworked {
    /// How many reworks there were with this one.
    pub reworks: u32,
    /// The clocks after it.
    pub clocks: Clocks,
}

/// It was completed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseCompleted"))]
#[serde(deny_unknown_fields)]
pub struct Completed {
    /// The tier at which it was settled.
    pub tier: Name,
    /// When.
    pub at: Instant,
    /// Who helped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub helpers: Vec<PersonId>,
}

/// It was taken up again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseReopened"))]
#[serde(deny_unknown_fields)]
pub struct Reopened {
    /// Why.
    pub grounds: Name,
    /// The tier at which it had been completed.
    pub tier: Name,
    /// How many reopenings there were with this one.
    pub reopenings: u32,
    /// The clocks after it.
    pub clocks: Clocks,
}

/// It was refused or declared void.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseVoided"))]
#[serde(deny_unknown_fields)]
pub struct Voided {
    /// Why.
    pub grounds: Name,
}

/// It became part of another case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseMerged"))]
#[serde(deny_unknown_fields)]
pub struct Merged {
    /// Which.
    pub into: CaseId,
}

/// Another case became part of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseCallersAdded"))]
#[serde(deny_unknown_fields)]
pub struct CallersAdded {
    /// Which case.
    pub from: CaseId,
    /// All callers after it.
    pub callers: Vec<PersonId>,
}

/// A clock was broken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseBreached"))]
#[serde(deny_unknown_fields)]
pub struct Breached {
    /// Which clock.
    pub clock: ClockName,
    /// When it was due.
    pub due: Instant,
    /// When the breach fired.
    pub fired_at: Instant,
    /// How many breaches there were with this one.
    pub breaches: u32,
    /// Whether the handling of this round is late by now.
    pub late: bool,
    /// The clocks after it.
    pub clocks: Clocks,
}

/// It rose to a higher tier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseEscalated"))]
#[serde(deny_unknown_fields)]
pub struct Escalated {
    /// The tier before.
    pub from: Name,
    /// The tier after.
    pub to: Name,
    /// How many escalations there were with this one.
    pub escalations: u32,
}

/// A supervision order was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseSupervised"))]
#[serde(deny_unknown_fields)]
pub struct Supervised {
    /// How many orders there were with this one.
    pub supervisions: u32,
    /// The clocks after it.
    pub clocks: Clocks,
}

/// Clocks that waited for a calendar were timed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseTimed"))]
#[serde(deny_unknown_fields)]
pub struct Timed {
    /// The clocks after it.
    pub clocks: Clocks,
}
