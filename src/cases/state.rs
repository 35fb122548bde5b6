//! What is known of a case.

use crate::clock::Clock;
use crate::geometry::Position;
use crate::hash::Digest;
use crate::id::{CaseId, Name, NodeCode, PersonId, UnitId};
use crate::time::Instant;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Where a case stands. Open are `dispatched`, `handling`, `replied` and `inspected`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseStatus"))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// A unit was named and has not yet signed for it.
    Dispatched,
    /// The unit signed, or was silent until the return window closed.
    Handling,
    /// The unit replied; inspection, or completion, comes next.
    Replied,
    /// The reply passed inspection.
    Inspected,
    /// Done.
    Completed,
    /// Not taken up.
    Refused,
    /// Taken up in error.
    Void,
    /// Part of another case.
    Merged,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 8] = [
        Self::Dispatched,
        Self::Handling,
        Self::Replied,
        Self::Inspected,
        Self::Completed,
        Self::Refused,
        Self::Void,
        Self::Merged,
    ];

    /// Whether somebody still has to act.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Dispatched | Self::Handling | Self::Replied | Self::Inspected)
    }

    /// The word on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dispatched => "dispatched",
            Self::Handling => "handling",
            Self::Replied => "replied",
            Self::Inspected => "inspected",
            Self::Completed => "completed",
            Self::Refused => "refused",
            Self::Void => "void",
            Self::Merged => "merged",
        }
    }
}

/// The clocks that a case can have, in the order in which equal due instants are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(transform = words))]
#[serde(rename_all = "snake_case")]
pub enum ClockName {
    /// Until the case is completed after its reply (and inspection).
    Complete,
    /// Until the lead replies.
    Handle,
    /// Until the reply is inspected.
    Inspect,
    /// Until the lead signs or returns: the return window.
    Sign,
    /// Until a supervision order is obeyed; runs again at each breach.
    Supervise,
}

/// The words once more as a list, from which a map takes the names that its members can have.
#[cfg(feature = "schema")]
fn words(schema: &mut schemars::Schema) {
    let clocks = schema.get("oneOf").and_then(serde_json::Value::as_array);
    let words: Vec<_> = clocks.into_iter().flatten().filter_map(|clock| clock.get("const").cloned()).collect();
    schema.insert("type".into(), "string".into());
    schema.insert("enum".into(), words.into());
}

/// The running clocks of a case.
pub type Clocks = BTreeMap<ClockName, Clock>;

/// A case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Where it stands.
    pub status: Status,
    /// The ruleset under which it was accepted: its limits and tiers.
    pub ruleset: Digest,
    /// The node in which it lies; the jurisdiction's root if it was unlocated.
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
    /// Whether there is danger to life or property.
    pub danger: bool,
    /// Who reported it, and whose reports were merged into it.
    pub callers: Vec<PersonId>,
    /// When it was recorded.
    pub received_at: Instant,
    /// When it happened, if told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Instant>,
    /// Its grade, such as 小.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Name>,
    /// The tier that must settle it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Name>,
    /// The limit that triage gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Name>,
    /// The one unit that leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<UnitId>,
    /// How often it was dispatched.
    pub dispatches: u32,
    /// The last instant of the return window, where silence counted as signing for the current dispatch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_ended: Option<Instant>,
    /// The clocks that run.
    pub clocks: Clocks,
    /// How often it rose to a higher tier.
    pub escalations: u32,
    /// How often a unit returned it.
    pub returns: u32,
    /// How often its reply failed inspection.
    pub reworks: u32,
    /// How many supervision orders were given.
    pub supervisions: u32,
    /// How many clocks were broken.
    pub breaches: u32,
    /// Whether a handling clock of this round was broken; a rework or a reopening begins a new round.
    pub late: bool,
    /// How often it was reopened.
    pub reopenings: u32,
    /// Who helped, by the last reply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub helpers: Vec<PersonId>,
    /// When it was last completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Instant>,
    /// The case that it became part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<CaseId>,
}

impl Case {
    /// When the first of its clocks fires, and when that one is due.
    #[must_use]
    pub fn next_firing(&self) -> Option<(Instant, Instant)> {
        self.clocks.values().filter_map(|clock| Some((clock.fires_at()?, clock.due?))).min()
    }

    /// The latest instant that the case itself knows of: where there is no journal, nothing happens to it before.
    #[must_use]
    pub fn touched_at(&self) -> Instant {
        let set = self.clocks.values().map(|clock| clock.set_at).chain(self.completed_at).chain(self.window_ended);
        set.fold(self.received_at, Instant::max)
    }

    /// Whether it is as every decision leaves it: an open case has a lead, a tier and a clock, besides the one for signing
    /// that it has until somebody signed; an ended one has no clock.
    pub(crate) fn fits(&self) -> bool {
        let led = self.lead.is_some() && self.tier.is_some();
        let watched = self.clocks.keys().any(|name| *name != ClockName::Sign);
        let to_sign = self.clocks.contains_key(&ClockName::Sign);
        led && watched == self.status.is_open() && to_sign == (self.status == Status::Dispatched)
    }

    /// Whether one of its clocks waits for a calendar.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.clocks.values().any(|clock| clock.due.is_none())
    }
}
