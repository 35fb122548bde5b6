//! What can be asked of a case.

use crate::bounds;
use crate::error::{Code, Rejection};
use crate::geometry::Position;
use crate::id::{CaseId, Name, NodeCode, PersonId};
use crate::json::{bounded_list, messages, ranged};
use alloc::vec::Vec;
use serde::{Deserialize, Deserializer, Serialize};

messages! {
    /// Commands on cases.
    Command {
        /// Reports a matter; it is located, triaged and dispatched in the same entry.
        "case.report" => Report(Report),
        /// The lead signs for it.
        "case.sign" => Sign(Sign),
        /// The lead returns it inside the return window (退单).
        "case.return" => Return(Return),
        /// The lead replies: it is done as far as the lead is concerned.
        "case.reply" => Reply(Reply),
        /// The reply is inspected on the ground (核查).
        "case.inspect" => Inspect(Inspect),
        /// The case is completed (办结).
        "case.complete" => Complete(Complete),
        /// A completed case is taken up again.
        "case.reopen" => Reopen(Reopen),
        /// Intake does not take it up (不予受理).
        "case.refuse" => Refuse(Refuse),
        /// It was taken up in error (作废).
        "case.void" => Void(Void),
        /// It becomes part of another open case.
        "case.merge" => Merge(Merge),
    }
}

fn people<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    ranged(deserializer, bounds::PEOPLE)
}

fn helpers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PersonId>, D::Error> {
    bounded_list(deserializer, bounds::LIST)
}

fn one() -> u32 {
    1
}

/// The datum of a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Datum {
    /// WGS-84.
    #[default]
    Wgs84,
    /// CGCS2000, the same at this scale.
    Cgcs2000,
    /// GCJ-02, as Chinese map services give it: not yet supported.
    #[cfg_attr(feature = "schema", schemars(skip))]
    Gcj02,
    /// BD-09, as Baidu gives it: not yet supported.
    #[cfg_attr(feature = "schema", schemars(skip))]
    Bd09,
}

/// Where: a node of the directory, or a position on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CasePlace", transform = either))]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// A node, such as the community where a caller says they live.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeCode>,
    /// Longitude and latitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The datum of the position.
    #[serde(default)]
    pub datum: Datum,
}

/// Reports a matter. The actor is the reporter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseReport"))]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// The new case's id, which the host chooses.
    pub case: CaseId,
    /// A code of the ruleset's category list.
    pub category: Name,
    /// Where.
    pub place: Place,
    /// How many people it concerns, from 1.
    #[serde(default = "one", deserialize_with = "people")]
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = bounds::PEOPLE)))]
    pub people: u32,
    /// Whether there is danger to life or property.
    #[serde(default)]
    pub danger: bool,
}

/// The lead signs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseSign"))]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// Which case.
    pub case: CaseId,
}

/// The lead returns the case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseReturn"))]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// Which case.
    pub case: CaseId,
    /// Why: a code of the ruleset.
    pub grounds: Name,
}

/// The lead replies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseReply"))]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Which case.
    pub case: CaseId,
    /// Volunteers who helped.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "helpers")]
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::LIST)))]
    pub helpers: Vec<PersonId>,
}

/// The reply is inspected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseInspect"))]
#[serde(deny_unknown_fields)]
pub struct Inspect {
    /// Which case.
    pub case: CaseId,
    /// Whether the matter is settled on the ground; if not, the lead does it again.
    pub passed: bool,
}

/// The case is completed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseComplete"))]
#[serde(deny_unknown_fields)]
pub struct Complete {
    /// Which case.
    pub case: CaseId,
}

/// A completed case is taken up again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseReopen"))]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    /// Which case.
    pub case: CaseId,
    /// Why: a code of the ruleset.
    pub grounds: Name,
}

/// Intake does not take the case up.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseRefuse"))]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    /// Which case.
    pub case: CaseId,
    /// Why: a code of the ruleset.
    pub grounds: Name,
}

/// The case was taken up in error.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseVoid"))]
#[serde(deny_unknown_fields)]
pub struct Void {
    /// Which case.
    pub case: CaseId,
    /// Why: a code of the ruleset.
    pub grounds: Name,
}

/// The case becomes part of another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "CaseMerge"))]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// Which case.
    pub case: CaseId,
    /// The open case that goes on.
    pub into: CaseId,
}

/// What [`Command::check`] asks of a place: one of the two.
#[cfg(feature = "schema")]
fn either(schema: &mut schemars::Schema) {
    let given = |name: &str, kind: &str, other: &str| {
        let kinds = serde_json::json!({name: {"type": kind}, other: {"type": "null"}});
        serde_json::json!({"required": [name], "properties": kinds})
    };
    let one = [given("node", "string", "position"), given("position", "array", "node")];
    schema.insert("oneOf".into(), one.to_vec().into());
}

impl Command {
    /// Checks what no type can say.
    pub(crate) fn check(&self) -> Result<(), Rejection> {
        let Self::Report(report) = self else { return Ok(()) };
        let place = &report.place;
        if place.node.is_some() == place.position.is_some() {
            return Err(Rejection::new(Code::PlaceSyntax, "/data/place"));
        }
        if matches!(place.datum, Datum::Gcj02 | Datum::Bd09) {
            return Err(Rejection::new(Code::ValueUnsupported, "/data/place/datum").with(&"datum"));
        }
        Ok(())
    }

    /// The case that the command is about.
    #[must_use]
    pub fn case(&self) -> &CaseId {
        match self {
            Self::Report(data) => &data.case,
            Self::Sign(data) => &data.case,
            Self::Return(data) => &data.case,
            Self::Reply(data) => &data.case,
            Self::Inspect(data) => &data.case,
            Self::Complete(data) => &data.case,
            Self::Reopen(data) => &data.case,
            Self::Refuse(data) => &data.case,
            Self::Void(data) => &data.case,
            Self::Merge(data) => &data.case,
        }
    }
}
