//! Cells that cannot be read: where, how it is shown, and whole sentences.

use crate::problems;
use civigrid::Code;
use serde_json::{Value as Json, json};

/// The columns of the cells below, by their types.
fn column(kind: &str) -> Json {
    match kind {
        "declared" => json!({"name": "a", "type": "string", "values": ["low", {"value": "high", "label": "高"}]}),
        _ => json!({"name": "a", "type": kind}),
    }
}

/// The one problem of a table whose second rule has such an input cell.
fn input(kind: &str, cell: &str) -> civigrid::Rejection {
    let document = json!({"hit": "first", "inputs": [{"name": "z", "type": "number"}, column(kind)],
        "outputs": [{"name": "o", "type": "number"}], "codes": [{"code": "01", "name": "市容"}],
        "rules": [{"id": "1", "when": ["-", "-"], "then": ["1"]}, {"id": "2", "when": ["1", cell], "then": ["1"]}]});
    let mut list = problems(&document);
    assert_eq!(list.len(), 1, "{kind} `{cell}`: {list:?}");
    assert_eq!((list[0].code(), list[0].pointer()), (Code::CellSyntax, "/rules/1/when/1"));
    list.remove(0)
}

/// The one problem of a table with such an output cell.
fn output(kind: &str, cell: &str) -> civigrid::Rejection {
    let mut column = column(kind);
    column["name"] = json!("o");
    let document = json!({"hit": "first", "inputs": [{"name": "a", "type": "number"}, {"name": "d", "type": "date"}],
        "outputs": [{"name": "p", "type": "number"}, column], "codes": [{"code": "01", "name": "市容"}],
        "rules": [{"id": "1", "when": ["-", "-"], "then": ["1", cell]}]});
    let mut list = problems(&document);
    assert_eq!(list.len(), 1, "{kind} `{cell}`: {list:?}");
    assert_eq!((list[0].code(), list[0].pointer()), (Code::CellSyntax, "/rules/0/then/1"));
    list.remove(0)
}

fn check(problem: &civigrid::Rejection, at: usize, shown: &str, expected: &str) {
    let sentence = format!("the cell is not understood at character {at}: `{shown}`, expected {expected}");
    assert_eq!(problem.en(), sentence);
    assert!(problem.zh().starts_with(&format!("单元格第 {at} 个字符处不能理解：`{shown}`，应为")), "{}", problem.zh());
}

const NUMBER: &str = "a number such as 1.5";
const WHOLE: &str = "a whole number such as 5";
const TRUTH: &str = "true or false";
const DATE: &str = "a date such as 2026-02-13";
const TIME: &str = "a date and time such as 2026-02-13T10:00:00";
const SPAN: &str = "a duration such as P1DT2H";
const MONTHS: &str = "years and months such as P1Y2M";
const TEXT: &str = "a text in quotes such as \"text\"";
const WORDS: &str = "one of low | 高";
const CODE: &str = "a code of the list, or a name that one code has";
const EMPTY: &str = "an interval whose lower end is below its upper end";
const END: &str = "`,` or the end of the cell";

