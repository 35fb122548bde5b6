//! What could stop a jurisdiction, lose an entry or let a damaged store in: each with its own refusal.

use civigrid::cases::{self, ClockName, Status};
use civigrid::directory::Map;
use civigrid::rows::{self, GivenRows};
use civigrid::{
    Algorithm, Applied, Body, Code, Command, CommandData, CompileError, Decision, Engine, Entry, Instant, Key, Parts,
    Rejection, Row, Ruleset, Rulesets,
};
use serde_json::{Value, json};

// The small district of the documentation's examples.
mod setup {
    include!("../examples/doc/setup.rs");
    pub(crate) fn small() -> civigrid::Engine {
        engine()
    }
    pub(crate) fn one() -> civigrid::Command {
        report()
    }
}

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn compile(edit: impl Fn(&mut Value)) -> Result<Ruleset, CompileError> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/rulesets/lunan/");
    let read = |name: &str| std::fs::read(format!("{folder}{name}")).expect("a file of the example");
    let (a, b) = (read("holiday-cn/2025.json"), read("holiday-cn/2026.json"));
    let mut document: Value = serde_json::from_slice(&read("ruleset.json")).expect("JSON");
    document["hash"] = json!("none");
    document["examples"] = json!([]);
    edit(&mut document);
    let parts = Parts::from([("holiday-cn/2025.json", &a[..]), ("holiday-cn/2026.json", &b[..])]);
    Ruleset::compile(document.to_string().as_bytes(), &parts)
}

fn ask(id: &str, actor: (&str, &str), kind: &str, data: &Value) -> Command {
    let value = json!({"id": id, "actor": {"id": actor.0, "role": actor.1}, "type": kind, "data": data});
    Command::from_json(value.to_string().as_bytes()).expect("a command")
}

/// The load of the small district, changed.
fn load(edit: impl Fn(&mut Value)) -> Command {
    let engine = setup::small();
    let mut data = json!({"nodes": [], "units": [], "people": []});
    for (key, row) in engine.rows() {
        let whole: Value = serde_json::from_slice(&row.to_json(key)).expect("JSON");
        let (list, name) = match key {
            Key::Node(_) => ("nodes", "code"),
            Key::Unit(_) => ("units", "id"),
            Key::Person(_) => ("people", "id"),
            _ => continue,
        };
        let mut item = whole["body"].clone();
        item[name] = json!(key.to_string().split('/').nth(1));
        data[list].as_array_mut().expect("a list").push(item);
    }
    edit(&mut data);
    ask("load-1", ("host", "host"), "directory.load", &data)
}

fn loaded(ruleset: Ruleset) -> Engine {
    let mut engine = Engine::new(ruleset).expect("an engine");
    engine.apply(&load(|_| ()), at("2026-02-13T09:00:00+08:00")).expect("the directory");
    engine
}

fn taken(engine: &mut Engine, command: &Command, when: &str) -> Vec<Entry> {
    match engine.apply(command, at(when)) {
        Ok(Applied::New(entries)) => entries,
        other => panic!("not taken: {other:?}"),
    }
}

fn case<'e>(engine: &'e Engine, id: &str) -> &'e cases::Case {
    match engine.row(&Key::parse(&format!("case/{id}")).expect("a key")).map(|row| &row.body) {
        Some(Body::Case(case)) => case,
        other => panic!("no case: {other:?}"),
    }
}

const TEN: &str = "2026-02-13T10:00:00+08:00";
const CASE: &str = "2026-000123";

#[test]
fn where_nobody_answers_above_the_lead_goes_on_and_nothing_stops() {
    let mut engine = Engine::new(compile(|_| ()).expect("rules")).expect("an engine");
    let only_the_grid = load(|data| {
        for node in data["nodes"].as_array_mut().expect("nodes") {
            if node["level"] != "grid" {
                node.as_object_mut().expect("a node").remove("unit");
            }
        }
        data["units"].as_array_mut().expect("units").retain(|unit| unit["id"] == "u-g");
    });
    taken(&mut engine, &only_the_grid, "2026-02-13T09:00:00+08:00");
    taken(&mut engine, &setup::one(), TEN);
    engine.advance(at("2026-12-01T00:00:00+08:00")).expect("no firing is refused");
    let case = case(&engine, CASE);
    assert_eq!(case.lead.as_ref().map(civigrid::UnitId::as_str), Some("u-g"));
    assert_eq!(case.tier.as_ref().map(civigrid::Name::as_str), Some("street"), "it rose all the same");
    assert!(case.clocks.contains_key(&ClockName::Supervise), "and somebody watches");
}

