//! Findings by hand: whole sentences, ends of ranges, what is left undecided.

use crate::{date, number, table};
use civigrid::tables::{Analysis, BOXES, FindingKind, Value};
use serde_json::{Value as Json, json};

/// The findings of a table of one column, with rules called by their numbers.
fn analysed(hit: &str, column: &Json, cells: &[&str]) -> Analysis {
    let rules: Json = cells
        .iter()
        .enumerate()
        .map(|(index, cell)| json!({"id": index.to_string(), "when": [cell], "then": [index]}))
        .collect();
    let codes = json!([{"code": "01", "name": "市容", "children": [{"code": "0101", "name": "占道"}]}, {"code": "02", "name": "噪声"}]);
    table(&json!({"hit": hit, "inputs": [column], "outputs": [{"name": "o", "type": "number"}], "rules": rules, "codes": codes})).analyse(BOXES)
}

fn told(hit: &str, column: &Json, cells: &[&str]) -> Vec<String> {
    let analysis = analysed(hit, column, cells);
    assert!(analysis.undecided.is_empty() && analysis.more.is_empty() && analysis.assumed_free.is_empty());
    analysis.findings.into_iter().map(|finding| finding.en).collect()
}

#[test]
fn whole_sentences_are_told() {
    let column = json!({"name": "a", "label": "人数", "type": "integer", "values": ["[0..10]"]});
    let list = analysed("first", &column, &["< 4", "[1..3]", "(4..5)", "[6..10]"]).findings;
    let sentences: Vec<(&str, &str)> = list.iter().map(|finding| (finding.zh.as_str(), finding.en.as_str())).collect();
    assert_eq!(
        sentences,
        [
            (
                "规则 2 永不适用：`人数` 的任何取值都不符合 `(4..5)`",
                "rule 2 never applies: no value of a fits `(4..5)`"
            ),
            ("没有规则适用于 人数 = 4", "no rule applies to a = 4"),
            (
                "规则 1 永远轮不到：凡它适用之处，已有别的规则在先",
                "rule 1 never counts: whenever it applies, another one comes first"
            ),
        ]
    );
    assert_eq!(list[1].witness, Some(crate::given(&[("a", number("4"))])));
    assert_eq!((list[0].column.as_deref(), list[0].value.as_deref()), (Some("a"), Some("(4..5)")));
    let overlap = analysed("unique", &column, &["<= 5", ">= 5"]).findings;
    assert_eq!(overlap.len(), 1);
    assert_eq!(
        (overlap[0].zh.as_str(), overlap[0].en.as_str()),
        ("规则 0 与 1 同时适用于 人数 = 5", "rules 0 and 1 both apply to a = 5")
    );
    assert_eq!(overlap[0].rules, ["0", "1"]);
}

#[test]
fn the_ends_of_all_ranges_are_looked_at() {
    let number = json!({"name": "a", "type": "number"});
    assert_eq!(told("unique", &number, &["< 5", ">= 5"]), [""; 0]);
    assert_eq!(told("unique", &number, &["< 5", "> 5"]), ["no rule applies to a = 5"]);
    assert_eq!(told("unique", &number, &["<= 5", ">= 5"]), ["rules 0 and 1 both apply to a = 5"]);
    assert_eq!(told("unique", &number, &["< 5", "[5..6]", "(6..7)", ">= 7"]), [""; 0]);
    assert_eq!(told("unique", &number, &["<= 1", ">= 2"]), ["no rule applies to a = 1.5"]);
    assert_eq!(told("unique", &json!({"name": "a", "type": "integer"}), &["<= 1", ">= 2"]), [""; 0]);
    assert_eq!(told("unique", &number, &["<= 1.5", "> 1.6"]), ["no rule applies to a = 1.55"]);
    let days = json!({"name": "a", "type": "date"});
    assert_eq!(told("unique", &days, &["<= 2026-02-28", ">= 2026-03-01"]), [""; 0]);
    assert_eq!(told("unique", &days, &["<= 2024-02-28", ">= 2024-03-01"]), ["no rule applies to a = 2024-02-29"]);
    assert_eq!(
        told("first", &days, &["< 1900-01-01", "-"]),
        ["rule 0 never applies: no value of a fits `< 1900-01-01`"]
    );
    assert_eq!(
        told("first", &days, &["> 2199-12-31", "-"]),
        ["rule 0 never applies: no value of a fits `> 2199-12-31`"]
    );
    let close = ["<= 0.0000000000000000000000000001", ">= 0.0000000000000000000000000002"];
    assert_eq!(told("unique", &number, &close), [""; 0]);
    let far = ["<= 0.0000000000000000000000000001", ">= 0.0000000000000000000000000003"];
    assert_eq!(told("unique", &number, &far), ["no rule applies to a = 0.0000000000000000000000000002"]);
    let wide = ["<= 9.999999999999999999999999998", ">= 11"];
    assert_eq!(told("unique", &number, &wide).len(), 1);
    let most = ["<= 9999999999999999999999999998", "9999999999999999999999999999"];
    assert_eq!(told("unique", &number, &most), [""; 0]);
    let beyond = ["<= 9999999999999999999999999999", "> 9999999999999999999999999999"];
    assert_eq!(
        told("unique", &number, &beyond),
        ["rule 1 never applies: no value of a fits `> 9999999999999999999999999999`"]
    );
}

