//! A table as it holds in a node on a day, and where each part of it comes from.

use super::overrides::replaced_by;
use super::query::is_zero;
use super::{Kind, Rule, Scope, Source, Table, Value};
use crate::bounds;
use crate::id::{Name, NodeCode};
use crate::time::Date;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};

/// Asks for a table of the ruleset in force, as it holds in a node on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ShowTable {
    /// `cases.triage`, `points.award`, `authority`, or `tables.` and the name of a table of its own.
    pub table: Name,
    /// The node; that of the view if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<NodeCode>,
    /// The day; that of the query if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TableColumn"))]
pub struct ShownColumn {
    /// Its name.
    pub name: String,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its type, as a document says it.
    pub r#type: String,
    /// What stands for an unknown input, or for an output where no rule applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
}

/// A rule as it holds in a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TableRule"))]
pub struct ShownRule {
    /// Its id.
    pub rule: String,
    /// Its cells, as their author wrote them.
    pub when: Vec<String>,
    /// Its outputs: values, or what is calculated.
    pub then: Vec<String>,
    /// The outputs that a node replaced, each with that node.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub replaced: BTreeMap<String, NodeCode>,
    /// Where the rule comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub basis: Vec<Source>,
}

/// A table as it holds in a node on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "TableShown"))]
pub struct ShownTable {
    /// The table.
    pub table: String,
    /// Its hit policy, of one that collects with what it comes to.
    pub hit: String,
    /// The day from which its edition holds; none for the first one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<Date>,
    /// The input columns.
    pub inputs: Vec<ShownColumn>,
    /// The output columns.
    pub outputs: Vec<ShownColumn>,
    /// The rules in order, as many as an answer holds.
    pub rules: Vec<ShownRule>,
    /// How many rules there are more.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub omitted: u32,
}

impl ShownColumn {
    fn new(name: &str, label: Option<&String>, kind: Kind, default: &Value) -> Self {
        Self {
            name: name.into(),
            label: label.cloned(),
            r#type: kind.name().into(),
            default: Some(default.clone()).filter(|value| *value != Value::Null),
        }
    }
}

impl Table {
    /// The table as it holds in a node on a day: the rules of that edition, with what the node and those above it
    /// replaced, and where each part comes from.
    ///
    /// ```
    /// use civigrid::tables::Scope;
    /// let table = civigrid::compile_table(br#"{
    ///     "hit": "first", "inputs": [{"name": "hours", "type": "number"}], "outputs": [{"name": "points", "type": "number"}],
    ///     "rules": [{"id": "P1", "when": ["> 0"], "then": ["(hours + 1) * 2"], "open": {"points": {"max": "5"}}}],
    ///     "overrides": [{"node": "130202001", "rules": [{"id": "P1", "then": {"points": "3"}}]}]
    /// }"#)?;
    /// let day = "2026-02-13".parse()?;
    /// assert_eq!(table.effective(Scope::on(day)).rules[0].then, ["(hours + 1) * 2"]);
    /// let nodes = ["130202001".parse()?];
    /// let shown = table.effective(Scope { on: day, nodes: &nodes });
    /// assert_eq!(shown.rules[0].then, ["3"]);
    /// assert_eq!(shown.rules[0].replaced["points"], nodes[0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn effective(&self, scope: Scope<'_>) -> ShownTable {
        let edition = self.edition(scope.on);
        let rules = edition.map_or(&[][..], |edition| &edition.rules);
        let basis = |rule| edition.map_or(&[][..], |edition| edition.basis_of(rule)).to_vec();
        let shown: Vec<ShownRule> =
            rules.iter().take(bounds::ANSWER_ROWS).map(|rule| self.shown(rule, basis(rule), scope.nodes)).collect();
        let inputs = self.inputs.iter().map(|it| ShownColumn::new(&it.name, it.label.as_ref(), it.kind, &it.default));
        let outputs = self.outputs.iter().map(|it| ShownColumn::new(&it.name, it.label.as_ref(), it.kind, &it.default));
        ShownTable {
            table: self.name.clone(),
            hit: self.hit.written(),
            edition: edition.and_then(|edition| edition.from),
            inputs: inputs.collect(),
            outputs: outputs.collect(),
            omitted: u32::try_from(rules.len().saturating_sub(shown.len())).unwrap_or(u32::MAX),
            rules: shown,
        }
    }

    fn shown(&self, rule: &Rule, basis: Vec<Source>, nodes: &[NodeCode]) -> ShownRule {
        let cell = |(index, input): (&usize, &super::Input)| {
            input.cells.get(*index).map_or(String::new(), ToString::to_string)
        };
        let names: Vec<&str> = self.inputs.iter().map(|input| input.name.as_str()).collect();
        let mut shown = ShownRule {
            rule: rule.id.clone(),
            when: rule.when.iter().zip(&self.inputs).map(cell).collect(),
            then: Vec::new(),
            replaced: BTreeMap::new(),
            basis,
        };
        for (index, (expr, output)) in rule.then.iter().zip(&self.outputs).enumerate() {
            match replaced_by(&self.overrides, nodes, &rule.id, index) {
                Some((value, node)) => {
                    shown.then.push(value.to_string());
                    shown.replaced.insert(output.name.clone(), node.clone());
                }
                None => shown.then.push(expr.written(&names)),
            }
        }
        shown
    }
}
