//! A table in a ruleset: columns, rules, and what the domain that uses it expects of them.

use super::cell::{Cell, Test, Word, expected};
use super::codes::Codes;
use super::columns::{Column, ReadColumn, fact, read_facts, read_inputs, read_outputs, read_whole_literal};
use super::examples::run_examples;
use super::expr::{Expr, Named};
use super::overrides::{Overrides, read_open, read_overrides};
use super::scan::{Fault, Scan};
use super::value::{Kind, Route, Value};
use super::{Aggregate, Edition, Hit, Input, Output, Rule, Source, Table, Words};
use crate::bounds;
use crate::document::{Object, Reader};
use crate::error::{Code, Rejection};
use crate::id::Name;
use crate::time::Date;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

/// What a table may name of the rest of the ruleset.
#[derive(Clone, Copy)]
pub(crate) struct References<'a> {
    pub(crate) codes: &'a Arc<Codes>,
    pub(crate) levels: &'a [Name],
}

/// What stands around a table: the columns that its user knows; none for a table of its own.
#[derive(Clone, Copy)]
pub(crate) struct Use<'a> {
    pub(crate) facts: &'a [Column],
    pub(crate) needed: &'a [Column],
}

const MEMBERS: [&str; 12] = [
    "hit",
    "aggregate",
    "facts",
    "inputs",
    "outputs",
    "rules",
    "label",
    "basis",
    "editions",
    "overrides",
    "examples",
    "note",
];
/// Reads a table. One that a domain uses reads among the domain's facts, gives all the outputs that it needs, and
/// answers with one rule.
pub(crate) fn read_table(
    reader: &Reader<'_>,
    name: &str,
    used: Option<Use<'_>>,
    references: References<'_>,
) -> Option<Table> {
    let object = reader.object(&MEMBERS)?;
    let _label = object.maybe("label").and_then(|label| label.text());
    let _note = object.maybe("note").and_then(|note| note.text());
    let basis = object.maybe("basis").map(|basis| read_basis(&basis));
    if let (Some(_), Some(facts)) = (used, object.maybe("facts")) {
        facts.report(Code::NotSupported, &[&"facts"]); // they are the domain's
    }
    let hit = read_hit(&object, used.is_some());
    let facts = match used {
        Some(used) => used.facts.iter().map(fact).collect(),
        None => object.maybe("facts").map(|list| read_facts(&list)).unwrap_or_default(),
    };
    let inputs = object.need("inputs").map(|list| read_inputs(&list, used, &facts, references));
    let outputs = object.need("outputs").map(|list| read_outputs(&list, used, references));
    let rules_at = object.need("rules");
    let (hit, inputs, outputs, rules_at) = (hit?, inputs?, outputs?, rules_at?);
    check_hit(&object, hit, &outputs);
    let mut builder = Builder { inputs, outputs, references, cells: Vec::new(), rules: 0, has_default: false };
    builder.has_default = builder.outputs.iter().flatten().any(|column| column.default != Value::Null);
    builder.cells.resize_with(builder.inputs.len(), Distinct::default);
    let mut editions =
        Vec::from([Edition { from: None, rules: builder.rules(&rules_at), basis: basis.unwrap_or_default() }]);
    if let Some(list) = object.maybe("editions") {
        read_editions(&list, &mut builder, &mut editions);
    }
    let overrides = object.maybe("overrides").map(|list| {
        let outputs: Option<Vec<&ReadColumn>> = builder.outputs.iter().map(Option::as_ref).collect();
        outputs.map(|outputs| read_overrides(&list, &outputs, &editions, references))
    });
    let overrides = overrides.unwrap_or_else(|| Some(Overrides::new()))?;
    let table = builder.finish(name, hit, facts, editions, overrides)?;
    if let Some(examples) = object.maybe("examples") {
        let facts = used.map_or(&[][..], |used| used.facts);
        // On rules that are not right yet an example would only repeat their problems.
        run_examples(&examples, &table, facts, reader.problems().is_empty());
    }
    Some(table)
}

/// What a table that collects can come to.
pub(super) const AGGREGATES: [(&str, Aggregate); 4] =
    [("sum", Aggregate::Sum), ("min", Aggregate::Min), ("max", Aggregate::Max), ("count", Aggregate::Count)];

/// The hit policies as a document says them.
pub(super) const HITS: [(&str, Hit); 7] = [
    ("unique", Hit::Unique),
    ("any", Hit::Any),
    ("first", Hit::First),
    ("priority", Hit::Priority),
    ("rule order", Hit::RuleOrder),
    ("output order", Hit::OutputOrder),
    ("collect", Hit::Collect(None)),
];