/// One more than a number of 28 digits may have 29: a coarser step leads on, where there is one.
#[test]
fn numbers_of_many_digits_have_something_beyond_them() {
    let number = json!({"name": "a", "type": "number"});
    let fine = ["> 0.1234567890123456789012345678", "<= 0.1234567890123456789012345678"];
    assert_eq!(told("first", &number, &fine), [""; 0]);
    assert_eq!(told("unique", &number, &fine[..1]), ["no rule applies to a = 0"]);
    assert_eq!(told("unique", &number, &fine[1..]), ["no rule applies to a = 1"]);
    assert_eq!(told("unique", &number, &["<= 9.999999999999999999999999999"]), ["no rule applies to a = 10"]);
    assert_eq!(told("unique", &number, &[">= -9.999999999999999999999999999"]), ["no rule applies to a = -10"]);
    assert_eq!(told("unique", &number, &["< -9.999999999999999999999999999"]).len(), 1);
}

/// Thousands of stretches side by side are decided: sorts are not tried cell by cell.
#[test]
fn five_thousand_stretches_side_by_side_are_decided() {
    let stretch = |number: usize| format!("[{}..{}]", 10 * number, 10 * number + 9);
    let mut cells: Vec<String> = (0..5_000).map(stretch).collect();
    cells.push("< 0".into());
    cells.push("> 49999".into());
    let column = json!({"name": "a", "type": "integer"});
    let texts: Vec<&str> = cells.iter().map(String::as_str).collect();
    let analysis = analysed("unique", &column, &texts);
    assert!(analysis.is_clean(), "{:?} {:?}", analysis.undecided, analysis.findings);
    cells[2_500] = "[25000..25010]".into();
    cells[100] = "[1001..1009]".into();
    let texts: Vec<&str> = cells.iter().map(String::as_str).collect();
    let expected = ["rules 2500 and 2501 both apply to a = 25010", "no rule applies to a = 1000"];
    assert_eq!(told("unique", &column, &texts), expected);
}

/// A value that only a rule gives which may never count is not called given.
#[test]
fn what_masked_rules_give_is_undecided_with_them() {
    let document = json!({"hit": "first", "inputs": [{"name": "a", "type": "number"}],
        "outputs": [{"name": "o", "type": "string", "values": ["x", "y"]}],
        "rules": [{"id": "1", "when": ["-"], "then": ["x"]}, {"id": "2", "when": ["-"], "then": ["y"]}]});
    let kinds = |boxes: u32| {
        let analysis = table(&document).analyse(boxes);
        (analysis.findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(), analysis.undecided)
    };
    use FindingKind::{Gap, Masked, OutputUnused};
    assert_eq!(kinds(BOXES), (vec![Masked, OutputUnused], vec![]));
    assert_eq!(kinds(0), (vec![], vec![Gap, Masked, OutputUnused]));
}

#[test]
fn values_are_those_that_are_declared() {
    let words = json!({"name": "a", "type": "string", "values": ["x", {"value": "y", "label": "乙"}]});
    assert_eq!(told("unique", &words, &["x", "乙"]), [""; 0]);
    assert_eq!(told("unique", &words, &["x"]), ["no rule applies to a = y"]);
    let free = json!({"name": "a", "type": "string"});
    assert_eq!(told("unique", &free, &["\"x\"", "not(\"x\")"]), [""; 0]);
    assert_eq!(told("unique", &free, &["\"x\"", "\"其他\""]), ["no rule applies to a = 其他′"]);
    let flag = json!({"name": "a", "type": "boolean"});
    assert_eq!(told("unique", &flag, &["true", "否"]), [""; 0]);
    assert_eq!(told("unique", &flag, &["true", "false", "null"]), [""; 0]);
    assert_eq!(told("unique", &flag, &["true", "null"]), ["no rule applies to a = false"]);
    let code = json!({"name": "a", "type": "code"});
    assert_eq!(told("unique", &code, &["in 01", "02"]), [""; 0]);
    assert_eq!(told("unique", &code, &["in 01", "0101, 02"]), ["rules 0 and 1 both apply to a = 0101"]);
    let limited = json!({"name": "a", "type": "number", "values": ["[0..1]", "3"]});
    assert_eq!(told("unique", &limited, &["[0..1]", "> 1"]), [""; 0]);
    assert_eq!(told("first", &limited, &["> 3", "-"]), ["rule 0 never applies: no value of a fits `> 3`"]);
    assert_eq!(told("unique", &limited, &["< 1", "3"]), ["no rule applies to a = 1"]);
}

