//! What is due comes in the order of (due, id), in chunks that fit into an entry, once each.

use civigrid::cases::{self, ClockName};
use civigrid::{Applied, Cause, Code, Command, Engine, Entry, Event, Instant, bounds};
use civigrid_simulator::District;
use serde_json::json;
use std::path::Path;

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn report(number: usize) -> Command {
    let value = json!({
        "id": format!("a-{number}"), "actor": {"id": "r-130202001001001-1", "role": "resident"}, "type": "case.report",
        "data": {"case": format!("k-{number:04}"), "category": "0101", "place": {"node": "130202001001001"}}
    });
    Command::from_json(value.to_string().as_bytes()).expect("a command")
}

fn loaded() -> Engine {
    let district = District::lunan(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the example district");
    let mut engine = Engine::new(district.ruleset().expect("the ruleset")).expect("an engine");
    engine.apply(&district.load_command().expect("a command"), district.loaded_at()).expect("the directory");
    engine
}

/// The cases of an entry in the order of its events, without repetition.
fn cases_of(entry: &Entry) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for record in entry.events().iter().filter(|record| matches!(record.event, Event::Case(_))) {
        if out.last() != Some(&record.key.to_string()) {
            out.push(record.key.to_string());
        }
    }
    out
}

#[test]
fn many_dues_of_one_instant_come_in_chunks_and_in_order() {
    let mut engine = loaded();
    let count = 700;
    // Reported in another order than that of their ids.
    for number in (0..count).map(|number| number * 37 % count) {
        engine.apply(&report(number), at("2026-02-13T10:00:00+08:00")).expect("taken");
    }
    let one = engine.clone();
    let entries = engine.advance(at("2026-02-14T17:30:01+08:00")).expect("due work");
    let (signed, raised): (Vec<&Entry>, Vec<&Entry>) =
        entries.iter().partition(|entry| entry.at() == at("2026-02-13T16:00:01+08:00"));
    assert!(signed.len() > 2 && raised.len() > 8, "{} and {}", signed.len(), raised.len());
    let expected: Vec<String> = (0..count).map(|number| format!("case/k-{number:04}")).collect();
    for (entries, fires_at) in [(&signed, "2026-02-13T16:00:01+08:00"), (&raised, "2026-02-14T17:30:01+08:00")] {
        let mut order = Vec::new();
        for entry in entries {
            assert_eq!(entry.at(), at(fires_at), "an entry holds one instant");
            assert_eq!(entry.cause(), &Cause::Due(at(fires_at)));
            assert!(entry.events().len() <= bounds::ENTRY_EVENTS);
            order.extend(cases_of(entry));
        }
        assert_eq!(order, expected, "each case once, by id");
    }
    // A host that looks at another instant, or asks for one entry at a time, writes the same journal.
    let mut other = one;
    let mut slowly = Vec::new();
    for hours in 0..40 {
        let tick = at("2026-02-13T10:00:00+08:00").plus(hours * 3_600).expect("an instant");
        while let Some(entry) = other.decide_due(tick.min(at("2026-02-14T17:30:01+08:00"))).expect("due work") {
            other.commit(&entry).expect("it follows");
            slowly.push(entry);
        }
    }
    assert_eq!(
        slowly.iter().map(Entry::to_json).collect::<Vec<_>>(),
        entries.iter().map(Entry::to_json).collect::<Vec<_>>()
    );
}

#[test]
fn a_breach_fires_once_and_not_before_its_second() {
    let mut engine = loaded();
    let Ok(Applied::New(_)) = engine.apply(&report(1), at("2026-02-13T10:00:00+08:00")) else { panic!("not taken") };
    assert_eq!(engine.next_firing(), Some(at("2026-02-13T16:00:01+08:00")));
    assert_eq!(engine.advance(at("2026-02-13T16:00:00+08:00")), Ok(Vec::new()), "at its due instant nothing is late");
    let first = engine.advance(at("2026-02-13T16:00:01+08:00")).expect("due work");
    assert_eq!(first.len(), 1);
    assert_eq!(engine.advance(at("2026-02-13T16:00:01+08:00")), Ok(Vec::new()), "once");
    let second = engine.advance(at("2026-02-14T17:30:01+08:00")).expect("due work");
    let breaches: Vec<_> = second
        .iter()
        .flat_map(Entry::events)
        .filter_map(|record| match &record.event {
            Event::Case(cases::Event::Breached(breached)) => Some((breached.clock, breached.due, breached.fired_at)),
            _ => None,
        })
        .collect();
    let (due, fired_at) = (at("2026-02-14T17:30:00+08:00"), at("2026-02-14T17:30:01+08:00"));
    assert_eq!(breaches, [(ClockName::Handle, due, fired_at)], "both instants are told");
}

