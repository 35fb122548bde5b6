//! Columns of a table: what a domain knows of them, what a document says, and literals of their types.

use super::cell::{Cell, End, Test, Word, Words, read_literal};
use super::codes::Codes;
use super::document::{References, Use};
use super::expr::{Expr, Named};
use super::scan::{Expected, Fault, Scan};
use super::value::{KINDS, Kind, Value};
use crate::bounds;
use crate::decimal::Decimal;
use crate::document::{Object, Reader};
use crate::error::Code;
use crate::id::Name;
use crate::text::Text;
use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// A column that a domain knows: the facts it can give, or the outputs it needs.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(super) name: Cow<'static, str>,
    pub(super) kind: Kind,
    /// The values that the rest of the ruleset declares for it.
    values: Option<Vec<String>>,
    /// Whole numbers between which it lies.
    range: Option<(i64, i64)>,
    nullable: bool,
}

impl Column {
    pub(crate) fn new(name: &'static str, kind: Kind) -> Self {
        Self { name: name.into(), kind, values: None, range: None, nullable: false }
    }

    pub(crate) fn of(name: &'static str, kind: Kind, values: impl IntoIterator<Item = impl ToString>) -> Self {
        let values = values.into_iter().map(|value| value.to_string()).collect();
        Self { values: Some(values), ..Self::new(name, kind) }
    }

    /// As it is without the values that are declared for it.
    pub(crate) fn of_any_value(self) -> Self {
        Self { values: None, ..self }
    }

    /// Its numbers lie between two whole ones, these included.
    pub(crate) fn between(self, least: i64, most: i64) -> Self {
        Self { range: Some((least, most)), ..self }
    }

    /// It may be unknown.
    pub(crate) fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    fn tests(&self) -> Vec<Test> {
        let end = |number| End { value: Value::Number(Decimal::whole(number)), closed: true };
        self.range.map(|(least, most)| Test::Between(end(least), end(most))).into_iter().collect()
    }
}

/// The part of a column that inputs and outputs share.
pub(super) struct ReadColumn {
    pub(super) name: String,
    pub(super) label: Option<String>,
    pub(super) kind: Kind,
    pub(super) words: Option<Vec<Word>>,
    pub(super) allowed: Vec<Test>,
    pub(super) allowed_text: String,
    pub(super) default: Value,
    pub(super) nullable: bool,
    pub(super) expr: Option<Expr>,
    pub(super) needed: bool,
    /// Whether the table itself declares its values.
    pub(super) own_values: bool,
}

impl ReadColumn {
    pub(super) fn words<'a>(&'a self, codes: &'a Codes) -> Words<'a> {
        Words { kind: self.kind, values: self.words.as_deref(), codes }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether a name or a label means the column.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.name == name || self.label.as_deref() == Some(name)
    }

    pub(super) fn is_ordered(&self) -> bool {
        self.kind.is_ordered()
    }

    pub(super) fn allows(&self, value: &Value, codes: &Codes) -> bool {
        self.allowed.is_empty() || self.allowed.iter().any(|test| test.passes(value, codes) == Some(true))
    }
}

const COLUMN_MEMBERS: [&str; 7] = ["name", "label", "type", "values", "default", "expression", "nullable"];

pub(super) fn fact(column: &Column) -> Named {
    Named { name: column.name.clone().into_owned(), label: None, kind: column.kind }
}

/// The facts of a table of its own that are no columns themselves.
pub(super) fn read_facts(reader: &Reader<'_>) -> Vec<Named> {
    let mut facts: Vec<Named> = Vec::new();
    for item in bounded(reader).0 {
        let Some(object) = item.object(&["name", "label", "type"]) else { continue };
        let name = object.need("name").and_then(|name| name.id::<Name>());
        let label = object.maybe("label").and_then(|label| label.text()).map(|label| label.zh);
        let kind = object.need("type").and_then(|kind| kind.one_of(&KINDS));
        let (Some(name), Some(kind)) = (name, kind) else { continue };
        if facts.iter().any(|fact| fact.name == name.as_str()) {
            item.report(Code::Duplicate, &[&name]);
        }
        facts.push(Named { name: name.as_str().into(), label, kind });
    }
    facts
}

pub(super) fn read_inputs(
    reader: &Reader<'_>,
    used: Option<Use<'_>>,
    facts: &[Named],
    references: References<'_>,
) -> Vec<Option<ReadColumn>> {
    let known = used.map(|used| used.facts);
    let mut columns: Vec<Option<ReadColumn>> = Vec::new();
    let (items, count) = bounded(reader);
    for item in items {
        let read = ColumnReader { known, facts, references, input: true }.read(&item, &columns);
        columns.push(read);
    }
    columns.resize_with(count, || None);
    columns
}

