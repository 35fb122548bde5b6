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
use alloc::string::ToString;

pub(super) fn run_examples(reader: &Reader<'_>, compiled: &Compiled) {
    for item in reader.list() {
        let Some(object) = item.object(&["table", "limit", "given", "from", "expect", "note"]) else { continue };
        let _note = object.maybe("note").and_then(|note| note.text());
        match (object.maybe("table"), object.maybe("limit")) {
            (Some(table), None) => {
                run_table(&table, &object, compiled);
            }
            (None, Some(limit)) => {
                run_limit(&limit, &object, compiled);
            }
            _ => item.report(Code::MissingMember, &[&"table | limit"]),
        }
    }
}

fn run_table(table: &Reader<'_>, object: &Object<'_>, compiled: &Compiled) -> Option<()> {
    let empty = Codes::default();
    match table.str()? {
        "cases.triage" => run(&compiled.cases.triage, &triage_facts(), compiled.cases.codes(), object),
        "points.award" => run(&compiled.points.award, &award_facts(), &empty, object),
        "authority" => run(&compiled.directory.authority, &authority_facts(), &empty, object),
        _ => {
            table.report(Code::BadValue, &[&"cases.triage | points.award | authority"]);
            None
        }
    }
}

fn run(table: &Table, facts: &[Column], codes: &Codes, object: &Object<'_>) -> Option<()> {
    let given = read_given(&object.need("given")?, facts, &Words { codes, levels: &[] });
    let expected = object.need("expect")?;
    let applied = match table.apply(|name| given.get(name).cloned().unwrap_or(Value::Null)) {
        Ok(applied) => applied,
        Err(clash) => {
            expected.report(clash.code(), &[&table.name(), &"*"]);
            return None;
        }
    };
    for (output, cell) in expected.entries() {
        let Some(text) = cell.cell() else { continue };
        let found = applied.map(|applied| applied.output(output).to_string());
        if found.as_deref() != Some(text.as_str()) {
            cell.report(Code::ExampleFailed, &[&text, &found.as_deref().unwrap_or("null")]);
        }
    }
    Some(())
}

fn run_limit(limit: &Reader<'_>, object: &Object<'_>, compiled: &Compiled) -> Option<()> {
    let name: Name = limit.id()?;
    if compiled.limits.get(&name).is_none() {
        limit.report(Code::UnknownReference, &[&name]);
        return None;
    }
    let instant = |text: &str| text.parse::<Instant>().map_err(|_| Rejection::new(Code::InstantSyntax, ""));
    let from = object.need("from")?.parse(instant)?;
    let expect = object.need("expect")?;
    let clock = compiled.limits.start(&name, from, None).ok()?;
    let found = match (clock.due, clock.waits_for) {
        (Some(due), _) => due.to_string(),
        (None, Some(date)) => alloc::format!("calendar_not_covered {date}"),
        (None, None) => "null".into(),
    };
    if expect.str()? != found {
        expect.report(Code::ExampleFailed, &[&expect.str()?, &found]);
    }
    Some(())
}
