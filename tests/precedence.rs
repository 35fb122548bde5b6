//! The table of refusals: stable numbers and names, whole sentences, and the order in which a command is judged: shape,
//! repeat, time, due, visibility, authority, state, rule.

use std::collections::BTreeSet;

use civigrid::wire::{self, Replies};
use civigrid::{Code, Engine, Instant, Rejection, Stage};
use civigrid_conformance::fixture;
use serde_json::{Value, json};

/// Every code that a command, a query or an entry can meet. A number or name is never changed nor used again: rows are
/// only added.
const TABLE: &[(u16, &str)] = &[
    (1001, "json.too_large"),
    (1002, "json.utf8"),
    (1003, "json.syntax"),
    (1004, "json.depth"),
    (1005, "json.duplicate"),
    (1006, "json.name_too_long"),
    (1011, "json.missing_field"),
    (1012, "json.unknown_field"),
    (1013, "json.wrong_type"),
    (1014, "json.unknown_type"),
    (1021, "id.syntax"),
    (1022, "act_key.syntax"),
    (1023, "code.syntax"),
    (1024, "name.syntax"),
    (1025, "key.syntax"),
    (1026, "text.syntax"),
    (1027, "decimal.syntax"),
    (1028, "instant.syntax"),
    (1029, "date.syntax"),
    (1030, "digest.syntax"),
    (1031, "position.range"),
    (1032, "number.range"),
    (1033, "list.too_long"),
    (1034, "value.not_supported"),
    (1035, "place.syntax"),
    (1036, "table.fact"),
    (1037, "table.unknown_fact"),
    (2001, "command.changed"),
    (3001, "time_regressed"),
    (3002, "occurred_later"),
    (3003, "occurred_too_early"),
    (4001, "deadlines_due"),
    (5001, "case.not_found"),
    (5002, "node.not_found"),
    (5003, "person.not_found"),
    (5004, "unit.not_found"),
    (5005, "view.not_found"),
    (5006, "indicator.not_found"),
    (5007, "table.not_found"),
    (6001, "authority.denied"),
    (6002, "authority.post_not_held"),
    (7001, "case.id_taken"),
    (7002, "case.wrong_status"),
    (7003, "case.return_window_over"),
    (7004, "case.merge_with_itself"),
    (7005, "case.merge_target_ended"),
    (7011, "directory.exists"),
    (7012, "directory.post_held"),
    (7013, "directory.post_absent"),
    (7021, "points.act_counted"),
    (7031, "ruleset.in_force"),
    (8001, "case.category_unknown"),
    (8002, "case.no_triage_rule"),
    (8003, "table.clash"),
    (8004, "case.no_owner"),
    (8005, "case.grounds_unknown"),
    (8006, "case.return_designated"),
    (8007, "case.return_nowhere"),
    (8009, "case.stage_off"),
    (8011, "directory.dangling"),
    (8012, "directory.level_order"),
    (8013, "directory.boundary"),
    (8014, "directory.duplicate"),
    (8015, "directory.level_unknown"),
    (8016, "directory.root"),
    (8017, "directory.role_unknown"),
    (8021, "points.no_award_rule"),
    (8022, "points.overflow"),
    (8023, "points.not_positive"),
    (8031, "ruleset.not_given"),
    (8032, "ruleset.other_jurisdiction"),
    (8033, "ruleset.not_in_force_yet"),
    (8034, "ruleset.other_levels"),
    (8041, "count.overflow"),
    (8042, "limit.out_of_range"),
    (8043, "calendar_not_covered"),
];

/// The stages in the order in which they are judged.
const STAGES: [Stage; 8] = [
    Stage::Shape,
    Stage::Repeat,
    Stage::Time,
    Stage::Due,
    Stage::Visibility,
    Stage::Authority,
    Stage::State,
    Stage::Rule,
];

/// Pairs of codes of two stages that cannot hold together, though their stages can.
const APART: [(Code, Code, &str); 4] = [
    (
        Code::TimeRegressed,
        Code::DeadlinesDue,
        "an entry is only decided once nothing fires at or before it, and no clock fires before the entry that set it: \
         what lies before the last entry has nothing due",
    ),
    (Code::RulesetInForce, Code::RulesetNotGiven, "a ruleset in force was given"),
    (Code::RulesetInForce, Code::JurisdictionChanged, "a ruleset in force is of the engine's own jurisdiction"),
    (Code::MergeWithItself, Code::CountOverflow, "merging a case with itself adds no caller"),
];

