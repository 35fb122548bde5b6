//! Conformance vectors: what every surface must do with the same bytes. Each is run straight, with extra ticks, with
//! snapshots restored in between, and from its own journal; the bytes must be the same each time.
//!
//! `CIVIGRID_BLESS=1` writes the golden files (`cargo xtask bless`).

#[path = "vector_runner/coverage.rs"]
mod coverage;
#[path = "vector_runner/expect.rs"]
mod expect;
#[path = "vector_runner/schema.rs"]
mod schema;

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::LazyLock;

use civigrid::{CommandData, Engine, Entry, Event, Query, wire};
use civigrid_conformance::run::Way;
use civigrid_conformance::{Act, Crate, Kind, Run, Surface, Vector, fixture, run, vector};
use coverage::Seen;

/// Every vector of the index with its straight run.
static STRAIGHT: LazyLock<Vec<(Vector, Run)>> =
    LazyLock::new(|| vector::all().into_iter().map(|vector| (vector.clone(), straight(&vector))).collect());

/// The files that the index lists: path, kind and title.
fn index() -> Vec<(String, String, serde_json::Value)> {
    let index = fixture::json(&fixture::root().join("index.json"));
    let list = index["vectors"].as_array().expect("the index lists vectors").clone();
    let word = |value: &serde_json::Value| value.as_str().expect("a string in the index").to_owned();
    list.iter().map(|item| (word(&item["file"]), word(&item["kind"]), item["title"].clone())).collect()
}

fn straight(vector: &Vector) -> Run {
    run::straight(&mut Crate::new(vector), vector)
}

fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The first output in which two runs differ.
fn difference(vector: &Vector, straight: &Run, other: &Run) -> Option<String> {
    if straight == other {
        return None;
    }
    let differing = straight.steps.iter().zip(&other.steps).enumerate().find(|(_, (a, b))| a != b);
    Some(match differing {
        Some((step, (a, b))) => {
            let lines =
                |outputs: &[run::Output]| outputs.iter().map(run::Output::line).collect::<Vec<_>>().join("\n  ");
            format!("{} step {step}:\n  {}\nis not\n  {}", vector.name, lines(a), lines(b))
        }
        None => format!("{}: another snapshot at the end", vector.name),
    })
}

#[test]
fn every_file_is_in_the_index_and_fits_the_schema() {
    let schema = fixture::json(&fixture::root().join("schema.json"));
    let mut faults = Vec::new();
    for (name, kind, title) in index() {
        let file = fixture::json(&fixture::root().join(&name));
        faults.extend(schema::check(&schema, &file).into_iter().map(|fault| format!("{name}{fault}")));
        if file["kind"] != kind.as_str() || file["title"] != title || !name.starts_with(&kind) {
            faults.push(format!("{name}: kind, title or folder differ from the index"));
        }
    }
    let listed: BTreeSet<String> = index().into_iter().map(|(name, _, _)| name).collect();
    let mut found = BTreeSet::new();
    for folder in ["normative", "golden"] {
        let files = std::fs::read_dir(fixture::root().join(folder)).expect("the folder of the vectors");
        let names = files.map(|file| file.expect("a readable folder").file_name().into_string().expect("UTF-8"));
        found.extend(names.filter(|name| name.ends_with(".json")).map(|name| format!("{folder}/{name}")));
    }
    faults.extend(listed.symmetric_difference(&found).map(|name| format!("{name}: not both in the index and there")));
    assert_none(&faults);
}

#[test]
fn a_schema_finds_what_does_not_fit() {
    let schema = fixture::json(&fixture::root().join("schema.json"));
    let mut file = fixture::json(&fixture::root().join(&index()[0].0));
    assert_none(&schema::check(&schema, &file));
    file["steps"][1]["expects"] = serde_json::json!({});
    file["kind"] = "other".into();
    file["cites"] = serde_json::json!([]);
    let faults = schema::check(&schema, &file);
    assert_eq!(faults.len(), 3, "{faults:?}");
}

#[test]
fn stated_values_hold_when_run_straight() {
    let faults: Vec<String> = STRAIGHT.iter().flat_map(|(vector, run)| expect::check(vector, run)).collect();
    assert_none(&faults);
}

/// Every vector run in another way gives what it gives straight.
fn assert_same(way: Way) {
    let differing = STRAIGHT
        .iter()
        .filter_map(|(vector, run)| difference(vector, run, &way.run(&mut Crate::new(vector), vector, run)));
    assert_none(&differing.collect::<Vec<_>>());
}

#[test]
fn extra_ticks_change_nothing() {
    assert_same(Way::Ticked);
}

#[test]
fn restored_snapshots_change_nothing() {
    assert_same(Way::Restored);
}

