//! A table in a ruleset: columns, rules, and what the domain that uses it expects of them.

use super::cell::{Cell, Value, read_value};
use super::{Codes, Hit, Input, Kind, Rule, Table};
use crate::bounds;
use crate::document::Reader;
use crate::error::Code;
use crate::id::Name;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// A column that a domain knows: the facts it can give, or the outputs it needs.
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// The values that the rest of the ruleset declares for it.
    pub(crate) values: Option<Vec<String>>,
}

impl Column {
    pub(crate) fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, values: None }
    }

    pub(crate) fn of(name: &'static str, kind: Kind, values: impl IntoIterator<Item = impl ToString>) -> Self {
        Self { name, kind, values: Some(values.into_iter().map(|value| value.to_string()).collect()) }
    }
}

/// What routes may name.
pub(crate) struct Words<'a> {
    pub(crate) codes: &'a Codes,
    pub(crate) levels: &'a [Name],
}

struct ReadColumn {
    name: String,
    kind: Kind,
    values: Option<Vec<String>>,
    default: Value,
}

const KINDS: [(&str, Kind); 6] = [
    ("string", Kind::Text),
    ("number", Kind::Number),
    ("boolean", Kind::Boolean),
    ("code", Kind::Code),
    ("limit", Kind::Limit),
    ("unit", Kind::Unit),
];

