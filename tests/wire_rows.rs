//! Rows as lines of bytes: a host with its own table of lines comes to what an engine comes to, with only the directory in
//! memory; and lines that are none are told with their place.

use civigrid::wire::{self, rows};
use civigrid::{Body, Cause, Engine, Entry, Instant, Key, Row};
use civigrid_simulator::{City, District};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// A host: its table of lines, and an engine without entries that holds the directory.
struct Host {
    memory: Engine,
    table: BTreeMap<String, String>,
}

fn is_directory(key: &str) -> bool {
    ["node/", "unit/", "person/", "rules/"].iter().any(|kind| key.starts_with(kind))
}

impl Host {
    fn new(engine: &Engine) -> Self {
        let line = |(key, row): (&Key, &Row)| (key.to_string(), String::from_utf8(row.to_json(key)).expect("UTF-8"));
        let table: BTreeMap<String, String> = engine.rows().map(line).collect();
        let mut memory = Engine::new(engine.rulesets().clone()).expect("an engine");
        let directory: String =
            table.iter().filter(|(key, _)| is_directory(key)).map(|(_, line)| format!("{line}\n")).collect();
        rows::load(&mut memory, directory.as_bytes()).expect("rows of the directory");
        Self { memory, table }
    }

    /// What the host answers when it is asked for a row: `SELECT`.
    fn line(&self, key: &str) -> String {
        let absent = || format!(r#"{{"key":"{key}","absent":true}}"#);
        self.table.get(key).cloned().unwrap_or_else(absent) + "\n"
    }

    /// Looks up what is asked for until nothing is.
    fn gather(&self, needs: impl Fn(&str) -> Result<Vec<Key>, Vec<u8>>) -> Result<String, Vec<u8>> {
        let mut lines = String::new();
        loop {
            let keys = needs(&lines)?;
            if keys.is_empty() {
                return Ok(lines);
            }
            for key in keys {
                let asked = self.line(&key.to_string());
                assert!(!lines.contains(&asked), "{key} is asked for again");
                let held = is_directory(&key.to_string()) && self.table.contains_key(&key.to_string());
                assert!(!held, "{key} is held in memory and asked for all the same");
                lines.push_str(&asked);
            }
        }
    }

    /// Decides a command and writes its rows; the events as JSON, none for a repeat.
    fn decide(&mut self, command: &[u8], at: Instant) -> Result<Vec<Value>, Vec<u8>> {
        let lines = self.gather(|lines| rows::needs(&self.memory, command, at, lines.as_bytes()))?;
        let decided = rows::decide(&self.memory, command, at, lines.as_bytes())?;
        Ok(decided.map_or(Vec::new(), |out| self.write(&out)))
    }

    fn decide_due(&mut self, key: &str, at: Instant) -> Vec<Value> {
        let lines = self.gather(|lines| rows::needs_due(&self.memory, key, at, lines.as_bytes())).expect("no refusal");
        let decided = rows::decide_due(&self.memory, key, at, lines.as_bytes()).expect("no refusal");
        decided.map_or(Vec::new(), |out| self.write(&out))
    }

    fn write(&mut self, out: &[u8]) -> Vec<Value> {
        let out = std::str::from_utf8(out).expect("UTF-8");
        assert!(out.ends_with('\n'), "every line ends");
        let mut lines = out.lines();
        let events: Value = serde_json::from_str(lines.next().expect("the line of events")).expect("JSON");
        let mut directory = String::new();
        for line in lines {
            let row: Value = serde_json::from_str(line).expect("JSON");
            let key = row["key"].as_str().expect("a key").to_owned();
            if row["absent"] == true {
                assert!(self.table.remove(&key).is_some(), "{key} ends without having been");
            } else {
                if is_directory(&key) {
                    directory.push_str(&format!("{line}\n"));
                }
                self.table.insert(key, line.to_owned());
            }
        }
        rows::load(&mut self.memory, directory.as_bytes()).expect("rows of the directory");
        events["events"].as_array().expect("a list").clone()
    }
}

/// Events but those of counters, whose versions differ.
fn told(events: &[Value]) -> Vec<Value> {
    events.iter().filter(|event| !event["key"].as_str().is_some_and(|key| key.starts_with("tally/"))).cloned().collect()
}

fn events(entry: &Entry) -> Vec<Value> {
    let json: Value = serde_json::from_slice(&entry.to_json()).expect("JSON");
    told(json["events"].as_array().expect("a list"))
}

fn district() -> District {
    District::lunan(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the example district")
}

fn loaded(district: &District) -> Engine {
    let mut engine = Engine::new(district.ruleset().expect("a ruleset")).expect("an engine");
    engine.apply(&district.load_command().expect("a command"), district.loaded_at()).expect("the directory");
    engine
}

#[test]
fn lines_decide_as_the_engine_does() {
    let district = district();
    let mut engine = loaded(&district);
    let mut host = Host::new(&engine);
    let mut city = City::new(district, 11, "2026-01-05T08:00:00+08:00".parse().expect("an instant"), 3_600);
    let (mut decided, mut refused, mut repeated, mut fired) = (0, 0, 0, 0);
    for _ in 0..1_500 {
        let step = city.step(&engine);
        let command = step.command.to_json();
        let (entries, refusal) = match wire::apply(&mut engine, &command, step.at) {
            Ok(wire::Replies::New(entries)) => (entries, None),
            Ok(wire::Replies::Repeat(_)) => {
                repeated += 1;
                assert_eq!(host.decide(&command, step.at), Ok(Vec::new()));
                continue;
            }
            Err(not) => (not.entries, Some(not.rejection)),
        };
        for bytes in &entries {
            let entry = Entry::from_json(bytes).expect("an entry");
            let expected = events(&entry);
            if matches!(entry.cause(), Cause::Command(_)) {
                decided += 1;
                assert_eq!(told(&host.decide(&command, step.at).expect("the engine took it")), expected);
                continue;
            }
            let mut found: Vec<Value> = Vec::new();
            while found.len() < expected.len() {
                let key = expected[found.len()]["key"].as_str().expect("a key").to_owned();
                let more = told(&host.decide_due(&key, entry.at()));
                assert!(!more.is_empty(), "{key} does not fire");
                found.extend(more);
            }
            fired += 1;
            assert_eq!(found, expected);
        }
        if let Some(refusal) = refusal {
            let code: Value = serde_json::from_slice(&refusal).expect("JSON");
            // A host with rows has no last entry: it cannot tell that time went back.
            if code["code"] != "time_regressed" {
                refused += 1;
                assert_eq!(host.decide(&command, step.at), Err(refusal));
            }
        }
    }
    assert!(decided > 500 && refused > 100 && repeated > 10 && fired > 50, "{decided} {refused} {repeated} {fired}");
    // The table holds what the engine holds, line by line, but for counters and the seq that commands keep.
    let ours = host.table.iter().filter(|(key, _)| !key.starts_with("tally/") && !key.starts_with("command/"));
    let apart = |key: &Key| matches!(key, Key::Tally(_) | Key::Command(_));
    let theirs: Vec<_> = engine.rows().filter(|(key, _)| !apart(key)).collect();
    for ((key, line), (other, row)) in ours.clone().zip(&theirs) {
        assert_eq!((key, line.as_bytes()), (&other.to_string(), row.to_json(other).as_slice()));
    }
    assert_eq!(ours.count(), theirs.len());
}

fn code_and_place(refusal: &[u8]) -> (String, String) {
    let json: Value = serde_json::from_slice(refusal).expect("JSON");
    (json["code"].as_str().unwrap_or_default().into(), json["pointer"].as_str().unwrap_or_default().into())
}

#[test]
fn lines_that_are_none_are_told_with_their_place() {
    let engine = loaded(&district());
    let at = "2026-02-13T10:00:00+08:00".parse().expect("an instant");
    let node = String::from_utf8(rows::row(&engine, "node/130202").expect("a key").expect("a row")).expect("UTF-8");
    let absent = r#"{"key":"case/1","absent":true}"#;
    let refusal = |lines: &str| code_and_place(&rows::decide_due(&engine, "case/1", at, lines.as_bytes()).unwrap_err());
    for (lines, code, place) in [
        ("[]".to_owned(), "json.wrong_type", "/0"),
        (format!("{absent}\n{{"), "json.syntax", "/1"),
        (format!("{node}\n\n{absent}\n{absent}\n"), "json.duplicate", "/3"),
        (format!("{absent}\n{{\"waiting\":[]}}\n{{\"waiting\":[]}}"), "json.duplicate", "/2"),
        (r#"{"key":"case/1","absent":false}"#.to_owned(), "json.wrong_type", "/0/absent"),
        (r#"{"key":"case/1","absent":true,"more":1}"#.to_owned(), "json.unknown_field", "/0/more"),
        (r#"{"key":"case","absent":true}"#.to_owned(), "key.syntax", "/0/key"),
        (r#"{"waiting":["a b"]}"#.to_owned(), "id.syntax", "/0/waiting/0"),
        (r#"{"key":"case/1"}"#.to_owned(), "json.missing_field", "/0"),
    ] {
        assert_eq!(refusal(&lines), (code.to_owned(), place.to_owned()), "{lines}");
    }
    // The case is absent, and no ruleset was adopted: nothing fires. The end of the last line may be left out.
    let rules = r#"{"key":"rules/current","absent":true}"#;
    assert_eq!(rows::decide_due(&engine, "case/1", at, format!("{rules}\n{absent}").as_bytes()), Ok(None));
    assert_eq!(rows::decide_due(&engine, "case/1", at, format!("\n{rules}\n\n{absent}\n").as_bytes()), Ok(None));
    let unknown = rows::decide_due(&engine, "case/1", at, b"").map_err(|refusal| code_and_place(&refusal));
    assert_eq!(unknown, Err(("fact.missing".into(), String::new())));
    assert_eq!(rows::row(&engine, "case/1"), Ok(None));
    assert_eq!(
        rows::row(&engine, "case").map_err(|refusal| code_and_place(&refusal)),
        Err(("key.syntax".into(), "/key".into()))
    );
}

/// A given row lies over the one that is held: a host may always give what its table says.
#[test]
fn a_given_row_is_taken_before_the_one_in_memory() {
    let engine = loaded(&district());
    let at = "2026-02-13T10:00:00+08:00".parse().expect("an instant");
    let relieve = br#"{"id": "x-1", "actor": {"id": "host", "role": "host"}, "type": "directory.relieve",
        "data": {"person": "p-d-130202", "unit": "u-130202", "role": "district_clerk"}}"#;
    let key = Key::parse("person/p-d-130202").expect("a key");
    let Some(Row { version, body: Body::Person(_) }) = engine.row(&key) else {
        panic!("the clerk is in the directory")
    };
    let lines = |version: u64| {
        let mut row = engine.row(&key).expect("the clerk").clone();
        row.version = version;
        let row = String::from_utf8(row.to_json(&key)).expect("UTF-8");
        format!("{row}\n{}\n{}", r#"{"key":"command/x-1","absent":true}"#, r#"{"key":"person/host","absent":true}"#)
    };
    let decided = |version: u64| -> u64 {
        let lines = lines(version) + "\n" + r#"{"key":"rules/current","absent":true}"#;
        let out = rows::decide(&engine, relieve, at, lines.as_bytes());
        let out = out.unwrap_or_else(|refusal| panic!("{}", String::from_utf8_lossy(&refusal))).expect("no repeat");
        let first = out.split(|byte| *byte == b'\n').next().expect("a line");
        let events: Value = serde_json::from_slice(first).expect("JSON");
        events["events"][0]["version"].as_u64().expect("a version")
    };
    assert_eq!(decided(*version), version + 1);
    assert_eq!(decided(40), 41);
}

/// The whole directory by rows alone: each chunk of it asks for its rows in one go.
#[test]
fn a_directory_is_loaded_row_by_row() {
    let district = district();
    let engine = loaded(&district);
    let memory = Engine::new(engine.rulesets().clone()).expect("an engine");
    let mut host = Host { memory, table: BTreeMap::new() };
    let (load, at) = (district.load_command().expect("a command"), district.loaded_at());
    let events = host.decide(&load.to_json(), at).expect("the load is taken");
    assert_eq!((events.len(), &events[0]["type"]), (1, &Value::from("work.opened")));
    let (mut chunks, mut rounds) = (0, 0);
    while host.table.contains_key("work/load-directory") {
        let asked = std::cell::Cell::new(0);
        let lines = host.gather(|lines| {
            asked.set(asked.get() + 1);
            assert!(asked.get() <= 3, "the work's own row, the rows of the chunk, and nothing more");
            rows::needs_due(&host.memory, "work/load-directory", at, lines.as_bytes())
        });
        let out = rows::decide_due(&host.memory, "work/load-directory", at, lines.expect("no refusal").as_bytes());
        host.write(&out.expect("no refusal").expect("the work fires"));
        (chunks, rounds) = (chunks + 1, rounds + asked.get());
    }
    assert!(chunks > 2, "the directory is larger than a chunk: {chunks}");
    assert_eq!(rounds, 3 * chunks, "the last round of each finds nothing missing");
    let theirs: BTreeMap<String, String> = Host::new(&engine).table;
    let apart = |table: &BTreeMap<String, String>| -> Vec<(String, String)> {
        let kept = table.iter().filter(|(key, _)| !key.starts_with("command/"));
        kept.map(|(key, line)| (key.clone(), line.clone())).collect()
    };
    assert_eq!(apart(&host.table), apart(&theirs));
}
