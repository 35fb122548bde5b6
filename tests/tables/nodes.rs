//! Editions by their days, and what nodes say otherwise.

use crate::{number, places, problems, table, today};
use civigrid::tables::{Given, Scope, Table, Value};
use civigrid::{Code, NodeCode};
use serde_json::{Value as Json, json};

fn rule(id: &str, then: &str) -> Json {
    json!({"id": id, "when": ["-"], "then": [then]})
}

fn editions(list: &Json) -> Json {
    json!({"hit": "first", "inputs": [{"name": "a", "type": "number"}], "outputs": [{"name": "o", "type": "number"}],
        "rules": [rule("1", "1")], "editions": list})
}

#[test]
fn an_edition_holds_from_its_day_on() {
    let list = json!([{"from": "2026-03-01", "rules": [rule("1", "2"), rule("2", "9")]}, {"from": "2026-03-02", "rules": [rule("3", "3")]},
        {"from": "2030-01-01", "rules": [rule("1", "4")]}]);
    let table = table(&editions(&list));
    for (on, expected, id) in [
        ("1900-01-01", "1", "1"),
        ("2026-02-28", "1", "1"),
        ("2026-03-01", "2", "1"),
        ("2026-03-02", "3", "3"),
        ("2029-12-31", "3", "3"),
        ("2030-01-01", "4", "1"),
        ("2199-12-31", "4", "1"),
    ] {
        let outcome = table.evaluate(&Given::new(), Scope::on(crate::day(on))).unwrap();
        assert_eq!((outcome.rules.as_slice(), &outcome.rows[0]["o"]), (&[id.into()][..], &number(expected)), "{on}");
        let told = table.explain(&Given::new(), Scope::on(crate::day(on))).unwrap();
        assert_eq!(told.rules.len(), if on == "2026-03-01" { 2 } else { 1 });
    }
    let masked = table.analyse(1_000);
    assert_eq!(masked.findings.len(), 1);
    assert_eq!(
        (masked.findings[0].edition, masked.findings[0].rules.as_slice()),
        (Some(crate::day("2026-03-01")), &["2".into()][..])
    );
}

#[test]
fn editions_come_in_the_order_of_their_days() {
    let at = |from: &str, next: &str| {
        places(&editions(
            &json!([{"from": from, "rules": [rule("1", "2")]}, {"from": next, "rules": [rule("1", "3")]}]),
        ))
    };
    assert_eq!(at("2026-03-01", "2026-03-01"), [(Code::BadValue, "/editions/1/from".into())]);
    assert_eq!(at("2026-03-01", "2026-02-01"), [(Code::BadValue, "/editions/1/from".into())]);
    assert_eq!(at("2026-02-30", "2026-03-01"), [(Code::DateSyntax, "/editions/0/from".into())]);
    assert_eq!(
        places(&editions(&json!([{"from": "2026-03-01", "rules": []}]))),
        [(Code::BadValue, "/editions/0/rules".into())]
    );
    let bad = json!([{"from": "2026-03-01", "rules": [rule("1", "x")]}]);
    assert_eq!(places(&editions(&bad)), [(Code::CellSyntax, "/editions/0/rules/0/then/0".into())]);
}

fn overridden(overrides: &Json) -> Json {
    let open = json!({"points": {"min": "1", "max": "5"}, "等级": {"one_of": ["low", "高"]}, "day": {}});
    json!({"hit": "first", "inputs": [{"name": "a", "type": "integer"}],
        "outputs": [{"name": "points", "type": "number"}, {"name": "level", "label": "等级", "type": "string", "values": ["low", "mid", {"value": "high", "label": "高"}]},
            {"name": "day", "type": "date"}, {"name": "fixed", "type": "number"}],
        "rules": [{"id": "1", "when": ["< 5"], "then": ["a + 1", "mid", "-", "1"], "open": open}, {"id": "2", "when": ["-"], "then": ["2", "mid", "-", "2"]}],
        "overrides": overrides})
}

/// What the table says at some nodes of points and level.
fn at(table: &Table, nodes: &[&str]) -> (Value, Value) {
    let nodes: Vec<NodeCode> = nodes.iter().map(|node| node.parse().unwrap()).collect();
    let scope = Scope { nodes: &nodes, ..today() };
    let given = crate::given(&[("a", number("1"))]);
    let outcome = table.evaluate(&given, scope).unwrap();
    assert_eq!((outcome.rules.as_slice(), &outcome.rows[0]["fixed"]), (&["1".into()][..], &number("1")));
    assert_eq!(table.explain(&given, scope).unwrap().outcome.as_ref(), Ok(&outcome));
    (outcome.rows[0]["points"].clone(), outcome.rows[0]["level"].clone())
}

