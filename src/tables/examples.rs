//! Examples that rule authors put beside a table: compiling runs them, and a failing one is a problem.

use super::{Column, Outcome, Row, Scope, Table, Value, read_given};
use crate::document::{Object, Reader};
use crate::error::{Code, Rejection};
use crate::id::NodeCode;
use crate::time::Date;
use alloc::vec::Vec;

/// Reads the examples of a table and, where its rules are right, runs them.
pub(super) fn run_examples(reader: &Reader<'_>, table: &Table, facts: &[Column], right: bool) {
    // Without editions all days are alike.
    let on = if table.editions.len() > 1 { None } else { Date::new(2000, 1, 1) };
    for item in reader.list() {
        let Some(object) = item.object(&["given", "on", "nodes", "expect", "note"]) else { continue };
        let _note = object.maybe("note").and_then(|note| note.text());
        run_example(&object, table, facts, on, right);
    }
}

/// Runs `{"given": {fact: cell}, "on": ..., "nodes": [...], "expect": ...}` on a table; `on` must be given where there is
/// no other day.
pub(crate) fn run_example(
    object: &Object<'_>,
    table: &Table,
    facts: &[Column],
    on: Option<Date>,
    right: bool,
) -> Option<()> {
    let given = object.need("given").and_then(|given| read_given(&given, table, facts));
    let told = if on.is_some() { object.maybe("on") } else { object.need("on") };
    let on = told.map_or(on, |on| on.parse(|text| text.parse().map_err(|_| Rejection::new(Code::DateSyntax, ""))));
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
            && !table.comes_to(&text, found)
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