#[test]
fn numbers_names_and_stages_never_change() {
    let judged = |code: &&Code| STAGES.contains(&code.stage());
    let found: Vec<(u16, &str)> = Code::ALL.iter().filter(judged).map(|code| (code.number(), code.name())).collect();
    assert_eq!(found, TABLE);
    assert!(STAGES.is_sorted(), "the stages are ordered as they are judged");
    assert!(APART.iter().all(|(earlier, later, reason)| earlier.stage() < later.stage() && !reason.is_empty()));
    let numbers: Vec<u16> = Code::ALL.iter().map(|code| code.number()).collect();
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "numbers rise and occur once");
    let names: BTreeSet<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(names.len(), Code::ALL.len(), "names occur once");
    for code in Code::ALL.iter().filter(judged) {
        let place = STAGES.iter().position(|stage| *stage == code.stage());
        assert_eq!(place, usize::from(code.number() / 1000).checked_sub(1), "{code:?}: the thousands are the stage");
        assert_eq!(Code::from_name(code.name()), Some(*code));
    }
}

/// Which arguments a sentence names.
fn named(sentence: &str) -> Vec<usize> {
    (0..4).filter(|index| sentence.contains(&format!("<{index}>"))).collect()
}

#[test]
fn sentences_are_whole_in_both_languages() {
    for code in Code::ALL.iter().filter(|code| STAGES.contains(&code.stage())) {
        let full = (0..4).fold(Rejection::new(*code, "/x"), |rejection, index| rejection.with(&format!("<{index}>")));
        let (zh, en) = (full.zh(), full.en());
        assert!(!zh.is_empty() && !en.is_empty(), "{code:?}");
        assert!(!zh.contains(['{', '}', '?']) && !en.contains(['{', '}', '?']), "{code:?}: {zh} {en}");
        assert_eq!(named(&zh), named(&en), "{code:?}: both sentences name the same arguments");
        assert!(zh.chars().any(|c| c > '\u{4e00}') && !en.chars().any(|c| c > '\u{4e00}'), "{code:?}: {zh} {en}");
        let start = en.chars().next().unwrap_or('X');
        assert!(!start.is_uppercase() || en.starts_with("JSON"), "{code:?}: lower case at the start");
        assert!(!en.ends_with('.') && !zh.ends_with('。'), "{code:?}: no full stop");
    }
}

const MORNING: &str = "2026-02-13T11:00:00+08:00";
/// A second past the return window of `c-1`.
const AFTER: &str = "2026-02-13T16:00:01+08:00";

fn instant(text: &str) -> Instant {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no instant"))
}

fn command(id: &str, actor: (&str, &str), kind: &str, data: &Value) -> Value {
    json!({"id": id, "actor": {"id": actor.0, "role": actor.1}, "type": kind, "data": data})
}

fn report(case: &str) -> Value {
    json!({"case": case, "category": "0101", "place": {"node": "999901001001001"}})
}

const WORKER: (&str, &str) = ("w-g1", "grid_worker");
const CLERK: (&str, &str) = ("k-c11", "community_clerk");
const RESIDENT: (&str, &str) = ("r-1", "resident");
const INTAKE: (&str, &str) = ("i-d", "intake");
const HOST: (&str, &str) = ("host", "host");

/// A district with `c-1` dispatched, `c-2` signed, `c-3` completed, and an act that has counted.
fn district() -> Engine {
    let mut engine = Engine::new(fixture::ruleset("base.json")).expect("a ruleset");
    let on = |case: &str| json!({"case": case});
    let commands = [
        command("load", HOST, "directory.load", &fixture::directory("base.json")),
        command("used", RESIDENT, "case.report", &report("c-1")),
        command("s-2", RESIDENT, "case.report", &report("c-2")),
        command("s-3", RESIDENT, "case.report", &report("c-3")),
        command("s-4", WORKER, "case.sign", &on("c-2")),
        command("s-5", WORKER, "case.sign", &on("c-3")),
        command("s-6", WORKER, "case.reply", &on("c-3")),
        command("s-7", CLERK, "case.inspect", &json!({"case": "c-3", "passed": true})),
        command("s-8", CLERK, "case.complete", &on("c-3")),
        command("s-9", HOST, "points.claim", &json!({"account": "r-1", "act": "donation", "act_key": "once"})),
    ];
    for command in commands {
        apply(&mut engine, &command, instant("2026-02-13T10:00:00+08:00"));
    }
    engine
}

