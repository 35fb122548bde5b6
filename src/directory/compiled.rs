//! The directory's sections of a ruleset, compiled.

use crate::id::{Name, NodeCode};
use crate::tables::Table;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Levels, roles and authority.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rules {
    /// The root node of the jurisdiction.
    pub(crate) jurisdiction: NodeCode,
    /// Levels of the territory, the highest first.
    pub(crate) levels: Vec<Name>,
    /// Roles, and whether a role is held by a post.
    pub(crate) roles: BTreeMap<Name, bool>,
    /// Who may do what: role, action, relation.
    pub(crate) authority: Table,
}

impl Rules {
    /// The rank of a level, the highest level being 0.
    pub(crate) fn rank(&self, level: &Name) -> Option<usize> {
        self.levels.iter().position(|known| known == level)
    }
}
