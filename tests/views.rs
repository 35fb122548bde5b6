//! Isolation inside a jurisdiction: answers in a view do not depend on commands outside it, and show nothing of it.
//! Two streets are played together, and each alone, at the same instants; the answers must be the same bytes.

use civigrid::{Applied, Command, Engine, Instant, Key, Query, Ruleset, View, wire};
use civigrid_simulator::{District, Rng};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

const STREETS: [&str; 2] = ["130202001", "130202102"];

fn command(id: &str, actor: (&str, &str), kind: &str, data: &Value) -> Command {
    let value = json!({"id": id, "actor": {"id": actor.0, "role": actor.1}, "type": kind, "data": data});
    Command::from_json(value.to_string().as_bytes()).expect("a command")
}

/// What happens in one street: reports, signatures, replies with helpers, claims; silence and breaches in between.
fn story(district: &District, street: &str, seed: u64) -> Vec<(Instant, Command)> {
    let mut rng = Rng::new(seed);
    let grids: Vec<&str> =
        district.grids.iter().map(|grid| grid.code.as_str()).filter(|c| c.starts_with(street)).collect();
    let mut at: Instant = "2026-02-02T08:00:00+08:00".parse().expect("an instant");
    let mut out = Vec::new();
    for number in 0..40 {
        let grid = *rng.pick(&grids);
        let case = format!("{street}-{number}");
        let mut say = |rng: &mut Rng, actor: (&str, &str), kind: &str, data: &Value| {
            at = at.plus(rng.between(600, 40_000)).expect("an instant");
            out.push((at, command(&format!("{case}-{kind}-{}", at.seconds()), actor, kind, data)));
        };
        let resident = format!("r-{grid}-1");
        let category = *rng.pick(&["0101", "0102", "02", "03"]);
        let place = json!({"case": case, "category": category, "place": {"node": grid}});
        say(&mut rng, (&resident, "resident"), "case.report", &place);
        let worker = format!("p-g-{grid}");
        say(&mut rng, (&worker, "grid_worker"), "case.sign", &json!({"case": case}));
        let helpers = json!({"case": case, "helpers": [format!("r-{}-2", rng.pick(&grids))]});
        say(&mut rng, (&worker, "grid_worker"), "case.reply", &helpers);
        let clerk = format!("p-c-{}", &grid[..12]);
        let passed = rng.chance(80);
        say(&mut rng, (&clerk, "community_clerk"), "case.inspect", &json!({"case": case, "passed": passed}));
        say(&mut rng, (&clerk, "community_clerk"), "case.complete", &json!({"case": case}));
        let claim = json!({"account": resident, "act": "patrol", "hours": "2"});
        say(&mut rng, (&clerk, "community_clerk"), "points.claim", &claim);
    }
    out
}

fn loaded(ruleset: &Ruleset, district: &District) -> Engine {
    let mut engine = Engine::new(ruleset.clone()).expect("an engine");
    engine.apply(&district.load_command().expect("a command"), district.loaded_at()).expect("the directory");
    engine
}

fn queries(street: &str) -> Vec<Value> {
    let mut all = vec![
        json!({"type": "indicators.counts", "data": {}}),
        json!({"type": "indicators.value", "data": {"indicator": "completion_rate"}}),
        json!({"type": "points.board", "data": {"period": "all", "top": 1000}}),
        json!({"type": "cases.waiting", "data": {}}),
        json!({"type": "directory.node", "data": {"node": street}}),
    ];
    for number in 0..40 {
        for kind in ["case.get", "case.explain"] {
            all.push(json!({"type": kind, "data": {"case": format!("{street}-{number}")}}));
        }
    }
    all
}

/// What a view answers to all questions about a street.
fn answers(engine: &Engine, street: &str, view: &str, at: Instant) -> Vec<String> {
    let ask = |query: &Value| match wire::query(engine, query.to_string().as_bytes(), view, at) {
        Ok(bytes) | Err(bytes) => String::from_utf8(bytes).expect("text"),
    };
    queries(street).iter().map(ask).collect()
}

