//! The map: which cell of the territory a position belongs to. Cells are tried one by one, exactly.

use super::Node;
use crate::geometry::{Area, Position};
use crate::id::NodeCode;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// The cells of the territory that have boundaries. One fact, compiled once and shared.
#[derive(Debug, Clone, Default)]
pub struct Map {
    /// Every node that has or had a boundary: its number outlives the boundary.
    cells: BTreeMap<NodeCode, Cell>,
    /// The codes of the cells by their numbers.
    codes: Vec<NodeCode>,
}

#[derive(Debug, Clone)]
struct Cell {
    number: u32,
    area: Option<Arc<Area>>,
}

impl Map {
    /// An empty map: every position is unlocated.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a node on the map as it now is: one without a boundary is taken off.
    pub fn put(&mut self, code: &NodeCode, node: &Node) {
        let area = node.boundary.as_ref().map(|area| Arc::new(area.clone()));
        if let Some(cell) = self.cells.get_mut(code) {
            cell.area = area;
        } else if let (Some(_), Ok(number)) = (&area, u32::try_from(self.codes.len())) {
            self.codes.push(code.clone());
            self.cells.insert(code.clone(), Cell { number, area });
        }
    }

    /// The cell to which a position belongs: on a boundary the one just east of it, then just north. A node with a
    /// boundary may lie inside another's: the longest code is the innermost. Where cells of one kind overlap, the lowest.
    #[must_use]
    pub fn locate(&self, position: Position) -> Option<&NodeCode> {
        self.locate_cell(position).map(|(_, code)| code)
    }

    /// As [`Map::locate`], with the number of the cell.
    #[must_use]
    pub fn locate_cell(&self, position: Position) -> Option<(u32, &NodeCode)> {
        let cells = self.areas().filter(|(_, _, area)| area.contains(position));
        let cells = cells.map(|(code, number, _)| (number, code));
        cells.min_by_key(|(_, code)| (core::cmp::Reverse(code.as_str().len()), *code))
    }

    fn areas(&self) -> impl Iterator<Item = (&NodeCode, u32, &Area)> {
        self.cells.iter().filter_map(|(code, cell)| Some((code, cell.number, cell.area.as_deref()?)))
    }

    /// The codes of the cells by their numbers, which columns use in place of codes. A number stays what it is as long as
    /// the map lives, even if its node loses its boundary; a map built anew may give others.
    #[must_use]
    pub fn codes(&self) -> &[NodeCode] {
        &self.codes
    }

    /// How many cells have boundaries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.areas().count()
    }

    /// Whether no cell has a boundary.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.areas().next().is_none()
    }
}
