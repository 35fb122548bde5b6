//! The section `indicators` of a ruleset, compiled.

use crate::id::Name;
use crate::text::Text;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// One indicator: a ratio of sums of counters.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Indicator {
    pub(crate) name: Text,
    pub(crate) numerator: Vec<Name>,
    pub(crate) denominator: Vec<Name>,
    /// 100 for per cent, 1 for a plain ratio.
    pub(crate) scale: u32,
    pub(crate) places: u32,
}

/// The indicators by id.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rules {
    pub(crate) indicators: BTreeMap<Name, Indicator>,
}