fn nested() -> Table {
    let street = json!({"node": "510104001", "rules": [{"id": "1", "then": {"points": "4"}}]});
    let other = json!({"node": "510104002", "rules": [{"id": "1", "then": {"等级": "高", "points": "5.0"}}]});
    table(&overridden(&json!([
        {"node": "510104", "rules": [{"id": "1", "then": {"points": "3", "level": "low"}, "open": {"points": {"min": "4", "max": "5"}, "level": {"one_of": ["高"]}}}],
            "below": [street, other]},
        {"node": "510105", "rules": []}])))
}

#[test]
fn the_innermost_node_has_its_say() {
    let table = nested();
    let plain = (number("2"), Value::text("mid"));
    assert_eq!(at(&table, &[]), plain);
    assert_eq!(at(&table, &["51"]), plain);
    assert_eq!(at(&table, &["51", "510105"]), plain);
    assert_eq!(at(&table, &["510104", "51"]), (number("3"), Value::text("low")));
    for nodes in [["510104001", "510104", "51"], ["51", "510104", "510104001"], ["510104", "510104001", "51"]] {
        assert_eq!(at(&table, &nodes), (number("4"), Value::text("low")));
    }
    assert_eq!(at(&table, &["510104002", "510104"]), (number("5"), Value::text("high")));
    // Nested below another node that is not concerned: it says nothing.
    assert_eq!(at(&table, &["510104001"]), plain);
    // Another rule is not concerned.
    let node = ["510104".parse().unwrap()];
    let outcome = table.evaluate(&crate::given(&[("a", number("7"))]), Scope { nodes: &node, ..today() }).unwrap();
    assert_eq!(outcome.rows[0]["points"], number("2"));
}

/// Nodes side by side are told from the one concerned up: the first that says otherwise counts.
#[test]
fn of_nodes_side_by_side_the_nearest_counts() {
    let side = json!([{"node": "51", "rules": [{"id": "A", "then": {"o": "51"}}]},
        {"node": "5101", "rules": [{"id": "A", "then": {"o": "5101"}}]}]);
    let table = table(&json!({"hit": "first", "inputs": [], "outputs": [{"name": "o", "type": "number"}],
        "rules": [{"id": "A", "when": [], "then": ["1"], "open": {"o": {}}}], "overrides": side}));
    let said = |nodes: &[&str]| {
        let nodes: Vec<NodeCode> = nodes.iter().map(|node| node.parse().unwrap()).collect();
        let scope = Scope { on: crate::day("2026-02-13"), nodes: &nodes };
        table.evaluate(&crate::given(&[]), scope).unwrap().rows[0]["o"].to_string()
    };
    assert_eq!([said(&["5101", "51"]), said(&["51"]), said(&["5102", "51"]), said(&[])], ["5101", "51", "51", "1"]);
}

/// Bounds between which nothing lies would open nothing, without saying so.
#[test]
fn bounds_that_hold_nothing_are_refused() {
    let document = json!({"hit": "first", "inputs": [], "outputs": [{"name": "o", "type": "number"}],
        "rules": [{"id": "A", "when": [], "then": ["1"], "open": {"o": {"min": "9", "max": "1"}}}]});
    assert_eq!(places(&document), [(Code::BadValue, "/rules/0/open/o".into())]);
}

#[test]
fn null_may_be_put_in_place_where_all_is_open() {
    let table = table(&overridden(&json!([{"node": "51", "rules": [{"id": "1", "then": {"day": "2026-02-13"}}]},
        {"node": "52", "rules": [{"id": "1", "then": {"day": "-"}}]}])));
    let node = ["51".parse().unwrap()];
    let outcome = table.evaluate(&crate::given(&[("a", number("1"))]), Scope { nodes: &node, ..today() }).unwrap();
    assert_eq!(outcome.rows[0]["day"], crate::date("2026-02-13"));
}