fn apply(engine: &mut Engine, command: &Value, at: Instant) {
    match wire::apply(engine, command.to_string().as_bytes(), at) {
        Ok(Replies::New(_)) => {}
        other => panic!("{command}: {other:?}"),
    }
}

/// The code with which a command is refused.
fn refusal(engine: &Engine, command: &Value, at: Instant) -> String {
    match wire::decide(engine, command.to_string().as_bytes(), at) {
        Ok(_) => "accepted".into(),
        Err(bytes) => {
            let rejection: Value = serde_json::from_slice(&bytes).expect("a rejection is JSON");
            let sentences = format!("{}{}", rejection["zh"], rejection["en"]);
            assert!(!sentences.contains('?'), "an argument is missing: {rejection}");
            rejection["code"].as_str().expect("a code").to_owned()
        }
    }
}

/// A report that is wrong at each of these stages, and right at all others; and when it is decided.
fn wrong_at(stages: &[Stage]) -> (Value, Instant) {
    let wrong = |stage| stages.contains(&stage);
    let at = instant(if wrong(Stage::Due) { AFTER } else { MORNING });
    let actor = if wrong(Stage::Authority) { ("r-1", "grid_worker") } else { RESIDENT };
    let mut data = report(if wrong(Stage::State) { "c-2" } else { "c-9" });
    if wrong(Stage::Shape) {
        data["people"] = json!(0);
    }
    if wrong(Stage::Visibility) {
        data["place"]["node"] = json!("123");
    }
    if wrong(Stage::Rule) {
        data["category"] = json!("nowhere");
    }
    let mut command = command(if wrong(Stage::Repeat) { "used" } else { "new" }, actor, "case.report", &data);
    if wrong(Stage::Time) {
        command["occurred_at"] = json!(at.plus(1).expect("a later instant").to_string());
    }
    (command, at)
}

/// What a report that is wrong at a stage is told.
fn told(stage: Stage) -> &'static str {
    match stage {
        Stage::Shape => "number.range",
        Stage::Repeat => "command.changed",
        Stage::Time => "occurred_later",
        Stage::Due => "deadlines_due",
        Stage::Visibility => "node.not_found",
        Stage::Authority => "authority.post_not_held",
        Stage::State => "case.id_taken",
        Stage::Rule => "case.category_unknown",
        Stage::Ruleset | Stage::Fault | Stage::Call => "nothing",
    }
}

/// Every pair of stages, and every larger set of them, can hold at once: a report can be wrong at all eight.
#[test]
fn the_earliest_stage_is_told_of_every_set_of_them() {
    let engine = district();
    let mut pairs = 0;
    for set in 0_u32..256 {
        let stages: Vec<Stage> = (0..8).filter(|bit| set & (1 << bit) != 0).map(|bit| STAGES[bit]).collect();
        let (command, at) = wrong_at(&stages);
        let expected = stages.first().map_or("accepted", |stage| told(*stage));
        assert_eq!(refusal(&engine, &command, at), expected, "{stages:?}: {command}");
        pairs += usize::from(stages.len() == 2);
    }
    assert_eq!(pairs, 28, "all pairs of eight stages are among them");
}

/// A command for which two codes hold, and the same without what the earlier one refuses.
struct Row {
    earlier: Code,
    later: Code,
    both: Value,
    later_alone: Value,
}

fn row(earlier: Code, later: Code, both: Value, later_alone: Value) -> Row {
    Row { earlier, later, both, later_alone }
}

fn ask(actor: (&str, &str), kind: &str, data: &Value) -> Value {
    command("new", actor, kind, data)
}

