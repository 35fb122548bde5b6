//! The section `cases` of a ruleset, with its tiers, compiled.

use crate::id::Name;
use crate::tables::{Codes, Route, Table};
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// A tier of settlement, lowest first: 网格, 社区, 街道.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tier {
    pub(crate) id: Name,
    /// The level of the territory whose unit leads at this tier.
    pub(crate) level: Name,
    /// The limit that a case gets when it rises to this tier, is done again or reopened.
    pub(crate) limit: Name,
}

/// The rules of cases.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rules {
    pub(crate) tiers: Vec<Tier>,
    /// The tier, by its place in the list, for each severity.
    pub(crate) severities: BTreeMap<Name, usize>,
    pub(crate) categories: Arc<Codes>,
    pub(crate) triage: Table,
    /// Whether replies are inspected before completion.
    pub(crate) inspection: bool,
    pub(crate) sign_limit: Name,
    pub(crate) inspect_limit: Name,
    pub(crate) complete_limit: Name,
    pub(crate) supervise_limit: Name,
    pub(crate) return_grounds: Vec<Name>,
    /// From this dispatch on the unit is designated and cannot return the case.
    pub(crate) designate_after: u32,
    pub(crate) refuse_grounds: Vec<Name>,
    pub(crate) void_grounds: Vec<Name>,
    pub(crate) reopen_grounds: Vec<Name>,
    pub(crate) backstop: Route,
}

impl Rules {
    /// The place of a tier in the list.
    pub(crate) fn tier_index(&self, id: &Name) -> Option<usize> {
        self.tiers.iter().position(|tier| tier.id == *id)
    }

    /// The tier above another; `None` at the top.
    pub(crate) fn tier_above(&self, id: &Name) -> Option<&Tier> {
        self.tiers.get(self.tier_index(id)?.checked_add(1)?)
    }

    /// A tier by its id.
    pub(crate) fn tier(&self, id: &Name) -> Option<&Tier> {
        self.tiers.get(self.tier_index(id)?)
    }
}