#[test]
fn a_refused_command_gives_back_what_was_due() {
    let mut engine = setup::small();
    let mut journal = taken(&mut engine, &setup::one(), TEN);
    let before = engine.clone();
    // The window closed at 16:00: silence is committed, then the return is refused.
    let late = ask("c-2", ("w-1", "grid_worker"), "case.return", &json!({"case": CASE, "grounds": "not_ours"}));
    let refused = engine.apply(&late, at("2026-02-13T17:00:00+08:00")).expect_err("too late");
    assert_eq!(refused.code(), Code::ReturnWindowOver);
    assert_eq!(refused.entries.len(), 1);
    journal.extend(refused.entries.clone());
    let mut again = before;
    for entry in &refused.entries {
        again.commit(entry).expect("the host can persist them");
    }
    assert_eq!(again.digest(), engine.digest());
}

#[test]
fn a_command_made_by_hand_obeys_the_rules_of_one_that_is_read() {
    let report = setup::one();
    let made = |edit: &dyn Fn(&mut CommandData)| {
        let mut data = report.data().clone();
        edit(&mut data);
        Command::new(report.id().clone(), report.actor().clone(), None, data)
    };
    assert_eq!(made(&|_| ()), Ok(report.clone()));
    let nobody = made(&|data| {
        if let CommandData::Case(cases::Command::Report(report)) = data {
            report.people = 0;
        }
    });
    let refused = nobody.expect_err("from 1");
    assert_eq!((refused.code(), refused.pointer()), (Code::NumberRange, "/data/people"));
    let crowd = made(&|data| {
        let helper: civigrid::PersonId = "h".parse().expect("an id");
        let reply = cases::Reply { case: CASE.parse().expect("an id"), helpers: vec![helper; 17] };
        *data = CommandData::Case(cases::Command::Reply(reply));
    });
    assert_eq!(crowd.expect_err("at most 16").code(), Code::ListTooLong);
}

#[test]
fn reactions_cannot_refuse_their_cause() {
    let chinese =
        compile(|document| document["reactions"][0]["id"] = json!("助人")).expect_err("no part of an act key");
    assert_eq!(chinese.diagnostics[0].problem.code(), Code::IdSyntax);
    let many = |count: usize| {
        compile(|document| {
            let list: Vec<Value> = (0..count)
                .map(|index| {
                    let mut reaction = document["reactions"][0].clone();
                    reaction["id"] = json!(format!("R{index}"));
                    reaction
                })
                .collect();
            document["reactions"] = json!(list);
        })
    };
    assert!(many(4).is_err(), "one more than fits");
    // The most reactions for the most helpers still fit into the entry of the completion.
    let helpers: Vec<String> = (0..16).map(|index| format!("h-{index}")).collect();
    let mut engine = Engine::new(many(3).expect("rules")).expect("an engine");
    let crowd = load(|data| {
        let people = data["people"].as_array_mut().expect("people");
        people.extend(helpers.iter().map(|id| json!({"id": id, "home": "130202001001001"})));
        people.push(json!({"id": "k-1", "posts": [
            {"unit": "u-c", "role": "community_clerk", "from": "2026-01-01T00:00:00+08:00"}]}));
    });
    taken(&mut engine, &crowd, "2026-02-13T09:00:00+08:00");
    taken(&mut engine, &setup::one(), TEN);
    let (worker, clerk) = (("w-1", "grid_worker"), ("k-1", "community_clerk"));
    taken(&mut engine, &ask("s", worker, "case.sign", &json!({"case": CASE})), TEN);
    taken(&mut engine, &ask("y", worker, "case.reply", &json!({"case": CASE, "helpers": helpers})), TEN);
    taken(&mut engine, &ask("i", clerk, "case.inspect", &json!({"case": CASE, "passed": true})), TEN);
    taken(&mut engine, &ask("d", clerk, "case.complete", &json!({"case": CASE})), TEN);
    assert_eq!(case(&engine, CASE).status, Status::Completed);
    assert_eq!(engine.rows().filter(|(key, _)| matches!(key, Key::Act(_))).count(), 48);
}

