//! Commands that change the directory.

use super::{Node, Person, Post, Unit};
use crate::bounds;
use crate::error::{Code, Rejection};
use crate::geometry::Area;
use crate::id::{Name, NodeCode, PersonId, UnitId};
use crate::json::{bounded_list, messages};
use crate::text::Text;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use serde::{Deserialize, Deserializer, Serialize};

messages! {
    /// What can be asked of the directory.
    Command {
        /// Loads nodes, units and people in bulk; carried out in chunks.
        "directory.load" => Load(Load),
        /// Gives a person a post from now on.
        "directory.appoint" => Appoint(Appoint),
        /// Ends a person's post now.
        "directory.relieve" => Relieve(Relieve),
    }
}

fn items<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    bounded_list(deserializer, bounds::LOAD_ITEMS)
}

/// A bulk load. It is judged whole: all of it comes in, or nothing.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DirectoryLoad"))]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// Nodes of the territory; parents may come in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "items")]
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::LOAD_ITEMS)))]
    pub nodes: Vec<LoadNode>,
    /// Units.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "items")]
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::LOAD_ITEMS)))]
    pub units: Vec<LoadUnit>,
    /// People.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "items")]
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::LOAD_ITEMS)))]
    pub people: Vec<LoadPerson>,
}

impl Load {
    /// How many items it holds.
    #[must_use]
    pub fn count(&self) -> usize {
        self.nodes.len().saturating_add(self.units.len()).saturating_add(self.people.len())
    }
}

/// A node to load: its code and what the directory holds of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LoadNode {
    /// Its code.
    pub code: NodeCode,
    /// Its name.
    pub name: Text,
    /// Its level.
    pub level: Name,
    /// The node above; absent only for the root of the jurisdiction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<NodeCode>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Name>,
    /// The unit that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// Units for special matters, by department.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub departments: BTreeMap<Name, UnitId>,
    /// Its boundary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Area>,
}

impl LoadNode {
    pub(super) fn node(&self) -> Node {
        Node {
            name: self.name.clone(),
            level: self.level.clone(),
            parent: self.parent.clone(),
            kind: self.kind.clone(),
            unit: self.unit.clone(),
            departments: self.departments.clone(),
            boundary: self.boundary.clone(),
        }
    }
}

/// A unit to load: its id and what the directory holds of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LoadUnit {
    /// Its id.
    pub id: UnitId,
    /// Its name.
    pub name: Text,
    /// The node for which it answers.
    pub node: NodeCode,
    /// What it is.
    pub kind: Name,
}

impl LoadUnit {
    pub(super) fn unit(&self) -> Unit {
        Unit { name: self.name.clone(), node: self.node.clone(), kind: self.kind.clone() }
    }
}

/// A person to load: their id and what the directory holds of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LoadPerson {
    /// Their id.
    pub id: PersonId,
    /// The node of residence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<NodeCode>,
    /// Posts held and to be held.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "posts")]
    #[cfg_attr(feature = "schema", schemars(length(max = bounds::LIST)))]
    pub posts: Vec<Post>,
}

fn posts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Post>, D::Error> {
    bounded_list(deserializer, bounds::LIST)
}

impl LoadPerson {
    pub(super) fn person(&self) -> Person {
        Person { home: self.home.clone(), posts: self.posts.clone() }
    }
}

/// Gives a person a post, from the instant of the command on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DirectoryAppoint"))]
#[serde(deny_unknown_fields)]
pub struct Appoint {
    /// Who.
    pub person: PersonId,
    /// In which unit.
    pub unit: UnitId,
    /// In which role.
    pub role: Name,
}

/// Ends a post at the instant of the command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "DirectoryRelieve"))]
#[serde(deny_unknown_fields)]
pub struct Relieve {
    /// Who.
    pub person: PersonId,
    /// In which unit.
    pub unit: UnitId,
    /// In which role.
    pub role: Name,
}

impl Command {
    /// Checks what no type can say.
    pub(crate) fn check(&self) -> Result<(), Rejection> {
        match self {
            Self::Load(load) if load.count() > bounds::LOAD_ITEMS => {
                Err(Rejection::new(Code::ListTooLong, "").with(&bounds::LOAD_ITEMS))
            }
            _ => Ok(()),
        }
    }
}
