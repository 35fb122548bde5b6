//! Rulesets that do not compile: the example ruleset with one thing changed, and every problem that must be found then.

#[path = "ruleset/bytes.rs"]
mod bytes;
#[path = "ruleset/fingerprint.rs"]
mod fingerprint;
#[path = "ruleset/rows.rs"]
mod rows;

use civigrid::{Code, CompileError, Parts, Ruleset};
use rows::{Row, all_rows, here, independent, resolved};
use serde_json::{Value, json};
use std::collections::BTreeMap;

type Files = BTreeMap<String, Vec<u8>>;

/// What is found: code, part, pointer.
type Found = (Code, Option<String>, String);

fn read(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/examples/rulesets/lunan/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The example ruleset, with a calendar, a limit and a role that nothing refers to.
fn document() -> Value {
    let mut document: Value = serde_json::from_slice(&read("ruleset.json")).unwrap();
    let office = document["calendars"]["office"].clone();
    edit(&mut document, "/calendars/spare", Some(office));
    edit(&mut document, "/limits/spare", Some(json!({"within": "2h"})));
    edit(&mut document, "/roles/-", Some(json!({"id": "spare", "name": "备用"})));
    document
}

fn files() -> Files {
    ["holiday-cn/2025.json", "holiday-cn/2026.json"].map(|name| (name.to_owned(), read(name))).into()
}

fn compile_bytes(document: &[u8], files: &Files) -> Result<Ruleset, CompileError> {
    let parts: Parts<'_> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    Ruleset::compile(document, &parts)
}

fn compile(document: &Value, files: &Files) -> Result<Ruleset, CompileError> {
    compile_bytes(document.to_string().as_bytes(), files)
}

fn found(result: Result<Ruleset, CompileError>) -> Vec<Found> {
    let diagnostics = result.err().map(|error| error.diagnostics).unwrap_or_default();
    let found = diagnostics.into_iter().map(|d| (d.problem.code(), d.part, d.problem.pointer().to_owned()));
    let mut list: Vec<Found> = found.collect();
    list.sort();
    list
}

/// Puts a value at a pointer; a last step `-` appends to a list; no value takes away what is there.
fn edit(document: &mut Value, pointer: &str, value: Option<Value>) {
    let (parent, step) = pointer.rsplit_once('/').unwrap();
    let step = step.replace("~1", "/").replace("~0", "~");
    match (document.pointer_mut(parent).unwrap(), value) {
        (Value::Array(items), Some(value)) if step == "-" => items.push(value),
        (Value::Array(items), Some(value)) => items[step.parse::<usize>().unwrap()] = value,
        (Value::Array(items), None) => drop(items.remove(step.parse().unwrap())),
        (Value::Object(members), Some(value)) => drop(members.insert(step, value)),
        (Value::Object(members), None) => assert!(members.remove(&step).is_some(), "{pointer}"),
        (other, _) => panic!("{pointer}: {other}"),
    }
}

fn differences(rows: &[&Row]) -> Option<String> {
    let mut changed = document();
    let mut expected = Vec::new();
    for row in rows {
        row.apply(&mut changed);
        expected.extend(row.found());
    }
    expected.sort();
    let found = found(compile(&changed, &files()));
    let edits: Vec<_> = rows.iter().flat_map(|row| &row.edits).collect();
    (found != expected).then(|| format!("{edits:?}\n  expected {expected:?}\n  found    {found:?}"))
}

fn assert_all(differing: &[String], of: usize) {
    assert!(differing.is_empty(), "{} of {of} differ:\n{}", differing.len(), differing.join("\n"));
}

#[test]
fn the_committed_ruleset_compiles() {
    let ruleset = compile_bytes(&read("ruleset.json"), &files()).unwrap();
    assert_eq!(ruleset.id().as_str(), "lunan-2026");
    assert_eq!(ruleset.jurisdiction().as_str(), "130202");
    assert_eq!(ruleset.name().zh, "路南区网格治理规则（示例）");
    assert_eq!(ruleset.name().en(), "Grid governance of Lunan District (example)");
    assert_eq!(found(compile(&document(), &files())), []);
}

#[test]
fn each_change_is_found_once_at_its_place() {
    let rows = all_rows();
    let differing: Vec<String> = rows.iter().filter_map(|row| differences(&[row])).collect();
    assert_all(&differing, rows.len());
}

/// Design, section 3: a ruleset is read so that all diagnostics come at once.
#[test]
fn two_problems_in_different_sections_are_both_told() {
    let rows = independent();
    let mut differing = Vec::new();
    let mut pairs = 0;
    for (index, row) in rows.iter().enumerate() {
        // Every row meets a dozen others, far and near.
        for other in rows.iter().skip(index + 1).step_by(13) {
            if row.sections().is_disjoint(&other.sections()) {
                pairs += 1;
                differing.extend(differences(&[row, other]));
            }
        }
    }
    assert_all(&differing, pairs);
}

/// One unknown member in each section is told even if any one section is absent or nonsense. What refers to that
/// section may be told as well. Only the format decides whether anything else can be read.
#[test]
fn a_missing_section_hides_no_problem_of_another() {
    let places = ["", "/name", "/in_force", "/basis/0", "/calendars/spare", "/limits/spare", "/levels/0", "/roles/0"];
    let more = ["/authority", "/tiers/0", "/cases", "/points/schemes/0", "/reactions/0", "/indicators/0"];
    let places: Vec<&str> = places.into_iter().chain(more).collect();
    let mut marked = document();
    for place in &places {
        edit(&mut marked, &format!("{place}/colour"), Some(json!(1)));
    }
    let sections: Vec<String> = document().as_object().unwrap().keys().cloned().collect();
    let mut hidden = Vec::new();
    for section in sections.iter().filter(|section| !["format", "examples"].contains(&section.as_str())) {
        for value in [None, Some(Value::Null)] {
            let mut changed = marked.clone();
            edit(&mut changed, &format!("/{section}"), value.clone());
            let found = found(compile(&changed, &files()));
            let lost = places
                .iter()
                .filter(|place| place.split('/').nth(1) != Some(section.as_str()))
                .filter(|place| !found.contains(&(Code::UnknownMember, None, format!("{place}/colour"))));
            hidden.extend(lost.map(|place| format!("/{section} = {value:?} hides `{place}/colour`")));
        }
    }
    assert_all(&hidden, sections.len());
}

/// What is defined, though badly, is not called unknown where it is used.
#[test]
fn a_faulty_definition_is_told_once_and_not_called_missing() {
    let rows = [
        here(Code::BadValue, "/calendars/office/makeup_days_use", json!("monday")),
        here(Code::BadValue, "/limits/general/within", json!("0wd")),
        here(Code::NotSupported, "/limits/general/start", json!("event")),
        here(Code::WrongKind, "/tiers/1/limit", json!(5)),
        here(Code::UnknownReference, "/severities/大", json!("ward")),
        here(Code::BadValue, "/cases/triage/inputs/0/name", json!("kind")),
    ];
    let differing: Vec<String> = rows.iter().filter_map(|row| differences(&[row])).collect();
    assert_all(&differing, rows.len());
}

#[test]
fn one_wrong_value_is_one_problem() {
    let rows = resolved(vec![
        here(Code::WrongKind, "/cases/backstop", json!(null)),
        // As with levels, roles and rules, the second of the two is named.
        here(Code::Duplicate, "/cases/categories/-", json!({"code": "0401", "name": "又一"})),
        // Facts that cannot be read are not tried on the rules.
        here(Code::CellSyntax, "/examples/0/given/people", json!("many")),
    ]);
    let differing: Vec<String> = rows.iter().filter_map(|row| differences(&[row])).collect();
    assert_all(&differing, rows.len());
}

#[test]
fn a_sign_is_no_digit_of_a_time_or_a_date() {
    let hours = json!({"weekdays": "mon-fri", "from": "+6-01", "to": "09-30", "open": ["+8:30-12:00"]});
    let row = Row {
        edits: vec![("/calendars/spare/hours/1", Some(hours))],
        expected: ["/from", "/open/0"]
            .map(|member| (Code::BadValue, &*format!("/calendars/spare/hours/1{member}").leak()))
            .to_vec(),
    };
    assert_all(&differences(&[&row]).into_iter().collect::<Vec<_>>(), 1);
}

#[test]
fn an_example_that_expects_what_no_table_gives_fails() {
    for value in [json!("小"), json!(null)] {
        let mut changed = document();
        edit(&mut changed, "/examples/0/expect/colour", Some(value.clone()));
        let found = found(compile(&changed, &files()));
        assert!(found.iter().any(|(_, _, pointer)| pointer == "/examples/0/expect/colour"), "{value}: {found:?}");
    }
}

#[test]
fn a_failing_example_tells_what_was_expected_and_what_was_found() {
    let told = |pointer: &str, value: Value| {
        let mut changed = document();
        edit(&mut changed, pointer, Some(value));
        let error = compile(&changed, &files()).unwrap_err();
        let problem = &error.diagnostics[0].problem;
        (error.to_string(), problem.zh(), problem.en())
    };
    for (pointer, value, expected, found) in [
        ("/examples/0/expect/severity", json!("大"), "大", "小"),
        ("/examples/0/expect/lead", json!("@street"), "@street", "@grid"),
        (
            "/examples/4/expect",
            json!("2026-02-16T17:30:00+08:00"),
            "2026-02-16T17:30:00+08:00",
            "2026-02-14T17:30:00+08:00",
        ),
        (
            "/examples/5/expect",
            json!("2027-01-05T17:30:00+08:00"),
            "2027-01-05T17:30:00+08:00",
            "calendar_not_covered 2027-01-01",
        ),
    ] {
        let (all, zh, en) = told(pointer, value);
        assert_eq!(en, format!("the example fails: expected {expected}, found {found}"));
        assert_eq!(zh, format!("示例不符：应为 {expected}，实为 {found}"));
        assert_eq!(all, format!("ruleset#{pointer}: {en} (ruleset.example_failed)"));
    }
}