/// Reads a code list: `[{"code": "01", "name": ..., "children": [...]}]`.
pub(crate) fn read_codes(reader: &Reader<'_>) -> Codes {
    let mut codes = Codes::default();
    // Taken from the end: lists go in backwards, so that codes come in the order in which they are written.
    let mut open: Vec<(Reader<'_>, Option<Name>)> = reader.list().into_iter().rev().map(|item| (item, None)).collect();
    while let Some((item, parent)) = open.pop() {
        let Some(object) = item.object(&["code", "name", "children"]) else { continue };
        let _name = object.need("name").and_then(|name| name.text());
        let Some(code) = object.need("code").and_then(|code| code.id::<Name>()) else { continue };
        if let Some(children) = object.maybe("children") {
            open.extend(children.list().into_iter().rev().map(|child| (child, Some(code.clone()))));
        }
        if codes.parents.insert(code.clone(), parent).is_some() {
            item.report(Code::Duplicate, &[&code]);
        }
    }
    codes
}

/// Reads a table whose inputs are among the domain's facts and which gives all the outputs that it needs.
pub(crate) fn read_table(
    reader: &Reader<'_>,
    name: &str,
    facts: &[Column],
    needed: &[Column],
    words: &Words<'_>,
) -> Option<Table> {
    let object = reader.object(&["hit", "inputs", "outputs", "rules", "label", "editions", "overrides"])?;
    object.not_supported(&["editions", "overrides"]);
    let hit = object.need("hit").and_then(|hit| read_hit(&hit));
    let inputs = object.need("inputs").map(|list| read_columns(&list, facts, words));
    let outputs = object.need("outputs").map(|list| {
        let outputs = read_columns(&list, needed, words);
        let read = |name: &str| outputs.iter().flatten().any(|output| output.name == name);
        // A column that cannot be read may be the one that is missed: its own problem says enough.
        for column in needed.iter().filter(|column| outputs.iter().all(Option::is_some) && !read(column.name)) {
            list.report(Code::MissingMember, &[&column.name]);
        }
        outputs
    });
    let rules_at = object.need("rules");
    let (hit, inputs, outputs, rules_at) = (hit?, inputs?, outputs?, rules_at?);
    let list = rules_at.list();
    if list.is_empty() {
        rules_at.report(Code::BadValue, &[&"[{id, when, then}]"]); // a table without rules refuses everything
    }
    if list.len() > bounds::TABLE_RULES || inputs.len().max(outputs.len()) > bounds::TABLE_COLUMNS {
        rules_at.report(Code::BadValue, &[&alloc::format!("<= {}", bounds::TABLE_RULES)]);
        return None;
    }
    let mut ids = BTreeSet::new();
    let mut rules = Vec::new();
    for item in list {
        let Some(rule) = read_rule(&item, &inputs, &outputs, words) else { continue };
        if !ids.insert(rule.id.clone()) {
            item.report(Code::Duplicate, &[&rule.id]);
        }
        rules.push(rule);
    }
    let inputs: Option<Vec<ReadColumn>> = inputs.into_iter().collect();
    let outputs: Option<Vec<ReadColumn>> = outputs.into_iter().collect();
    let (inputs, outputs) = (inputs?, outputs?);
    Some(Table {
        name: name.into(),
        hit,
        inputs: inputs.into_iter().map(read_input).collect(),
        outputs: outputs.into_iter().map(|column| column.name).collect(),
        rules,
        codes: words.codes.clone(),
    })
}

fn read_input(column: ReadColumn) -> Input {
    Input { name: column.name, default: column.default, values: column.values }
}

fn read_hit(reader: &Reader<'_>) -> Option<Hit> {
    match reader.str()? {
        "unique" => Some(Hit::Unique),
        "first" => Some(Hit::First),
        "any" | "priority" | "rule order" | "output order" | "collect" => {
            reader.report(Code::NotSupported, &[&"hit"]);
            None
        }
        _ => {
            reader.report(Code::BadValue, &[&"first | unique"]);
            None
        }
    }
}

/// The columns in their order; `None` for one that cannot be read, whose cells are then not read either.
fn read_columns(reader: &Reader<'_>, known: &[Column], words: &Words<'_>) -> Vec<Option<ReadColumn>> {
    let mut out: Vec<Option<ReadColumn>> = Vec::new();
    for item in reader.list() {
        let column = read_column(&item, known, &out, words);
        out.push(column);
    }
    out
}

fn read_column(
    item: &Reader<'_>,
    known: &[Column],
    before: &[Option<ReadColumn>],
    words: &Words<'_>,
) -> Option<ReadColumn> {
    let object = item.object(&["name", "label", "type", "values", "default"])?;
    let _label = object.maybe("label").and_then(|label| label.text());
    let name_at = object.need("name")?;
    let name = name_at.str()?;
    let Some(column) = known.iter().find(|column| column.name == name) else {
        let names: Vec<&str> = known.iter().map(|column| column.name).collect();
        name_at.report(Code::BadValue, &[&names.join(" | ")]);
        return None;
    };
    if before.iter().flatten().any(|read| read.name == name) {
        name_at.report(Code::Duplicate, &[&name]);
    }
    if let Some(kind) = object.maybe("type")
        && let Some(found) = kind.one_of(&KINDS)
        && found != column.kind
    {
        let expected = KINDS.iter().find(|(_, kind)| *kind == column.kind).map_or("string", |(name, _)| name);
        kind.report(Code::BadValue, &[&expected]);
    }
    let mut values = column.values.clone();
    if let Some(list) = object.maybe("values") {
        let declared: Vec<String> = list.list().iter().filter_map(|value| value.str().map(String::from)).collect();
        if let Some(known) = &values
            && let Some(stranger) = declared.iter().find(|value| !known.contains(value))
        {
            list.report(Code::UnknownReference, &[stranger]);
        }
        values = Some(declared);
    }
    let default = object.maybe("default").and_then(|default| {
        let text = default.cell()?;
        let value = read_value(&text, column.kind, values.as_deref(), words.codes);
        value.map_err(|expected| default.report(Code::CellSyntax, &[&text, &expected])).ok()
    });
    Some(ReadColumn { name: name.into(), kind: column.kind, values, default: default.unwrap_or(Value::Null) })
}

fn read_rule(
    reader: &Reader<'_>,
    inputs: &[Option<ReadColumn>],
    outputs: &[Option<ReadColumn>],
    words: &Words<'_>,
) -> Option<Rule> {
    let object = reader.object(&["id", "when", "then", "basis"])?;
    let id = object.need("id").and_then(|id| id.id::<Name>());
    let when = object.need("when").and_then(|list| {
        cells(&list, inputs, |cell, text, column| {
            let read = Cell::read(text, column.kind, column.values.as_deref(), words.codes);
            read.map_err(|expected| cell.report(Code::CellSyntax, &[&text, &expected])).ok()
        })
    });
    let then = object
        .need("then")
        .and_then(|list| cells(&list, outputs, |cell, text, column| output(cell, text, column, words)));
    Some(Rule { id: id?.to_string(), when: when?, then: then? })
}

fn output(cell: &Reader<'_>, text: &str, column: &ReadColumn, words: &Words<'_>) -> Option<Value> {
    let read = read_value(text, column.kind, column.values.as_deref(), words.codes);
    let value = read.map_err(|expected| cell.report(Code::CellSyntax, &[&text, &expected])).ok()?;
    if let Value::Unit(route) = &value
        && !words.levels.contains(&route.level)
    {
        cell.report(Code::UnknownReference, &[&route.level]);
    }
    Some(value)
}

fn cells<T>(
    reader: &Reader<'_>,
    columns: &[Option<ReadColumn>],
    read: impl Fn(&Reader<'_>, &str, &ReadColumn) -> Option<T>,
) -> Option<Vec<T>> {
    let list = reader.list();
    if list.len() != columns.len() {
        reader.report(Code::BadValue, &[&alloc::format!("[{} cells]", columns.len())]);
        return None;
    }
    let all: Vec<Option<T>> = list
        .iter()
        .zip(columns)
        .map(|(cell, column)| {
            let text = cell.cell()?;
            read(cell, &text, column.as_ref()?)
        })
        .collect();
    all.into_iter().collect()
}

/// The facts of an example, read as the table's inputs; `None` if one of them cannot be read.
pub(crate) fn read_given(reader: &Reader<'_>, facts: &[Column], words: &Words<'_>) -> Option<BTreeMap<String, Value>> {
    let all: Vec<Option<(String, Value)>> =
        reader.entries().into_iter().map(|(name, item)| read_fact(name, &item, facts, words)).collect();
    let mut given = BTreeMap::new();
    for fact in all {
        given.extend([fact?]);
    }
    Some(given)
}

fn read_fact(name: &str, item: &Reader<'_>, facts: &[Column], words: &Words<'_>) -> Option<(String, Value)> {
    let Some(column) = facts.iter().find(|column| column.name == name) else {
        item.report(Code::UnknownReference, &[&name]);
        return None;
    };
    let text = item.cell()?;
    // The values of a text column were checked where the table was read; here any word is taken.
    let read = match column.kind {
        Kind::Text => Ok(Value::text(&text)),
        _ => read_value(&text, column.kind, column.values.as_deref(), words.codes),
    };
    read.map_err(|expected| item.report(Code::CellSyntax, &[&text, &expected])).ok().map(|value| (name.into(), value))
}
