//! The simulator's random city against the invariants: many commands, most of what can go wrong, one seed that is fixed
//! and one that is new. A failure prints its seed; `CIVIGRID_SEED=N` plays it again.

#[path = "simulation/invariants.rs"]
mod invariants;
#[path = "simulation/row_host.rs"]
mod row_host;

use civigrid::{Decision, Engine, Entry, Instant, Ruleset, Stage};
use civigrid_simulator::{City, District, Rng, Step};
use invariants::Watch;
use std::path::Path;

/// Commands of one long run: 200,000 in release, as many as a debug build bears otherwise.
const LONG: usize = if cfg!(debug_assertions) { 3_000 } else { 200_000 };
const SHORT: usize = if cfg!(debug_assertions) { 800 } else { 20_000 };

fn district() -> District {
    District::lunan(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the example district")
}

fn start() -> Instant {
    "2026-01-05T08:00:00+08:00".parse().expect("an instant")
}

/// The fixed seed and a new one.
fn seeds() -> Vec<u64> {
    if let Ok(text) = std::env::var("CIVIGRID_SEED") {
        return vec![text.parse().expect("CIVIGRID_SEED is a number")];
    }
    let new = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |since| since.as_secs());
    println!("seeds 1 and {new}");
    vec![1, new]
}

fn loaded(ruleset: &Ruleset, district: &District) -> (Engine, Vec<Entry>) {
    let mut engine = Engine::new(ruleset.clone()).expect("an engine");
    let load = district.load_command().expect("a command");
    match engine.apply(&load, district.loaded_at()) {
        Ok(civigrid::Applied::New(entries)) => (engine, entries),
        other => panic!("the directory was not loaded: {other:?}"),
    }
}

/// Carries out what is due, then decides and commits a command; the entries, and the refusal if there was one.
fn play(engine: &mut Engine, step: &Step, watch: &mut Watch) -> (Vec<Entry>, Option<civigrid::Rejection>) {
    let mut entries = Vec::new();
    let take = |engine: &mut Engine, entry: Entry, entries: &mut Vec<Entry>, watch: &mut Watch| {
        // Half of the entries go through their bytes, as a store gives them back.
        let entry = if entry.seq().is_multiple_of(2) {
            let bytes = entry.to_json();
            let decoded = Entry::from_json(&bytes).expect("an entry reads its own bytes");
            assert_eq!(decoded.to_json(), bytes, "encode(decode(x)) = x");
            decoded
        } else {
            entry
        };
        engine.commit(&entry).unwrap_or_else(|fault| panic!("entry {} does not fit: {fault:?}", entry.seq()));
        watch.entry(engine, &entry);
        entries.push(entry);
    };
    if engine.last_at().is_none_or(|last| step.at >= last) {
        while let Some(entry) = engine.decide_due(step.at).expect("due work is decided") {
            take(engine, entry, &mut entries, watch);
        }
    }
    match engine.decide(&step.command, step.at) {
        Ok(Decision::New(entry)) => take(engine, *entry, &mut entries, watch),
        Ok(Decision::Repeat { seq }) => assert!((1..=engine.seq()).contains(&seq), "a repeat names an entry"),
        Err(refusal) => {
            // A refusal is for whoever asks. That the state itself is at fault must never come about.
            assert_ne!(refusal.code().stage(), Stage::Fault, "{:?}: {refusal:?}", step.command);
            return (entries, Some(refusal));
        }
    }
    (entries, None)
}

#[test]
fn invariants_hold() {
    let district = district();
    let ruleset = district.ruleset().expect("the example ruleset");
    for seed in seeds() {
        println!("CIVIGRID_SEED={seed}");
        let (mut engine, mut journal) = loaded(&ruleset, &district);
        let mut watch = Watch::new(&engine, &journal);
        let mut city = City::new(district.clone(), seed, start(), 900);
        let mut refused = 0_usize;
        for number in 1..=LONG {
            let step = city.step(&engine);
            let (entries, refusal) = play(&mut engine, &step, &mut watch);
            refused += usize::from(refusal.is_some());
            journal.extend(entries);
            if number.is_multiple_of(LONG / 10) {
                watch.everything(&engine);
            }
        }
        watch.everything(&engine);
        println!("{LONG} commands, {refused} refused, {} entries", journal.len());
        assert!(refused > LONG / 50, "the city must try what is not allowed");
        // Replay = live, although commands were refused in between; and the snapshot is the state.
        let replayed = Engine::replay(ruleset.clone(), &journal).expect("the journal replays");
        assert_eq!(replayed.digest(), engine.digest(), "replay(journal) = live");
        assert_eq!(replayed.head(), engine.head());
    }
}

