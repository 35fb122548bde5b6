//! Strict JSON: what is refused, where, and with which words; through the public readers alone.

#[path = "json/grammar.rs"]
mod grammar;
#[path = "json/hostile.rs"]
mod hostile;
#[path = "json/samples.rs"]
mod samples;

use civigrid::{Code, Command, CommandData, Entry, Query, Rejection, Row, Stage};
use civigrid_simulator::Rng;
use samples::{command, commands, entry, queries, query, row, rows};
use serde_json::{Value, json};

/// A message with its members in an order, and with white space, that depends on the generator.
fn shuffled(value: &Value, rng: &mut Rng, out: &mut String) {
    let space = |rng: &mut Rng, out: &mut String| out.push_str(["", "", " ", "\n\t"][rng.below(4) as usize]);
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            for index in (1..members.len()).rev() {
                members.swap(index, rng.below(index as u64 + 1) as usize);
            }
            out.push('{');
            for (index, (name, item)) in members.into_iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                space(rng, out);
                out.push_str(&format!("{}:", json!(name)));
                shuffled(item, rng, out);
                space(rng, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                shuffled(item, rng, out);
                space(rng, out);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

/// Puts a value at a pointer, or takes away what is there.
pub(crate) fn edited(base: &Value, pointer: &str, value: Option<Value>) -> Value {
    let mut out = base.clone();
    let Some((parent, step)) = pointer.rsplit_once('/') else { return value.unwrap() };
    let step = step.replace("~1", "/").replace("~0", "~");
    match (out.pointer_mut(parent).unwrap(), value) {
        (Value::Array(items), Some(value)) => items[step.parse::<usize>().unwrap()] = value,
        (Value::Object(members), Some(value)) => drop(members.insert(step, value)),
        (Value::Object(members), None) => assert!(members.remove(&step).is_some(), "{pointer}"),
        (other, _) => panic!("{pointer}: {other}"),
    }
    out
}

pub(crate) fn refusal<T>(result: Result<T, Rejection>) -> (Code, String) {
    result.map_or_else(|refusal| (refusal.code(), refusal.pointer().to_owned()), |_| panic!("it is accepted"))
}

type Reader = fn(&[u8]) -> Result<(), Rejection>;

pub(crate) const COMMAND: Reader = |bytes| Command::from_json(bytes).map(drop);
pub(crate) const QUERY: Reader = |bytes| Query::from_json(bytes).map(drop);
pub(crate) const ROW: Reader = |bytes| Row::from_json(bytes).map(drop);
pub(crate) const ENTRY: Reader = |bytes| Entry::from_json(bytes).map(drop);

/// One change of a valid message, and the refusal that must follow whatever the order of the members.
struct Case {
    read: Reader,
    message: Value,
    expected: (Code, String),
}

fn case(read: Reader, base: &Value, at: &str, value: impl Into<Option<Value>>, code: Code, pointer: &str) -> Case {
    Case { read, message: edited(base, at, value.into()), expected: (code, pointer.into()) }
}

/// A value that is wrong where it stands.
fn here(read: Reader, base: &Value, at: &str, value: Value, code: Code) -> Case {
    case(read, base, at, value, code, at)
}

fn assert_whatever_the_order(cases: &[Case]) {
    let mut wrong = Vec::new();
    for case in cases {
        let mut rng = Rng::new(7);
        for _ in 0..24 {
            let mut text = String::new();
            shuffled(&case.message, &mut rng, &mut text);
            let found = (case.read)(text.as_bytes()).map_err(|refusal| (refusal.code(), refusal.pointer().to_owned()));
            if found.as_ref() != Err(&case.expected) {
                wrong.push(format!("{text}\n  expected {:?}\n  found    {found:?}", case.expected));
                break;
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn many(items: usize) -> Value {
    Value::Array((0..items).map(|index| json!(format!("p-{index}"))).collect())
}

#[test]
fn commands_are_refused_at_the_exact_place() {
    use Code::*;
    let report = command("case.report");
    let mut cases = vec![
        here(COMMAND, &report, "/id", json!("a b"), IdSyntax),
        here(COMMAND, &report, "/id", json!(5), WrongType),
        here(COMMAND, &report, "/actor/id", json!(""), IdSyntax),
        here(COMMAND, &report, "/actor/role", json!("a b"), NameSyntax),
        here(COMMAND, &report, "/actor", json!("host"), WrongType),
        here(COMMAND, &report, "/occurred_at", json!("2026-02-13"), InstantSyntax),
        here(COMMAND, &report, "/occurred_at", json!(null), WrongType),
        here(COMMAND, &report, "/type", json!("case.invent"), UnknownType),
        here(COMMAND, &report, "/type", json!("case report"), NameSyntax),
        here(COMMAND, &report, "/type", json!({}), WrongType),
        here(COMMAND, &report, "/data", json!("x"), WrongType),
        here(COMMAND, &report, "/data", json!(null), WrongType),
        here(COMMAND, &report, "/data/case", json!("案件"), IdSyntax),
        here(COMMAND, &report, "/data/category", json!(101), WrongType),
        here(COMMAND, &report, "/data/people", json!(0), NumberRange),
        here(COMMAND, &report, "/data/people", json!(10_000_001), NumberRange),
        here(COMMAND, &report, "/data/people", json!(-1), NumberRange),
        here(COMMAND, &report, "/data/people", json!(1.5), WrongType),
        here(COMMAND, &report, "/data/people", json!("1"), WrongType),
        here(COMMAND, &report, "/data/danger", json!(0), WrongType),
        here(COMMAND, &report, "/data/place", json!({}), PlaceSyntax),
        here(COMMAND, &report, "/data/place", json!({"node": "1", "position": [1, 2]}), PlaceSyntax),
        here(COMMAND, &report, "/data/place/position", json!([181, 0]), PositionRange),
        here(COMMAND, &report, "/data/place/position", json!("118,39"), WrongType),
        here(COMMAND, &report, "/data/place/datum", json!("mars"), WrongType),
        here(COMMAND, &report, "/data/place/datum", json!("gcj02"), ValueUnsupported),
        here(COMMAND, &report, "/data/place/datum", json!("bd09"), ValueUnsupported),
    ];
    cases.extend(["/id", "/actor", "/type", "/data"].map(|at| case(COMMAND, &report, at, None, MissingField, "")));
    cases.extend(
        [("/actor/role", "/actor"), ("/data/case", "/data"), ("/data/place", "/data")]
            .map(|(at, place)| case(COMMAND, &report, at, None, MissingField, place)),
    );
    let load = command("directory.load");
    cases.extend([
        here(COMMAND, &load, "/data/nodes/1/code", json!("1302x"), CodeSyntax),
        here(COMMAND, &load, "/data/nodes/1/name", json!("区"), WrongType),
        here(COMMAND, &load, "/data/nodes/1/name/zh", json!(""), TextSyntax),
        here(COMMAND, &load, "/data/nodes/1/name/en", json!("a\u{7}b"), TextSyntax),
        here(COMMAND, &load, "/data/nodes/1/departments/城管", json!("a b"), IdSyntax),
        here(COMMAND, &load, "/data/nodes/1/departments/a b", json!("u"), NameSyntax),
        here(COMMAND, &load, "/data/nodes/1/departments/a~1b~0c", json!("u"), NameSyntax),
        here(COMMAND, &load, "/data/nodes/1/boundary/type", json!("Point"), WrongType),
        here(COMMAND, &load, "/data/people/0/posts/1/from", json!("2026-13-01T00:00:00Z"), InstantSyntax),
        here(COMMAND, &load, "/data/units", json!({}), WrongType),
        here(COMMAND, &load, "/data/nodes", json!(null), WrongType),
        case(COMMAND, &load, "/data/nodes/0/level", None, MissingField, "/data/nodes/0"),
        case(COMMAND, &load, "/data/people/0/posts/1/role", None, MissingField, "/data/people/0/posts/1"),
    ]);
    let post = load["data"]["people"][0]["posts"][0].clone();
    let posts = Value::Array(vec![post; 17]);
    cases.push(here(COMMAND, &load, "/data/people/0/posts", posts, ListTooLong));
    let (reply, claim, adopt) = (command("case.reply"), command("points.claim"), command("ruleset.adopt"));
    cases.extend([
        here(COMMAND, &reply, "/data/helpers", many(17), ListTooLong),
        here(COMMAND, &reply, "/data/helpers/1", json!(5), WrongType),
        here(COMMAND, &reply, "/data/helpers/1", json!("a/b"), IdSyntax),
        here(COMMAND, &claim, "/data/hours", json!(1.5), WrongType),
        here(COMMAND, &claim, "/data/hours", json!("1e3"), DecimalSyntax),
        here(COMMAND, &claim, "/data/hours", json!("24.1"), NumberRange),
        here(COMMAND, &claim, "/data/hours", json!("-0.5"), NumberRange),
        here(COMMAND, &claim, "/data/act_key", json!("a//b"), ActKeySyntax),
        here(COMMAND, &adopt, "/data/fingerprint", json!("sm3:00"), DigestSyntax),
        here(COMMAND, &adopt, "/data/running", json!("rederive"), ValueUnsupported),
        here(COMMAND, &adopt, "/data/running", json!("stop"), WrongType),
    ]);
    assert_whatever_the_order(&cases);
    assert!(Command::from_json(edited(&reply, "/data/helpers", Some(many(16))).to_string().as_bytes()).is_ok());
}

#[test]
fn queries_rows_and_entries_are_refused_at_the_exact_place() {
    use Code::*;
    let (board, locate) = (query("points.board"), query("directory.locate"));
    let (account, node, tally) = (row("account/p-1"), row("node/130202"), row("tally/130202"));
    let (due, asked) = (entry("due"), entry("command"));
    assert_whatever_the_order(&[
        here(QUERY, &board, "/data/period", json!("2026-13"), DateSyntax),
        here(QUERY, &board, "/data/top", json!(0), NumberRange),
        here(QUERY, &board, "/data/top", json!(1_001), NumberRange),
        here(QUERY, &board, "/data/node", json!("x"), CodeSyntax),
        here(QUERY, &board, "/type", json!("points.boards"), UnknownType),
        here(QUERY, &board, "/extra", json!(1), UnknownField),
        case(QUERY, &board, "/data/period", None, MissingField, "/data"),
        case(QUERY, &board, "/data", None, MissingField, ""),
        here(QUERY, &locate, "/data/position", json!([118.1, 90.00000005]), PositionRange),
        here(ROW, &account, "/key", json!("accounts/p-1"), KeySyntax),
        here(ROW, &account, "/key", json!("account/p 1"), IdSyntax),
        here(ROW, &account, "/version", json!(-1), NumberRange),
        here(ROW, &account, "/version", json!(1.0), WrongType),
        here(ROW, &account, "/body/balance", json!("1,5"), DecimalSyntax),
        here(ROW, &account, "/body/earned/2026-02", json!(2), WrongType),
        here(ROW, &node, "/body/level", json!(""), NameSyntax),
        here(ROW, &tally, "/body/open", json!("1"), WrongType),
        here(ROW, &tally, "/body/a b", json!(1), NameSyntax),
        case(ROW, &account, "/body/home", None, MissingField, "/body"),
        here(ENTRY, &due, "/at", json!("2026-02-13T10:00:60Z"), InstantSyntax),
        here(ENTRY, &due, "/prev", json!("md5:00"), DigestSyntax),
        here(ENTRY, &due, "/format", json!(2), EntryFormat),
        here(ENTRY, &due, "/events/1/key", json!("x"), KeySyntax),
        case(ENTRY, &due, "/events/1/type", json!("case.invented"), EventUnknown, "/events/1/type"),
        case(ENTRY, &due, "/events/1/because", None, MissingField, "/events/1"),
        here(ENTRY, &asked, "/cause/command/data/people", json!(0), NumberRange),
        here(ENTRY, &asked, "/cause/command/actor/role", json!(""), NameSyntax),
        case(ENTRY, &asked, "/cause/command/id", None, MissingField, "/cause/command"),
    ]);
}

/// The name of a clock is a step of the pointer like any other name.
#[test]
fn what_is_wrong_in_a_clock_is_told_of_that_clock() {
    use Code::*;
    let (due, case_row) = (entry("due"), row("case/2026-000123"));
    let clocks = "/events/0/data/clocks";
    assert_whatever_the_order(&[
        here(ENTRY, &due, "/events/0/data/clocks/sign/due", json!("x"), InstantSyntax),
        case(ENTRY, &due, &format!("{clocks}/sign/set_at"), None, MissingField, &format!("{clocks}/sign")),
        here(ENTRY, &due, "/events/0/data/clocks/sign/colour", json!(1), UnknownField),
        here(ROW, &case_row, "/body/clocks/sign/from", json!(5), WrongType),
    ]);
}

#[test]
fn an_unknown_member_is_shown_by_its_pointer() {
    let mut cases = Vec::new();
    for base in commands() {
        cases.push(case(COMMAND, &base, "/data/colour", json!(1), Code::UnknownField, "/data/colour"));
        cases.push(case(COMMAND, &base, "/data/a`, `b", json!(1), Code::UnknownField, "/data/a`, `b"));
        cases.push(case(COMMAND, &base, "/actor/a~1b~0c", json!(1), Code::UnknownField, "/actor/a~1b~0c"));
        cases.push(case(COMMAND, &base, "/colour", json!(1), Code::UnknownField, "/colour"));
    }
    for base in queries() {
        cases.push(case(QUERY, &base, "/data/colour", json!(1), Code::UnknownField, "/data/colour"));
    }
    for base in rows() {
        cases.push(case(ROW, &base, "/colour", json!(1), Code::UnknownField, "/colour"));
        if !base["key"].as_str().unwrap().starts_with("tally") {
            cases.push(case(ROW, &base, "/body/colour", json!(1), Code::UnknownField, "/body/colour"));
        }
    }
    for base in [entry("due"), entry("command")] {
        for place in ["", "/events/0", "/events/0/data"] {
            let at = format!("{place}/colour");
            cases.push(case(ENTRY, &base, &at, json!(1), Code::UnknownField, &at));
        }
    }
    let report = command("case.report");
    cases.push(case(COMMAND, &report, "/data/place/colour", json!(1), Code::UnknownField, "/data/place/colour"));
    assert_whatever_the_order(&cases);
}

/// Design, section 3: exact pointers whatever the order of the keys; the coordinates of a boundary included.
#[test]
fn a_position_of_a_boundary_is_shown_by_its_pointer() {
    let (load, report) = (command("directory.load"), command("case.report"));
    let at = "/data/nodes/1/boundary/coordinates";
    let cases = [
        (&load, format!("{at}/0/2"), json!([200, 0])),
        (&load, format!("{at}/0/2"), json!([1])),
        (&load, format!("{at}/0/2/1"), json!("39.5")),
        (&load, format!("{at}/0"), json!(7)),
        (&load, at.to_owned(), json!("x")),
        (&report, "/data/place/position/1".into(), json!("39.5")),
    ];
    let mut wrong = Vec::new();
    for (base, place, value) in cases {
        let text = edited(base, &place, Some(value)).to_string();
        let (code, pointer) = refusal(Command::from_json(text.as_bytes()));
        // A position is one value: what is wrong in it may be told of the whole pair.
        let exact = pointer == place || Some(pointer.as_str()) == place.strip_suffix("/1");
        if !exact || !matches!(code, Code::PositionRange | Code::WrongType) {
            wrong.push(format!("{place}: {code:?} told at {pointer}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An object is an object: a list of its values in order is another thing, and would hide what is missing.
#[test]
fn a_list_is_no_object() {
    let mut accepted = Vec::new();
    for (read, message) in samples::all() {
        let mut places = vec![String::new()];
        while let Some(place) = places.pop() {
            let value = message.pointer(&place).unwrap();
            let Value::Object(members) = value else { continue };
            places.extend(members.keys().map(|name| format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"))));
            let values: Vec<Value> = members.values().cloned().collect();
            // In the order of the names and in every other one, for up to five members.
            for order in permutations(values) {
                let text = edited(&message, &place, Some(Value::Array(order))).to_string();
                if read(text.as_bytes()).is_ok() {
                    accepted.push(text);
                    break;
                }
            }
        }
    }
    assert!(accepted.is_empty(), "{} are accepted:\n{}", accepted.len(), accepted.join("\n"));
}

fn permutations(items: Vec<Value>) -> Vec<Vec<Value>> {
    if items.len() < 2 || items.len() > 5 {
        return vec![items];
    }
    let mut out = Vec::new();
    for index in 0..items.len() {
        let mut rest = items.clone();
        let first = rest.remove(index);
        out.extend(permutations(rest).into_iter().map(|mut tail| {
            tail.insert(0, first.clone());
            tail
        }));
    }
    out
}

#[test]
fn a_word_is_no_object() {
    let (adopt, report) = (command("ruleset.adopt"), command("case.report"));
    for text in [
        edited(&adopt, "/data/running", Some(json!({"keep": null}))),
        edited(&report, "/data/place/datum", Some(json!({"wgs84": null}))),
    ] {
        assert!(Command::from_json(text.to_string().as_bytes()).is_err(), "{text}");
    }
}

/// Design, section 3: counts are integers within 2^53; what lies outside would be read as another number elsewhere.
#[test]
fn counts_stay_within_what_every_reader_holds() {
    let tally = row("tally/130202");
    let count = |count: i64| Row::from_json(edited(&tally, "/body/open", Some(json!(count))).to_string().as_bytes());
    assert!(count((1 << 53) - 1).is_ok());
    assert!(count(1 << 53).is_err());
    assert!(count(-(1 << 53)).is_err());
    let version = |version: u64| {
        Row::from_json(edited(&tally, "/version", Some(json!(version))).to_string().as_bytes()).map(drop)
    };
    assert!(version((1 << 53) - 1).is_ok());
    assert!(version(1 << 53).is_err());
    assert!(version(0).is_err());
}

#[test]
fn every_type_has_a_sample_that_is_read_and_written_alike() {
    let kinds: Vec<String> = commands().iter().map(|sample| sample["type"].as_str().unwrap().to_owned()).collect();
    assert!(CommandData::kinds().iter().all(|kind| kinds.iter().any(|found| found == kind)), "{kinds:?}");
    assert!(Query::KINDS.iter().all(|kind| queries().iter().any(|sample| sample["type"] == **kind)));
    for sample in commands() {
        let read = Command::from_json(sample.to_string().as_bytes()).unwrap();
        assert_eq!(Command::from_json(&read.to_json()).unwrap(), read);
        // The samples give every member, so that writing changes the order alone.
        assert_eq!(serde_json::from_slice::<Value>(&read.to_json()).unwrap(), sample);
    }
    for sample in queries() {
        let read = Query::from_json(sample.to_string().as_bytes()).unwrap();
        assert_eq!(Query::from_json(&read.to_json()).unwrap(), read);
        assert_eq!(serde_json::from_slice::<Value>(&read.to_json()).unwrap(), sample);
    }
    for sample in rows() {
        let (key, read) = Row::from_json(sample.to_string().as_bytes()).unwrap();
        assert_eq!(Row::from_json(&read.to_json(&key)).unwrap(), (key.clone(), read.clone()));
        assert_eq!(serde_json::from_slice::<Value>(&read.to_json(&key)).unwrap(), sample);
    }
    for sample in [entry("due"), entry("command"), entry("work")] {
        let read = Entry::from_json(sample.to_string().as_bytes()).unwrap();
        assert_eq!(Entry::from_json(&read.to_json()).unwrap(), read);
        assert_eq!(serde_json::from_slice::<Value>(&read.to_json()).unwrap(), sample);
    }
}

/// Each reader keeps to the stage that it promises: the rest of the list belongs to decisions.
pub(crate) fn is_of_reading(refusal: &Rejection) -> bool {
    let of_entries = matches!(refusal.code(), Code::EntryFormat | Code::EventUnknown | Code::RowUnfit);
    refusal.code().stage() == Stage::Shape || of_entries
}
