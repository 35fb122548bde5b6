//! Examples that rule authors put beside their rules: compiling runs them, and a failing one is a problem.

use super::Compiled;
use crate::cases::triage_facts;
use crate::directory::authority_facts;
use crate::document::{Object, Reader};
use crate::error::{Code, Rejection};
use crate::id::{Name, NodeCode};
use crate::points::award_facts;
use crate::tables::{Column, Outcome, Row, Scope, Table, Value, read_given};
use crate::time::{Date, Instant};
use alloc::string::ToString;
use alloc::vec::Vec;

/// Reads the examples and, where the rules are right, runs them.
pub(super) fn run_examples(reader: &Reader<'_>, compiled: &Compiled, rules_are_right: bool) {
    for item in reader.list() {
        let Some(object) = item.object(&["table", "limit", "given", "on", "nodes", "from", "expect", "note"]) else {
            continue;
        };
        let _note = object.maybe("note").and_then(|note| note.text());
        match (object.maybe("table"), object.maybe("limit")) {
            (Some(table), None) => {
                run_table(&table, &object, compiled, rules_are_right);
            }
            (None, Some(limit)) => {
                run_limit(&limit, &object, compiled, rules_are_right);
            }
            _ => item.report(Code::MissingMember, &[&"table | limit"]),
        }
    }
}

fn run_table(table: &Reader<'_>, object: &Object<'_>, compiled: &Compiled, right: bool) -> Option<()> {
    match table.str()? {
        "cases.triage" => run(&compiled.cases.triage, &triage_facts(), object, compiled, right),
        "points.award" => run(&compiled.points.award, &award_facts(), object, compiled, right),
        "authority" => run(&compiled.directory.authority, &authority_facts(), object, compiled, right),
        name => match compiled.table(name) {
            Some(found) => run(found, &[], object, compiled, right),
            None => {
                table.report(Code::BadValue, &[&compiled.table_names().join(" | ")]);
                None
            }
        },
    }
}

fn run(table: &Table, facts: &[Column], object: &Object<'_>, compiled: &Compiled, right: bool) -> Option<()> {
    let given = object.need("given").and_then(|given| read_given(&given, table, facts));
    let on = object.maybe("on").map_or(Some(compiled.in_force), |on| {
        on.parse(|text| text.parse::<Date>().map_err(|_| Rejection::new(Code::DateSyntax, "")))
    });
    let nodes: Vec<NodeCode> =
        object.maybe("nodes").map(|nodes| nodes.list().iter().filter_map(Reader::id).collect()).unwrap_or_default();
    let expected = object.need("expect")?;
    let outcome = table.evaluate(&given.filter(|_| right)?, Scope { on: on?, nodes: &nodes });
    let outcome = outcome.map_err(|clash| expected.add(clash)).ok()?;
    compare(table, &expected, &outcome);
    Some(())
}

/// Compares what is expected, one row, a list of rows, or the text of what they come to, with what was found.
fn compare(table: &Table, expected: &Reader<'_>, outcome: &Outcome) {
    if let Some(found) = &outcome.value {
        if let Some(text) = expected.cell()
            && text != found.to_string()
        {
            expected.report(Code::ExampleFailed, &[&text, found]);
        }
        return;
    }
    let rows = if expected.is_object() { Vec::from([expected.clone()]) } else { expected.list() };
    for (index, row) in rows.iter().enumerate() {
        compare_row(table, row, outcome.rows.get(index));
    }
    // One row that is expected where none is found is told by its values.
    if outcome.rows.len() > rows.len() || (!expected.is_object() && outcome.rows.len() < rows.len()) {
        let count = |rows: usize| alloc::format!("[{rows}]");
        expected.report(Code::ExampleFailed, &[&count(rows.len()), &count(outcome.rows.len())]);
    }
}

fn compare_row(table: &Table, expected: &Reader<'_>, found: Option<&Row>) {
    for (output, cell) in expected.entries() {
        if !table.gives(output) {
            cell.report(Code::UnknownReference, &[&output]);
            continue;
        }
        let found = found.and_then(|row| row.get(output)).unwrap_or(&Value::Null);
        if let Some(text) = cell.cell()
            && !table.says(output, &text, found)
        {
            cell.report(Code::ExampleFailed, &[&text, found]);
        }
    }
}

fn run_limit(limit: &Reader<'_>, object: &Object<'_>, compiled: &Compiled, right: bool) -> Option<()> {
    let name: Option<Name> = limit.id();
    let instant = |text: &str| text.parse::<Instant>().map_err(|_| Rejection::new(Code::InstantSyntax, ""));
    let from = object.need("from").and_then(|from| from.parse(instant));
    let expect = object.need("expect")?;
    let expected = expect.str()?;
    let name = name.filter(|_| right)?;
    if compiled.limits.get(&name).is_none() {
        limit.report(Code::UnknownReference, &[&name]);
        return None;
    }
    let from = from?;
    let clock = compiled.limits.start(&name, from, None).ok()?;
    let found = match (clock.due, clock.waits_for) {
        (Some(due), _) => due.to_string(),
        (None, Some(date)) => alloc::format!("calendar_not_covered {date}"),
        (None, None) => "null".into(),
    };
    if expected != found {
        expect.report(Code::ExampleFailed, &[&expected, &found]);
    }
    Some(())
}
