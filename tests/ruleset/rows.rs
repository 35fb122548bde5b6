//! The changes: each with everything that must be found.

use super::{Found, document, edit};
use civigrid::Code;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// One change, and what must be found: nothing else, and nothing less.
pub(crate) struct Row {
    pub(crate) edits: Vec<(&'static str, Option<Value>)>,
    pub(crate) expected: Vec<(Code, &'static str)>,
}

impl Row {
    pub(crate) fn found(&self) -> Vec<Found> {
        let mut list: Vec<Found> = self.expected.iter().map(|(code, at)| (*code, None, (*at).to_owned())).collect();
        list.sort();
        list
    }

    pub(crate) fn sections(&self) -> BTreeSet<&str> {
        self.edits.iter().map(|(pointer, _)| pointer.split('/').nth(1).unwrap()).collect()
    }

    pub(crate) fn apply(&self, document: &mut Value) {
        for (pointer, value) in &self.edits {
            edit(document, pointer, value.clone());
        }
    }
}

/// A value at a pointer is wrong at that very place.
pub(crate) fn here(code: Code, pointer: &'static str, value: Value) -> Row {
    Row { edits: vec![(pointer, Some(value))], expected: vec![(code, pointer)] }
}

/// A change at one place is found at another.
pub(crate) fn there(code: Code, pointer: &'static str, value: Value, found_at: &'static str) -> Row {
    Row { edits: vec![(pointer, Some(value))], expected: vec![(code, found_at)] }
}

/// A member is taken away: its object is told.
fn without(pointer: &'static str) -> Row {
    let (object, _) = pointer.rsplit_once('/').unwrap();
    Row { edits: vec![(pointer, None)], expected: vec![(Code::MissingMember, object)] }
}

fn shapes() -> Vec<Row> {
    use Code::*;
    let mut rows = vec![
        here(UnknownMember, "/colour", json!(1)),
        here(UnknownMember, "/in_force/to", json!("2027-01-01")),
        here(UnknownMember, "/limits/sign/colour", json!(1)),
        here(UnknownMember, "/cases/triage/rules/3/colour", json!(1)),
        here(UnknownMember, "/points/schemes/0/a~1b~0c", json!(1)),
        here(WrongKind, "/id", json!(7)),
        here(WrongKind, "/in_force", json!("2025-01-01")),
        here(WrongKind, "/basis", json!({})),
        here(WrongKind, "/roles/2/posted", json!("true")),
        here(WrongKind, "/cases/return/designate_after", json!("3")),
        here(WrongKind, "/cases/triage/rules/1/when/2", json!(["true"])),
        here(WrongKind, "/indicators/0/percent", json!(1)),
        here(NameSyntax, "/id", json!("a b")),
        here(NameSyntax, "/roles/8/id", json!("")),
        here(NameSyntax, "/limits/a b", json!({"within": "2h"})),
        here(NameSyntax, "/severities/a b", json!("grid")),
        here(NameSyntax, "/cases/return/grounds/0", json!("not ours")),
        here(CodeSyntax, "/jurisdiction", json!("13020x")),
        here(CodeSyntax, "/points/schemes/0/node", json!("")),
        here(IdSyntax, "/points/schemes/0/id", json!("方案")),
        here(TextSyntax, "/name/en", json!("")),
        here(TextSyntax, "/name", json!("line\nline")),
        here(TextSyntax, "/basis/1/clause", json!("x".repeat(1_025))),
        here(TextSyntax, "/levels/0/name", json!("")),
        here(DateSyntax, "/in_force/from", json!("2025-02-29")),
        here(DecimalSyntax, "/reactions/0/with/hours", json!("1e3")),
        here(InstantSyntax, "/examples/4/from", json!("2026-02-13")),
    ];
    rows.extend(["/id", "/name", "/in_force", "/hash", "/jurisdiction", "/remember_ids"].map(without));
    rows.extend(["/name/zh", "/in_force/from", "/basis/0/issuer", "/limits/spare/within"].map(without));
    rows.extend(["/roles/1/name", "/cases/refuse", "/cases/categories/1/name", "/cases/return/window"].map(without));
    rows.extend(["/points/schemes/0/award/hit", "/reactions/0/do", "/indicators/0/places"].map(without));
    rows
}

fn values() -> Vec<Row> {
    use Code::*;
    let opened = |within: &str| json!({"within": within, "calendar": "office"});
    let mut rows = vec![
        here(BadValue, "/hash", json!("md5")),
        here(BadValue, "/remember_ids", json!("90")),
        here(BadValue, "/remember_ids", json!("3661d")),
        here(BadValue, "/backdate/case.report", json!("-1h")),
        here(BadValue, "/cases/stages/0", json!("nap")),
        here(BadValue, "/cases/return/designate_after", json!(0)),
        here(BadValue, "/cases/return/silence", json!("refuse")),
        here(BadValue, "/cases/backstop", json!("district")),
        here(BadValue, "/indicators/0/places", json!(9)),
        here(BadValue, "/indicators/0/places", json!(2.5)),
        here(BadValue, "/reactions/0/on", json!("case.reported")),
        here(BadValue, "/points/schemes", json!([])),
        here(BadValue, "/authority/hit", json!("best")),
        here(BadValue, "/cases/triage/inputs/1/type", json!("boolean")),
        here(BadValue, "/cases/triage/rules/0/then", json!(["难", "urgent"])),
        here(BadValue, "/limits/spare/calendar", json!("office")),
        here(BadValue, "/limits/spare/on_breach", json!("shout")),
        there(BadValue, "/cases/inspect", json!("general"), "/cases/inspect"),
        here(Duplicate, "/levels/-", json!({"id": "grid", "name": "网格"})),
        here(Duplicate, "/roles/-", json!({"id": "host", "name": "又一"})),
        there(Duplicate, "/cases/triage/rules/2/id", json!("T1"), "/cases/triage/rules/2"),
        there(Duplicate, "/indicators/1/id", json!("completion_rate"), "/indicators/1"),
        here(UnknownReference, "/backdate/case.invent", json!("1h")),
        here(UnknownReference, "/limits/sign/calendar", json!("moon")),
        here(UnknownReference, "/tiers/1/level", json!("ward")),
        here(UnknownReference, "/tiers/1/limit", json!("never")),
        here(UnknownReference, "/severities/spare", json!("ward")),
        here(UnknownReference, "/cases/return/window", json!("never")),
        here(UnknownReference, "/cases/backstop", json!("@ward")),
        here(UnknownReference, "/cases/triage/rules/0/then/2", json!("@ward/城管")),
        here(UnknownReference, "/indicators/0/numerator/0", json!("smiles")),
        here(UnknownReference, "/examples/4/limit", json!("never")),
        there(UnknownReference, "/examples/0/given/colour", json!("red"), "/examples/0/given/colour"),
        here(CellSyntax, "/cases/triage/rules/0/when/0", json!("in 99")),
        here(CellSyntax, "/cases/triage/rules/3/when/1", json!("5人以上")),
        here(CellSyntax, "/cases/triage/rules/1/when/2", json!("yes")),
        here(CellSyntax, "/cases/triage/rules/0/then/0", json!("巨")),
        here(CellSyntax, "/cases/triage/rules/0/then/1", json!("never")),
        here(CellSyntax, "/cases/triage/rules/0/then/2", json!("street")),
        here(CellSyntax, "/authority/rules/1/when/1", json!("case.report, case.invent")),
        here(CellSyntax, "/points/schemes/0/award/rules/1/when/1", json!("not 2")),
        here(CellSyntax, "/points/schemes/0/award/rules/1/when/1", json!("[2..0)")),
        here(CellSyntax, "/points/schemes/0/award/inputs/1/default", json!("none")),
        there(MissingMember, "/limits/sign", json!({"within": "4wh"}), "/limits/sign"),
        there(MissingMember, "/examples/-", json!({"given": {}, "expect": {}}), "/examples/6"),
        there(BadValue, "/examples/0/table", json!("cases.invent"), "/examples/0/table"),
    ];
    rows.extend(
        ["0wd", "wd", "5", "1.5wd", "+5wd", "5WD", "3661wd", "10983wh", "1个工作日", "5w"]
            .map(|within| there(BadValue, "/limits/spare", opened(within), "/limits/spare/within")),
    );
    rows
}

fn calendars() -> Vec<Row> {
    use Code::*;
    let hours = "/calendars/spare/hours/1";
    let mut rows = vec![
        here(BadValue, "/calendars/spare/makeup_days_use", json!("monday")),
        here(PartMissing, "/calendars/spare/year_files/-", json!("holiday-cn/2024.json")),
        here(UnknownMember, "/calendars/spare/timezone", json!("+08:00")),
        there(MissingMember, hours, json!({"weekdays": "mon-fri", "from": "06-01", "open": ["08:30-12:00"]}), hours),
        without("/calendars/spare/hours"),
        without("/calendars/spare/makeup_days_use"),
    ];
    rows.extend(["mon-fry", "", "mon..fri", "1-5"].map(|days| {
        there(BadValue, hours, json!({"weekdays": days, "open": ["08:30-12:00"]}), "/calendars/spare/hours/1/weekdays")
    }));
    for open in ["12:00-08:30", "08:30-08:30", "8:30-12:00", "08:30-24:01", "08:30", "08:60-12:00"] {
        let value = json!({"weekdays": "mon-fri", "open": [open]});
        rows.push(there(BadValue, hours, value, "/calendars/spare/hours/1/open/0"));
    }
    for open in [json!([]), json!(["14:00-17:30", "08:30-12:00"]), json!(["08:30-12:00", "11:59-17:30"])] {
        let value = json!({"weekdays": "mon-fri", "open": open});
        rows.push(there(BadValue, hours, value, "/calendars/spare/hours/1/open"));
    }
    for from in ["02-30", "6-1", "13-01", "06/01"] {
        let value = json!({"weekdays": "mon-fri", "from": from, "to": "09-30", "open": ["08:30-12:00"]});
        rows.push(there(BadValue, hours, value, "/calendars/spare/hours/1/from"));
    }
    rows
}

/// Features that the format names and this version lacks: said plainly, not ignored.
fn later_features() -> Vec<Row> {
    let here = |pointer, value| here(Code::NotSupported, pointer, value);
    let mut rows = vec![
        here("/offset", json!("+09:00")),
        here("/limits/sign/remind", json!(["80%"])),
        here("/limits/general/extensions", json!({"times": 1, "each": "3wd"})),
        here("/limits/general/roll", json!("next")),
        here("/limits/sign/start", json!("next_day")),
        here("/limits/simple/start", json!("event")),
        here("/limits/urgent/end", json!("end_of_day")),
        here("/cases/escalate", json!({"on_reworks": 3})),
        here("/cases/return/silence", json!("remind")),
        here("/cases/return/silence", json!("escalate")),
        here("/authority/overrides", json!([])),
        here("/cases/triage/facts", json!([])),
        here("/cases/triage/inputs/0/nullable", json!(true)),
        here("/points/schemes/0/node", json!("130203")),
        here("/points/schemes/0/caps", json!([{"per": "day", "points": "10"}])),
        here("/points/schemes/0/clear", json!({"each": "year"})),
        here("/points/schemes/0/review", json!(2)),
        here("/points/schemes/0/redeem", json!({})),
        here("/points/schemes/0/stars", json!([])),
        here("/indicators/1/bands", json!([])),
        here("/indicators/1/weights", json!({})),
        here("/indicators/1/periods", json!(["month"])),
    ];
    let scheme = document()["points"]["schemes"][0].clone();
    rows.push(there(Code::NotSupported, "/points/schemes/-", scheme, "/points/schemes"));
    for stage in ["verification", "registration", "call_back", "publicity"] {
        rows.push(there(Code::NotSupported, "/cases/stages/-", json!(stage), "/cases/stages/1"));
    }
    rows
}

/// Tables: what a domain needs of them, and what is a node's to replace.
fn tables() -> Vec<Row> {
    use Code::*;
    let mut rows = vec![
        here(BadValue, "/cases/triage/hit", json!("second")),
        here(BadValue, "/cases/triage/aggregate", json!("sum")),
        there(MissingMember, "/authority/hit", json!("priority"), "/authority/outputs"),
        here(CellSyntax, "/points/schemes/0/award/rules/2/then/1", json!("-")),
        there(CellSyntax, "/cases/triage/inputs/2/values", json!(["true", "maybe"]), "/cases/triage/inputs/2/values/1"),
        there(NotSupported, "/cases/triage/inputs/1/values", json!(["not(5)"]), "/cases/triage/inputs/1/values/0"),
        here(CellSyntax, "/points/schemes/0/award/rules/2/then/1", json!("hours * act")),
        here(CellSyntax, "/points/schemes/0/award/rules/2/then/1", json!("days * 2")),
        there(
            UnknownReference,
            "/points/schemes/0/award/rules/2/open",
            json!({"colour": {}}),
            "/points/schemes/0/award/rules/2/open/colour",
        ),
    ];
    for hit in ["rule order", "output order", "collect"] {
        rows.push(here(BadValue, "/authority/hit", json!(hit)));
        rows.push(here(BadValue, "/cases/triage/hit", json!(hit)));
        rows.push(here(BadValue, "/points/schemes/0/award/hit", json!(hit)));
    }
    for (then, code) in [
        (json!({"points": "4"}), BadValue),
        (json!({"points": "0.5"}), BadValue),
        (json!({"category": "平安建设"}), RuleLocked),
        (json!({"points": "many"}), CellSyntax),
        (json!({"colour": "1"}), UnknownReference),
    ] {
        let column = then.as_object().unwrap().keys().next().unwrap().clone();
        let overrides = json!([{"node": "130202001", "rules": [{"id": "P3", "then": then}]}]);
        let place = format!("/points/schemes/0/award/overrides/0/rules/0/then/{column}");
        let open = ("/points/schemes/0/award/rules/2/open", Some(json!({"points": {"min": "1", "max": "3"}})));
        rows.push(Row {
            edits: vec![open, ("/points/schemes/0/award/overrides", Some(overrides))],
            expected: vec![(code, place.leak())],
        });
    }
    rows
}

fn failing_examples() -> Vec<Row> {
    use Code::*;
    let clash = json!({"id": "P9", "when": ["patrol", "-"], "then": ["平安建设", "9"]});
    vec![
        here(ExampleFailed, "/examples/0/expect/severity", json!("大")),
        here(ExampleFailed, "/examples/2/expect/points", json!("3.1")),
        here(ExampleFailed, "/examples/3/expect/allow", json!("false")),
        here(ExampleFailed, "/examples/4/expect", json!("2026-02-16T17:30:00+08:00")),
        here(ExampleFailed, "/examples/5/expect", json!("2027-01-04T17:30:00+08:00")),
        Row {
            edits: vec![("/examples/2/given/act", Some(json!("invented")))],
            expected: vec![
                (ExampleFailed, "/examples/2/expect/category"),
                (ExampleFailed, "/examples/2/expect/points"),
            ],
        },
        there(TableClash, "/points/schemes/0/award/rules/-", clash, "/examples/2/expect"),
    ]
}

/// Pointers of things appended: `-` is the length of the list before.
pub(crate) fn resolved(mut rows: Vec<Row>) -> Vec<Row> {
    for row in &mut rows {
        for (_, pointer) in &mut row.expected {
            if let Some(list) = pointer.strip_suffix("/-") {
                let length = document().pointer(list).unwrap().as_array().unwrap().len();
                *pointer = format!("{list}/{length}").leak();
            }
        }
    }
    rows
}

/// Changes that are seen whatever else is wrong; examples are run only on rules that compile.
pub(crate) fn independent() -> Vec<Row> {
    let rows = [shapes(), values(), calendars(), later_features()].into_iter().flatten();
    resolved(rows.filter(|row| row.sections() != BTreeSet::from(["examples"])).collect())
}

pub(crate) fn all_rows() -> Vec<Row> {
    resolved(
        [shapes(), values(), calendars(), later_features(), tables(), failing_examples()]
            .into_iter()
            .flatten()
            .collect(),
    )
}