#[test]
fn input_cells_are_shown_with_their_place() {
    for (kind, cell, at, shown, expected) in [
        ("number", "abc", 1, "‸abc", NUMBER),
        ("number", "", 1, "‸", NUMBER),
        ("number", "< 2O", 3, "< ‸2O", NUMBER),
        ("number", "- 5", 1, "‸- 5", NUMBER),
        ("number", "1..5", 2, "1‸..5", END),
        ("number", "5 5", 3, "5 ‸5", END),
        ("number", "5,", 3, "5,‸", NUMBER),
        ("number", ",5", 1, "‸,5", NUMBER),
        ("number", "1e3", 1, "‸1e3", NUMBER),
        ("number", "5.", 2, "5‸.", END),
        ("number", "[1..5", 6, "[1..5‸", "`]` or `)`"),
        ("number", "[1,5]", 3, "[1‸,5]", "`..`"),
        ("number", "[1..x]", 5, "[1..‸x]", NUMBER),
        ("number", "[null..1]", 2, "[‸null..1]", NUMBER),
        ("number", "[5..1]", 1, "‸[5..1]", EMPTY),
        ("number", "(5..5)", 1, "‸(5..5)", EMPTY),
        ("number", "3, [5..5)", 4, "3, ‸[5..5)", EMPTY),
        ("number", "]5..5]", 1, "‸]5..5]", EMPTY),
        ("number", "< null", 1, "‸< null", "null has no order: write null or not(null)"),
        ("number", "not(5", 6, "not(5‸", "`,` or `)`"),
        ("number", "not()", 5, "not(‸)", NUMBER),
        ("number", "not(not(5))", 5, "not(‸not(5))", NUMBER),
        ("number", "not(5) , 6", 8, "not(5) ‸, 6", END),
        ("number", "not 5", 1, "‸not 5", NUMBER),
        ("number", "-, 5", 1, "‸-, 5", NUMBER),
        ("number", "=> 5", 2, "=‸> 5", NUMBER),
        ("number", "<> 5", 2, "<‸> 5", NUMBER),
        ("number", "< z", 3, "< ‸z", NUMBER),
        ("number", "［１．．５", 6, "［１．．５‸", "`]` or `)`"),
        ("number", "一、5", 1, "‸一、5", NUMBER),
        ("number", "5、六", 3, "5、‸六", NUMBER),
        ("number", "12345678901234567890123456789", 1, "‸1234567890123456…", NUMBER),
        ("number", "0.00000000000000000000000000001", 1, "‸0.00000000000000…", NUMBER),
        ("number", "1, 2, 3, 4, 5, 6, 7, x, 9, 10, 11, 12, 13", 22, "… 3, 4, 5, 6, 7, ‸x, 9, 10, 11, 12…", NUMBER),
        ("integer", "1.5", 1, "‸1.5", WHOLE),
        ("integer", "[1..2.5]", 5, "[1..‸2.5]", WHOLE),
        ("boolean", "yes", 1, "‸yes", TRUTH),
        ("boolean", "> true", 1, "‸> true", TRUTH),
        ("boolean", "truely", 1, "‸truely", TRUTH),
        ("boolean", "[true..false]", 1, "‸[true..false]", TRUTH),
        ("date", "2026-02-30", 1, "‸2026-02-30", DATE),
        ("date", "2026-2-3", 1, "‸2026-2-3", DATE),
        ("date", "2200-01-01", 1, "‸2200-01-01", DATE),
        ("date", "2026-02-13T10:00:00", 1, "‸2026-02-13T10:00…", DATE),
        ("date", ">= 明天", 4, ">= ‸明天", DATE),
        ("date", "date(\"2026-02-13\"", 18, "…ate(\"2026-02-13\"‸", "`)`"),
        ("date", "date(2026-02-13)", 6, "date(‸2026-02-13)", "a text in quotes"),
        ("date and time", "2026-02-13", 1, "‸2026-02-13", TIME),
        ("date and time", "2026-02-13T24:00:00", 1, "‸2026-02-13T24:00…", TIME),
        ("days and time duration", "P1M", 1, "‸P1M", SPAN),
        ("days and time duration", "1h", 1, "‸1h", SPAN),
        ("days and time duration", "PT", 1, "‸PT", SPAN),
        ("days and time duration", "PT1.5H", 1, "‸PT1.5H", SPAN),
        ("years and months duration", "P1D", 1, "‸P1D", MONTHS),
        ("years and months duration", "P", 1, "‸P", MONTHS),
    ] {
        check(&input(kind, cell), at, shown, expected);
    }
}