#[test]
fn a_refused_command_changes_nothing() {
    let district = district();
    let ruleset = district.ruleset_hashed("sha-256").expect("the example ruleset");
    let (mut engine, _) = loaded(&ruleset, &district);
    let mut city = City::new(district, 7, start(), 900);
    let mut seen = 0;
    while seen < 60 {
        let step = city.step(&engine);
        let at = engine.last_at().map_or(step.at, |last| last.max(step.at));
        engine.advance(at).expect("due work");
        let before = (engine.snapshot(), engine.seq(), engine.head(), engine.next_firing());
        match engine.decide(&step.command, step.at) {
            Ok(_) => {
                play(&mut engine, &step, &mut Watch::blind());
            }
            Err(refusal) => {
                // The loop that applies must not leave a trace either.
                let refused = engine.apply(&step.command, step.at).expect_err("it is refused again");
                assert_eq!((refused.entries.len(), refused.rejection), (0, refusal));
                let after = (engine.snapshot(), engine.seq(), engine.head(), engine.next_firing());
                assert!(before == after, "a refused command changed the state");
                seen += 1;
            }
        }
    }
    Watch::blind().everything_but_history(&engine);
}

#[test]
fn ticks_do_not_matter() {
    let district = district();
    let ruleset = district.ruleset().expect("the example ruleset");
    for seed in seeds() {
        println!("CIVIGRID_SEED={seed}");
        let (mut straight, _) = loaded(&ruleset, &district);
        let (mut ticked, _) = loaded(&ruleset, &district);
        let mut city = City::new(district.clone(), seed, start(), 7_200);
        let mut rng = Rng::new(seed ^ 1);
        for _ in 0..SHORT / 2 {
            let step = city.step(&straight);
            let last = ticked.last_at().unwrap_or(step.at);
            for _ in 0..rng.below(4) {
                let span = step.at.seconds() - last.seconds();
                if span > 0 {
                    let tick = last.plus(rng.between(0, span)).expect("an instant");
                    ticked.advance(tick).expect("due work");
                }
            }
            play(&mut straight, &step, &mut Watch::blind());
            play(&mut ticked, &step, &mut Watch::blind());
            assert_eq!(straight.head(), ticked.head(), "how often a host looks changed the journal");
        }
        assert_eq!(straight.digest(), ticked.digest());
        // advance(a), advance(b) = advance(b)
        let b = straight.last_at().and_then(|at| at.plus(40 * 86_400)).expect("an instant");
        let a = straight.last_at().and_then(|at| at.plus(11 * 86_400)).expect("an instant");
        straight.advance(b).expect("due work");
        ticked.advance(a).expect("due work");
        ticked.advance(b).expect("due work");
        assert_eq!(straight.digest(), ticked.digest(), "advance(a) then advance(b) = advance(b)");
    }
}

#[test]
fn a_snapshot_goes_on_as_the_live_engine_does() {
    let district = district();
    let ruleset = district.ruleset().expect("the example ruleset");
    for seed in seeds() {
        println!("CIVIGRID_SEED={seed}");
        let (mut live, _) = loaded(&ruleset, &district);
        let mut city = City::new(district.clone(), seed, start(), 1_800);
        let mut restored = live.clone();
        for number in 0..SHORT / 2 {
            if number % (SHORT / 20) == 0 {
                let bytes = live.snapshot();
                restored = Engine::restore(ruleset.clone(), &bytes).expect("the snapshot restores");
                assert_eq!(restored.snapshot(), bytes, "restore(snapshot) = live");
            }
            let step = city.step(&live);
            let (ours, refusal) = play(&mut live, &step, &mut Watch::blind());
            let (theirs, other) = play(&mut restored, &step, &mut Watch::blind());
            assert_eq!(refusal, other);
            let bytes = |entries: &[Entry]| entries.iter().map(Entry::to_json).collect::<Vec<_>>();
            assert_eq!(bytes(&ours), bytes(&theirs), "the restored engine went another way");
        }
        assert_eq!(live.digest(), restored.digest());
    }
}

#[test]
fn rows_decide_as_the_engine_does() {
    let district = district();
    let ruleset = district.ruleset().expect("the example ruleset");
    let (mut engine, journal) = loaded(&ruleset, &district);
    let mut host = row_host::RowHost::new(ruleset, &engine);
    assert!(!journal.is_empty());
    let mut city = City::new(district, 3, start(), 3_600);
    for _ in 0..SHORT / 4 {
        let step = city.step(&engine);
        let (entries, refusal) = play(&mut engine, &step, &mut Watch::blind());
        host.follow(&step, &entries, refusal.as_ref());
    }
    host.compare(&engine);
}