fn read_hit(object: &Object<'_>, single: bool) -> Option<Hit> {
    let at = object.need("hit")?;
    let mut hit = at.one_of(&HITS)?;
    if let Some(aggregate) = object.maybe("aggregate") {
        if hit == Hit::Collect(None) {
            hit = Hit::Collect(Some(aggregate.one_of(&AGGREGATES)?));
        } else {
            aggregate.report(Code::BadValue, &[&"hit: collect"]);
        }
    }
    if single && !hit.is_single() {
        at.report(Code::BadValue, &[&"unique | any | first | priority"]);
        return None;
    }
    Some(hit)
}

/// What a hit policy asks of the outputs.
fn check_hit(object: &Object<'_>, hit: Hit, outputs: &[Option<ReadColumn>]) {
    let Some(at) = object.maybe("outputs") else { return };
    let mut known = outputs.iter().flatten();
    match hit {
        Hit::Priority | Hit::OutputOrder if known.all(|output| output.words.is_none() && output.allowed.is_empty()) => {
            at.report(Code::MissingMember, &[&"values"]); // their order is the priority
        }
        Hit::Collect(Some(aggregate)) => {
            if outputs.len() != 1 {
                at.report(Code::BadValue, &[&"[1 output]"]);
            } else if let Some(output) = known.next()
                && !match aggregate {
                    Aggregate::Count => true,
                    Aggregate::Min | Aggregate::Max => output.kind.is_ordered(),
                    Aggregate::Sum => {
                        matches!(output.kind, Kind::Number | Kind::Integer | Kind::Duration | Kind::Months)
                    }
                }
            {
                at.report(Code::BadValue, &[&"type: number"]);
            }
        }
        _ => {}
    }
}

/// The distinct cells of a column: a large table says the same again and again.
#[derive(Default)]
struct Distinct {
    cells: Vec<Cell>,
    by_text: BTreeMap<String, usize>,
}

struct Builder<'a> {
    inputs: Vec<Option<ReadColumn>>,
    outputs: Vec<Option<ReadColumn>>,
    references: References<'a>,
    cells: Vec<Distinct>,
    /// Rules of all editions.
    rules: usize,
    has_default: bool,
}

/// The id by which events name the defaults of the outputs.
pub(super) const DEFAULT: &str = "default";

