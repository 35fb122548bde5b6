//! What a node may say otherwise: it replaces outputs of a rule, within the bounds that the rule, or the node above it,
//! leaves open. Conditions stay what they are, so that what is known of gaps and overlaps holds everywhere.

use super::columns::ReadColumn;
use super::document::{References, output};
use super::value::Value;
use super::{Edition, Rule};
use crate::document::Reader;
use crate::error::Code;
use crate::id::NodeCode;
use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Ordering;

/// What may be put in place of an output: a value between two, one of a list, or any.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Bound {
    min: Option<Value>,
    max: Option<Value>,
    one_of: Option<Vec<Value>>,
}

/// The outputs of a rule that may be replaced, by their columns; a rule that opens none is locked.
pub(super) type Open = Vec<(usize, Bound)>;

fn of_column<T>(list: &[(usize, T)], index: usize) -> Option<&T> {
    list.iter().find(|(known, _)| *known == index).map(|(_, value)| value)
}

/// What a node says otherwise, and the nodes below it in their turn.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Override {
    rules: BTreeMap<String, Replaced>,
    below: Overrides,
}

#[derive(Debug, Clone, PartialEq)]
struct Replaced {
    outputs: Vec<(usize, Value)>,
    /// What the nodes below may still replace; as before where it does not say.
    open: Option<Open>,
}

impl Bound {
    fn allows(&self, value: &Value) -> bool {
        let ordered = |bound: &Option<Value>, outside: Ordering| {
            bound.as_ref().is_none_or(|bound| value.compare(bound).is_some_and(|order| order != outside))
        };
        ordered(&self.min, Ordering::Less)
            && ordered(&self.max, Ordering::Greater)
            && self.one_of.as_ref().is_none_or(|list| list.contains(value))
    }

    /// Whether everything that another one allows is allowed here.
    fn holds(&self, narrower: &Self) -> bool {
        if let Some(list) = &narrower.one_of {
            return list.iter().all(|value| self.allows(value));
        }
        let within = |bound: &Option<Value>, other: &Option<Value>| match (bound, other) {
            (None, _) => true,
            (Some(_), Some(other)) => self.allows(other),
            (Some(_), None) => false,
        };
        self.one_of.is_none() && within(&self.min, &narrower.min) && within(&self.max, &narrower.max)
    }

    fn told(&self) -> String {
        let mut parts = Vec::new();
        parts.extend(self.min.as_ref().map(|min| alloc::format!(">= {min}")));
        parts.extend(self.max.as_ref().map(|max| alloc::format!("<= {max}")));
        parts.extend(self.one_of.as_ref().map(|list| {
            let words: Vec<String> = list.iter().map(Value::to_string).collect();
            words.join(" | ")
        }));
        parts.join(", ")
    }
}

/// Reads `{"points": {"min": "1", "max": "3"}, "lead": {"one_of": ["@street"]}, "severity": {}}`.
pub(super) fn read_open(reader: &Reader<'_>, outputs: &[Option<&ReadColumn>], references: References<'_>) -> Open {
    let mut open = Open::new();
    for (name, item) in reader.entries() {
        let found = outputs.iter().position(|column| column.is_some_and(|column| column.is_called(name)));
        let Some((index, column)) = found.and_then(|index| Some((index, (*outputs.get(index)?)?))) else {
            if outputs.iter().all(Option::is_some) {
                item.report(Code::UnknownReference, &[&name]);
            }
            continue;
        };
        let Some(object) = item.object(&["min", "max", "one_of"]) else { continue };
        let value = |at: &Reader<'_>| output(at, column, &[], references).and_then(|expr| expr.constant().cloned());
        let end = |member: &str| {
            let at = object.maybe(member)?;
            if !column.is_ordered() {
                at.report(Code::NotSupported, &[&member]);
                return None;
            }
            value(&at)
        };
        let (min, max) = (end("min"), end("max"));
        if let (Some(min), Some(max)) = (&min, &max)
            && min.compare(max) == Some(Ordering::Greater)
        {
            item.report(Code::BadValue, &[&"min <= max"]);
        }
        let one_of = object.maybe("one_of").map(|list| list.list().iter().filter_map(value).collect());
        open.push((index, Bound { min, max, one_of }));
    }
    open
}

/// Overrides by their nodes.
pub(super) type Overrides = BTreeMap<NodeCode, Override>;

/// Reads `[{"node": ..., "rules": [{"id", "then": {column: cell}, "open"}], "below": [...]}]`.
pub(super) fn read_overrides(
    list: &Reader<'_>,
    outputs: &[&ReadColumn],
    editions: &[Edition],
    references: References<'_>,
) -> Overrides {
    let mut rules: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in editions.iter().flat_map(|edition| &edition.rules) {
        rules.entry(&rule.id).or_default().push(rule);
    }
    OverrideReader { outputs, rules, references }.level(list, None)
}

struct OverrideReader<'a> {
    outputs: &'a [&'a ReadColumn],
    /// The rules of an id: one in each edition that has it.
    rules: BTreeMap<&'a str, Vec<&'a Rule>>,
    references: References<'a>,
}