/// One row for each two stages that the commands other than reports judge.
fn rows() -> Vec<Row> {
    use Code as C;
    let merge = |case: &str, into: &str| json!({"case": case, "into": into});
    let back = |case: &str, grounds: &str| json!({"case": case, "grounds": grounds});
    let post = |person: &str| json!({"person": person, "unit": "u-g1", "role": "grid_worker"});
    let claim = |account: &str, act: &str, key: &str| json!({"account": account, "act": act, "act_key": key});
    let adopt = |digit: &str| json!({"fingerprint": format!("sm3:{}", digit.repeat(64))});
    let in_force = json!({"fingerprint": fixture::ruleset("base.json").fingerprint().to_string()});
    let nodes = |codes: &[&str], parent: &str| {
        let node = |code: &&str| json!({"code": code, "name": {"zh": "网格"}, "level": "grid", "parent": parent});
        json!({"nodes": codes.iter().map(node).collect::<Vec<Value>>()})
    };
    let (known, new) = ("999901001001001", "999901001001009");
    let (reply, sign, returned) = ("case.reply", "case.sign", "case.return");
    let both_places = json!({"case": "c-1", "category": "0101", "place": {"node": "1", "position": [1, 1]}});
    vec![
        row(
            C::PlaceSyntax,
            C::CaseIdTaken,
            ask(RESIDENT, "case.report", &both_places),
            ask(RESIDENT, "case.report", &report("c-1")),
        ),
        row(
            C::UnknownField,
            C::CaseWrongStatus,
            ask(WORKER, sign, &json!({"case": "c-2", "x": 1})),
            ask(WORKER, sign, &json!({"case": "c-2"})),
        ),
        row(
            C::ListTooLong,
            C::CaseWrongStatus,
            ask(WORKER, reply, &json!({"case": "c-1", "helpers": vec!["a"; 17]})),
            ask(WORKER, reply, &json!({"case": "c-1", "helpers": vec!["a"; 16]})),
        ),
        row(
            C::CaseNotFound,
            C::AuthorityDenied,
            ask(RESIDENT, sign, &json!({"case": "c-8"})),
            ask(RESIDENT, sign, &json!({"case": "c-1"})),
        ),
        row(
            C::CaseNotFound,
            C::CaseWrongStatus,
            ask(INTAKE, "case.merge", &merge("c-3", "c-8")),
            ask(INTAKE, "case.merge", &merge("c-3", "c-1")),
        ),
        row(
            C::CaseNotFound,
            C::GroundsUnknown,
            ask(WORKER, returned, &back("c-8", "bored")),
            ask(WORKER, returned, &back("c-1", "bored")),
        ),
        row(
            C::AuthorityDenied,
            C::CaseWrongStatus,
            ask(RESIDENT, returned, &back("c-2", "not_ours")),
            ask(WORKER, returned, &back("c-2", "not_ours")),
        ),
        row(
            C::AuthorityDenied,
            C::MergeWithItself,
            ask(RESIDENT, "case.merge", &merge("c-1", "c-1")),
            ask(INTAKE, "case.merge", &merge("c-1", "c-1")),
        ),
        row(
            C::AuthorityDenied,
            C::MergeTargetEnded,
            ask(RESIDENT, "case.merge", &merge("c-1", "c-3")),
            ask(INTAKE, "case.merge", &merge("c-1", "c-3")),
        ),
        row(
            C::AuthorityDenied,
            C::GroundsUnknown,
            ask(RESIDENT, returned, &back("c-1", "bored")),
            ask(WORKER, returned, &back("c-1", "bored")),
        ),
        row(
            C::CaseWrongStatus,
            C::GroundsUnknown,
            ask(WORKER, returned, &back("c-2", "bored")),
            ask(WORKER, returned, &back("c-1", "bored")),
        ),
        row(
            C::PersonNotFound,
            C::AuthorityDenied,
            ask(CLERK, "directory.appoint", &post("nobody")),
            ask(CLERK, "directory.appoint", &post("r-2")),
        ),
        row(
            C::PersonNotFound,
            C::PostHeld,
            ask(HOST, "directory.appoint", &post("nobody")),
            ask(HOST, "directory.appoint", &post("w-g1")),
        ),
        row(
            C::AuthorityDenied,
            C::PostHeld,
            ask(CLERK, "directory.appoint", &post("w-g1")),
            ask(HOST, "directory.appoint", &post("w-g1")),
        ),
        row(
            C::AuthorityDenied,
            C::PostAbsent,
            ask(CLERK, "directory.relieve", &post("r-2")),
            ask(HOST, "directory.relieve", &post("r-2")),
        ),
        row(
            C::AuthorityDenied,
            C::DirectoryExists,
            ask(RESIDENT, "directory.load", &nodes(&[known], "1")),
            ask(HOST, "directory.load", &nodes(&[known], "1")),
        ),
        row(
            C::DirectoryExists,
            C::DirectoryDangling,
            ask(HOST, "directory.load", &nodes(&[new, known], "1")),
            ask(HOST, "directory.load", &nodes(&[new], "1")),
        ),
        row(
            C::DirectoryExists,
            C::DirectoryDuplicate,
            ask(HOST, "directory.load", &nodes(&[new, new, known], "1")),
            ask(HOST, "directory.load", &nodes(&[new, new], "1")),
        ),
        row(
            C::AuthorityDenied,
            C::RulesetInForce,
            ask(RESIDENT, "ruleset.adopt", &in_force),
            ask(HOST, "ruleset.adopt", &in_force),
        ),
        row(
            C::AuthorityDenied,
            C::RulesetNotGiven,
            ask(RESIDENT, "ruleset.adopt", &adopt("0")),
            ask(HOST, "ruleset.adopt", &adopt("0")),
        ),
        row(
            C::PersonNotFound,
            C::NoAwardRule,
            ask(HOST, "points.claim", &claim("nobody", "unlisted", "other")),
            ask(HOST, "points.claim", &claim("r-1", "unlisted", "other")),
        ),
        row(
            C::PersonNotFound,
            C::ActCounted,
            ask(HOST, "points.claim", &claim("nobody", "donation", "once")),
            ask(HOST, "points.claim", &claim("r-1", "donation", "once")),
        ),
        row(
            C::AuthorityDenied,
            C::ActCounted,
            ask(RESIDENT, "points.claim", &claim("r-1", "donation", "once")),
            ask(HOST, "points.claim", &claim("r-1", "donation", "once")),
        ),
        row(
            C::ActCounted,
            C::NoAwardRule,
            ask(HOST, "points.claim", &claim("r-1", "unlisted", "once")),
            ask(HOST, "points.claim", &claim("r-1", "unlisted", "other")),
        ),
    ]
}

