//! What happened to the directory.

use super::{Node, Person, Post, Unit};
use crate::json::messages;
use serde::{Deserialize, Serialize};

/// A node came into the directory; the data is the whole node.
pub type NodeRegistered = Node;
/// A unit came into the directory; the data is the whole unit.
pub type UnitRegistered = Unit;
/// A person came into the directory; the data is the whole person.
pub type PersonRegistered = Person;

messages! {
    /// Events of the directory.
    Event {
        /// A node came in.
        "directory.node_registered" => NodeRegistered(NodeRegistered),
        /// A unit came in.
        "directory.unit_registered" => UnitRegistered(UnitRegistered),
        /// A person came in.
        "directory.person_registered" => PersonRegistered(PersonRegistered),
        /// A person took a post.
        "directory.appointed" => Appointed(Appointed),
        /// A person left a post.
        "directory.relieved" => Relieved(Relieved),
    }
}

/// A person took a post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DirectoryAppointed"))]
#[serde(deny_unknown_fields)]
pub struct Appointed {
    /// The post, open.
    pub post: Post,
}

/// A person left a post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DirectoryRelieved"))]
#[serde(deny_unknown_fields)]
pub struct Relieved {
    /// The post with its end.
    pub post: Post,
}