/// The journal alone gives the state: replayed, and taken over by another process whose store reorders keys.
#[test]
fn journals_replay_to_the_same_state() {
    for (vector, run) in STRAIGHT.iter() {
        let mut follower = Crate::new(vector);
        let mut entries = Vec::new();
        for bytes in run.entries() {
            let entry = Entry::from_json(bytes).expect("an entry reads its own bytes");
            assert_eq!(entry.to_json(), bytes, "{}", vector.name);
            let value: serde_json::Value = serde_json::from_slice(bytes).expect("an entry is JSON");
            let reordered = serde_json::to_vec(&value).expect("a value is JSON");
            follower.commit(&reordered).unwrap_or_else(|fault| {
                panic!("{}: {}", vector.name, String::from_utf8_lossy(&fault));
            });
            entries.push(entry);
        }
        let replayed = Engine::replay(follower.rulesets(), &entries).expect("a journal replays");
        assert!(follower.snapshot() == run.snapshot, "{}: the follower has another state", vector.name);
        assert!(replayed.snapshot() == run.snapshot, "{}: replaying gives another state", vector.name);
    }
}

/// A host that only applies commands, and never looks in between, comes to the same state.
#[test]
fn applying_comes_to_the_same_state() {
    for (vector, run) in STRAIGHT.iter() {
        let plain = |act: &Act| !matches!(act, Act::Bare { .. } | Act::Commit { .. });
        if !vector.steps.iter().all(|step| plain(&step.act)) {
            continue;
        }
        let mut host = Crate::new(vector);
        for (at, command) in coverage::commands(vector) {
            // What is refused is judged by the other tests; here only the state counts.
            let _refused = wire::apply(&mut host.engine, command, at);
        }
        let looked = run::script(vector).into_iter().filter_map(|(_, op)| match op {
            run::Op::Dues(at) => Some(at),
            _ => None,
        });
        if let Some(last) = looked.max() {
            host.engine.advance(last).expect("nothing is wrong with the state");
        }
        assert!(host.snapshot() == run.snapshot, "{}: applying comes to another state", vector.name);
    }
}

#[test]
fn golden_vectors_give_the_blessed_bytes() {
    let bless = std::env::var_os("CIVIGRID_BLESS").is_some_and(|value| value == "1");
    let mut faults = Vec::new();
    for (vector, run) in STRAIGHT.iter().filter(|(vector, _)| vector.kind == Kind::Golden) {
        let found = run.golden();
        let path = vector.golden_path();
        if bless {
            std::fs::write(&path, &found).expect("the golden file can be written");
            continue;
        }
        let blessed = String::from_utf8(fixture::bytes(&path)).expect("a golden file is UTF-8");
        if found != blessed {
            let differing = found.lines().zip(blessed.lines()).enumerate().find(|(_, (a, b))| a != b);
            let (line, (now, then)) = differing.unwrap_or((0, ("another number of lines", "")));
            faults.push(format!("{} line {}:\n  {now}\nwas\n  {then}", vector.name, line + 1));
        }
    }
    assert_none(&faults);
}

#[test]
fn vectors_reach_every_message_rejection_and_deadline() {
    let (mut normative, mut golden) = (Seen::default(), Seen::default());
    let mut with_breach = 0;
    let mut stated = 0;
    for (vector, run) in STRAIGHT.iter() {
        if vector.kind == Kind::Normative {
            normative.add(vector, run);
            stated += 1;
            with_breach += usize::from(coverage::has_breach(run));
        } else {
            golden.add(vector, run);
        }
    }
    // Written past the capture of the test harness, so that the counts always show.
    let line = format!("\n{}\n", coverage::summary(&STRAIGHT, &normative));
    std::io::stdout().lock().write_all(line.as_bytes()).expect("a test can write");

    let clocks = ["complete", "handle", "inspect", "sign", "supervise"];
    let unreachable: Vec<&str> = coverage::UNREACHABLE.iter().map(|(code, _)| code.name()).collect();
    let codes: Vec<&str> = coverage::codes().into_iter().map(civigrid::Code::name).collect();
    let reachable = codes.iter().copied().filter(|code| !unreachable.contains(code));
    let none: Vec<&str> = Vec::new();
    assert_eq!(coverage::missing(CommandData::kinds(), &normative.commands), none, "commands");
    assert_eq!(coverage::missing(Event::kinds(), &normative.events), none, "events");
    assert_eq!(coverage::missing(Event::kinds(), &golden.events), none, "events of golden vectors");
    assert_eq!(coverage::missing(Query::KINDS.iter().copied(), &normative.queries), none, "queries");
    assert_eq!(coverage::missing(reachable, &normative.rejections), none, "rejections");
    assert_eq!(coverage::missing(clocks, &normative.dues), none, "clocks whose due instant is stated");
    assert_eq!(coverage::missing(clocks, &normative.breaches), none, "clocks that are broken");
    let reached = unreachable.into_iter().filter(|code| normative.rejections.contains(*code));
    assert_eq!(reached.collect::<Vec<_>>(), none, "reachable after all: take the row away");
    assert!(coverage::UNREACHABLE.iter().all(|(_, reason)| reason.len() > 20), "each has its reason");
    assert!(stated >= 20, "{stated} normative vectors");
    assert!(with_breach * 3 >= stated, "{with_breach} of {stated} normative vectors have a breach");
}
