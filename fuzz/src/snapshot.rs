//! Snapshots: real ones with edits, and any bytes; what is restored is worked with.
//!
//! `[mode, ...]`: 0 is followed by the bytes of a snapshot as they are, 1 by its lines without the digest, which is added
//! here; from 2 on the mode chooses a real snapshot, and records follow that edit its lines.

use std::sync::OnceLock;

use civigrid::{Algorithm, Engine, Instant, Key};
use civigrid_simulator::City;
use serde_json::{Value, json};

use crate::bytes::{Record, pick, records, wide};
use crate::district;
use crate::edit::edit;
use crate::host::{Host, State};
use crate::moves;
use crate::mutate::Shape;

/// Edits of one snapshot.
const EDITS: usize = 16;

/// Edits are records: their numbers of lines and places are small ones.
pub const SHAPE: Shape = Shape {
    is_records: |mode| mode > 1,
    fresh: |rng| {
        let mut record = rng.bits().to_le_bytes();
        record[1] = 0;
        record[3] %= 2;
        record
    },
};

/// Runs one input.
pub fn run(data: &[u8]) {
    let Some((mode, rest)) = data.split_first() else { return };
    match mode {
        0 => restore(rest),
        1 => restore(&sealed(rest.to_vec(), Algorithm::Sm3)),
        _ => {
            let snapshot: &Vec<u8> = pick(real(), (mode - 2).into());
            restore(&edited(snapshot, rest));
        }
    }
}

fn restore(bytes: &[u8]) {
    let rulesets = district::rulesets_from(0);
    let Ok(engine) = Engine::restore(rulesets.clone(), bytes) else { return };
    let written = engine.snapshot();
    let again = Engine::restore(rulesets.clone(), &written)
        .unwrap_or_else(|fault| panic!("{fault:?}: it was restored, and its own snapshot is refused"));
    assert!(again.snapshot() == written, "a restored snapshot is no fixed point");
    let mut host = Host::new(engine, rulesets, State::Foreign);
    host.work_on();
    host.check_snapshot();
}

/// The lines with their digest.
fn sealed(mut lines: Vec<u8>, algorithm: Algorithm) -> Vec<u8> {
    if lines.last().is_some_and(|last| *last != b'\n') {
        lines.push(b'\n');
    }
    let digest = algorithm.digest(&lines);
    lines.extend_from_slice(format!("{{\"digest\":\"{digest}\"}}\n").as_bytes());
    lines
}

/// The lines of a snapshot, without the last, which is its digest.
#[must_use]
pub fn lines(snapshot: &[u8]) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = snapshot.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    lines.retain(|line| !line.is_empty());
    lines.pop();
    lines
}

/// `[what, line, line, ...]`, followed by a record that edits inside the line where that is what is done.
fn edited(snapshot: &[u8], rest: &[u8]) -> Vec<u8> {
    let read = |line: &Vec<u8>| serde_json::from_slice::<Value>(line).unwrap_or_default();
    let mut lines: Vec<Value> = lines(snapshot).iter().map(read).collect();
    let mut steps = records(rest).take(2 * EDITS);
    let mut repairs = true;
    while let Some(step) = steps.next() {
        let [what, high, low, a, ..] = step;
        let index = wide(high, low) % lines.len().max(1);
        match what % 16 {
            0..=9 => {
                let inner = steps.next().unwrap_or_default();
                edit_line(&mut lines, index, what, inner);
            }
            10 | 11 if lines.len() > 1 => {
                lines.remove(index.max(1));
            }
            12 | 13 => copy_row(&mut lines, index, a),
            14 => repairs = false,
            _ => move_time(&mut lines, a),
        }
    }
    if repairs {
        repair(&mut lines);
    }
    let mut text = Vec::new();
    for line in &lines {
        text.extend_from_slice(line.to_string().as_bytes());
        text.push(b'\n');
    }
    sealed(text, Algorithm::Sha256)
}