#[test]
fn answers_in_a_view_do_not_depend_on_what_lies_outside() {
    let district = District::lunan(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the example district");
    let ruleset = district.ruleset().expect("the ruleset");
    let mut hidden = 0;
    for seed in 1..=4 {
        let stories = STREETS.map(|street| story(&district, street, seed * 7 + street.len() as u64));
        let mut together: BTreeMap<Instant, Vec<&Command>> = BTreeMap::new();
        for (at, command) in stories.iter().flatten() {
            together.entry(*at).or_default().push(command);
        }
        let mut mixed = loaded(&ruleset, &district);
        let mut taken = 0;
        for (at, commands) in &together {
            for command in commands {
                taken += usize::from(matches!(mixed.apply(command, *at), Ok(Applied::New(_))));
            }
        }
        assert!(taken > 100, "only {taken} commands were taken");
        for (street, story) in STREETS.iter().zip(&stories) {
            let mut alone = loaded(&ruleset, &district);
            for (at, command) in story {
                // Refused commands are part of it: the refusals must be the same ones, which the state shows.
                let _ = alone.apply(command, *at);
            }
            // Also at an instant at which dues wait that have not been carried out.
            for days in [0, 30] {
                let last = mixed.last_at().max(alone.last_at()).expect("entries");
                let at = last.plus(days * 86_400).expect("an instant");
                alone.advance(last).expect("due work");
                let mut other = mixed.clone();
                other.advance(last).expect("due work");
                let (ours, theirs) = (answers(&alone, street, street, at), answers(&other, street, street, at));
                assert_eq!(ours, theirs, "seed {seed}, street {street}");
                for answer in &theirs {
                    check_ids(answer, street);
                }
                // In a community's view a case that rose to the street is led by somebody outside.
                let community = format!("{street}{}", if *street == STREETS[0] { "001" } else { "232" });
                let (ours, theirs) = (answers(&alone, street, &community, at), answers(&other, street, &community, at));
                assert_eq!(ours, theirs, "seed {seed}, community {community}");
                for answer in &theirs {
                    check_ids(answer, &community);
                }
                hidden += theirs.iter().filter(|answer| answer.contains("\"lead\":null")).count();
            }
        }
    }
    assert!(hidden > 0, "no case was led by somebody outside a view: the test shows nothing");
}

/// No unit, node or account of another street in an answer.
fn check_ids(answer: &str, street: &str) {
    for word in answer.split('"') {
        let code = word.trim_start_matches("u-").trim_start_matches("r-");
        // Ids of cases begin with a street's code as well; the questions name them.
        if code.starts_with("130202") && !answer.contains(&format!("\"case\":\"{code}\"")) {
            assert!(code.starts_with(street), "{word} lies outside {street}: {answer}");
        }
    }
}

#[test]
fn dues_are_pending_only_where_they_are() {
    let district = District::lunan(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the example district");
    let mut engine = loaded(&district.ruleset().expect("the ruleset"), &district);
    let data = json!({"case": "only-one", "category": "02", "place": {"node": "130202001001001"}});
    let report = command("r-1", ("r-130202001001001-1", "resident"), "case.report", &data);
    let at = "2026-02-13T10:00:00+08:00".parse().expect("an instant");
    engine.apply(&report, at).expect("taken");
    let query = Query::from_json(br#"{"type":"indicators.counts","data":{}}"#).expect("a query");
    let pending = |view: &str, at: &str| {
        let view = View::of(view).expect("a view");
        engine.query(&query, &view, at.parse().expect("an instant")).expect("an answer").dues_pending
    };
    // The return window of four working hours ends at 16:00: that instant is on time, the next second is not.
    for view in ["130202", "130202001", "130202001001"] {
        assert!(!pending(view, "2026-02-13T16:00:00+08:00"), "{view}");
        assert!(pending(view, "2026-02-13T16:00:01+08:00"), "{view}");
    }
    for view in ["130202102", "130202001002"] {
        assert!(!pending(view, "2026-03-13T16:00:01+08:00"), "{view}");
    }
}

#[test]
fn absent_and_foreign_look_the_same() {
    let district = District::lunan(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the example district");
    let ruleset = district.ruleset().expect("the ruleset");
    let mut engine = loaded(&ruleset, &district);
    for (at, command) in story(&district, STREETS[0], 5) {
        let _ = engine.apply(&command, at);
    }
    let at = engine.last_at().expect("entries");
    let view = View::of(STREETS[1]).expect("a view");
    for kind in ["case.get", "case.explain"] {
        let ask = |case: &str| {
            let query = json!({"type": kind, "data": {"case": case}}).to_string();
            engine.query(&Query::from_json(query.as_bytes()).expect("a query"), &view, at)
        };
        assert!(engine.row(&Key::parse("case/130202001-0").expect("a key")).is_some());
        let (foreign, absent) = (ask("130202001-0"), ask("never-heard-of"));
        assert_eq!(foreign, absent);
        assert!(foreign.is_err());
    }
    // A clerk of the other street is told the same of a case of this one as of one that does not exist.
    let ask = |case: &str| {
        let sign = command("x-1", ("p-s-130202102", "street_clerk"), "case.sign", &json!({"case": case}));
        engine.decide(&sign, at)
    };
    assert_eq!(ask("130202001-0"), ask("never-heard-of"));
}
