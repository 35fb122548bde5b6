//! Input cells by hand: what is unknown, labels, full-width signs, quotes, code lists.

use crate::{answer, date, instant, number, table};
use civigrid::tables::{Table, Value};
use serde_json::{Value as Json, json};

/// A table of one column in which each cell is a rule of its own, called by its number.
fn cells(column: &Json, cells: &[&str]) -> Table {
    let mut input = json!({"name": "a"});
    for (name, value) in column.as_object().unwrap() {
        input[name] = value.clone();
    }
    let rules: Json = cells
        .iter()
        .enumerate()
        .map(|(index, cell)| json!({"id": index.to_string(), "when": [cell], "then": ["1"]}))
        .collect();
    let codes = json!([{"code": "01", "name": "市容", "children": [{"code": "0101", "name": "占道"}, {"code": "0102", "name": "其他"}]},
        {"code": "02", "name": "噪声", "children": [{"code": "0202", "name": "其他", "children": [{"code": "020201", "name": "夜间"}]}]}]);
    table(
        &json!({"hit": "rule order", "inputs": [input], "outputs": [{"name": "o", "type": "number"}], "rules": rules, "codes": codes}),
    )
}

/// The cells that hold for a value.
fn held(column: &Json, list: &[&str], value: Value) -> Vec<String> {
    let outcome = answer(&cells(column, list), &[("a", value)]);
    outcome.rules.iter().map(|rule| list[rule.parse::<usize>().unwrap()].to_owned()).collect()
}

#[track_caller]
fn check(column: &Json, value: &Value, holding: &[&str], failing: &[&str]) {
    let all: Vec<&str> = holding.iter().chain(failing).copied().collect();
    assert_eq!(held(column, &all, value.clone()), holding, "{value:?}");
}

#[test]
fn comparisons_with_what_is_unknown_hold_neither_way() {
    let column = json!({"type": "number"});
    let null_holds = ["-", "null", "空", "= null", "!= 5", "not(5)", "null, < 5", "< 5, null", "not(5, 6)"];
    let null_fails = [
        "5",
        "< 5",
        ">= 5",
        "[1..5]",
        "not(< 5)",
        "not(>= 5)",
        "not([1..5])",
        "not(5, < 3)",
        "not(< 3, 5)",
        "!= null",
        "not(null)",
        "not(null, 5)",
        "not(< 5, null)",
        "< 5, >= 5",
        "not(!= 5)",
        "= 5",
    ];
    check(&column, &Value::Null, &null_holds, &null_fails);
}

#[test]
fn what_is_known_is_compared() {
    let column = json!({"type": "number"});
    let five_holds = [
        "-",
        "5",
        "5.0",
        "05",
        "= 5",
        ">= 5",
        "<= 5",
        "[1..5]",
        "[5..5]",
        "!= null",
        "not(null)",
        "not(< 5)",
        "not(< 5, null)",
        "< 5, >= 5",
        "(4.9..5.1)",
        "not([1..5))",
        "1, 5",
        "not(!= 5)",
        "!= 4, null",
    ];
    let five_fails = [
        "null",
        "< 5",
        "> 5",
        "(5..6]",
        "[1..5)",
        "]5..6]",
        "[1..5[",
        "!= 5",
        "not(5)",
        "not(>= 5)",
        "not(!= null)",
        "-5",
    ];
    check(&column, &number("5"), &five_holds, &five_fails);
}

#[test]
fn codes_and_truths_may_be_unknown() {
    let code = json!({"type": "code"});
    check(&code, &Value::Null, &["not(0101)", "null", "!= 0101"], &["in 01", "not(in 01)", "not(0101, in 02)", "0101"]);
    let flag = json!({"type": "boolean"});
    check(&flag, &Value::Null, &["not(true)", "!= true", "null"], &["true", "false", "true, false", "not(null)"]);
}

