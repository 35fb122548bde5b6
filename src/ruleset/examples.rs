//! Examples that rule authors put beside their rules: compiling runs them, and a failing one is a problem.

use super::Compiled;
use crate::cases::triage_facts;
use crate::directory::authority_facts;
use crate::document::{Object, Reader};
use crate::error::{Code, Rejection};
use crate::id::Name;
use crate::points::award_facts;
use crate::tables::run_example;
use crate::time::Instant;
use alloc::string::ToString;

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
    let on = Some(compiled.in_force);
    match table.str()? {
        "cases.triage" => run_example(object, &compiled.cases.triage, &triage_facts(), on, right),
        "points.award" => run_example(object, &compiled.points.award, &award_facts(), on, right),
        "authority" => run_example(object, &compiled.directory.authority, &authority_facts(), on, right),
        name => match compiled.table(name) {
            Some(found) => run_example(object, found, &[], on, right),
            None => {
                table.report(Code::BadValue, &[&compiled.table_names().join(" | ")]);
                None
            }
        },
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