#[test]
fn the_earlier_of_two_codes_is_told() {
    let engine = district();
    for Row { earlier, later, both, later_alone } in rows() {
        assert!(earlier.stage() < later.stage(), "{earlier:?} is judged before {later:?}");
        assert_eq!(refusal(&engine, &both, instant(MORNING)), earlier.name(), "{both}");
        assert_eq!(refusal(&engine, &later_alone, instant(MORNING)), later.name(), "{later_alone}");
    }
}

/// Time that goes back is told before all that comes after it but what is due, which cannot be.
#[test]
fn time_that_goes_back_is_told_after_shape_and_repeat() {
    let engine = district();
    let early = instant("2026-02-13T09:59:59+08:00");
    for stage in STAGES.into_iter().filter(|stage| !matches!(stage, Stage::Time | Stage::Due)) {
        let (command, _) = wrong_at(&[stage]);
        let expected = if stage < Stage::Time { told(stage) } else { "time_regressed" };
        assert_eq!(refusal(&engine, &command, early), expected, "{stage:?}");
    }
    assert!(engine.next_firing() >= engine.last_at(), "{}", APART[0].2);
    let (repeat, _) = (command("used", RESIDENT, "case.report", &report("c-1")), early);
    assert_eq!(refusal(&engine, &repeat, early), "accepted", "a repeat is told so whatever the time");
}

/// Queries are judged in the same order: shape, time, visibility.
#[test]
fn queries_are_judged_in_the_same_order() {
    let engine = district();
    let told = |query: &Value, view: &str, at: &str| {
        let refused = wire::query(&engine, query.to_string().as_bytes(), view, instant(at)).expect_err("refused");
        let rejection: Value = serde_json::from_slice(&refused).expect("a rejection is JSON");
        rejection["code"].as_str().expect("a code").to_owned()
    };
    let early = "2026-02-13T09:59:59+08:00";
    let get = json!({"type": "case.get", "data": {"case": "c-8"}});
    let unread = json!({"type": "case.get", "data": {"case": 8}});
    assert_eq!(told(&unread, "1", early), "json.wrong_type");
    assert_eq!(told(&get, "one", early), "code.syntax");
    assert_eq!(told(&get, "1", early), "time_regressed");
    assert_eq!(told(&get, "1", MORNING), "view.not_found");
    assert_eq!(told(&get, "999901", MORNING), "case.not_found");
}
