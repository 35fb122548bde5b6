//! The district's published figures out of the engine's own counting: 1,711 matters collected, 1,512 completed, 199
//! open, 88.37 %. The input also holds refused, void, merged, reopened and twice completed cases, so that counting
//! reports or completions gives something else.

use civigrid::cases;
use civigrid::{AnswerData, Applied, Engine, Event, Query, View};
use civigrid_simulator::{District, Plan, Script};
use std::path::Path;

struct Played {
    engine: Engine,
    reports: usize,
    completions: usize,
}

fn play() -> Played {
    let district = District::lunan(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the example district");
    let mut engine = Engine::new(district.ruleset().expect("the ruleset")).expect("an engine");
    engine.apply(&district.load_command().expect("a command"), district.loaded_at()).expect("the directory");
    let mut script = Script::new(district, &Plan::figures(), 1);
    let (mut reports, mut completions) = (0, 0);
    while let Some(at) = script.next_at() {
        engine.advance(at).expect("due work");
        let Some(command) = script.step(&engine) else { continue };
        let Ok(Applied::New(entries)) = engine.apply(&command, at) else { continue };
        for record in entries.iter().flat_map(civigrid::Entry::events) {
            reports += usize::from(matches!(record.event, Event::Case(cases::Event::Reported(_))));
            completions += usize::from(matches!(record.event, Event::Case(cases::Event::Completed(_))));
        }
    }
    Played { engine, reports, completions }
}

fn figures(engine: &Engine) -> (i64, i64, i64, Option<String>) {
    let ask = |query: &str| {
        let query = Query::from_json(query.as_bytes()).expect("a query");
        let at = engine.last_at().expect("an entry");
        engine.query(&query, &View::of("130202").expect("a view"), at).expect("an answer").data
    };
    let AnswerData::IndicatorCounts(counts) = ask(r#"{"type":"indicators.counts","data":{}}"#) else {
        panic!("another answer")
    };
    let value = ask(r#"{"type":"indicators.value","data":{"indicator":"completion_rate"}}"#);
    let AnswerData::IndicatorValue(value) = value else { panic!("another answer") };
    let count = |name: &str| counts.counts.get(name).copied().unwrap_or(0);
    (counts.collected, count("completed"), count("open"), value.value.map(|value| value.to_string()))
}

#[test]
fn the_engine_counts_the_published_figures() {
    let mut played = play();
    let (collected, completed, open, rate) = figures(&played.engine);
    assert_eq!((collected, completed, open), (1711, 1512, 199));
    assert_eq!(rate.as_deref(), Some("88.37"));

    // The two ways of counting that are wrong, and what they give.
    assert_eq!(played.reports, 1711 + 23 + 17 + 41, "reports: with refused, void and merged ones");
    assert_eq!(played.completions, 1512 + 37 + 12, "completions: with those of cases that were reopened");

    // One more report, and it is one more.
    let report = r#"{"id":"one-more","actor":{"id":"r-130202001001001-1","role":"resident"},"type":"case.report",
        "data":{"case":"one-more","category":"02","place":{"node":"130202001001001"}}}"#;
    let command = civigrid::Command::from_json(report.as_bytes()).expect("a command");
    let at = played.engine.last_at().expect("an entry");
    played.engine.apply(&command, at).expect("the report is taken");
    let (collected, completed, open, rate) = figures(&played.engine);
    assert_eq!((collected, completed, open), (1712, 1512, 200));
    // 1512 / 1712 = 0.88317...
    assert_eq!(rate.as_deref(), Some("88.32"));
}
