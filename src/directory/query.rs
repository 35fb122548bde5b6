//! Questions to the directory, answered inside a view.

use super::facts::{DirectoryFacts, chain, within};
use super::{Node, Unit};
use crate::error::{Code, Rejection};
use crate::facts::Stop;
use crate::geometry::Position;
use crate::id::{Name, NodeCode, UnitId};
use crate::text::Text;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// `directory.node`: one node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GetNode {
    /// Which.
    pub node: NodeCode,
}

/// A node as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NodeAnswer {
    /// Its code.
    pub node: NodeCode,
    /// Its name.
    pub name: Text,
    /// Its level.
    pub level: Name,
    /// The unit that answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// The nodes above it up to the view's own, nearest first.
    pub above: Vec<NodeCode>,
}

/// `directory.locate`: the cell to which a position belongs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LocatePosition {
    /// Longitude and latitude in degrees.
    pub position: Position,
}

/// Where a position lies; no node if it lies outside the view or outside every cell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "PositionLocated"))]
#[serde(deny_unknown_fields)]
pub struct Located {
    /// The cell.
    pub node: Option<NodeCode>,
    /// The nodes above it up to the view's own, nearest first.
    pub above: Vec<NodeCode>,
}

/// The nodes strictly above one, up to and including the view's root.
fn above(chain: &[(NodeCode, &Node)], root: &NodeCode) -> Vec<NodeCode> {
    let end = chain.iter().position(|(code, _)| code == root).unwrap_or(0);
    chain.iter().take(end.saturating_add(1)).skip(1).map(|(code, _)| code.clone()).collect()
}

pub(crate) fn get_node(facts: &dyn DirectoryFacts, root: &NodeCode, query: &GetNode) -> Result<NodeAnswer, Stop> {
    let absent = || Rejection::new(Code::NodeNotFound, "/data/node");
    if !within(facts, &query.node, root)? {
        return Err(absent().into());
    }
    let chain = chain(facts, &query.node)?;
    let (code, node) = chain.first().ok_or_else(absent)?;
    Ok(NodeAnswer {
        node: code.clone(),
        name: node.name.clone(),
        level: node.level.clone(),
        unit: visible_unit(facts, node.unit.as_ref(), root)?,
        above: above(&chain, root),
    })
}

/// A unit's id, if its node lies in the view.
fn visible_unit(facts: &dyn DirectoryFacts, unit: Option<&UnitId>, root: &NodeCode) -> Result<Option<UnitId>, Stop> {
    let Some(id) = unit else { return Ok(None) };
    let Some(Unit { node, .. }) = facts.unit(id)? else { return Ok(None) };
    Ok(within(facts, node, root)?.then(|| id.clone()))
}

pub(crate) fn locate_position(
    facts: &dyn DirectoryFacts,
    root: &NodeCode,
    query: &LocatePosition,
) -> Result<Located, Stop> {
    let Some(node) = facts.locate(query.position) else { return Ok(Located { node: None, above: Vec::new() }) };
    let chain = chain(facts, &node)?;
    if !chain.iter().any(|(code, _)| code == root) {
        return Ok(Located { node: None, above: Vec::new() });
    }
    Ok(Located { node: Some(node), above: above(&chain, root) })
}