#[test]
fn a_merge_must_be_allowed_on_both_cases() {
    let mut engine = Engine::new(compile(|_| ()).expect("rules")).expect("an engine");
    let two_streets = load(|data| {
        let push = |data: &mut Value, list: &str, item: Value| data[list].as_array_mut().expect("a list").push(item);
        push(
            data,
            "nodes",
            json!({"code": "130202002", "name": {"zh": "乙街道"}, "level": "street", "parent": "130202", "unit": "u-t"}),
        );
        push(data, "units", json!({"id": "u-t", "name": {"zh": "乙街道"}, "node": "130202002", "kind": "territory"}));
        push(
            data,
            "people",
            json!({"id": "n-1", "posts": [{"unit": "u-s", "role": "intake", "from": "2026-01-01T00:00:00+08:00"}]}),
        );
    });
    taken(&mut engine, &two_streets, "2026-02-13T09:00:00+08:00");
    taken(&mut engine, &setup::one(), TEN);
    // The clerk knows of the other street's case only because the report was theirs.
    let other = json!({"case": "k-2", "category": "0101", "place": {"node": "130202002"}});
    taken(&mut engine, &ask("c-2", ("n-1", "resident"), "case.report", &other), TEN);
    let merge = ask("m", ("n-1", "intake"), "case.merge", &json!({"case": CASE, "into": "k-2"}));
    assert_eq!(engine.decide(&merge, at(TEN)).expect_err("not theirs").code(), Code::AuthorityDenied);
}

fn new(engine: &Engine, command: &Command, when: &str) -> Entry {
    match engine.decide(command, at(when)) {
        Ok(Decision::New(entry)) => *entry,
        other => panic!("not decided: {other:?}"),
    }
}

fn changed(entry: &Entry, edit: impl Fn(&mut Value)) -> Entry {
    let mut value: Value = serde_json::from_slice(&entry.to_json()).expect("JSON");
    edit(&mut value);
    Entry::from_json(value.to_string().as_bytes()).expect("an entry")
}

#[test]
fn entries_that_would_leave_the_engine_stuck_are_refused() {
    let refused = |engine: &mut Engine, entry: &Entry| {
        let before = engine.digest();
        let refusal = engine.commit(entry).expect_err("it must be refused");
        assert_eq!(engine.digest(), before);
        refusal.code()
    };
    let mut empty = Engine::new(compile(|_| ()).expect("rules")).expect("an engine");
    let opened = new(&empty, &load(|_| ()), "2026-02-13T09:00:00+08:00");
    let past = changed(&opened, |entry| entry["events"][0]["data"]["at"] = json!("2020-02-14T09:00:00+08:00"));
    assert_eq!(refused(&mut empty, &past), Code::EntryTime, "work of another instant");
    let mut engine = loaded(compile(|_| ()).expect("rules"));
    taken(&mut engine, &setup::one(), TEN);
    let other = json!({"case": "k-2", "category": "0101", "place": {"node": "130202001001001"}});
    let next = new(&engine, &ask("c-2", ("p-1", "resident"), "case.report", &other), "2026-02-13T10:01:00+08:00");
    let far = changed(&next, |entry| entry["at"] = json!("2026-03-13T10:01:00+08:00"));
    assert_eq!(refused(&mut engine, &far), Code::EntryTime, "past a deadline that has not fired");
    let bare = changed(&next, |entry| drop(entry["events"].as_array_mut().expect("events").drain(1..)));
    assert_eq!(refused(&mut engine, &bare), Code::RowUnfit, "an open case that nobody leads");
    let due = engine.decide_due(at("2026-03-01T00:00:00+08:00")).expect("due").expect("an entry");
    let early = changed(&due, |entry| entry["cause"] = json!({"due": "2026-02-13T15:00:00+08:00"}));
    assert_eq!(refused(&mut engine, &early), Code::EntryTime, "a due that is another instant's");
    engine.commit(&due).expect("the true one follows");

    // A ruleset that was not given is not put into force by an entry either.
    let (a, b) = (compile(|_| ()).expect("rules"), compile(|document| document["id"] = json!("other")).expect("rules"));
    let mut both = Engine::new(Rulesets::from(a.clone()).with(b.clone())).expect("an engine");
    let mut journal = taken(&mut both, &load(|_| ()), "2026-02-13T09:00:00+08:00");
    let adopt = ask("ad", ("host", "host"), "ruleset.adopt", &json!({"fingerprint": b.fingerprint().to_string()}));
    journal.extend(taken(&mut both, &adopt, TEN));
    let last = journal.pop().expect("the adoption");
    let mut one = Engine::replay(a, &journal).expect("the journal before it");
    assert_eq!(refused(&mut one, &last), Code::RulesetUnknown);
}

