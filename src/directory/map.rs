//! The map: which cell of the territory a position belongs to. Cells are tried one by one, exactly.

use super::Node;
use crate::geometry::{Area, Position};
use crate::id::NodeCode;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;

/// The cells of the territory that have boundaries. One fact, compiled once and shared.
#[derive(Debug, Clone, Default)]
pub struct Map {
    cells: BTreeMap<NodeCode, Arc<Area>>,
}

impl Map {
    /// An empty map: every position is unlocated.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a node on the map, if it has a boundary.
    pub fn put(&mut self, code: &NodeCode, node: &Node) {
        if let Some(area) = &node.boundary {
            self.cells.insert(code.clone(), Arc::new(area.clone()));
        }
    }

    /// The cell to which a position belongs: on a boundary the one just east of it, then just north. A node with a
    /// boundary may lie inside another's: the longest code is the innermost. Where cells of one kind overlap, the lowest.
    #[must_use]
    pub fn locate(&self, position: Position) -> Option<&NodeCode> {
        let cells = self.cells.iter().filter(|(_, area)| area.contains(position)).map(|(code, _)| code);
        cells.min_by_key(|code| (core::cmp::Reverse(code.as_str().len()), *code))
    }

    /// How many cells have boundaries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether no cell has a boundary.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}