impl Builder<'_> {
    fn rules(&mut self, at: &Reader<'_>) -> Vec<Rule> {
        let list = at.list();
        if list.is_empty() {
            at.report(Code::BadValue, &[&"[{id, when, then}]"]); // a table without rules refuses everything
        }
        self.rules = self.rules.saturating_add(list.len());
        if self.rules > bounds::TABLE_RULES {
            at.report(Code::BadValue, &[&alloc::format!("<= {} rules", bounds::TABLE_RULES)]);
            return Vec::new();
        }
        let names = self.names();
        let mut ids = BTreeSet::new();
        let mut rules = Vec::new();
        for item in list {
            let Some(rule) = self.rule(&item, &names) else { continue };
            if !ids.insert(rule.id.clone()) || (self.has_default && rule.id == DEFAULT) {
                item.report(Code::Duplicate, &[&rule.id]);
            }
            rules.push(rule);
        }
        rules
    }

    /// What outputs may calculate with: the input columns.
    fn names(&self) -> Vec<Named> {
        let unread = || Named { name: String::new(), label: None, kind: Kind::Unit };
        let named =
            |column: &ReadColumn| Named { name: column.name.clone(), label: column.label.clone(), kind: column.kind };
        self.inputs.iter().map(|column| column.as_ref().map_or_else(unread, named)).collect()
    }

    fn rule(&mut self, reader: &Reader<'_>, names: &[Named]) -> Option<Rule> {
        let object = reader.object(&["id", "when", "then", "basis", "open", "note"])?;
        let id = object.need("id").and_then(|id| id.id::<Name>());
        let _note = object.maybe("note").and_then(|note| note.text());
        let basis = object.maybe("basis").map(|list| read_basis(&list)).unwrap_or_default();
        let when = object.need("when").and_then(|list| self.when(&list));
        let then = object.need("then").and_then(|list| {
            let cells = cells(&list, self.outputs.len())?;
            let all: Vec<Option<Expr>> = cells
                .iter()
                .zip(&self.outputs)
                .map(|(cell, column)| output(cell, column.as_ref()?, names, self.references))
                .collect();
            all.into_iter().collect::<Option<Vec<Expr>>>()
        });
        let columns: Vec<Option<&ReadColumn>> = self.outputs.iter().map(Option::as_ref).collect();
        let open = object.maybe("open").map(|open| read_open(&open, &columns, self.references)).unwrap_or_default();
        Some(Rule { id: id?.to_string(), when: when?, then: then?, basis, open })
    }

    fn when(&mut self, reader: &Reader<'_>) -> Option<Vec<usize>> {
        let list = cells(reader, self.inputs.len())?;
        let mut all = Vec::with_capacity(list.len());
        let mut good = true;
        for ((cell, column), distinct) in list.iter().zip(&self.inputs).zip(&mut self.cells) {
            let (Some(text), Some(column)) = (cell.cell(), column) else {
                good = false;
                continue;
            };
            if let Some(index) = distinct.by_text.get(&text) {
                all.push(*index);
                continue;
            }
            match Cell::read(&text, column.words(self.references.codes)) {
                Ok(read) => {
                    let index = distinct.cells.len();
                    distinct.cells.push(read);
                    distinct.by_text.insert(text, index);
                    all.push(index);
                }
                Err(fault) => {
                    fault.report(cell, &text);
                    good = false;
                }
            }
        }
        good.then_some(all)
    }

    fn finish(
        self,
        name: &str,
        hit: Hit,
        facts: Vec<Named>,
        editions: Vec<Edition>,
        overrides: Overrides,
    ) -> Option<Table> {
        let columns: Option<Vec<ReadColumn>> = self.inputs.into_iter().collect();
        let outputs: Option<Vec<ReadColumn>> = self.outputs.into_iter().collect();
        let inputs = columns?.into_iter().zip(self.cells).map(|(column, distinct)| {
            let says_null = |cell: &Cell| {
                cell.tests.iter().any(|test| matches!(test, Test::Is(Value::Null) | Test::IsNot(Value::Null)))
            };
            Input {
                nullable: (column.nullable || distinct.cells.iter().any(says_null)) && column.default == Value::Null,
                name: column.name,
                label: column.label,
                kind: column.kind,
                words: column.words,
                allowed: column.allowed,
                default: column.default,
                expr: column.expr,
                cells: distinct.cells,
            }
        });
        let outputs = outputs?.into_iter().map(|column| Output {
            name: column.name,
            label: column.label,
            kind: column.kind,
            exhausts: column.own_values || column.kind != Kind::Limit,
            words: column.words,
            allowed: column.allowed,
            default: column.default,
        });
        Some(Table {
            name: name.into(),
            hit,
            facts: facts.into_iter().map(|fact| (fact.name, fact.kind)).collect(),
            inputs: inputs.collect(),
            outputs: outputs.collect(),
            editions,
            overrides,
            codes: Arc::clone(self.references.codes),
        })
    }
}

/// Reads an output cell: of a column that the domain needs, it is never null.
pub(super) fn output(
    cell: &Reader<'_>,
    column: &ReadColumn,
    names: &[Named],
    references: References<'_>,
) -> Option<Expr> {
    let text = cell.cell()?;
    let words = column.words(references.codes);
    let expr = Expr::read(&text, words, names).map_err(|fault| fault.report(cell, &text)).ok()?;
    let Some(value) = expr.constant() else { return Some(expr) };
    if column.needed && *value == Value::Null {
        let missing = Scan::new(&text).map(|scan| scan.fault(&expected(words)));
        missing.unwrap_or_else(|fault| fault).report(cell, &text);
        return None;
    }
    if *value != Value::Null && !column.allows(value, references.codes) {
        cell.report(Code::BadValue, &[&column.allowed_text]);
    }
    if let Value::Unit(Route { level, .. }) = value
        && !references.levels.contains(level)
    {
        cell.report(Code::UnknownReference, &[level]);
    }
    Some(expr)
}

fn cells<'r>(reader: &Reader<'r>, columns: usize) -> Option<Vec<Reader<'r>>> {
    let list = reader.list();
    if list.len() != columns {
        reader.report(Code::BadValue, &[&alloc::format!("[{columns} cells]")]);
        return None;
    }
    Some(list)
}

