//! Prepare, persist, commit: what follows the journal is taken whole, what does not is refused with its own code and
//! changes nothing. Every code of the stage `Fault` is provoked here.

use civigrid::directory::Map;
use civigrid::rows::{self, GivenRows};
use civigrid::{
    Algorithm, Applied, Code, Command, Decision, Engine, Entry, Instant, Key, Rejection, Row, Ruleset, Rulesets, Stage,
};
use civigrid_simulator::District;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;

fn district() -> District {
    District::lunan(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the example district")
}

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn report(id: &str, case: &str) -> Command {
    let value = json!({
        "id": id, "actor": {"id": "r-130202001001001-1", "role": "resident"}, "type": "case.report",
        "data": {"case": case, "category": "0101", "place": {"node": "130202001001001"}, "people": 3}
    });
    Command::from_json(value.to_string().as_bytes()).expect("a command")
}

fn new(engine: &Engine, command: &Command, at: Instant) -> Entry {
    match engine.decide(command, at) {
        Ok(Decision::New(entry)) => *entry,
        other => panic!("not decided: {other:?}"),
    }
}

/// An engine with the directory loaded.
fn loaded(ruleset: &Ruleset) -> Engine {
    let district = district();
    let mut engine = Engine::new(ruleset.clone()).expect("an engine");
    engine.apply(&district.load_command().expect("a command"), district.loaded_at()).expect("the directory");
    engine
}

/// Changes an entry's JSON and reads it back.
fn changed(entry: &Entry, change: impl Fn(&mut Value)) -> Result<Entry, Rejection> {
    let mut value: Value = serde_json::from_slice(&entry.to_json()).expect("JSON");
    change(&mut value);
    Entry::from_json(value.to_string().as_bytes())
}

fn refused(engine: &mut Engine, entry: &Entry) -> Code {
    let before = engine.snapshot();
    let refusal = engine.commit(entry).expect_err("the entry must be refused");
    assert!(engine.snapshot() == before, "{refusal:?} changed the state");
    refusal.code()
}

const MORNING: &str = "2026-02-13T10:00:00+08:00";

#[test]
fn every_fault_is_told_apart_and_changes_nothing() {
    let mut seen = BTreeSet::new();
    let ruleset = district().ruleset_hashed("none").expect("the ruleset");
    let mut engine = loaded(&ruleset);
    let first = new(&engine, &report("a-1", "k-1"), at(MORNING));
    engine.commit(&first).expect("it follows");

    // The host's order of calls.
    assert_eq!(refused(&mut engine, &first), Code::EntrySeq);
    let second = new(&engine, &report("a-2", "k-2"), at(MORNING));
    let early = changed(&second, |entry| entry["at"] = json!("2026-02-13T09:59:59+08:00")).expect("an entry");
    assert_eq!(refused(&mut engine, &early), Code::EntryTime);
    seen.extend([Code::EntrySeq, Code::EntryTime]);

    // Events that do not follow their aggregate. Nothing is chained here, so that the hash does not stand before them.
    let edit = |change: &dyn Fn(&mut Value)| changed(&second, change);
    let version = edit(&|entry| entry["events"][2]["version"] = json!(2)).expect("an entry");
    assert_eq!(refused(&mut engine, &version), Code::EventVersion);
    let foreign = edit(&|entry| entry["events"][0]["key"] = json!("unit/u-9")).expect("an entry");
    assert_eq!(refused(&mut engine, &foreign), Code::EventKey);
    let many = edit(&|entry| {
        let event = entry["events"][0].clone();
        entry["events"] = json!(vec![event; 257]);
    });
    assert_eq!(refused(&mut engine, &many.expect("an entry")), Code::EntryTooLarge);
    let stranger = edit(&|entry| entry["ruleset"] = json!(format!("sha-256:{}", "0".repeat(64)))).expect("an entry");
    assert_eq!(refused(&mut engine, &stranger), Code::RulesetUnknown);
    seen.extend([Code::EventVersion, Code::EventKey, Code::EntryTooLarge, Code::RulesetUnknown]);

    // Another version's entries are refused when they are read, never skipped.
    let format = edit(&|entry| entry["format"] = json!(2)).expect_err("a later format");
    assert_eq!((format.code(), format.pointer()), (Code::EntryFormat, "/format"));
    let event = edit(&|entry| entry["events"][1]["type"] = json!("case.sung")).expect_err("a later event");
    assert_eq!((event.code(), event.pointer()), (Code::EventUnknown, "/events/1/type"));
    seen.extend([Code::EntryFormat, Code::EventUnknown]);
    engine.commit(&second).expect("the unchanged entry still follows");

    chained_faults(&mut seen);
    snapshot_faults(&engine, &ruleset, &mut seen);
    let missing =
        rows::decide(&ruleset.clone().into(), &GivenRows::new(Map::new()), &report("a-3", "k-3"), at(MORNING));
    assert_eq!(missing.expect_err("nothing was looked up").code(), Code::FactMissing);
    seen.insert(Code::FactMissing);
    row_faults(&mut engine, &ruleset, &mut seen);

    let all: BTreeSet<Code> = Code::ALL.iter().copied().filter(|code| code.stage() == Stage::Fault).collect();
    assert_eq!(seen, all, "every fault has its row here");
}

/// Only rows of the directory are loaded, and only before the first entry: all of them or none.
fn row_faults(engine: &mut Engine, ruleset: &Ruleset, seen: &mut BTreeSet<Code>) {
    let row = |engine: &Engine, key: &str| {
        let key = Key::parse(key).expect("a key");
        (key.clone(), engine.row(&key).cloned())
    };
    let (node, case) = (row(engine, "node/130202"), row(engine, "case/k-1"));
    assert!(node.1.is_some() && case.1.is_some());
    let before = engine.snapshot();
    let late = engine.load_rows([node.clone()]).expect_err("there are entries");
    assert_eq!(late.code(), Code::RowsJournal);
    assert!(engine.snapshot() == before, "{late:?} changed the state");

    let mut empty = Engine::new(ruleset.clone()).expect("an engine");
    let before = empty.snapshot();
    let unit = row(engine, "unit/u-130202");
    for wrong in [case, (node.0.clone(), None), (node.0.clone(), unit.1)] {
        let refusal = empty.load_rows([node.clone(), wrong.clone()]).expect_err("not a row of the directory");
        assert_eq!((refusal.code(), refusal.en().contains(&wrong.0.to_string())), (Code::RowsKind, true));
        assert!(empty.snapshot() == before, "{refusal:?} changed the state");
    }
    empty.load_rows([node.clone()]).expect("a row of the directory");
    assert_eq!(empty.row(&node.0), node.1.as_ref());
    seen.extend([Code::RowsKind, Code::RowsJournal]);
}

/// Where entries are chained, a change of content is told before anything else in it.
fn chained_faults(seen: &mut BTreeSet<Code>) {
    for algorithm in ["sm3", "sha-256"] {
        let ruleset = district().ruleset_hashed(algorithm).expect("the ruleset");
        let mut engine = loaded(&ruleset);
        let mut other = engine.clone();
        let ours = new(&engine, &report("a-1", "k-1"), at(MORNING));
        let theirs = new(&other, &report("b-1", "k-2"), at(MORNING));
        assert!(ours.hash().to_string().starts_with(algorithm));
        for change in [
            |entry: &mut Value| entry["cause"]["command"]["data"]["people"] = json!(4),
            |entry: &mut Value| entry["events"][2]["data"]["lead"] = json!("u-130202"),
            |entry: &mut Value| entry["events"][1]["because"] = json!([]),
            |entry: &mut Value| entry["asked_at"] = json!("2026-02-13T10:00:00+08:00"),
        ] {
            assert_eq!(refused(&mut engine, &changed(&ours, change).expect("an entry")), Code::EntryHash);
        }
        other.commit(&theirs).expect("it follows");
        let after = new(&other, &report("b-2", "k-3"), at(MORNING));
        engine.commit(&ours).expect("it follows");
        assert_eq!(refused(&mut engine, &after), Code::EntryPrev);
        seen.extend([Code::EntryHash, Code::EntryPrev]);
    }
}

/// A snapshot with other lines, its digest made anew.
fn forged(snapshot: &[u8], change: impl Fn(&mut Vec<String>)) -> Vec<u8> {
    let text = std::str::from_utf8(snapshot).expect("text");
    let mut lines: Vec<String> = text.lines().map(String::from).collect();
    lines.pop();
    change(&mut lines);
    let mut out = lines.join("\n") + "\n";
    let digest = Algorithm::Sha256.digest(out.as_bytes());
    out.push_str(&format!("{{\"digest\":\"{digest}\"}}\n"));
    out.into_bytes()
}

fn snapshot_faults(engine: &Engine, ruleset: &Ruleset, seen: &mut BTreeSet<Code>) {
    let snapshot = engine.snapshot();
    let code = |bytes: &[u8]| Engine::restore(ruleset.clone(), bytes).map(|_| ()).map_err(|fault| fault.code());
    assert_eq!(code(&forged(&snapshot, |_| {})), Ok(()), "the forger's own digest is taken");
    // Cut anywhere, it is refused.
    for length in [0, 1, snapshot.len() / 2, snapshot.len() - 2, snapshot.len() - 1] {
        assert!(code(&snapshot[..length]).is_err(), "cut at {length}");
    }
    assert_eq!(code(&snapshot[..snapshot.len() - 1]), Err(Code::SnapshotFormat));
    let mut flipped = snapshot.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    assert_eq!(code(&flipped), Err(Code::SnapshotDigest));
    assert_eq!(code(&forged(&snapshot, |lines| lines.swap(5, 6))), Err(Code::SnapshotOrder));
    assert_eq!(code(&forged(&snapshot, |lines| drop(lines.remove(9)))), Err(Code::SnapshotFormat));
    let later = |lines: &mut Vec<String>| {
        let case = lines.iter_mut().find(|line| line.contains("\"case/k-1\"")).expect("the case");
        *case = case.replacen("\"next_firing\":\"2026-02-13T16:00:01", "\"next_firing\":\"2026-02-13T16:00:02", 1);
    };
    assert_eq!(code(&forged(&snapshot, later)), Err(Code::RowUnfit));
    seen.extend([Code::SnapshotFormat, Code::SnapshotDigest, Code::SnapshotOrder, Code::RowUnfit]);
}

#[test]
fn a_store_may_reorder_keys_and_spaces() {
    let ruleset = district().ruleset().expect("the ruleset");
    let mut engine = loaded(&ruleset);
    let entry = new(&engine, &report("a-1", "k-1"), at(MORNING));
    // serde_json's own map sorts the members, as a database's JSON type may.
    let value: Value = serde_json::from_slice(&entry.to_json()).expect("JSON");
    let stored = serde_json::to_string_pretty(&value).expect("JSON");
    assert_ne!(stored.as_bytes(), entry.to_json());
    let read = Entry::from_json(stored.as_bytes()).expect("an entry");
    assert_eq!(read.to_json(), entry.to_json());
    engine.commit(&read).expect("its hash is that of the canonical bytes");
}

#[test]
fn an_entry_is_taken_whole_or_not_at_all() {
    let ruleset = district().ruleset_hashed("none").expect("the ruleset");
    let mut engine = loaded(&ruleset);
    let entry = new(&engine, &report("a-1", "k-1"), at(MORNING));
    let last = entry.events().len() - 1;
    let broken = changed(&entry, |entry| entry["events"][last]["version"] = json!(7)).expect("an entry");
    assert_eq!(refused(&mut engine, &broken), Code::EventVersion);
    assert!(engine.row(&Key::parse("case/k-1").expect("a key")).is_none(), "its first events left no trace");
}

#[test]
fn two_processes_agree() {
    let ruleset = district().ruleset().expect("the ruleset");
    let (mut one, mut two) = (loaded(&ruleset), loaded(&ruleset));
    let won = new(&one, &report("a-1", "k-1"), at(MORNING));
    let lost = new(&two, &report("b-1", "k-2"), at(MORNING));
    assert_eq!(won.seq(), lost.seq(), "both want the same place; the store's unique seq lets one in");
    one.commit(&won).expect("it follows");
    two.commit(&won).expect("the loser takes the winner's entry");
    let again = new(&two, &report("b-1", "k-2"), at(MORNING));
    assert_eq!(again.seq(), won.seq() + 1);
    one.commit(&again).expect("it follows");
    two.commit(&again).expect("it follows");
    assert_eq!(one.digest(), two.digest());
}

#[test]
fn a_crash_at_any_point_loses_nothing() {
    let ruleset = district().ruleset().expect("the ruleset");
    let mut live = loaded(&ruleset);
    let snapshot = live.snapshot();
    let mut commands = Vec::new();
    let mut journal = Vec::new();
    for number in 0..12 {
        let at = at(MORNING).plus(number * 7_200).expect("an instant");
        let command = report(&format!("a-{number}"), &format!("k-{number}"));
        let Ok(Applied::New(entries)) = live.apply(&command, at) else { panic!("not taken") };
        journal.extend(entries);
        commands.push((command, at));
    }
    assert!(journal.len() > commands.len(), "return windows closed in between");
    // The store holds so many entries; the process starts again and the host sends every command once more.
    for persisted in 0..=journal.len() {
        let mut engine = Engine::restore(ruleset.clone(), &snapshot).expect("the snapshot");
        for entry in &journal[..persisted] {
            engine.commit(&Entry::from_json(&entry.to_json()).expect("an entry")).expect("it follows");
        }
        for (command, at) in &commands {
            match engine.apply(command, *at) {
                Ok(_) => {}
                Err(refusal) => assert_eq!(refusal.code(), Code::TimeRegressed, "after {persisted}: {refusal:?}"),
            }
        }
        assert_eq!(engine.digest(), live.digest(), "after {persisted} entries were persisted");
    }
}

#[test]
fn a_clamped_instant_is_recorded() {
    let ruleset = district().ruleset().expect("the ruleset");
    let mut engine = loaded(&ruleset);
    engine.apply(&report("a-1", "k-1"), at(MORNING)).expect("taken");
    let late = at("2026-02-13T09:59:58+08:00");
    let command = report("a-2", "k-2");
    assert_eq!(engine.decide(&command, late).expect_err("time went back").code(), Code::TimeRegressed);
    let Ok(Decision::New(entry)) = engine.decide_clamped(&command, late) else { panic!("not decided") };
    assert_eq!(entry.at(), at(MORNING));
    let value: Value = serde_json::from_slice(&entry.to_json()).expect("JSON");
    assert_eq!(value["asked_at"], json!("2026-02-13T09:59:58+08:00"));
    let read = Entry::from_json(&entry.to_json()).expect("an entry");
    engine.commit(&read).expect("it follows");
    // Where nothing is clamped, nothing is recorded.
    let Ok(Decision::New(entry)) = engine.decide_clamped(&report("a-3", "k-3"), at(MORNING)) else { panic!() };
    assert!(!String::from_utf8_lossy(&entry.to_json()).contains("asked_at"));
}

#[test]
fn an_unknown_ruleset_is_never_guessed() {
    let district = district();
    let ruleset = district.ruleset().expect("the ruleset");
    let other = district.ruleset_hashed("sha-256").expect("the ruleset");
    let mut engine = Engine::new(Rulesets::from(ruleset.clone()).with(other.clone())).expect("an engine");
    engine.apply(&district.load_command().expect("a command"), district.loaded_at()).expect("the directory");
    let adopt = json!({
        "id": "adopt", "actor": {"id": "host", "role": "host"}, "type": "ruleset.adopt",
        "data": {"fingerprint": other.fingerprint().to_string()}
    });
    let adopt = Command::from_json(adopt.to_string().as_bytes()).expect("a command");
    let Ok(Applied::New(journal)) = engine.apply(&adopt, at(MORNING)) else { panic!("not adopted") };
    assert_eq!(engine.ruleset().expect("a ruleset").fingerprint(), other.fingerprint());
    engine.apply(&report("a-1", "k-1"), at(MORNING)).expect("taken");
    assert!(engine.head().to_string().starts_with("sha-256:"), "the new ruleset's hash chains from here on");
    let code = |result: Result<Engine, Rejection>| result.map(|_| ()).map_err(|fault| fault.code());
    let alone = Engine::restore(ruleset.clone(), &engine.snapshot());
    assert_eq!(code(alone), Err(Code::RulesetUnknown));
    let both = Engine::restore(Rulesets::from(ruleset).with(other), &engine.snapshot()).expect("both are given");
    assert_eq!(both.digest(), engine.digest());
    assert_eq!(journal.len(), 1);
}

#[test]
fn rows_read_what_they_write() {
    let ruleset = district().ruleset().expect("the ruleset");
    let mut engine = loaded(&ruleset);
    engine.apply(&report("a-1", "k-1"), at(MORNING)).expect("taken");
    for (key, row) in engine.rows() {
        let bytes = row.to_json(key);
        assert_eq!(Row::from_json(&bytes), Ok((key.clone(), row.clone())));
    }
}