#[test]
fn what_is_unknown_is_a_value_where_it_may_be() {
    let plain = json!({"name": "a", "type": "number"});
    let nullable = json!({"name": "a", "type": "number", "nullable": true});
    let filled = json!({"name": "a", "type": "number", "nullable": true, "default": "0"});
    let cells = ["< 5", ">= 5"];
    assert_eq!(told("unique", &plain, &cells), [""; 0]);
    assert_eq!(told("unique", &nullable, &cells), ["no rule applies to a = null"]);
    assert_eq!(told("unique", &filled, &cells), [""; 0]);
    assert_eq!(told("unique", &plain, &["< 5", ">= 5", "null"]), [""; 0]);
    assert_eq!(
        told("unique", &plain, &["< 5", "!= null"]),
        ["rules 0 and 1 both apply to a = 4", "no rule applies to a = null"]
    );
    assert_eq!(told("first", &filled, &["null", "-"]), ["rule 0 never applies: no value of a fits `null`"]);
}

#[test]
fn many_findings_are_counted() {
    let cells: Vec<String> = (0..60).map(|number| (2 * number).to_string()).collect();
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let analysis = analysed("unique", &json!({"name": "a", "type": "number"}), &cells);
    assert_eq!(analysis.findings.len(), 1, "numbers between and around behave alike");
    let all = vec!["-"; 9];
    let analysis = analysed("unique", &json!({"name": "a", "type": "number"}), &all);
    assert_eq!((analysis.findings.len(), analysis.more.get("overlap")), (20, Some(&16)));
    assert!(!analysis.is_clean());
}

#[test]
fn what_is_calculated_may_be_undecided() {
    let document = |hit: &str, one: &str, other: &str| {
        json!({"hit": hit, "inputs": [{"name": "a", "type": "number"}, {"name": "s", "type": "string", "values": ["x", "y"]}],
            "outputs": [{"name": "o", "type": "string", "values": ["x", "y"]}, {"name": "n", "type": "number"}],
            "rules": [{"id": "1", "when": ["-", "-"], "then": [one, "a"]}, {"id": "2", "when": ["-", "-"], "then": [other, "a * 1"]}]})
    };
    let analyse = |hit: &str, one: &str, other: &str| table(&document(hit, one, other)).analyse(BOXES);
    let any = analyse("any", "x", "x");
    assert!(
        any.undecided.contains(&FindingKind::Overlap)
            || any.findings.iter().any(|finding| finding.kind == FindingKind::Overlap)
    );
    let priority = analyse("priority", "s", "x");
    assert!(priority.undecided.contains(&FindingKind::Masked));
    let decided = analyse("priority", "y", "x");
    assert!(decided.undecided.is_empty());
    let masked: Vec<&str> = decided
        .findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::Masked)
        .map(|finding| finding.rules[0].as_str())
        .collect();
    assert_eq!(masked, ["1"]);
    let same = json!({"hit": "any", "inputs": [{"name": "a", "type": "date"}], "outputs": [{"name": "o", "type": "date"}],
        "rules": [{"id": "1", "when": ["-"], "then": ["a + P1D"]}, {"id": "2", "when": ["> 2026-01-01"], "then": ["a + P1D"]}]});
    assert!(table(&same).analyse(BOXES).is_clean());
}

#[test]
fn outputs_that_nobody_gives_are_told() {
    let document = json!({"hit": "first", "inputs": [{"name": "a", "type": "boolean"}],
        "outputs": [{"name": "o", "label": "等级", "type": "string", "default": "b",
            "values": ["a", "b", {"value": "c", "label": "丙"}, "d", "e"]}],
        "rules": [{"id": "1", "when": ["true"], "then": ["a"], "open": {"o": {}}}, {"id": "2", "when": ["true"], "then": ["c"]}],
        "overrides": [{"node": "51", "rules": [], "below": [{"node": "5101", "rules": []}]},
            {"node": "52", "rules": [{"id": "1", "then": {"o": "a"}}], "below": [{"node": "5201", "rules": [{"id": "1", "then": {"o": "d"}}]}]}]});
    let analysis = table(&document).analyse(BOXES);
    let told: Vec<(&str, &str)> = analysis
        .findings
        .iter()
        .filter(|finding| finding.kind == FindingKind::OutputUnused)
        .map(|finding| (finding.zh.as_str(), finding.en.as_str()))
        .collect();
    let expected = [
        ("没有规则给出 `等级` 的取值 `丙`", "no rule gives the value `c` of o"),
        ("没有规则给出 `等级` 的取值 `e`", "no rule gives the value `e` of o"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn witnesses_of_several_columns_are_whole() {
    let document = json!({"hit": "unique",
        "inputs": [{"name": "a", "type": "date", "values": [">= 2026-01-01"]}, {"name": "b", "label": "丁", "type": "boolean"}, {"name": "c", "type": "string"}],
        "outputs": [{"name": "o", "type": "number"}],
        "rules": [{"id": "1", "when": ["-", "false", "-"], "then": ["1"]}, {"id": "2", "when": ["> 2026-01-01", "true", "-"], "then": ["1"]}]});
    let list = table(&document).analyse(BOXES).findings;
    assert_eq!(list.len(), 1);
    let witness = list[0].witness.clone().unwrap();
    assert_eq!((&witness["a"], &witness["b"]), (&date("2026-01-01"), &Value::Bool(true)));
    assert!(list[0].zh.contains("丁 = true") && list[0].en.contains("b = true"));
    assert_eq!(witness.len(), 3);
}
