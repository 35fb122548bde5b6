//! What deciders read of the directory, and the questions that every domain asks of it.

use super::{Node, Person, Unit};
use crate::bounds;
use crate::facts::Stop;
use crate::geometry::Position;
use crate::id::{NodeCode, PersonId, UnitId};
use crate::tables::Route;
use alloc::vec::Vec;

/// The directory as facts: `Err` where a row was not given.
pub(crate) trait DirectoryFacts {
    /// A node.
    fn node(&self, code: &NodeCode) -> Result<Option<&Node>, Stop>;
    /// A unit.
    fn unit(&self, id: &UnitId) -> Result<Option<&Unit>, Stop>;
    /// A person.
    fn person(&self, id: &PersonId) -> Result<Option<&Person>, Stop>;
    /// The cell to which a position belongs.
    fn locate(&self, position: Position) -> Option<NodeCode>;
}

/// A node and all nodes above it, lowest first; empty if the node does not exist.
pub(crate) fn chain<'f>(facts: &'f dyn DirectoryFacts, code: &NodeCode) -> Result<Vec<(NodeCode, &'f Node)>, Stop> {
    let mut out = Vec::new();
    let mut next = Some(code.clone());
    while let Some(code) = next {
        if out.len() >= bounds::LEVELS {
            break;
        }
        let Some(node) = facts.node(&code)? else { break };
        next = node.parent.clone();
        out.push((code, node));
    }
    Ok(out)
}

/// Whether a node is another one or lies below it.
pub(crate) fn within(facts: &dyn DirectoryFacts, code: &NodeCode, root: &NodeCode) -> Result<bool, Stop> {
    Ok(chain(facts, code)?.iter().any(|(above, _)| above == root))
}

/// The unit to which a route leads from a place, if there is one.
pub(crate) fn resolve(chain: &[(NodeCode, &Node)], route: &Route) -> Option<UnitId> {
    let (_, node) = chain.iter().find(|(_, node)| node.level == route.level)?;
    match &route.department {
        None => node.unit.clone(),
        Some(department) => node.departments.get(department).cloned(),
    }
}

/// The unit of the next node above a unit's own that has one.
pub(crate) fn unit_above(facts: &dyn DirectoryFacts, unit: &UnitId) -> Result<Option<UnitId>, Stop> {
    let Some(below) = facts.unit(unit)? else { return Ok(None) };
    let chain = chain(facts, &below.node)?;
    // A department passes to its own node's unit first, which lies above it in the same place.
    Ok(chain.iter().filter_map(|(_, node)| node.unit.clone()).find(|above| above != unit))
}
