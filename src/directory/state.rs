//! What the directory holds.

use crate::geometry::Area;
use crate::id::{Name, NodeCode, UnitId};
use crate::text::Text;
use crate::time::Instant;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// A node of the territory: district, street or town, community or village, grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DirectoryNode"))]
#[serde(deny_unknown_fields)]
pub struct Node {
    /// Its name.
    pub name: Text,
    /// Its level, as the ruleset names levels.
    pub level: Name,
    /// The node above; absent only for the root of the jurisdiction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<NodeCode>,
    /// What it is, such as `town` or `village_committee`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Name>,
    /// The unit that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Units for special matters, by department.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub departments: BTreeMap<Name, UnitId>,
    /// Its boundary; nodes without one are made of their children.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Area>,
}

/// An organisation that answers for a node, or for special matters in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DirectoryUnit"))]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Its name.
    pub name: Text,
    /// The node for which it answers.
    pub node: NodeCode,
    /// What it is, such as `territory` or `department`.
    pub kind: Name,
}

/// A post that a person holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DirectoryPost"))]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// The unit.
    pub unit: UnitId,
    /// The role in it.
    pub role: Name,
    /// The first instant in post.
    pub from: Instant,
    /// The first instant out of post; absent while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
}

impl Post {
    /// Whether the post is held at an instant.
    #[must_use]
    pub fn held_at(&self, at: Instant) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

/// A person: where they live, and which posts they held and hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DirectoryPerson"))]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The node of residence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<NodeCode>,
    /// Posts, past and present.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posts: Vec<Post>,
}
