//! The counters of one node.

use crate::id::Name;
use alloc::collections::BTreeMap;

/// Counters by name. A node counts what happened in itself; what lies below is added when asked.
pub type Counts = BTreeMap<Name, i64>;
