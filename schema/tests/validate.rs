//! The schemas against what the library itself reads and writes: all that occurs in running the vectors, and what becomes
//! of it when it is changed in one place. Another program judges.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use civigrid::wire::bytes_of;
use civigrid::{Code, Command, Entry, Parts, Query, Rejection, Stage, wire};
use civigrid_conformance::run::{self, Op, Output, Run};
use civigrid_conformance::{Vector, fixture};
use civigrid_schema::vectors;
use jsonschema::Validator;
use serde_json::{Value, json};

/// What the library refuses at the shape stage though its value fits: the code, a piece of the text, and why.
const UNKNOWABLE: [(Code, &str, &str); 2] = [
    (Code::JsonTooLarge, " ", "the bytes of a text, white space included, are not in its value"),
    (Code::InstantSyntax, "1899-12-31T00:00:00Z", "whether an instant of the days beside the range lies in it"),
];

static RUNS: LazyLock<Vec<(Vector, Run)>> = LazyLock::new(vectors::runs);

fn validator(name: &str) -> Validator {
    let schema = fixture::json(&civigrid_schema::folder().join(format!("{name}.schema.json")));
    let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).should_validate_formats(true);
    options.build(&schema).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn assert_valid(validator: &Validator, value: &Value) {
    if let Err(error) = validator.validate(value) {
        panic!("{error} at `{}` in {value}", error.instance_path());
    }
}

fn parsed(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("what comes out is JSON")
}

/// Every text that goes in, once, with the schema that it must fit and what the library says of it.
fn inputs() -> Vec<(&'static str, Vec<u8>, Result<(), Rejection>)> {
    let mut seen = BTreeSet::new();
    let ops = RUNS.iter().flat_map(|(vector, _)| run::script(vector)).filter_map(|(_, op)| match op {
        Op::Decide(_, text) => Some(("command", text)),
        Op::Query(_, _, text) => Some(("query", text)),
        Op::Commit(text) => Some(("entry", text)),
        Op::Dues(_) => None,
    });
    ops.filter(|(_, text)| seen.insert(text.clone()))
        .map(|(name, text)| (name, text.clone(), read(name, &text)))
        .collect()
}

fn read(name: &str, text: &[u8]) -> Result<(), Rejection> {
    match name {
        "command" => Command::from_json(text).map(|_| ()),
        "query" => Query::from_json(text).map(|_| ()),
        _ => Entry::from_json(text).map(|_| ()),
    }
}

#[test]
fn what_is_read_fits_and_what_is_not_does_not() {
    let validators = [validator("command"), validator("query"), validator("entry")];
    let (mut left, mut refused, mut no_json) = (UNKNOWABLE.to_vec(), 0, 0);
    for (name, text, read) in inputs() {
        let which = ["command", "query", "entry"].iter().position(|known| *known == name);
        let validator = which.and_then(|which| validators.get(which)).expect("a schema");
        match (serde_json::from_slice::<Value>(&text), read) {
            (Ok(value), Ok(())) => assert_valid(validator, &value),
            (Err(error), Ok(())) => panic!("{error}: {}", String::from_utf8_lossy(&text)),
            (Err(_), Err(_)) => no_json += 1,
            (Ok(_), Err(refusal)) if refusal.code().stage() != Stage::Shape => {}
            (Ok(value), Err(refusal)) => {
                refused += 1;
                let text = String::from_utf8_lossy(&text).into_owned();
                let known = UNKNOWABLE.iter().find(|(code, piece, _)| *code == refusal.code() && text.contains(piece));
                match (validator.is_valid(&value), known) {
                    (false, None) => {}
                    (true, Some(known)) => left.retain(|other| other != known),
                    (true, None) => panic!("{refusal:?}, and yet it fits: {text}"),
                    (false, Some((_, _, reason))) => panic!("{reason}: it can, in {text}"),
                }
            }
        }
    }
    assert!(left.is_empty(), "no vector shows {left:?}");
    assert!(refused > 60 && no_json > 5, "{refused} refused, {no_json} no JSON");
}