/// Reads where a rule comes from: `[{"document": ..., "issuer": ..., "clause": ...}]`.
pub(crate) fn read_basis(reader: &Reader<'_>) -> Vec<Source> {
    let mut basis = Vec::new();
    let list = reader.list();
    if list.len() > bounds::LIST {
        reader.report(Code::BadValue, &[&alloc::format!("<= {}", bounds::LIST)]);
    }
    for item in list.into_iter().take(bounds::LIST) {
        let Some(source) = item.object(&["document", "issuer", "clause"]) else { continue };
        let text = |member: &str| source.need(member).and_then(|text| text.text());
        if let (Some(document), Some(issuer), Some(clause)) = (text("document"), text("issuer"), text("clause")) {
            basis.push(Source { document, issuer, clause });
        }
    }
    basis
}

fn read_editions(list: &Reader<'_>, builder: &mut Builder<'_>, editions: &mut Vec<Edition>) {
    for item in list.list() {
        let Some(object) = item.object(&["from", "rules", "basis", "note"]) else { continue };
        let basis = object.maybe("basis").map(|basis| read_basis(&basis)).unwrap_or_default();
        let _note = object.maybe("note").and_then(|note| note.text());
        let from = object.need("from").and_then(|from| {
            let date = from.parse(|text| text.parse::<Date>().map_err(|_| Rejection::new(Code::DateSyntax, "")))?;
            if editions.last().and_then(|before| before.from).is_some_and(|before| before >= date) {
                from.report(Code::BadValue, &[&"from: later than the edition before"]);
            }
            Some(date)
        });
        let rules = object.need("rules").map(|rules| builder.rules(&rules));
        if let (Some(from), Some(rules)) = (from, rules) {
            editions.push(Edition { from: Some(from), rules, basis });
        }
    }
}

/// The facts of an example, read as the table's columns; `None` if one of them cannot be read.
pub(crate) fn read_given(reader: &Reader<'_>, table: &Table, facts: &[Column]) -> Option<BTreeMap<String, Value>> {
    let mut given = Some(BTreeMap::new());
    for (name, item) in reader.entries() {
        let kind = facts.iter().find(|column| column.name == name).map(|column| column.kind);
        let read = item.cell().and_then(|text| match table.read_fact(name, &text, kind) {
            Ok(value) => Some(value),
            Err(None) => {
                item.report(Code::UnknownReference, &[&name]);
                None
            }
            Err(Some(fault)) => {
                fault.report(&item, &text);
                None
            }
        });
        match (read, &mut given) {
            (Some(value), Some(all)) => {
                all.insert(name.into(), value);
            }
            _ => given = None,
        }
    }
    given
}

impl Table {
    /// Whether a text means what the outputs come to: a number, or a value of the only output.
    pub(super) fn comes_to(&self, text: &str, value: &Value) -> bool {
        let number = text.parse().map(Value::Number).is_ok_and(|number| number == *value);
        number || self.outputs.first().is_some_and(|output| self.says(&output.name, text, value))
    }

    /// Whether a text means a value in an output column, as its cells are read, or is the value as it is written.
    pub(crate) fn says(&self, output: &str, text: &str, value: &Value) -> bool {
        let Some(column) = self.outputs.iter().find(|column| column.name == output) else { return false };
        let words = Words { kind: column.kind, values: column.words.as_deref(), codes: &self.codes };
        text == value.to_string() || read_whole_literal(text, words).is_ok_and(|meant| meant == *value)
    }

    /// The type of a fact, with its values where it is a column that declares them.
    pub(super) fn known(&self, name: &str) -> Option<(Kind, Option<&[Word]>)> {
        let column = self.inputs.iter().find(|input| input.name == name && input.expr.is_none());
        let fact = || self.facts.iter().find(|(fact, _)| fact == name).map(|(_, kind)| (*kind, None));
        column.map(|column| (column.kind, column.words.as_deref())).or_else(fact)
    }

    /// Reads the text of a fact: one of a column, or one that the domain knows although the table has no such column.
    /// The fault is none for a fact that nobody knows.
    pub(super) fn read_fact(&self, name: &str, text: &str, kind: Option<Kind>) -> Result<Value, Option<Fault>> {
        let (kind, words) = self.known(name).or(kind.map(|kind| (kind, None))).ok_or(None)?;
        let words = Words { kind, values: words, codes: &self.codes };
        match read_whole_literal(text, words) {
            // Any text may be asked about, of no declared value too.
            Err(_) if kind == Kind::Text && text.len() <= bounds::CELL_BYTES => Ok(Value::text(text)),
            Err(fault) => Err(Some(fault)),
            Ok(value) => Ok(value),
        }
    }
}
