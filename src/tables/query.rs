//! Questions about tables: what is wrong with one, and what it answers to facts and why.

use super::analysis::{Analysis, BOXES};
use super::explain::RuleExplained;
use super::{Given, Row, Scope, Table, Value};
use crate::bounds;
use crate::error::{Code, Rejection};
use crate::id::{Name, NodeCode};
use crate::time::Date;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Asks what is wrong with a table of the ruleset in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckTable {
    /// `cases.triage`, `points.award`, `authority`, or `tables.` and the name of a table of its own.
    pub table: Name,
    /// How many boxes may be looked at, 100,000 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boxes: Option<u32>,
}

/// What is known of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TableChecked {
    /// The table.
    pub table: String,
    /// What is wrong with it.
    pub analysis: Analysis,
}

/// Asks what a table of the ruleset in force answers to facts, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EvaluateTable {
    /// `cases.triage`, `points.award`, `authority`, or `tables.` and the name of a table of its own.
    pub table: Name,
    /// The facts, each as the text of a cell: `{"category": "0101", "people": "3", "danger": "false"}`. What is not given
    /// is unknown.
    pub given: BTreeMap<Name, String>,
    /// The node concerned: it, or one above it, may have replaced outputs. That of the view if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeCode>,
    /// The day, by which the edition is chosen; that of the query if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

/// What a table answers, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TableEvaluated"))]
pub struct Evaluated {
    /// The table.
    pub table: String,
    /// The rules that count, in the order of their rows.
    pub rules: Vec<String>,
    /// Their outputs, or the defaults.
    pub rows: Vec<Row>,
    /// What they come to, where the table collects a sum, a least, a greatest or a count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Whether it cannot answer, because several rules apply that must not: the sentences name two of them.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub clash: bool,
    /// What became of the rules: of those that apply, and of as many others as an answer holds.
    pub explained: Vec<RuleExplained>,
    /// How many others there are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub omitted: u32,
    /// The answer in a sentence in Chinese.
    pub zh: String,
    /// The answer in a sentence in English.
    pub en: String,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
pub(super) fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Answers what is wrong with a table.
pub(crate) fn check_table(table: &Table, query: &CheckTable) -> TableChecked {
    TableChecked { table: table.name.clone(), analysis: table.analyse(query.boxes.unwrap_or(BOXES).min(10 * BOXES)) }
}

/// Answers what a table says to facts, and why.
///
/// # Errors
/// `table.fact` for a fact that the table does not know or cannot read.
pub(crate) fn evaluate_table(table: &Table, query: &EvaluateTable, scope: Scope<'_>) -> Result<Evaluated, Rejection> {
    let mut given = Given::new();
    for (name, text) in &query.given {
        let place = alloc::format!("/data/given/{name}");
        let read = table.read_fact(name.as_str(), text, None);
        let value = read.map_err(|fault| match fault {
            None => Rejection::new(Code::FactUnknown, &place).with(&table.fact_names()),
            Some(_) => Rejection::new(Code::FactUnfit, &place)
                .with(name)
                .with(&table.known(name.as_str()).map_or("", |(kind, _)| kind.name())),
        })?;
        given.insert(name.as_str().into(), value);
    }
    let why = table.explain_at_most(&given, scope, bounds::ANSWER_ROWS)?;
    let (rules, rows, value, clash) = match why.outcome {
        Ok(outcome) => (outcome.rules, outcome.rows, outcome.value, false),
        Err(_) => (Vec::new(), Vec::new(), None, true),
    };
    let all = table.edition(scope.on).map_or(0, |edition| edition.rules.len());
    let explained = why.rules;
    let omitted = u32::try_from(all.saturating_sub(explained.len())).unwrap_or(u32::MAX);
    Ok(Evaluated { table: table.name.clone(), rules, rows, value, clash, explained, omitted, zh: why.zh, en: why.en })
}
