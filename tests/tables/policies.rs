//! Each hit policy with no rule, one rule and several rules that apply; defaults; what is collected.

use crate::{answer, date, given, number, problems, table, today};
use civigrid::Code;
use civigrid::tables::{Outcome, Value};
use serde_json::{Value as Json, json};

/// `a` is 0 for no rule, 1 for the second, 2 for the second and third, 3 for all three, 4 for the first and third.
fn document(hit: &str, defaults: bool) -> Json {
    let mut outputs =
        json!([{"name": "o", "type": "string", "values": ["high", "mid", "low"]}, {"name": "n", "type": "number"}]);
    if defaults {
        outputs[1]["default"] = json!("9");
    }
    json!({"hit": hit, "inputs": [{"name": "a", "type": "integer"}], "outputs": outputs,
        "rules": [{"id": "1", "when": ["3, 4"], "then": ["low", "1"]}, {"id": "2", "when": ["1, 2, 3"], "then": ["mid", "2"]},
            {"id": "3", "when": ["[2..4]"], "then": ["high", "3"]}]})
}

fn with(hit: &str, defaults: bool) -> civigrid::tables::Table {
    table(&document(hit, defaults))
}

fn rules(hit: &str, a: &str) -> Vec<String> {
    let outcome = answer(&with(hit, false), &[("a", number(a))]);
    let order = |id: &String| Value::text(["low", "mid", "high"][id.parse::<usize>().unwrap() - 1]);
    assert_eq!(
        outcome.rows.iter().map(|row| row["o"].clone()).collect::<Vec<_>>(),
        outcome.rules.iter().map(order).collect::<Vec<_>>()
    );
    assert_eq!(outcome.value, None);
    outcome.rules
}

#[test]
fn each_policy_takes_the_rules_that_it_says() {
    for hit in ["unique", "any", "first", "priority", "rule order", "output order", "collect"] {
        assert_eq!(rules(hit, "0"), [""; 0], "{hit}");
        assert_eq!(rules(hit, "1"), ["2"], "{hit}");
    }
    assert_eq!(rules("first", "2"), ["2"]);
    assert_eq!(rules("first", "3"), ["1"]);
    assert_eq!(rules("priority", "2"), ["3"]);
    assert_eq!(rules("priority", "3"), ["3"]);
    assert_eq!(rules("priority", "4"), ["3"]);
    assert_eq!(rules("rule order", "3"), ["1", "2", "3"]);
    assert_eq!(rules("output order", "3"), ["3", "2", "1"]);
    assert_eq!(rules("output order", "4"), ["3", "1"]);
    assert_eq!(rules("collect", "3"), ["1", "2", "3"]);
}

#[test]
fn rules_that_clash_are_named() {
    for hit in ["unique", "any"] {
        let table = with(hit, false);
        let problem = table.evaluate(&given(&[("a", number("3"))]), today()).unwrap_err();
        assert_eq!(problem.code(), Code::TableClash);
        assert_eq!(problem.en(), "several rules of table table apply at once: 1, 2");
        assert_eq!(problem.zh(), "决策表 table 有多条规则同时适用：1, 2");
        let told = table.explain(&given(&[("a", number("3"))]), today()).unwrap();
        assert_eq!(told.outcome, Err(problem.clone()));
        assert_eq!((told.zh, told.en), (problem.zh(), problem.en()));
        assert!(told.rules.iter().all(|rule| rule.applies && !rule.counts));
        assert_eq!(told.rules[0].zh, "规则 1 的条件成立，但按命中策略不计");
        assert_eq!(told.rules[0].en, "the conditions of rule 1 hold, but it does not count by the hit policy");
    }
}

#[test]
fn any_takes_rules_that_agree() {
    let rule = |id: &str, when: &str, o: &str, n: &str| json!({"id": id, "when": [when], "then": [o, n]});
    let document = json!({"hit": "any", "inputs": [{"name": "a", "type": "number"}],
        "outputs": [{"name": "o", "type": "string"}, {"name": "n", "type": "number"}],
        "rules": [rule("1", ">= 1", "\"x\"", "2.0"), rule("2", ">= 2", "“x”", "1 + 1"), rule("3", ">= 3", "\"x\"", "a"), rule("4", "> 9", "\"y\"", "2")]});
    let table = table(&document);
    let ask = |a: &str| table.evaluate(&given(&[("a", number(a))]), today());
    assert_eq!(ask("2").unwrap().rules, ["1"]);
    assert_eq!(ask("2").unwrap().rows.len(), 1);
    assert!(ask("3").is_err());
    assert_eq!(ask("3").unwrap_err().en(), "several rules of table table apply at once: 1, 3");
    assert!(ask("10").is_err());
}

