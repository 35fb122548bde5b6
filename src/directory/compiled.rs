//! The directory's sections of a ruleset, compiled.

use crate::error::{Code, Rejection};
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
    /// Refuses a role that no post can have.
    pub(crate) fn check_posted(&self, role: &Name, pointer: &str) -> Result<(), Rejection> {
        if self.roles.get(role) == Some(&true) {
            return Ok(());
        }
        let posted: Vec<&str> =
            self.roles.iter().filter(|(_, posted)| **posted).map(|(role, _)| role.as_str()).collect();
        Err(Rejection::new(Code::RoleUnknown, pointer).with(&posted.join(", ")))
    }

    /// The rank of a level, the highest level being 0.
    pub(crate) fn rank(&self, level: &Name) -> Option<usize> {
        self.levels.iter().position(|known| known == level)
    }
}
