//! The section `points` of a ruleset, compiled.

use crate::id::AccountId;
use crate::tables::Table;

/// The one scheme of this version.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rules {
    /// The account that issues.
    pub(crate) issuer: AccountId,
    /// Points per act.
    pub(crate) award: Table,
}