/// Mostly the rows of cases, of which most depends, and inside them the body.
fn edit_line(lines: &mut [Value], index: usize, what: u8, record: Record) {
    let cases: Vec<usize> = (0..lines.len()).filter(|at| text(&lines[*at]["key"]).starts_with("case/")).collect();
    let index = if what.is_multiple_of(2) && !cases.is_empty() { *pick(&cases, index) } else { index };
    let Some(line) = lines.get_mut(index) else { return };
    match line.get_mut("body") {
        Some(body) if what % 16 < 8 => edit(body, record),
        _ => edit(line, record),
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A row once more under another id.
fn copy_row(lines: &mut Vec<Value>, index: usize, a: u8) {
    let Some(Value::Object(mut copied)) = lines.get(index).cloned() else { return };
    let kind = copied.get("key").map(text).and_then(|key| key.split('/').next()).unwrap_or_default().to_owned();
    let ids = ["z-1", "130202001001009", "r-130202001001001-1", "@issued", "c-0", "a/b"];
    copied.insert("key".into(), json!(format!("{kind}/{}", pick(&ids, a.into()))));
    lines.push(Value::Object(copied));
}

/// The header's instant, earlier or later.
fn move_time(lines: &mut [Value], a: u8) {
    if let Some(header) = lines.first_mut().and_then(|header| header.get_mut("at"))
        && let Ok(at) = text(header).parse::<Instant>()
    {
        let by = (i64::from(a) - 128) * 86_400;
        *header = json!(at.plus(by).unwrap_or(at).to_string());
    }
}

/// Makes right what a careful forger would: the order, the number of rows, and when each fires next.
fn repair(lines: &mut Vec<Value>) {
    for line in lines.iter_mut().skip(1) {
        let fires_at = next_firing(line);
        let Value::Object(members) = line else { continue };
        match fires_at {
            Some(fires_at) => members.insert("next_firing".into(), json!(fires_at.to_string())),
            None => members.remove("next_firing"),
        };
    }
    let key = |line: &Value| Key::parse(text(&line["key"])).ok();
    if let Some((_, rows)) = lines.split_first_mut() {
        rows.sort_by_key(key);
    }
    lines.dedup_by(|a, b| a.get("key").is_some() && key(a) == key(b));
    let rows = lines.len().saturating_sub(1);
    if let Some(Value::Object(header)) = lines.first_mut() {
        header.insert("rows".into(), json!(rows));
    }
}

fn next_firing(line: &Value) -> Option<Instant> {
    let key = text(&line["key"]);
    let body = &line["body"];
    if key.starts_with("work/") {
        return text(&body["at"]).parse().ok();
    }
    if !key.starts_with("case/") {
        return None;
    }
    let clocks = body["clocks"].as_object().into_iter().flat_map(|clocks| clocks.values());
    let fires_at = clocks.filter_map(|clock| {
        let due: Instant = text(&clock["due"]).parse().ok()?;
        Some(due.plus(1).unwrap_or(due).max(text(&clock["set_at"]).parse().ok()?))
    });
    fires_at.min()
}

/// Real snapshots: a load and an adoption half carried out, and cities after some time.
#[must_use]
pub fn real() -> &'static [Vec<u8>] {
    static REAL: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    REAL.get_or_init(|| {
        let starts = ["2026-02-13T09:00:00+08:00", "2026-12-25T09:00:00+08:00", "2026-06-01T08:00:00+08:00"];
        let mut all = vec![half_loaded(starts[0])];
        for (seed, pace) in [(1, 1_800), (2, 20_000), (3, 90_000)] {
            let start = starts[usize::try_from(seed % 3).unwrap_or(0)];
            all.extend(city(start, seed, pace));
        }
        all
    })
}

/// Between the entry of the load and that of its work.
fn half_loaded(start: &str) -> Vec<u8> {
    let mut engine = Engine::new(district::rulesets_from(0)).expect("the first ruleset is given");
    let load = district::small().load_command().expect("the example is a load");
    if let Ok(civigrid::Decision::New(entry)) = engine.decide(&load, start.parse().expect("an instant")) {
        engine.commit(&entry).expect("it was decided here");
    }
    engine.snapshot()
}

/// A city in the middle and at the end, and after another ruleset was adopted but not yet worked in.
fn city(start: &str, seed: u64, pace: i64) -> [Vec<u8>; 3] {
    let district = district::small();
    let start: Instant = start.parse().expect("an instant");
    let mut engine = Engine::new(district::rulesets_from(0)).expect("the first ruleset is given");
    engine.apply(&district.load_command().expect("the example is a load"), start).expect("nothing is there yet");
    let mut city = City::new(district.clone(), seed, start, pace);
    let mut halves = [0, 1].map(|_| {
        for _ in 0..14 {
            let step = city.step(&engine);
            let _refused = engine.apply(&step.command, step.at);
        }
        engine.snapshot()
    });
    let at = engine.last_at().unwrap_or(start);
    let next = district::rulesets()[1].fingerprint().to_string();
    let adopt = moves::command("adopt", ("host", "host"), "ruleset.adopt", &json!({"fingerprint": next}));
    let adopt = civigrid::Command::from_json(adopt.to_string().as_bytes()).expect("a command");
    if let Ok(civigrid::Decision::New(entry)) = engine.decide(&adopt, at) {
        engine.commit(&entry).expect("it was decided here");
    }
    let [middle, end] = [std::mem::take(&mut halves[0]), std::mem::take(&mut halves[1])];
    [middle, end, engine.snapshot()]
}