/// The columns in their order; `None` for one that cannot be read, whose cells are then not read either.
pub(super) fn read_outputs(
    reader: &Reader<'_>,
    used: Option<Use<'_>>,
    references: References<'_>,
) -> Vec<Option<ReadColumn>> {
    let known = used.map(|used| used.needed);
    let mut columns: Vec<Option<ReadColumn>> = Vec::new();
    let (items, count) = bounded(reader);
    for item in items {
        let read = ColumnReader { known, facts: &[], references, input: false }.read(&item, &columns);
        columns.push(read);
    }
    columns.resize_with(count, || None);
    let is_read = |name: &str| columns.iter().flatten().any(|output| output.name == name);
    // A column that cannot be read may be the one that is missed: its own problem says enough.
    if columns.iter().all(Option::is_some) {
        for column in known.unwrap_or_default().iter().filter(|column| !is_read(&column.name)) {
            reader.report(Code::MissingMember, &[&column.name]);
        }
    }
    if columns.is_empty() {
        reader.report(Code::BadValue, &[&"[{name, type}]"]);
    }
    columns
}

/// The items of a list of columns, as many as there may be, and how many there are.
fn bounded<'r>(reader: &Reader<'r>) -> (Vec<Reader<'r>>, usize) {
    let mut list = reader.list();
    let count = list.len();
    if count > bounds::TABLE_COLUMNS {
        reader.report(Code::BadValue, &[&alloc::format!("<= {} columns", bounds::TABLE_COLUMNS)]);
        list.truncate(bounds::TABLE_COLUMNS);
    }
    (list, count)
}

struct ColumnReader<'a> {
    /// The columns of the domain; any name will do where there is none.
    known: Option<&'a [Column]>,
    facts: &'a [Named],
    references: References<'a>,
    input: bool,
}