#[test]
fn defaults_are_the_answer_where_no_rule_applies() {
    for hit in ["unique", "any", "first", "priority", "rule order", "output order", "collect"] {
        let table = with(hit, true);
        let none = answer(&table, &[("a", number("0"))]);
        assert_eq!((none.rules.len(), none.rows.len(), none.value), (0, 1, None), "{hit}");
        assert_eq!(none.rows[0], given(&[("o", Value::Null), ("n", number("9"))]));
        assert_eq!(answer(&table, &[("a", number("1"))]).rows[0]["n"], number("2"));
        let told = table.explain(&given(&[("a", number("0"))]), today()).unwrap();
        assert_eq!(told.en, "no rule applies, the defaults are: o = null, n = 9");
        assert_eq!(told.zh, "没有规则适用，取默认值：o = null，n = 9");
        assert!(table.analyse(1_000).findings.iter().all(|finding| finding.kind != civigrid::tables::FindingKind::Gap));
    }
}

/// A table that collects one output of all rules whose number is not above `a`.
fn collected(kind: &str, aggregate: &str, outputs: &[&str], a: usize) -> Outcome {
    let rules: Json = outputs
        .iter()
        .enumerate()
        .map(|(index, cell)| json!({"id": index.to_string(), "when": [format!(">= {}", index + 1)], "then": [cell]}))
        .collect();
    let document = json!({"hit": "collect", "aggregate": aggregate, "inputs": [{"name": "a", "type": "integer"}],
        "outputs": [{"name": "o", "type": kind}], "rules": rules});
    answer(&table(&document), &[("a", number(&a.to_string()))])
}

#[test]
fn outputs_are_collected_into_one_value() {
    let value = |kind: &str, aggregate: &str, outputs: &[&str], a: usize| collected(kind, aggregate, outputs, a).value;
    let numbers = ["2.5", "-1", "0.1", "7"];
    for (aggregate, results) in [
        ("sum", ["null", "2.5", "1.5", "1.6", "8.6"]),
        ("min", ["null", "2.5", "-1", "-1", "-1"]),
        ("max", ["null", "2.5", "2.5", "2.5", "7"]),
        ("count", ["null", "1", "2", "3", "4"]),
    ] {
        for (a, result) in results.iter().enumerate() {
            let expected = if *result == "null" { Value::Null } else { number(result) };
            assert_eq!(value("number", aggregate, &numbers, a), Some(expected), "{aggregate} of {a}");
        }
    }
    let days = ["2026-03-01", "2025-12-31", "2026-02-28"];
    assert_eq!(value("date", "min", &days, 3), Some(date("2025-12-31")));
    assert_eq!(value("date", "max", &days, 3), Some(date("2026-03-01")));
    let spans = ["P1D", "PT1H", "-PT30M"];
    assert_eq!(value("days and time duration", "sum", &spans, 3), Some(Value::Duration(86_400 + 1_800)));
    assert_eq!(value("days and time duration", "min", &spans, 3), Some(Value::Duration(-1_800)));
    assert_eq!(value("years and months duration", "sum", &["P1Y", "P2M"], 2), Some(Value::Months(14)));
    assert_eq!(value("string", "count", &["\"a\"", "-"], 2), Some(number("2")));
    assert_eq!(value("number", "sum", &["1", "-", "2"], 3), Some(Value::Null));
    assert_eq!(value("number", "sum", &["9999999999999999999999999999", "1"], 2), Some(Value::Null));
    assert_eq!(value("number", "sum", &["a", "a * 2"], 2), Some(number("6")));
    let all = collected("number", "sum", &numbers, 3);
    assert_eq!((all.rules.len(), all.rows.len(), &all.rows[2]["o"]), (3, 3, &number("0.1")));
}

