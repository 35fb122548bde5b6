//! What other domains' events mean for figures: the engine maps them.

use crate::id::{Name, NodeCode};

/// Something to count at a node: by how much a counter moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Observation {
    pub(crate) name: Name,
    pub(crate) node: NodeCode,
    pub(crate) by: i64,
}