#[test]
fn what_is_not_named_is_unknown_and_defaults_stand_for_it() {
    let rules = json!([{"id": "1", "when": ["null"], "then": ["1"]}, {"id": "2", "when": ["5"], "then": ["a"]}]);
    let document = |default: Json| {
        json!({"hit": "first", "inputs": [{"name": "a", "type": "number", "default": default}],
            "outputs": [{"name": "o", "type": "number"}], "rules": rules})
    };
    let plain = table(&document(json!("null")));
    let filled = table(&document(json!("5")));
    assert_eq!(answer(&plain, &[]).rules, ["1"]);
    assert_eq!(answer(&plain, &[("a", Value::Null)]).rules, ["1"]);
    for facts in [&[][..], &[("a", Value::Null)]] {
        let outcome = answer(&filled, facts);
        assert_eq!((outcome.rules.as_slice(), &outcome.rows[0]["o"]), (&["2".into()][..], &number("5")));
    }
    let wrong = plain.evaluate(&crate::given(&[("a", Value::text("5"))]), crate::today()).unwrap_err();
    assert_eq!((wrong.code().name(), wrong.en()), ("table.fact", "the fact `a` does not fit: expected number".into()));
    let count = cells(&json!({"type": "integer"}), &["-"]);
    assert!(count.evaluate(&crate::given(&[("a", number("1.5"))]), crate::today()).is_err());
}

#[test]
fn full_width_signs_are_read_as_their_twins() {
    let column = json!({"type": "number"});
    let holds = [
        "５",
        "＝５",
        "＞４",
        "＜＝５",
        "≥５",
        "≤ 5",
        "（４..５］",
        "【1．．5】",
        "【１..５］",
        "3、5",
        "3，5",
        "非（３、４）",
        "not（3）",
        "［５．．５］",
        "\u{3000}5\u{3000}",
        "５．０",
        "\t5\n",
    ];
    check(&column, &number("5"), &holds, &["！＝５", "－５", "—5", "（5..6]", "4、6"]);
    check(&column, &number("-5"), &["－５", "—5", "–5", "−5", "－", "＜－４"], &["５"]);
    let text = json!({"type": "string"});
    check(&text, &Value::text("５"), &["\"５\"", "“５”"], &["\"5\""]);
    check(&text, &Value::text("a，b"), &["\"a，b\""], &["\"a\", \"b\"", "\"a,b\""]);
    check(&text, &Value::text("甲"), &["“甲”", "\"甲\"", "“乙”、“甲”", "＂甲＂", "”甲“"], &["“乙”"]);
    check(
        &json!({"type": "date"}),
        &date("2026-02-13"),
        &["２０２６－０２－１３", "＠“2026-02-13”"],
        &["＞2026-02-13"],
    );
}

#[test]
fn words_are_values_or_labels() {
    let column = json!({"type": "string", "values": ["mid", {"value": "low", "label": "低"}, {"value": "not", "label": "a, b"}]});
    check(
        &column,
        &Value::text("low"),
        &["low", "低", "\"low\"", "“低”", "mid,低", "not(mid)", "!= mid", "ｌｏｗ"],
        &["mid", "not(低)", "\"a, b\""],
    );
    check(&column, &Value::text("not"), &["not", "\"a, b\"", "low, not", "not(low)"], &["low", "not(not)", "!= not"]);
    check(&column, &Value::text("other"), &["-", "not(low)", "!= mid"], &["low, mid", "null"]);
    let flag = json!({"type": "boolean"});
    check(
        &flag,
        &Value::Bool(true),
        &["true", "是", "not(false)", "not(否)", "!= 否", "是、否"],
        &["false", "否", "not(是)", "空"],
    );
}