#[test]
fn priority_goes_by_the_outputs_from_left_to_right() {
    let rule = |id: &str, when: &str, o: &str, p: &str| json!({"id": id, "when": [when], "then": [o, "1", p]});
    let document = |hit: &str| {
        json!({"hit": hit, "inputs": [{"name": "a", "type": "integer"}],
            "outputs": [{"name": "o", "type": "string", "values": ["x", "y"]}, {"name": "n", "type": "number"},
                {"name": "p", "type": "string", "values": [{"value": "q", "label": "甲"}, "r"]}],
            "rules": [rule("1", "-", "y", "甲"), rule("2", "> 0", "x", "r"), rule("3", "> 1", "x", "q"), rule("4", "> 2", "-", "q"), rule("5", "> 3", "x", "-"), rule("6", "> 4", "x", "q")]})
    };
    let first = table(&document("priority"));
    let all = table(&document("output order"));
    for (a, order) in [("0", "1"), ("1", "21"), ("2", "321"), ("3", "3214"), ("4", "32514"), ("5", "362514")] {
        let facts = [("a", number(a))];
        assert_eq!(answer(&all, &facts).rules.concat(), order);
        assert_eq!(answer(&first, &facts).rules.concat(), order[..1]);
    }
}

#[test]
fn what_does_not_fit_the_policy_is_refused() {
    let base = json!({"hit": "first", "inputs": [{"name": "a", "type": "number"}], "outputs": [{"name": "o", "type": "string"}],
        "rules": [{"id": "1", "when": ["-"], "then": ["\"x\""]}]});
    let place = |change: &dyn Fn(&mut Json)| {
        let mut document = base.clone();
        change(&mut document);
        let first = problems(&document).remove(0);
        (first.code(), String::from(first.pointer()), first.en())
    };
    let hit = |hit: &'static str| move |document: &mut Json| document["hit"] = json!(hit);
    let (code, at, en) = place(&hit("last"));
    assert_eq!((code, at.as_str()), (Code::BadValue, "/hit"));
    assert_eq!(
        en,
        "value does not fit: expected unique | any | first | priority | rule order | output order | collect"
    );
    assert_eq!(place(&hit("priority")).1, "/outputs");
    assert_eq!(place(&hit("output order")).1, "/outputs");
    assert_eq!(place(&|document| document["aggregate"] = json!("sum")).1, "/aggregate");
    let collect = |aggregate: &'static str| {
        move |document: &mut Json| {
            document["hit"] = json!("collect");
            document["aggregate"] = json!(aggregate);
        }
    };
    for aggregate in ["sum", "min", "max"] {
        assert_eq!(place(&collect(aggregate)).1, "/outputs");
    }
    assert_eq!(place(&collect("mean")).1, "/aggregate");
    let two = |document: &mut Json| {
        collect("count")(document);
        document["outputs"] = json!([{"name": "o", "type": "string"}, {"name": "p", "type": "string"}]);
        document["rules"][0]["then"] = json!(["-", "-"]);
    };
    assert_eq!(place(&two).1, "/outputs");
    assert_eq!(place(&|document| document["rules"][0]["when"] = json!([])).1, "/rules/0/when");
    assert_eq!(place(&|document| document["rules"][0]["then"] = json!(["-", "-"])).1, "/rules/0/then");
    let twice = |document: &mut Json| document["rules"] = json!([document["rules"][0], document["rules"][0]]);
    assert_eq!(place(&twice).0, Code::Duplicate);
    assert_eq!(place(&|document| document["colour"] = json!("red")).0, Code::UnknownMember);
    let called = |document: &mut Json| {
        document["outputs"][0]["default"] = json!("\"y\"");
        document["rules"][0]["id"] = json!("default");
    };
    assert_eq!(place(&called), (Code::Duplicate, "/rules/0".into(), "`default` occurs twice: remove one".into()));
}

