//! Questions about figures, answered inside a view.

use super::compiled::Rules;
use super::state::Counts;
use crate::decimal::Decimal;
use crate::directory::{DirectoryFacts, within};
use crate::error::{Code, Rejection};
use crate::facts::Stop;
use crate::id::{Name, NodeCode};
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// `indicators.value`: one indicator of a node with all below it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GetValue {
    /// Which.
    pub indicator: Name,
    /// Of which node; the view's own if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeCode>,
}

/// An indicator's value with what it is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ValueAnswer {
    /// Which.
    pub indicator: Name,
    /// Its name.
    pub name: Text,
    /// Of which node.
    pub node: NodeCode,
    /// The numerator.
    pub numerator: i64,
    /// The denominator.
    pub denominator: i64,
    /// The ratio, rounded half up; null where the denominator is zero.
    pub value: Option<Decimal>,
}

/// `indicators.counts`: the counters of a node with all below it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GetCounts {
    /// Of which node; the view's own if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeCode>,
}

/// Counters.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CountsAnswer {
    /// Of which node.
    pub node: NodeCode,
    /// Cases that were taken up: open and completed ones. Refused, void and merged ones are counted apart.
    pub collected: i64,
    /// Every counter that ever moved.
    pub counts: Counts,
}

fn sum<'a>(
    facts: &dyn DirectoryFacts,
    tallies: impl Iterator<Item = (&'a NodeCode, &'a Counts)>,
    node: &NodeCode,
) -> Result<Counts, Stop> {
    let mut out = Counts::new();
    for (code, counts) in tallies {
        if within(facts, code, node)? {
            for (name, count) in counts {
                let total = out.entry(name.clone()).or_default();
                *total = total.saturating_add(*count);
            }
        }
    }
    Ok(out)
}

fn target<'q>(
    facts: &dyn DirectoryFacts,
    root: &'q NodeCode,
    node: Option<&'q NodeCode>,
) -> Result<&'q NodeCode, Stop> {
    let node = node.unwrap_or(root);
    if within(facts, node, root)? { Ok(node) } else { Err(Rejection::new(Code::NodeNotFound, "/data/node").into()) }
}

fn total(counts: &Counts, names: &[Name]) -> i64 {
    names.iter().filter_map(|name| counts.get(name)).fold(0, |sum, count| sum.saturating_add(*count))
}

pub(crate) fn get_value<'a>(
    rules: &Rules,
    facts: &dyn DirectoryFacts,
    tallies: impl Iterator<Item = (&'a NodeCode, &'a Counts)>,
    root: &NodeCode,
    query: &GetValue,
) -> Result<ValueAnswer, Stop> {
    let node = target(facts, root, query.node.as_ref())?;
    let absent = || Rejection::new(Code::IndicatorNotFound, "/data/indicator");
    let indicator = rules.indicators.get(&query.indicator).ok_or_else(absent)?;
    let counts = sum(facts, tallies, node)?;
    let (numerator, denominator) = (total(&counts, &indicator.numerator), total(&counts, &indicator.denominator));
    Ok(ValueAnswer {
        indicator: query.indicator.clone(),
        name: indicator.name.clone(),
        node: node.clone(),
        numerator,
        denominator,
        value: Decimal::ratio(numerator, denominator, indicator.scale, indicator.places),
    })
}

pub(crate) fn get_counts<'a>(
    facts: &dyn DirectoryFacts,
    tallies: impl Iterator<Item = (&'a NodeCode, &'a Counts)>,
    root: &NodeCode,
    query: &GetCounts,
) -> Result<CountsAnswer, Stop> {
    let node = target(facts, root, query.node.as_ref())?;
    let counts = sum(facts, tallies, node)?;
    let count = |name: &str| counts.get(name).copied().unwrap_or(0);
    let collected = count("open").saturating_add(count("completed"));
    Ok(CountsAnswer { node: node.clone(), collected, counts })
}
