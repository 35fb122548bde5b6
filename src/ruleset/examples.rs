//! Examples that rule authors put beside their rules: compiling runs them, and a failing one is a problem.

use super::Compiled;
use crate::cases::triage_facts;
use crate::directory::authority_facts;
use crate::document::{Object, Reader};
use crate::error::{Code, Rejection};
use crate::id::Name;
use crate::points::award_facts;
use crate::tables::{Codes, Column, Table, Value, Words, read_given};
use crate::time::Instant;
use alloc::string::{String, ToString};

/// Reads the examples and, where the rules are right, runs them.
pub(super) fn run_examples(reader: &Reader<'_>, compiled: &Compiled, rules_are_right: bool) {
    for item in reader.list() {
        let Some(object) = item.object(&["table", "limit", "given", "from", "expect", "note"]) else { continue };
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
    let empty = Codes::default();
    match table.str()? {
        "cases.triage" => run(&compiled.cases.triage, &triage_facts(), compiled.cases.codes(), object, right),
        "points.award" => run(&compiled.points.award, &award_facts(), &empty, object, right),
        "authority" => run(&compiled.directory.authority, &authority_facts(), &empty, object, right),
        _ => {
            table.report(Code::BadValue, &[&"cases.triage | points.award | authority"]);
            None
        }
    }
}

fn run(table: &Table, facts: &[Column], codes: &Codes, object: &Object<'_>, right: bool) -> Option<()> {
    let given = object.need("given").and_then(|given| read_given(&given, facts, &Words { codes, levels: &[] }));
    let expected = object.need("expect")?;
    let outputs = expected.entries();
    for (output, cell) in outputs.iter().filter(|(output, _)| !table.gives(output)) {
        cell.report(Code::UnknownReference, &[output]);
    }
    let given = given.filter(|_| right)?;
    let applied = match table.apply(|name| given.get(name).cloned().unwrap_or(Value::Null)) {
        Ok(applied) => applied,
        Err(clash) => {
            expected.add(clash);
            return None;
        }
    };
    for (output, cell) in outputs.iter().filter(|(output, _)| table.gives(output)) {
        let Some(text) = cell.cell() else { continue };
        let found = applied.map_or_else(|| String::from("null"), |applied| applied.output(output).to_string());
        if found != text {
            cell.report(Code::ExampleFailed, &[&text, &found]);
        }
    }
    Some(())
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
