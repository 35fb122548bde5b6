//! Every line that goes to and comes from a host with its own rows, over all vectors, fits its schema.

use std::collections::{BTreeMap, BTreeSet};

use civigrid::wire::rows;
use civigrid::{Engine, Instant, Key};
use civigrid_conformance::run::{self, Op};
use civigrid_conformance::{Crate, fixture, vector};
use jsonschema::Validator;
use serde_json::{Value, json};

/// A host with a table of lines; the engine beside it holds the directory.
struct Host {
    validator: Validator,
    memory: Engine,
    table: BTreeMap<String, Value>,
    shown: BTreeSet<&'static str>,
}

impl Host {
    /// The line, if it fits.
    fn checked(&mut self, line: Value) -> Value {
        if let Err(error) = self.validator.validate(&line) {
            panic!("{error} at `{}` in {line}", error.instance_path());
        }
        let marks = ["events", "waiting", "absent", "body"];
        self.shown.extend(marks.into_iter().filter(|mark| line.get(mark).is_some()));
        line
    }

    fn given(&mut self, keys: &BTreeSet<Key>) -> String {
        let waits = |(key, row): (&String, &Value)| {
            let clocks = row.pointer("/body/clocks").and_then(Value::as_object);
            let waits = clocks.into_iter().flatten().any(|(_, clock)| clock.get("waits_for").is_some());
            waits.then(|| key.trim_start_matches("case/").to_owned())
        };
        let waiting: Vec<String> = self.table.iter().filter_map(waits).collect();
        let mut lines = vec![json!({"waiting": waiting})];
        for key in keys.iter().map(Key::to_string) {
            lines.push(self.table.get(&key).cloned().unwrap_or_else(|| json!({"key": key, "absent": true})));
        }
        lines.into_iter().map(|line| self.checked(line).to_string() + "\n").collect()
    }

    /// Looks up what is asked for until nothing is, decides, and writes; whether something came out.
    fn call(
        &mut self,
        needs: impl Fn(&Engine, &[u8]) -> Result<Vec<Key>, Vec<u8>>,
        decide: impl Fn(&Engine, &[u8]) -> Result<Option<Vec<u8>>, Vec<u8>>,
    ) -> bool {
        let mut keys = BTreeSet::new();
        loop {
            let lines = self.given(&keys);
            match needs(&self.memory, lines.as_bytes()) {
                Err(_) => return false,
                Ok(more) if !more.is_empty() => keys.extend(more),
                Ok(_) => {
                    let out = decide(&self.memory, lines.as_bytes()).expect("all is given");
                    return out.map(|out| self.write(&out)).is_some();
                }
            }
        }
    }

    fn write(&mut self, out: &[u8]) {
        for line in out.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            let row: Value = serde_json::from_slice(line).expect("a line is JSON");
            let row = self.checked(row);
            let Some(key) = row["key"].as_str().map(str::to_owned) else { continue };
            if row["absent"] == true {
                self.table.remove(&key);
                continue;
            }
            if ["node/", "unit/", "person/", "rules/"].iter().any(|kind| key.starts_with(kind)) {
                rows::load(&mut self.memory, line).expect("rows of the directory");
            }
            self.table.insert(key, row);
        }
    }

    /// The row that fires first by an instant: of one instant work first, then by key.
    fn next(&self, at: Instant) -> Option<String> {
        let fires = |row: &Value| row["next_firing"].as_str().and_then(|text| text.parse::<Instant>().ok());
        let due = self.table.iter().filter_map(|(key, row)| Some((fires(row)?, !key.starts_with("work/"), key)));
        due.filter(|(fires, ..)| *fires <= at).min().map(|(_, _, key)| key.clone())
    }

    fn perform(&mut self, op: &Op) {
        match op {
            Op::Dues(at) => {
                while let Some(key) = self.next(*at) {
                    let needs = |engine: &Engine, lines: &[u8]| rows::needs_due(engine, &key, *at, lines);
                    assert!(self.call(needs, |engine, lines| rows::decide_due(engine, &key, *at, lines)), "{key}");
                }
            }
            Op::Decide(at, text) => {
                let needs = |engine: &Engine, lines: &[u8]| rows::needs(engine, text, *at, lines);
                self.call(needs, |engine, lines| rows::decide(engine, text, *at, lines));
            }
            Op::Query(..) | Op::Commit(_) => {}
        }
    }
}

#[test]
fn every_line_of_rows_fits() {
    let schema = fixture::json(&civigrid_schema::folder().join("row-line.schema.json"));
    let mut shown = BTreeSet::new();
    for vector in vector::all() {
        let validator = jsonschema::draft202012::new(&schema).expect("a schema");
        let memory = Crate::new(&vector).engine;
        let mut host = Host { validator, memory, table: BTreeMap::new(), shown: BTreeSet::new() };
        // Very many commands of one step add nothing but time.
        let script = run::script(&vector);
        let many = |step: usize| script.iter().filter(|(other, _)| *other == step).count() > 200;
        script.iter().filter(|(step, _)| !many(*step)).for_each(|(_, op)| host.perform(op));
        shown.extend(host.shown);
    }
    assert_eq!(shown, BTreeSet::from(["absent", "body", "events", "waiting"]));
}