#[test]
fn what_is_not_open_is_locked() {
    let one =
        |id: &str, then: Json| problems(&overridden(&json!([{"node": "51", "rules": [{"id": id, "then": then}]}])));
    let locked = one("1", json!({"fixed": "2"}));
    assert_eq!(locked.len(), 1);
    assert_eq!((locked[0].code(), locked[0].pointer()), (Code::RuleLocked, "/overrides/0/rules/0/then/fixed"));
    assert_eq!(locked[0].en(), "rule `1` does not let nodes below replace `fixed`: the node above opens it in `open`");
    assert_eq!(locked[0].zh(), "规则 `1` 的 `fixed` 未开放给下级：请由上级在 open 中开放");
    assert_eq!(one("2", json!({"points": "2"}))[0].code(), Code::RuleLocked);
    let code = |id: &str, then: Json| {
        let first = one(id, then).remove(0);
        (first.code(), String::from(first.pointer()))
    };
    let points = "/overrides/0/rules/0/then/points".to_owned();
    for (cell, expected) in [
        ("0.9", Code::BadValue),
        ("5.1", Code::BadValue),
        ("-", Code::BadValue),
        ("x", Code::CellSyntax),
        ("a", Code::CellSyntax),
        ("2026-01-01", Code::CellSyntax),
    ] {
        assert_eq!(code("1", json!({"points": cell})), (expected, points.clone()), "{cell}");
    }
    assert_eq!(one("1", json!({"points": "6"}))[0].en(), "value does not fit: expected >= 1, <= 5");
    assert_eq!(one("1", json!({"level": "mid"}))[0].en(), "value does not fit: expected low | high");
    assert_eq!(code("1", json!({"level": "worst"})).0, Code::CellSyntax);
    assert_eq!(code("9", json!({"points": "1"})), (Code::UnknownReference, "/overrides/0/rules/0/id".into()));
    assert_eq!(code("1", json!({"colour": "1"})), (Code::UnknownReference, "/overrides/0/rules/0/then/colour".into()));
}

#[test]
fn a_node_opens_no_more_than_it_was_given() {
    let one = |open: Json| places(&overridden(&json!([{"node": "51", "rules": [{"id": "1", "open": open}]}])));
    for open in [
        json!({"points": {"min": "0", "max": "5"}}),
        json!({"points": {"min": "1", "max": "6"}}),
        json!({"points": {"min": "1"}}),
        json!({"points": {"max": "5"}}),
        json!({"points": {}}),
        json!({"points": {"one_of": ["1", "6"]}}),
        json!({"level": {"one_of": ["low", "mid"]}}),
        json!({"level": {}}),
    ] {
        assert_eq!(one(open.clone()), [(Code::BadValue, "/overrides/0/rules/0/open".into())], "{open}");
    }
    assert_eq!(one(json!({"fixed": {}})), [(Code::RuleLocked, "/overrides/0/rules/0/open".into())]);
    assert_eq!(one(json!({"level": {"min": "low"}}))[0].0, Code::NotSupported);
    let below = |open: Json, then: Json| {
        overridden(
            &json!([{"node": "51", "rules": [{"id": "1", "open": open}], "below": [{"node": "5101", "rules": [{"id": "1", "then": then}]}]}]),
        )
    };
    let place = "/overrides/0/below/0/rules/0/then/points".to_owned();
    let narrow = json!({"points": {"min": "2", "max": "3"}});
    assert_eq!(places(&below(narrow.clone(), json!({"points": "4"}))), [(Code::BadValue, place.clone())]);
    assert_eq!(places(&below(narrow.clone(), json!({"points": "1.9"}))), [(Code::BadValue, place.clone())]);
    assert_eq!(at(&table(&below(narrow, json!({"points": "3"}))), &["51", "5101"]).0, number("3"));
    assert_eq!(places(&below(json!({}), json!({"points": "2"}))), [(Code::RuleLocked, place.clone())]);
    let listed = json!({"points": {"one_of": ["2", "4"]}});
    assert_eq!(places(&below(listed.clone(), json!({"points": "3"}))), [(Code::BadValue, place)]);
    assert_eq!(at(&table(&below(listed, json!({"points": "4"}))), &["51", "5101"]).0, number("4"));
}