/// What the nodes above leave open.
#[derive(Clone, Copy)]
struct Above<'a> {
    rules: &'a BTreeMap<String, Replaced>,
    up: Option<&'a Above<'a>>,
}

impl Above<'_> {
    /// The innermost word on a rule.
    fn open(&self, id: &str) -> Option<&Open> {
        let own = self.rules.get(id).and_then(|replaced| replaced.open.as_ref());
        own.or_else(|| self.up?.open(id))
    }
}

impl OverrideReader<'_> {
    fn level(&self, list: &Reader<'_>, above: Option<&Above<'_>>) -> Overrides {
        let mut all = Overrides::new();
        for item in list.list() {
            let Some(object) = item.object(&["node", "rules", "below", "note"]) else { continue };
            let _note = object.maybe("note").and_then(|note| note.text());
            let node = object.need("node").and_then(|node| node.id::<NodeCode>());
            let mut rules = BTreeMap::new();
            for rule in object.need("rules").map(|rules| rules.list()).unwrap_or_default() {
                let Some((id, replaced)) = self.rule(&rule, above) else { continue };
                if rules.insert(id.clone(), replaced).is_some() {
                    rule.report(Code::Duplicate, &[&id]);
                }
            }
            let here = Above { rules: &rules, up: above };
            let below = object.maybe("below").map(|below| self.level(&below, Some(&here))).unwrap_or_default();
            let Some(node) = node else { continue };
            if all.insert(node.clone(), Override { rules, below }).is_some() {
                item.report(Code::Duplicate, &[&node]);
            }
        }
        all
    }

    fn rule(&self, item: &Reader<'_>, above: Option<&Above<'_>>) -> Option<(String, Replaced)> {
        let object = item.object(&["id", "then", "open"])?;
        let id_at = object.need("id")?;
        let id = id_at.str()?;
        let Some(rules) = self.rules.get(id) else {
            id_at.report(Code::UnknownReference, &[&id]);
            return None;
        };
        // A rule that several editions have must be open in each of them.
        let opened: Vec<&Open> = match above.and_then(|above| above.open(id)) {
            Some(open) => Vec::from([open]),
            None => rules.iter().map(|rule| &rule.open).collect(),
        };
        let mut outputs = Vec::new();
        for (name, cell) in object.maybe("then").map(|then| then.entries()).unwrap_or_default() {
            let called = self.outputs.iter().enumerate().find(|(_, column)| column.is_called(name));
            let Some((index, column)) = called else {
                cell.report(Code::UnknownReference, &[&name]);
                continue;
            };
            let Some(expr) = output(&cell, column, &[], self.references) else { continue };
            let value = expr.constant().cloned().unwrap_or(Value::Null);
            for open in &opened {
                match of_column(open, index) {
                    None => cell.report(Code::RuleLocked, &[&id, &column.name()]),
                    Some(bound) if !bound.allows(&value) => cell.report(Code::BadValue, &[&bound.told()]),
                    Some(_) => {}
                }
            }
            outputs.push((index, value));
        }
        let open = object.maybe("open").map(|at| self.narrower(&at, id, &opened));
        Some((id.into(), Replaced { outputs, open }))
    }

    /// What a node leaves open is within what was left open to it.
    fn narrower(&self, at: &Reader<'_>, id: &str, opened: &[&Open]) -> Open {
        let columns: Vec<Option<&ReadColumn>> = self.outputs.iter().map(|column| Some(*column)).collect();
        let narrower = read_open(at, &columns, self.references);
        for (index, bound) in &narrower {
            let name = self.outputs.get(*index).map_or("", |column| column.name());
            for open in opened {
                match of_column(open, *index) {
                    None => at.report(Code::RuleLocked, &[&id, &name]),
                    Some(wider) if !wider.holds(bound) => at.report(Code::BadValue, &[&wider.told()]),
                    Some(_) => {}
                }
            }
        }
        narrower
    }
}

/// The value that a node's chain puts in place of a rule's output, if one of its overrides does: the innermost.
pub(super) fn replaced<'o>(
    overrides: &'o Overrides,
    nodes: &[NodeCode],
    rule: &str,
    output: usize,
) -> Option<&'o Value> {
    replaced_by(overrides, nodes, rule, output).map(|(value, _)| value)
}

/// As [`replaced`], with the node that says so.
pub(super) fn replaced_by<'o>(
    overrides: &'o Overrides,
    nodes: &[NodeCode],
    rule: &str,
    output: usize,
) -> Option<(&'o Value, &'o NodeCode)> {
    nodes.iter().find_map(|node| {
        let (node, here) = overrides.get_key_value(node)?;
        let own = || Some((of_column(&here.rules.get(rule)?.outputs, output)?, node));
        replaced_by(&here.below, nodes, rule, output).or_else(own)
    })
}

/// Every value that some node puts in place of an output.
pub(super) fn values_of(overrides: &Overrides, output: usize) -> impl Iterator<Item = &Value> {
    let mut open: Vec<&Override> = overrides.values().collect();
    let mut all = Vec::new();
    while let Some(one) = open.pop() {
        all.extend(one.rules.values().filter_map(|replaced| of_column(&replaced.outputs, output)));
        open.extend(one.below.values());
    }
    all.into_iter()
}