/// A snapshot with other lines and a digest that fits them.
fn forged(engine: &Engine, edit: impl Fn(&mut Vec<String>)) -> Vec<u8> {
    let text = String::from_utf8(engine.snapshot()).expect("text");
    let mut lines: Vec<String> = text.lines().map(String::from).collect();
    lines.pop();
    edit(&mut lines);
    let rows = format!("\"rows\":{}}}", lines.len() - 1);
    let end = lines[0].find("\"rows\":").expect("a header");
    lines[0].replace_range(end.., &rows);
    let body = lines.join("\n") + "\n";
    format!("{body}{{\"digest\":\"{}\"}}\n", Algorithm::Sha256.digest(body.as_bytes())).into_bytes()
}

#[test]
fn snapshots_that_would_leave_the_engine_stuck_are_refused() {
    let ruleset = compile(|_| ()).expect("rules");
    let mut engine = loaded(ruleset.clone());
    taken(&mut engine, &setup::one(), TEN);
    let restored = |bytes: &[u8]| Engine::restore(ruleset.clone(), bytes);
    assert!(restored(&forged(&engine, |_| ())).is_ok(), "the forger's digest is taken");
    let later = forged(&engine, |lines| lines[0] = lines[0].replace("2026-02-13T10:00:00", "2026-03-13T10:00:00"));
    assert!(restored(&later).is_err(), "deadlines behind the last entry");
    let unwatched = forged(&engine, |lines| {
        let line = lines.iter_mut().find(|line| line.starts_with("{\"key\":\"case/")).expect("the case");
        let mut row: Value = serde_json::from_str(line).expect("JSON");
        row["body"]["clocks"] = json!({});
        row.as_object_mut().expect("a row").remove("next_firing");
        *line = row.to_string();
    });
    assert_eq!(restored(&unwatched).map(drop).map_err(|fault| fault.code()), Err(Code::RowUnfit));
    // With the clock for signing alone, the case would be without one as soon as somebody signs, and the entry that says
    // so could be persisted but never committed. Without it, nobody would ever have to sign.
    for (clock, next) in [("handle", Some("2026-02-13T16:00:01+08:00")), ("sign", Some("2026-02-14T17:30:01+08:00"))] {
        let bare = forged(&engine, |lines| {
            let line = lines.iter_mut().find(|line| line.starts_with("{\"key\":\"case/")).expect("the case");
            let mut row: Value = serde_json::from_str(line).expect("JSON");
            assert!(row["body"]["clocks"].as_object_mut().expect("clocks").remove(clock).is_some());
            row["next_firing"] = json!(next);
            *line = row.to_string();
        });
        assert_eq!(restored(&bare).map(drop).map_err(|fault| fault.code()), Err(Code::RowUnfit), "without {clock}");
    }
    // Two bulk commands at once cannot come about; they are carried out all the same, and nothing goes on for ever.
    let works = forged(&engine, |lines| {
        for (id, when) in [("a", "2026-02-13T12:00:00+08:00"), ("b", "2026-02-14T12:00:00+08:00")] {
            let body = format!("{{\"kind\":\"timing\",\"seq\":1,\"at\":\"{when}\",\"done\":0}}");
            lines.push(format!("{{\"key\":\"work/{id}\",\"version\":1,\"next_firing\":\"{when}\",\"body\":{body}}}"));
        }
    });
    let mut two = restored(&works).expect("rows that fit");
    two.advance(at("2026-02-15T00:00:00+08:00")).expect("both end");
    assert!(two.rows().all(|(key, _)| !matches!(key, Key::Work(_))));
}