#[test]
fn the_nearest_node_above_says_what_is_open() {
    let bounds = |min: &str, max: &str| json!({"points": {"min": min, "max": max}});
    let below = |open: Json, then: Json| {
        let last = json!({"node": "510101", "rules": [{"id": "1", "then": then}]});
        let middle = json!({"node": "5101", "rules": [{"id": "1", "open": open}], "below": [last]});
        overridden(&json!([{"node": "51", "rules": [{"id": "1", "open": bounds("2", "4")}], "below": [middle]}]))
    };
    let place = "/overrides/0/below/0/below/0/rules/0/then/points".to_owned();
    for cell in ["2", "4"] {
        assert_eq!(places(&below(bounds("3", "3"), json!({"points": cell}))), [(Code::BadValue, place.clone())]);
    }
    assert_eq!(at(&table(&below(bounds("3", "3"), json!({"points": "3"}))), &["510101", "5101", "51"]).0, number("3"));
    assert_eq!(places(&below(bounds("1", "4"), json!({})))[0].1, "/overrides/0/below/0/rules/0/open");
    // One in between that says nothing leaves what it was given.
    let last = json!({"node": "510101", "rules": [{"id": "1", "then": {"points": "5"}}]});
    let middle = json!({"node": "5101", "rules": [], "below": [last]});
    let silent =
        overridden(&json!([{"node": "51", "rules": [{"id": "1", "open": bounds("2", "4")}], "below": [middle]}]));
    assert_eq!(places(&silent), [(Code::BadValue, place)]);
}

#[test]
fn a_node_and_a_rule_are_overridden_once() {
    let one = json!({"id": "1", "then": {"points": "2"}});
    let twice = json!([{"node": "51", "rules": [one, one]}]);
    assert_eq!(places(&overridden(&twice)), [(Code::Duplicate, "/overrides/0/rules/1".into())]);
    let twice = json!([{"node": "51", "rules": [one]}, {"node": "51", "rules": [one]}]);
    assert_eq!(places(&overridden(&twice)), [(Code::Duplicate, "/overrides/1".into())]);
}

#[test]
fn a_rule_of_several_editions_is_open_in_each() {
    let document = |open: Json| {
        json!({"hit": "first", "inputs": [], "outputs": [{"name": "o", "type": "number"}],
            "rules": [{"id": "1", "when": [], "then": ["1"], "open": {"o": {}}}],
            "editions": [{"from": "2026-03-01", "rules": [{"id": "1", "when": [], "then": ["2"], "open": open}]}],
            "overrides": [{"node": "51", "rules": [{"id": "1", "then": {"o": "7"}}]}]})
    };
    assert_eq!(places(&document(json!({}))), [(Code::RuleLocked, "/overrides/0/rules/0/then/o".into())]);
    assert_eq!(places(&document(json!({"o": {"max": "6"}}))), [(Code::BadValue, "/overrides/0/rules/0/then/o".into())]);
    let table = table(&document(json!({"o": {"max": "7"}})));
    let nodes = ["51".parse().unwrap()];
    for on in ["2026-02-28", "2026-03-01"] {
        let outcome = table.evaluate(&Given::new(), Scope { on: crate::day(on), nodes: &nodes }).unwrap();
        assert_eq!(outcome.rows[0]["o"], number("7"));
    }
}

/// A node that says nothing of a rule leaves what the node above it says.
#[test]
fn a_node_that_is_silent_hides_nothing() {
    let overrides = json!([{"node": "51", "rules": [{"id": "A", "then": {"o": "51"}}]},
        {"node": "5101", "rules": [{"id": "B", "then": {"o": "9"}}],
            "below": [{"node": "510101", "rules": []}]}]);
    let rule = |id: &str, when: &str| json!({"id": id, "when": [when], "then": ["1"], "open": {"o": {}}});
    let table = table(&json!({"hit": "first", "inputs": [{"name": "b", "type": "boolean"}],
        "outputs": [{"name": "o", "type": "number"}], "rules": [rule("A", "false"), rule("B", "true")], "overrides": overrides}));
    let said = |b: bool, nodes: &[&str]| {
        let nodes: Vec<NodeCode> = nodes.iter().map(|node| node.parse().unwrap()).collect();
        let scope = Scope { on: crate::day("2026-02-13"), nodes: &nodes };
        table.evaluate(&crate::given(&[("b", Value::Bool(b))]), scope).unwrap().rows[0]["o"].to_string()
    };
    assert_eq!([said(false, &["510101", "5101", "51"]), said(true, &["510101", "5101", "51"])], ["51", "9"]);
}

/// A column is meant by its name before another one by its label, and both are told where they clash.
#[test]
fn a_label_is_no_name_of_another_column() {
    let document = |outputs: Json| {
        json!({"hit": "first", "inputs": [], "outputs": outputs,
        "rules": [{"id": "A", "when": [], "then": ["1", "2"]}]})
    };
    let labelled = json!({"name": "x", "label": "points", "type": "number"});
    let named = json!({"name": "points", "type": "number"});
    assert_eq!(places(&document(json!([labelled, named]))), [(Code::Duplicate, "/outputs/1".into())]);
    assert_eq!(places(&document(json!([named, labelled]))), [(Code::Duplicate, "/outputs/1".into())]);
}