#[test]
fn sentences_tell_why_and_by_which_document() {
    let basis = json!([{"document": {"zh": "条例", "en": "Regulation"}, "issuer": "市政府", "clause": "第三条"},
        {"document": "办法", "issuer": {"zh": "区政府", "en": "District"}, "clause": {"zh": "第一条", "en": "article 1"}}]);
    let document = json!({"hit": "first",
        "inputs": [{"name": "a", "label": "人数", "type": "number"}, {"name": "b", "type": "boolean"}],
        "outputs": [{"name": "o", "label": "等级", "type": "string"}, {"name": "n", "type": "number"}],
        "rules": [{"id": "1", "when": [" ＞ 5 ", "-"], "then": ["\"x\"", "a / 2"], "basis": basis},
            {"id": "2", "when": ["-", "否"], "then": ["“y”", "-"]}, {"id": "3", "when": ["< 9", "-"], "then": ["\"z\"", "1"]}]});
    let table = table(&document);
    let told = |facts: &[(&str, Value)]| table.explain(&given(facts), today()).unwrap();
    let unknown = told(&[("b", Value::Bool(true))]);
    assert_eq!(
        unknown.rules[0].zh,
        "规则 1 不适用：`人数` 未知，不符合 `＞ 5`（依据：条例（市政府）第三条；办法（区政府）第一条）"
    );
    assert_eq!(
        unknown.rules[0].en,
        "rule 1 does not apply: a is unknown, which does not fit `＞ 5` (basis: Regulation (市政府), 第三条; 办法 (District), article 1)"
    );
    assert_eq!(unknown.rules[1].zh, "规则 2 不适用：`b` 为 true，不符合 `否`");
    assert_eq!(unknown.rules[1].en, "rule 2 does not apply: b is true, which does not fit `否`");
    assert_eq!((unknown.zh.as_str(), unknown.en.as_str()), ("没有规则适用", "no rule applies"));
    let known = told(&[("a", number("7")), ("b", Value::Bool(false))]);
    assert_eq!(
        (known.zh.as_str(), known.en.as_str()),
        ("规则 1 适用：等级 = x，n = 3.5", "rule 1 applies: o = x, n = 3.5")
    );
    assert_eq!(known.rules[0].basis.len(), 2);
    assert!(known.rules[0].zh.starts_with("规则 1 适用（依据：条例"));
    assert_eq!(
        known.rules.iter().map(|rule| (rule.applies, rule.counts)).collect::<Vec<_>>(),
        [(true, true), (true, false), (true, false)]
    );
    assert_eq!(told(&[("b", Value::Bool(false))]).en, "rule 2 applies: o = y, n = null");
}

#[test]
fn numbers_may_have_an_order_of_importance() {
    let document = |hit: &str| {
        json!({"hit": hit, "inputs": [{"name": "a", "type": "integer"}],
            "outputs": [{"name": "o", "type": "number", "values": ["3", "[10..20]", "1"]}],
            "rules": [{"id": "1", "when": ["-"], "then": ["1"]}, {"id": "2", "when": ["> 0"], "then": ["15"]},
                {"id": "3", "when": ["> 1"], "then": ["3"]}, {"id": "4", "when": ["> 2"], "then": ["10"]}]})
    };
    for (a, order) in [("0", "1"), ("1", "21"), ("2", "321"), ("3", "3241")] {
        let facts = [("a", number(a))];
        assert_eq!(answer(&table(&document("output order")), &facts).rules.concat(), order);
        assert_eq!(answer(&table(&document("priority")), &facts).rules.concat(), order[..1]);
    }
    let mut negated = document("priority");
    negated["outputs"][0]["values"] = json!(["not(5)"]);
    assert_eq!(problems(&negated)[0].pointer(), "/outputs/0/values/0");
}

/// What is unknown among the least and the greatest makes them unknown, wherever it stands.
#[test]
fn an_unknown_output_makes_the_aggregate_unknown() {
    for aggregate in ["sum", "min", "max"] {
        for outputs in [["-", "3"], ["3", "-"], ["3", "4"]] {
            let table = table(&json!({"hit": "collect", "aggregate": aggregate, "inputs": [],
                "outputs": [{"name": "o", "type": "number"}],
                "rules": [{"id": "1", "when": [], "then": [outputs[0]]}, {"id": "2", "when": [], "then": [outputs[1]]}]}));
            let expected = match (aggregate, outputs) {
                ("sum", ["3", "4"]) => number("7"),
                ("min", ["3", "4"]) => number("3"),
                ("max", ["3", "4"]) => number("4"),
                _ => Value::Null,
            };
            assert_eq!(answer(&table, &[]).value, Some(expected), "{aggregate} {outputs:?}");
        }
    }
}

/// A default is one of the declared values.
#[test]
fn a_default_is_a_value_of_its_column() {
    let document = |default: &str| {
        json!({"hit": "first", "outputs": [{"name": "o", "type": "number"}],
            "inputs": [{"name": "a", "type": "number", "values": ["[0..1]"], "default": default}],
            "rules": [{"id": "1", "when": ["-"], "then": ["1"]}]})
    };
    assert_eq!(crate::places(&document("5")), [(Code::BadValue, "/inputs/0/default".into())]);
    table(&document("1"));
}