/// Looks up what is needed in an engine's rows, and decides.
fn by_rows(
    engine: &Engine,
    rulesets: &Rulesets,
    command: &Command,
    when: Instant,
) -> Result<rows::RowDecision, Rejection> {
    let mut given = GivenRows::new(engine.map().clone());
    loop {
        let keys = rows::needs(rulesets, &given, command, when)?;
        if keys.is_empty() {
            return rows::decide(rulesets, &given, command, when);
        }
        for key in keys {
            let row = engine.row(&key).cloned();
            given.give(key, row);
        }
    }
}

#[test]
fn rows_keep_time_and_tell_strangers_nothing() {
    let ruleset = compile(|_| ()).expect("rules");
    let rulesets = Rulesets::from(ruleset.clone());
    let mut engine = loaded(ruleset);
    taken(&mut engine, &setup::one(), TEN);
    let reopen =
        |case: &str| ask("x", ("p-9", "resident"), "case.reopen", &json!({"case": case, "grounds": "came_back"}));
    let late = at("2026-02-20T10:00:00+08:00");
    let told = |case: &str| by_rows(&engine, &rulesets, &reopen(case), late);
    assert_eq!(told(CASE), told("never-heard-of"), "a foreign case that is overdue looks like an absent one");
    engine.advance(at("2026-02-13T16:00:01+08:00")).expect("silence");
    let reply = ask("y", ("w-1", "grid_worker"), "case.reply", &json!({"case": CASE}));
    let early = by_rows(&engine, &rulesets, &reply, at("2026-02-13T15:00:00+08:00")).expect_err("before the silence");
    assert_eq!(early.code(), Code::TimeRegressed);
    // A row of another kind is not the absence of the one that is asked for.
    let mut given = GivenRows::new(Map::new());
    let unit: Option<Row> = engine.row(&Key::parse("unit/u-g").expect("a key")).cloned();
    for key in ["rules/current", "command/c-1", "person/p-1"] {
        given.give(Key::parse(key).expect("a key"), None);
    }
    given.give(Key::parse(&format!("case/{CASE}")).expect("a key"), unit);
    let node = engine.row(&Key::parse("node/130202001001001").expect("a key")).cloned();
    given.give(Key::parse("node/130202001001001").expect("a key"), node);
    let refusal = rows::decide(&rulesets, &given, &setup::one(), at(TEN)).expect_err("a unit under a case's key");
    assert_eq!(refusal.code(), Code::RowUnfit);
}

#[test]
fn settings_that_would_be_ignored_are_refused() {
    for (place, value) in [("counts_from", json!("occurred")), ("on_breach", json!("escalate"))] {
        let problems =
            compile(|document| document["limits"]["sign"][place] = value.clone()).expect_err("it has no effect");
        let found: Vec<&str> = problems.diagnostics.iter().map(|found| found.problem.pointer()).collect();
        assert_eq!(found, ["/cases/return/window"], "{place}");
    }
    let long = "长".repeat(18); // 54 bytes: with `completed_at.` before it, too long for a name
    let problems = compile(|document| {
        document["tiers"][0]["id"] = json!(long);
        document["severities"]["小"] = json!(long);
        document["indicators"] = json!([]);
    });
    let problems = problems.expect_err("its figure could not be kept");
    assert_eq!(problems.diagnostics[0].problem.code(), Code::NameSyntax);
}

#[test]
fn what_could_never_work_does_not_compile() {
    for (place, value) in [
        ("/cases/triage/rules", json!([])),
        ("/indicators/0/numerator", json!([])),
        ("/indicators/0/denominator", json!([])),
        ("/remember_ids", json!("0d")),
    ] {
        let problems = compile(|document| *document.pointer_mut(place).expect("a place") = value.clone());
        let problems = problems.expect_err(place).diagnostics;
        let found: Vec<(Code, &str)> =
            problems.iter().map(|found| (found.problem.code(), found.problem.pointer())).collect();
        assert_eq!(found, [(Code::BadValue, place)]);
    }
}
