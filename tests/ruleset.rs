//! Rulesets that do not compile: the example ruleset with one thing changed, and every problem that must be found then.

use civigrid::{Algorithm, Code, CompileError, Digest, Parts, Ruleset, Stage};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

type Files = BTreeMap<String, Vec<u8>>;

/// What is found: code, part, pointer.
type Found = (Code, Option<String>, String);

const PART: &str = "holiday-cn/2026.json";

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
    ["holiday-cn/2025.json", PART].map(|name| (name.to_owned(), read(name))).into()
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

/// One change, and what must be found: nothing else, and nothing less.
struct Row {
    edits: Vec<(&'static str, Option<Value>)>,
    expected: Vec<(Code, &'static str)>,
}

impl Row {
    fn found(&self) -> Vec<Found> {
        let mut list: Vec<Found> = self.expected.iter().map(|(code, at)| (*code, None, (*at).to_owned())).collect();
        list.sort();
        list
    }

    fn sections(&self) -> BTreeSet<&str> {
        self.edits.iter().map(|(pointer, _)| pointer.split('/').nth(1).unwrap()).collect()
    }

    fn apply(&self, document: &mut Value) {
        for (pointer, value) in &self.edits {
            edit(document, pointer, value.clone());
        }
    }
}

/// A value at a pointer is wrong at that very place.
fn here(code: Code, pointer: &'static str, value: Value) -> Row {
    Row { edits: vec![(pointer, Some(value))], expected: vec![(code, pointer)] }
}

/// A change at one place is found at another.
fn there(code: Code, pointer: &'static str, value: Value, found_at: &'static str) -> Row {
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
        here(CellSyntax, "/points/schemes/0/award/rules/1/when/1", json!("not(2)")),
        here(CellSyntax, "/points/schemes/0/award/rules/1/when/1", json!("[0..2)")),
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
        here("/cases/triage/editions", json!([])),
        here("/points/schemes/0/award/overrides", json!([])),
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
    for hit in ["any", "priority", "rule order", "output order", "collect"] {
        rows.push(here("/authority/hit", json!(hit)));
        rows.push(here("/cases/triage/hit", json!(hit)));
        rows.push(here("/points/schemes/0/award/hit", json!(hit)));
    }
    rows
}

fn failing_examples() -> Vec<Row> {
    use Code::*;
    let clash = json!({"id": "P9", "when": ["patrol", "-"], "then": ["平安建设", "9"]});
    vec![
        here(ExampleFailed, "/examples/0/expect/severity", json!("大")),
        here(ExampleFailed, "/examples/2/expect/points", json!("3.0")),
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
fn resolved(mut rows: Vec<Row>) -> Vec<Row> {
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
fn independent() -> Vec<Row> {
    let rows = [shapes(), values(), calendars(), later_features()].into_iter().flatten();
    resolved(rows.filter(|row| row.sections() != BTreeSet::from(["examples"])).collect())
}

fn all_rows() -> Vec<Row> {
    resolved([shapes(), values(), calendars(), later_features(), failing_examples()].into_iter().flatten().collect())
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
            let lost = places.iter().filter(|place| place.split('/').nth(1) != Some(section.as_str())).filter(|place| {
                !found.contains(&(Code::UnknownMember, None, format!("{place}/colour")))
            });
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
        ("/examples/4/expect", json!("2026-02-16T17:30:00+08:00"), "2026-02-16T17:30:00+08:00", "2026-02-14T17:30:00+08:00"),
        ("/examples/5/expect", json!("2027-01-05T17:30:00+08:00"), "2027-01-05T17:30:00+08:00", "calendar_not_covered 2027-01-01"),
    ] {
        let (all, zh, en) = told(pointer, value);
        assert_eq!(en, format!("the example fails: expected {expected}, found {found}"));
        assert_eq!(zh, format!("示例不符：应为 {expected}，实为 {found}"));
        assert_eq!(all, format!("ruleset#{pointer}: {en} (ruleset.example_failed)"));
    }
}

/// A whole document or part that cannot be read: bytes, and what is found.
struct Unreadable {
    document: Vec<u8>,
    files: Files,
    expected: Vec<(Code, Option<&'static str>, &'static str)>,
}

fn of_document(document: Vec<u8>, code: Code, pointer: &'static str) -> Unreadable {
    Unreadable { document, files: files(), expected: vec![(code, None, pointer)] }
}

/// The committed document with one other part.
fn of_part(bytes: Vec<u8>, code: Code, pointer: &'static str) -> Unreadable {
    let mut files = files();
    files.insert(PART.into(), bytes);
    Unreadable { document: read("ruleset.json"), files, expected: vec![(code, Some(PART), pointer)] }
}

fn unreadable() -> Vec<Unreadable> {
    use Code::*;
    let text = String::from_utf8(read("ruleset.json")).unwrap();
    let part = String::from_utf8(read(PART)).unwrap();
    let mut large = text.clone().into_bytes();
    large.resize(8 * 1024 * 1024 + 1, b' ');
    let with = |from: &str, to: &str| {
        assert!(text.contains(from));
        text.replacen(from, to, 1).into_bytes()
    };
    let day = |from: &str, to: &str| {
        assert!(part.contains(from));
        part.replacen(from, to, 1).into_bytes()
    };
    let deep = format!("{{\"format\": 1, \"a\": {}{}}}", "[".repeat(32), "]".repeat(32));
    let mut unused = of_document(read("ruleset.json"), PartUnused, "/calendars");
    unused.files.insert("holiday-cn/2024.json".into(), part.clone().into_bytes());
    let mut absent = of_document(read("ruleset.json"), PartMissing, "/calendars/office/year_files/1");
    absent.files.remove(PART);
    let mut gap: Value = document();
    edit(&mut gap, "/calendars/spare/year_files", Some(json!(["holiday-cn/2025.json", "2027"])));
    let mut gap = of_document(gap.to_string().into_bytes(), CalendarGap, "/calendars/spare/year_files");
    gap.files.insert("2027".into(), br#"{"year": 2027, "days": [{"date": "2027-01-01", "isOffDay": true}]}"#.to_vec());
    let mut format = document();
    edit(&mut format, "/format", Some(json!(2)));
    vec![
        unused,
        absent,
        gap,
        of_document(format.to_string().into_bytes(), RulesetFormat, "/format"),
        of_document(large, JsonTooLarge, ""),
        of_document(with("路南区网格", "\u{7f}").into_bytes_with(0xff), JsonUtf8, ""),
        of_document(with("\"hash\": \"sm3\"", "\"hash\": sm3"), JsonSyntax, "/hash"),
        of_document(with("\"hash\": \"sm3\"", "\"hash\": \"sm3\", \"h\\u0061sh\": \"sm3\""), JsonDuplicate, "/hash"),
        of_document(deep.into_bytes(), JsonDepth, Box::leak(format!("/a{}", "/0".repeat(31)).into_boxed_str())),
        of_document(with("\"format\": 1", &format!("\"{}\": 1", "x".repeat(65))), JsonNameTooLong, ""),
        of_document(b"[]".to_vec(), WrongKind, ""),
        of_part(b"{\"year\": 2026, \"days\": [1, x]}".to_vec(), PartSyntax, "/days/1"),
        of_part(b"\xff".to_vec(), PartSyntax, ""),
        of_part(b"[]".to_vec(), WrongKind, ""),
        of_part(day("\"days\"", "\"tage\""), UnknownMember, "/tage"),
        of_part(day("\"year\": 2026", "\"year\": 1800"), BadValue, "/year"),
        of_part(day("2026-01-01\"", "2026-02-30\""), DateSyntax, "/days/0/date"),
        of_part(day("\"isOffDay\": true", "\"isOffDay\": 1"), WrongKind, "/days/0/isOffDay"),
        of_part(day("\"isOffDay\": true", "\"isOffDay\": true, \"colour\": 1"), UnknownMember, "/days/0/colour"),
    ]
}