#[test]
fn what_comes_out_fits() {
    let [answer, entry, row, rejection] = ["answer", "entry", "row", "rejection"].map(validator);
    let mut counts = [0; 4];
    for (_, run) in RUNS.iter() {
        for output in run.steps.iter().flatten() {
            match output {
                Output::Entry(bytes) => (counts[0] += 1, assert_valid(&entry, &parsed(bytes))),
                Output::Answer(bytes) => (counts[1] += 1, assert_valid(&answer, &parsed(bytes))),
                Output::Rejection(bytes) => (counts[2] += 1, assert_valid(&rejection, &parsed(bytes))),
                Output::Repeat(_) => continue,
            };
        }
        let lines = run.snapshot.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{\"key\""));
        for line in lines {
            counts[3] += 1;
            assert_valid(&row, &parsed(line));
        }
    }
    for code in Code::ALL {
        assert_valid(&rejection, &parsed(&bytes_of(&Rejection::new(*code, "/a").with(&1))));
    }
    assert!(counts.iter().all(|count| *count > 50), "{counts:?}");
}

#[test]
fn diagnostics_fit() {
    let validator = validator("diagnostics");
    let (document, held) = fixture::source("base.json");
    let parts = Parts::from([("other.json", &b"{"[..])]);
    let mut whole = parsed(&document);
    whole["format"] = json!(2);
    whole["limits"] = json!([]);
    let own: Parts<'_> = held.iter().map(|(name, bytes)| (name.as_str(), &bytes[..bytes.len() / 2])).collect();
    let none = Parts::new();
    for (document, parts) in [
        (&b"{}"[..], &none),
        (b"[", &none),
        (&document, &parts),
        (&document, &own),
        (whole.to_string().as_bytes(), &none),
    ] {
        let problems = wire::compile(document, parts).expect_err("it does not compile");
        assert_valid(&validator, &parsed(&problems));
    }
}

/// Every place of a value, as pointers.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| places(member, &format!("{at}/{name}"), out));
        }
        Value::Array(items) => {
            items.iter().take(2).enumerate().for_each(|(index, item)| places(item, &format!("{at}/{index}"), out));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The value with something else in one place.
fn changed(value: &Value, at: &str) -> Vec<Value> {
    let others =
        [json!(null), json!(true), json!(0), json!(-1), json!(1.5), json!("x"), json!(""), json!([]), json!({})];
    let mut out: Vec<Value> = Vec::new();
    let mut with = |change: &dyn Fn(&mut Value)| {
        let mut other = value.clone();
        change(other.pointer_mut(at).expect("a place of the value"));
        out.push(other);
    };
    for other in &others {
        with(&|place| *place = other.clone());
    }
    with(&|place| place.as_object_mut().into_iter().for_each(|members| drop(members.insert("more".into(), json!(1)))));
    for name in value.pointer(at).and_then(Value::as_object).into_iter().flat_map(|members| members.keys()) {
        with(&|place| place.as_object_mut().into_iter().for_each(|members| drop(members.remove(name))));
    }
    with(&|place| {
        let Value::String(text) = place else { return };
        text.push_str(" \u{7}");
    });
    with(&|place| {
        let Value::Array(items) = place else { return };
        let item = items.first().cloned().unwrap_or(json!("a"));
        items.resize(17, item);
    });
    out
}

/// In both directions, on thousands of slightly wrong commands and queries: the schema and the library say the same.
#[test]
fn the_schemas_and_the_library_say_the_same_of_what_is_slightly_wrong() {
    let mut judged = [0; 2];
    for name in ["command", "query"] {
        let validator = validator(name);
        for (_, text, _) in
            inputs().iter().filter(|(of, text, read)| *of == name && read.is_ok() && text.len() < 20_000)
        {
            let value: Value = parsed(text);
            let mut all = Vec::new();
            places(&value, "", &mut all);
            for other in all.iter().flat_map(|place| changed(&value, place)) {
                let read = read(name, other.to_string().as_bytes());
                assert_eq!(validator.is_valid(&other), read.is_ok(), "{read:?}: {other}");
                judged[usize::from(read.is_ok())] += 1;
            }
        }
    }
    assert!(judged[0] > 10_000 && judged[1] > 500, "{judged:?}");
}