#[test]
fn quotes_hold_escapes() {
    let column = json!({"type": "string"});
    check(&column, &Value::text("a\"b"), &[r#""a\"b""#, "“a\"b”", r#"not("x")"#], &[r#""a""#]);
    check(&column, &Value::text("a\\b"), &[r#""a\\b""#, r#""a\u005cb""#], &[r#""ab""#]);
    check(&column, &Value::text("a\n\t\rb"), &[r#""a\n\t\rb""#], &[r#""a n""#]);
    check(&column, &Value::text("中"), &[r#""\u4e2d""#, r#""\u4E2D""#, "\"中\""], &["\"u4e2d\""]);
    check(&column, &Value::text(""), &["\"\"", "“”", "not(\"a\")"], &["\" \"", "null"]);
    check(&column, &Value::text("a) , not(b"), &["\"a) , not(b\""], &["not(\"a) , not(b\")"]);
    check(&column, &Value::text("null"), &["\"null\"", "!= null"], &["null"]);
    check(&column, &Value::text(" a "), &["\" a \""], &["\"a\""]);
}

#[test]
fn codes_cover_what_lies_below_them() {
    let column = json!({"type": "code"});
    check(
        &column,
        &Value::text("0101"),
        &[
            "0101",
            "占道",
            "in 01",
            "属于01",
            "属于 市容",
            "in 0101",
            "not(02)",
            "not(in 02)",
            "in 02, in 01",
            "\"0101\"",
            "in \"01\"",
            "!= 01",
        ],
        &["01", "市容", "in 02", "not(in 01)", "0102", "in 0102", "!= 占道"],
    );
    check(&column, &Value::text("020201"), &["in 02", "in 0202", "属于噪声", "夜间"], &["02", "0202", "in 01"]);
    check(&column, &Value::text("01"), &["01", "in 01", "not(0101)"], &["in 0101", "0101"]);
    check(&column, &Value::text("99"), &["-", "!= 01", "not(in 01)"], &["in 01", "01"]);
}

#[test]
fn temporal_literals_are_written_in_several_ways() {
    let time = json!({"type": "date and time"});
    let at = instant("2026-02-13T10:00:00+08:00");
    let same = [
        "2026-02-13T10:00:00",
        "2026-02-13T10:00:00+08:00",
        "2026-02-13T02:00:00Z",
        "2026-02-13T03:00:00+01:00",
        "\"2026-02-13T10:00:00\"",
        "@\"2026-02-13T10:00:00\"",
        "date and time(\"2026-02-13T10:00:00\")",
        "date and time( \"2026-02-13T10:00:00\" )",
        "[2026-02-13T10:00:00..2026-02-13T10:00:01)",
        "<= 2026-02-13T10:00:00",
    ];
    check(&time, &at, &same, &["> 2026-02-13T10:00:00", "2026-02-13T10:00:01", "2026-02-13T10:00:00Z"]);
    let day = json!({"type": "date"});
    check(
        &day,
        &date("2026-02-13"),
        &[
            "2026-02-13",
            "\"2026-02-13\"",
            "date(\"2026-02-13\")",
            "[2026-02-13..2026-02-14)",
            "> 2026-02-12",
            "2026-02-12, 2026-02-13",
        ],
        &["(2026-02-13..2026-02-14)", "< 2026-02-13"],
    );
    let span = json!({"type": "days and time duration"});
    check(
        &span,
        &Value::Duration(90_000),
        &["P1DT1H", "PT25H", "PT1500M", "PT90000S", "duration(\"P1DT1H\")", "> P1D"],
        &["P1D", "-P1DT1H", ">= P2D"],
    );
    check(&span, &Value::Duration(-3_600), &["-PT1H", "< PT0S", "[-PT2H..PT0S]"], &["PT1H"]);
    let months = json!({"type": "years and months duration"});
    check(&months, &Value::Months(14), &["P1Y2M", "P14M", "> P1Y", "[P1Y..P2Y]"], &["P1Y", "-P14M"]);
}

#[test]
fn numbers_in_cells_may_be_written_as_numbers() {
    let document = json!({"hit": "first", "inputs": [{"name": "a", "type": "number"}, {"name": "b", "type": "boolean"}],
        "outputs": [{"name": "o", "type": "number"}],
        "rules": [{"id": "1", "when": [1.5, true], "then": [2]}, {"id": "2", "when": [-1, null], "then": [null]}]});
    let table = table(&document);
    assert_eq!(answer(&table, &[("a", number("1.5")), ("b", Value::Bool(true))]).rows[0]["o"], number("2"));
    assert_eq!(answer(&table, &[("a", number("-1"))]).rows[0]["o"], Value::Null);
}

#[test]
fn routes_to_units_are_outputs_only() {
    let document = |cell: &str| {
        json!({"hit": "first", "levels": ["street", "区"], "inputs": [], "outputs": [{"name": "u", "type": "unit"}],
            "rules": [{"id": "1", "when": [], "then": [cell]}]})
    };
    for (cell, written) in
        [("@street", "@street"), ("@street/城管", "@street/城管"), ("\"@区/城管\"", "@区/城管"), (" @区 ", "@区")]
    {
        assert_eq!(answer(&table(&document(cell)), &[]).rows[0]["u"].to_string(), written);
    }
    assert_eq!(crate::places(&document("@village")), [(civigrid::Code::UnknownReference, "/rules/0/then/0".into())]);
    for cell in ["street", "@", "@/城管", "@street/", "1"] {
        assert_eq!(crate::places(&document(cell)), [(civigrid::Code::CellSyntax, "/rules/0/then/0".into())], "{cell}");
    }
    let mut input = document("-");
    input["inputs"] = json!([{"name": "a", "type": "unit"}]);
    assert_eq!(crate::places(&input)[0], (civigrid::Code::NotSupported, "/inputs/0".into()));
}

/// What a column knows comes before the words of the language.
#[test]
fn words_may_begin_like_others() {
    let holds = |column: Json, cell: &str, value: &str| {
        let table = table(&json!({"hit": "first", "inputs": [column],
            "codes": [{"code": "in-1", "name": "一"}, {"code": "属于类", "name": "二"}, {"code": "01", "name": "三"}],
            "outputs": [{"name": "o", "type": "number"}], "rules": [{"id": "1", "when": [cell], "then": ["1"]}]}));
        !answer(&table, &[("a", Value::text(value))]).rules.is_empty()
    };
    let words = || json!({"name": "a", "type": "string", "values": ["空-地", "null-x", "not", "非", "in"]});
    for word in ["空-地", "null-x", "not", "非", "in"] {
        assert!(holds(words(), word, word), "{word}");
        assert!(!holds(words(), &format!("not({word})"), word), "{word}");
    }
    let code = || json!({"name": "a", "type": "code"});
    for word in ["in-1", "属于类"] {
        assert!(holds(code(), word, word) && holds(code(), &format!("in {word}"), word), "{word}");
        assert!(!holds(code(), word, "01"), "{word}");
    }
}

/// A code that lies below itself is told, and nothing runs in a ring.
#[test]
fn codes_in_a_ring_are_told() {
    let document = json!({"hit": "first", "codes": [
            {"code": "01", "name": "a", "children": [{"code": "01", "name": "b"}]},
            {"code": "02", "name": "c", "children": [{"code": "03", "name": "d", "children": [{"code": "02", "name": "e"}]}]}],
        "inputs": [{"name": "k", "type": "code", "values": ["in 02"], "default": "01"}],
        "outputs": [{"name": "o", "type": "boolean"}], "rules": [{"id": "1", "when": ["in 03"], "then": ["true"]}]});
    let told = [
        (civigrid::Code::Duplicate, "/codes/0/children/0".to_owned()),
        (civigrid::Code::Duplicate, "/codes/1/children/0/children/0".to_owned()),
        (civigrid::Code::BadValue, "/inputs/0/default".to_owned()),
    ];
    assert_eq!(crate::places(&document), told);
}

#[test]
fn a_point_stands_beside_its_digits() {
    let document = |cell: &str| {
        json!({"hit": "first", "inputs": [{"name": "a", "type": "number"}],
        "outputs": [{"name": "o", "type": "number"}], "rules": [{"id": "1", "when": [cell], "then": ["1"]}]})
    };
    assert_eq!(crate::places(&document("1 .5")), [(civigrid::Code::CellSyntax, "/rules/0/when/0".into())]);
    table(&document("[1 .. 5]"));
}
