//! The counters that indicators may name: what the engine observes of cases.

use crate::cases::completed_counter;
use crate::id::Name;
use alloc::vec::Vec;

/// Counters of cases that do not depend on the ruleset.
const COUNTERS: [&str; 13] = [
    "received",
    "open",
    "completed",
    "refused",
    "void",
    "merged",
    "completions",
    "reopenings",
    "escalations",
    "returns",
    "reworks",
    "supervisions",
    "breaches",
];

/// A counter by its name.
pub(crate) fn counter(name: &str) -> Option<Name> {
    Name::new(name).ok()
}

/// Every counter that can move under these tiers.
pub(super) fn all<'t>(tiers: impl Iterator<Item = &'t Name>) -> Vec<Name> {
    COUNTERS.iter().filter_map(|name| counter(name)).chain(tiers.filter_map(completed_counter)).collect()
}