/// Clocks that waited for a calendar are timed when one is adopted; dues that lie in the past by then fire at once, the
/// earliest due first, whatever their ids.
#[test]
fn dues_that_fire_together_come_by_their_due_instants() {
    let district = District::lunan(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the example district");
    let year = include_bytes!("vectors/fixtures/invented/2027.json");
    let mut document: serde_json::Value = serde_json::from_slice(&district.document).expect("JSON");
    document["id"] = json!("lunan-2027");
    document["examples"] = json!([]); // one of them says that 2027 is not covered
    document["calendars"]["office"]["year_files"] =
        json!(["holiday-cn/2025.json", "holiday-cn/2026.json", "2027.json"]);
    let mut parts = district.parts();
    parts.insert("2027.json", year);
    let longer = civigrid::Ruleset::compile(document.to_string().as_bytes(), &parts).expect("a longer calendar");
    let mut engine = loaded();
    engine.add_ruleset(longer.clone());
    // Two disputes, five working days each, of which some lie in 2027: the clocks wait.
    for (case, reported) in [("z", "2026-12-28T09:00:00+08:00"), ("a", "2026-12-29T09:00:00+08:00")] {
        let value = json!({
            "id": format!("r-{case}"), "actor": {"id": "r-130202001001001-1", "role": "resident"}, "type": "case.report",
            "data": {"case": case, "category": "02", "place": {"node": "130202001001001"}}
        });
        let command = Command::from_json(value.to_string().as_bytes()).expect("a command");
        engine.apply(&command, at(reported)).expect("taken");
    }
    let adopted_at = at("2027-02-01T09:00:00+08:00");
    engine.advance(adopted_at).expect("due work");
    assert_eq!(engine.next_firing(), None, "both wait");
    let value = json!({
        "id": "adopt", "actor": {"id": "host", "role": "host"}, "type": "ruleset.adopt",
        "data": {"fingerprint": longer.fingerprint().to_string()}
    });
    let adopt = Command::from_json(value.to_string().as_bytes()).expect("a command");
    let Ok(Applied::New(entries)) = engine.apply(&adopt, adopted_at) else { panic!("not adopted") };
    assert!(entries.iter().all(|entry| entry.at() == adopted_at), "all of it happens at the adoption");
    let mut fired = Vec::new();
    for record in entries.iter().flat_map(Entry::events) {
        if let Event::Case(cases::Event::Breached(breached)) = &record.event {
            assert_eq!(breached.fired_at, adopted_at);
            fired.push((record.key.to_string(), breached.due));
        }
    }
    fired.truncate(2);
    let keys: Vec<&str> = fired.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["case/z", "case/a"], "the earlier due comes first");
    assert!(fired[0].1 < fired[1].1 && fired[1].1 < adopted_at);
}

/// A host whose clock stepped back is not caught between a command that must wait and work that does not come.
#[test]
fn what_fires_at_the_last_instant_is_given_to_an_earlier_clock_too() {
    let district = District::lunan(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the example district");
    let mut engine = Engine::new(district.ruleset().expect("a ruleset")).expect("an engine");
    let load = district.load_command().expect("a command");
    let Ok(civigrid::Decision::New(entry)) = engine.decide(&load, district.loaded_at()) else { panic!("not taken") };
    engine.commit(&entry).expect("it follows");
    let earlier = district.loaded_at().plus(-3_600).expect("an instant");
    let report = json!({"id": "r-1", "actor": {"id": "r-130202001001001-1", "role": "resident"}, "type": "case.report",
        "data": {"case": "k-1", "category": "02", "place": {"node": "130202001001001"}}});
    let report = Command::from_json(report.to_string().as_bytes()).expect("a command");
    let refusal = engine.decide_clamped(&report, earlier).expect_err("the load is not carried out yet");
    assert_eq!(refusal.code(), Code::DeadlinesDue);
    let mut chunks = 0;
    while let Some(entry) = engine.decide_due(earlier).expect("due work") {
        assert_eq!(entry.at(), district.loaded_at());
        engine.commit(&entry).expect("it follows");
        chunks += 1;
    }
    assert!(chunks > 2, "{chunks}");
    assert!(engine.decide_clamped(&report, earlier).is_ok());
}