impl ColumnReader<'_> {
    fn read(&self, item: &Reader<'_>, before: &[Option<ReadColumn>]) -> Option<ReadColumn> {
        let object = item.object(&COLUMN_MEMBERS)?;
        let label = object.maybe("label").and_then(|label| label.text()).map(|label| label.zh);
        let name_at = object.need("name")?;
        let expression = object.maybe("expression");
        let (name, column) = match self.known {
            Some(known) if expression.is_none() => {
                let name = name_at.str()?;
                let Some(column) = known.iter().find(|column| column.name == name) else {
                    let names: Vec<&str> = known.iter().map(|column| &*column.name).collect();
                    name_at.report(Code::BadValue, &[&names.join(" | ")]);
                    return None;
                };
                (String::from(name), Some(column))
            }
            _ => (name_at.id::<Name>()?.to_string(), None),
        };
        if before.iter().flatten().any(|read| read.name == name) {
            name_at.report(Code::Duplicate, &[&name]);
        }
        let told = |read: &ReadColumn| {
            let labelled = label.is_some() && (read.label == label || label.as_ref() == Some(&read.name));
            labelled || read.label.as_ref() == Some(&name)
        };
        if before.iter().flatten().any(told) {
            item.report(Code::Duplicate, &[label.as_ref().unwrap_or(&name)]);
        }
        let kind = Self::kind(&object, column)?;
        if self.known.is_none() && kind == Kind::Code && self.references.codes.all().next().is_none() {
            item.report(Code::MissingMember, &[&"codes"]);
        }
        if self.input && kind == Kind::Unit {
            item.report(Code::NotSupported, &[&"unit"]);
            return None;
        }
        let mut read = ReadColumn {
            name,
            label,
            kind,
            words: column
                .and_then(|column| column.values.as_ref())
                .map(|values| values.iter().map(Word::new).collect()),
            allowed: column.map(Column::tests).unwrap_or_default(),
            allowed_text: String::new(),
            default: Value::Null,
            nullable: column.is_some_and(|column| column.nullable),
            expr: None,
            needed: !self.input && column.is_some(),
            own_values: object.maybe("values").is_some(),
        };
        if let Some(list) = object.maybe("values") {
            self.values(&list, &mut read);
        }
        if let Some(default) = object.maybe("default") {
            read.default = literal(&default, read.words(self.references.codes)).unwrap_or(Value::Null);
            if read.default != Value::Null && !read.allows(&read.default, self.references.codes) {
                default.report(Code::BadValue, &[&read.allowed_text]);
            }
        }
        if let Some(nullable) = object.maybe("nullable") {
            if self.input && self.known.is_none() {
                read.nullable = nullable.bool()?;
            } else {
                nullable.report(Code::NotSupported, &[&"nullable"]); // the domain knows
            }
        }
        if let Some(expression) = expression {
            if !self.input {
                expression.report(Code::NotSupported, &[&"expression"]);
                return None;
            }
            read.expr = Some(self.expression(&expression, &read)?);
            read.nullable = true; // a fact may be unknown, or a divisor zero
        }
        Some(read)
    }

    fn kind(object: &Object<'_>, column: Option<&Column>) -> Option<Kind> {
        let Some(column) = column else { return object.need("type")?.one_of(&KINDS) };
        if let Some(at) = object.maybe("type")
            && let Some(found) = at.one_of(&KINDS)
            && found.of_value() != column.kind.of_value()
        {
            at.report(Code::BadValue, &[&column.kind.name()]);
        }
        Some(column.kind)
    }

    /// `["High", {"value": "low", "label": "低"}]`; for all but texts tests, such as `[0..150]` or `2026-02-13`.
    fn values(&self, list: &Reader<'_>, read: &mut ReadColumn) {
        let items = list.list();
        if items.is_empty() || items.len() > bounds::TABLE_VALUES {
            list.report(Code::BadValue, &[&alloc::format!("[1..{} values]", bounds::TABLE_VALUES)]);
            return;
        }
        if !matches!(read.kind, Kind::Text | Kind::Limit) {
            let mut texts = Vec::new();
            let mut tests = Vec::new();
            for item in &items {
                let Some(text) = item.cell() else { continue };
                match Cell::read(&text, Words { kind: read.kind, values: None, codes: self.references.codes }) {
                    Ok(cell) if cell.is_any() => item.report(Code::BadValue, &[&"[0..150]"]),
                    Ok(cell) if cell.is_negated() => item.report(Code::NotSupported, &[&"not"]),
                    Ok(cell) => tests.extend(cell.tests),
                    Err(fault) => fault.report(item, &text),
                }
                texts.push(text);
            }
            read.allowed = tests;
            read.allowed_text = texts.join(", ");
            return;
        }
        let mut words: Vec<Word> = Vec::new();
        for item in &items {
            let Some(word) = read_word(item) else { continue };
            if let Some(known) = &read.words
                && !known.iter().any(|known| known.value == word.value)
            {
                item.report(Code::UnknownReference, &[&word.value]);
            }
            let clash = |known: &Word| {
                let said = |text: &String| known.value == *text || known.label.as_ref() == Some(text);
                said(&word.value) || word.label.as_ref().is_some_and(said)
            };
            if words.iter().any(clash) {
                item.report(Code::Duplicate, &[word.label.as_ref().unwrap_or(&word.value)]);
            }
            words.push(word);
        }
        read.words = Some(words);
    }

    /// An expression over the facts; its column is no fact itself.
    fn expression(&self, at: &Reader<'_>, read: &ReadColumn) -> Option<Expr> {
        let text = at.cell()?;
        if !read.kind.is_ordered() {
            at.report(Code::NotSupported, &[&"expression"]);
            return None;
        }
        let words = Words { kind: read.kind, values: None, codes: self.references.codes };
        Expr::read(&text, words, self.facts).map_err(|fault| fault.report(at, &text)).ok()
    }
}

fn read_word(item: &Reader<'_>) -> Option<Word> {
    if item.is_object() {
        let object = item.object(&["value", "label"])?;
        let label: Option<Text> = object.maybe("label").and_then(|label| label.text());
        return Some(Word { value: object.need("value")?.str()?.into(), label: label.map(|label| label.zh) });
    }
    item.str().map(Word::new)
}

/// Reads a cell that holds one literal.
pub(super) fn literal(at: &Reader<'_>, words: Words<'_>) -> Option<Value> {
    let text = at.cell()?;
    read_whole_literal(&text, words).map_err(|fault| fault.report(at, &text)).ok()
}

pub(super) fn read_whole_literal(text: &str, words: Words<'_>) -> Result<Value, Fault> {
    let mut scan = Scan::new(text)?;
    let value = read_literal(&mut scan, words)?;
    scan.blanks();
    if scan.is_at_end() {
        Ok(value)
    } else {
        Err(scan.fault(&Expected::new("单元格到此为止", "the end of the cell")))
    }
}