#[test]
fn texts_and_words_are_shown_with_their_place() {
    let escapes = r#"one of \" \\ \n \r \t \uXXXX"#;
    for (kind, cell, at, shown, expected) in [
        ("string", "abc", 1, "‸abc", TEXT),
        ("string", "\"a\" b", 5, "\"a\" ‸b", END),
        ("string", "\"abc", 5, "\"abc‸", "the closing quote"),
        ("string", "“abc\"", 6, "“abc\"‸", "the closing quote"),
        ("string", r#""a\x""#, 3, r#""a‸\x""#, escapes),
        ("string", r#""a\u12g4""#, 3, r#""a‸\u12g4""#, escapes),
        ("string", r#""\ud83d\ude00""#, 2, r#""‸\ud83d\ude00""#, escapes),
        ("string", r#""a\"#, 3, r#""a‸\"#, escapes),
        ("string", "< \"a\"", 1, "‸< \"a\"", TEXT),
        ("string", "\"a\", b", 6, "\"a\", ‸b", TEXT),
        ("declared", "hgih", 1, "‸hgih", WORDS),
        ("declared", "low, hgih", 6, "low, ‸hgih", WORDS),
        ("declared", "> low", 1, "‸> low", WORDS),
        ("declared", "\"lo\"", 1, "‸\"lo\"", WORDS),
        ("declared", "LOW", 1, "‸LOW", WORDS),
        ("declared", "in low", 1, "‸in low", WORDS),
        ("code", "99", 1, "‸99", CODE),
        ("code", "in 99", 4, "in ‸99", CODE),
        ("code", "in null", 8, "in null‸", "a code"),
        ("code", "01, 交通", 5, "01, ‸交通", CODE),
        ("code", "属于交通", 3, "属于‸交通", CODE),
    ] {
        check(&input(kind, cell), at, shown, expected);
    }
}

#[test]
fn output_cells_are_shown_with_their_place() {
    let operand = "a number, a date, a duration, parentheses or a column (a, d)";
    let types = "types with which this can be calculated (numbers, dates and durations)";
    let more = "an operator or the end of the cell";
    for (kind, cell, at, shown, expected) in [
        ("number", "a + ", 5, "a + ‸", operand),
        ("number", "1 +* 2", 4, "1 +‸* 2", operand),
        ("number", "b + 1", 1, "‸b + 1", operand),
        ("number", "a + b", 5, "a + ‸b", operand),
        ("number", "(1 + 2", 7, "(1 + 2‸", "`)`"),
        ("number", "1 2", 3, "1 ‸2", more),
        ("number", "a b", 3, "a ‸b", more),
        ("number", "1 + 2)", 6, "1 + 2‸)", more),
        ("number", "> 5", 1, "‸> 5", operand),
        ("number", "a + d", 2, "a‸ + d", types),
        ("number", "a * 2 + d * 2", 10, "a * 2 + d‸ * 2", types),
        ("number", "-d", 1, "‸-d", "a number or a duration"),
        ("number", "d", 1, "‸d", NUMBER),
        ("number", "a % 2", 3, "a ‸% 2", more),
        ("date", "a", 1, "‸a", DATE),
        ("date", "2026-02-30", 1, "‸2026-02-30", DATE),
        ("string", "abc", 1, "‸abc", TEXT),
        ("declared", "hgih", 1, "‸hgih", WORDS),
        ("boolean", "not(true)", 1, "‸not(true)", TRUTH),
        ("code", "99", 1, "‸99", CODE),
        ("code", "in 01", 1, "‸in 01", CODE),
    ] {
        check(&output(kind, cell), at, shown, expected);
    }
}

#[test]
fn sentences_are_whole_in_both_languages() {
    let problem = input("number", "＜ 2O");
    assert_eq!(problem.zh(), "单元格第 3 个字符处不能理解：`＜ ‸2O`，应为数字，如 1.5");
    assert_eq!(problem.en(), "the cell is not understood at character 3: `＜ ‸2O`, expected a number such as 1.5");
    let problem = input("declared", "低");
    assert_eq!(problem.zh(), "单元格第 1 个字符处不能理解：`‸低`，应为low | 高 之一");
    let problem = input("date", "（2026-02-01．．2026-01-01）");
    assert_eq!(problem.zh(), "单元格第 1 个字符处不能理解：`‸（2026-02-01．．202…`，应为下限小于上限的区间");
    let problem = output("number", "a +");
    assert_eq!(problem.zh(), "单元格第 4 个字符处不能理解：`a +‸`，应为数字、日期、时长、括号，或列名（a, d）");
    let problem = input("boolean", "对");
    assert_eq!(problem.zh(), "单元格第 1 个字符处不能理解：`‸对`，应为true 或 false（是、否）");
    let problem = input("number", "> 空");
    assert_eq!(problem.zh(), "单元格第 1 个字符处不能理解：`‸> 空`，应为与 null 不能比较大小：请写 null 或 not(null)");
}

#[test]
fn every_bad_cell_is_told_in_one_go() {
    let document = json!({"hit": "first",
        "inputs": [{"name": "a", "type": "number", "default": "x", "values": ["[0..1", "2"]}, {"name": "b", "type": "boolean"}],
        "outputs": [{"name": "o", "type": "string", "values": ["p", "q"], "default": "r"}],
        "rules": [{"id": "1", "when": ["x", "maybe"], "then": ["r"]}, {"id": "2", "when": ["-"], "then": ["p"]}, {"id": "3", "when": ["1", {}], "then": ["q"]}]});
    let mut places: Vec<String> = problems(&document).iter().map(|problem| problem.pointer().into()).collect();
    places.sort();
    let expected = [
        "/inputs/0/default",
        "/inputs/0/values/0",
        "/outputs/0/default",
        "/rules/0/then/0",
        "/rules/0/when/0",
        "/rules/0/when/1",
        "/rules/1/when",
        "/rules/2/when/1",
    ];
    assert_eq!(places, expected);
}

#[test]
fn declared_values_bind_outputs() {
    let document = |cell: &str| {
        json!({"hit": "first", "inputs": [], "outputs": [{"name": "o", "type": "number", "values": ["[0..10]", "20"]}],
            "rules": [{"id": "1", "when": [], "then": [cell]}]})
    };
    for cell in ["0", "10", "20", "5.5", "-"] {
        crate::table(&document(cell));
    }
    for cell in ["-1", "10.1", "19", "10 + 1"] {
        let problem = problems(&document(cell)).remove(0);
        assert_eq!((problem.code(), problem.pointer()), (Code::BadValue, "/rules/0/then/0"), "{cell}");
        assert_eq!(problem.en(), "value does not fit: expected [0..10], 20");
    }
}

#[test]
fn a_word_means_one_value() {
    let at = |values: Json| {
        let document = json!({"hit": "first", "inputs": [{"name": "a", "type": "string", "values": values}],
            "outputs": [{"name": "o", "type": "number"}], "rules": [{"id": "1", "when": ["-"], "then": ["1"]}]});
        let first = problems(&document).remove(0);
        (first.code(), String::from(first.pointer()))
    };
    let label = |value: &str, label: &str| json!({"value": value, "label": label});
    let twice = (Code::Duplicate, String::from("/inputs/0/values/1"));
    assert_eq!(at(json!(["x", "x"])), twice);
    assert_eq!(at(json!(["x", label("y", "x")])), twice);
    assert_eq!(at(json!([label("x", "y"), "y"])), twice);
    assert_eq!(at(json!([label("x", "甲"), label("y", "甲")])), twice);
    assert_eq!(at(json!([])), (Code::BadValue, "/inputs/0/values".into()));
}
