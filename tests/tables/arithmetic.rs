//! Output cells and expressions of inputs that calculate: numbers, dates and spans, worked out by hand.

use crate::{answer, date, instant, number, places, table, today};
use civigrid::Code;
use civigrid::tables::Value;
use serde_json::{Value as Json, json};

const SPAN: &str = "days and time duration";
const MONTHS: &str = "years and months duration";
const TIME: &str = "date and time";

fn document(kind: &str, cell: &str) -> Json {
    let columns = [
        ("a", "甲", "number"),
        ("b", "乙", "number"),
        ("d", "日期", "date"),
        ("e", "止", "date"),
        ("t", "时刻", TIME),
        ("s", "时长", SPAN),
        ("m", "月数", MONTHS),
        ("i", "个", "integer"),
        ("w", "字", "string"),
    ];
    let inputs: Json =
        columns.iter().map(|(name, label, kind)| json!({"name": name, "label": label, "type": kind})).collect();
    let when: Vec<&str> = columns.iter().map(|_| "-").collect();
    json!({"hit": "first", "inputs": inputs, "outputs": [{"name": "o", "type": kind}],
        "rules": [{"id": "1", "when": when, "then": [cell]}]})
}

/// The value of an output cell of a type, given facts.
fn value(kind: &str, cell: &str, facts: &[(&str, Value)]) -> Value {
    answer(&table(&document(kind, cell)), facts).rows[0]["o"].clone()
}

#[test]
fn numbers_are_exact() {
    let most = "9999999999999999999999999999";
    for (cell, expected) in [
        ("0.1 + 0.2", "0.3"),
        ("0.1 * 3 - 0.3", "0"),
        ("1 / 3", "0.3333333333333333333333333333"),
        ("2 / 3", "0.6666666666666666666666666667"),
        ("-2 / 3", "-0.6666666666666666666666666667"),
        ("100 / 3", "33.33333333333333333333333333"),
        ("1 / 8", "0.125"),
        ("-7 / 2", "-3.5"),
        ("7 / -2", "-3.5"),
        ("2 ** 10", "1024"),
        ("2 ** -2", "0.25"),
        ("2 ** 0", "1"),
        ("0 ** 0", "1"),
        ("1.1 ** 2", "1.21"),
        ("-2 ** 2", "4"),
        ("-(2 ** 2)", "-4"),
        ("2 ** 3 ** 2", "64"),
        ("2 * 3 ** 2", "18"),
        ("2 + 3 * 4", "14"),
        ("(2 + 3) * 4", "20"),
        ("10 - 3 - 2", "5"),
        ("100 / 10 / 2", "5"),
        ("100 / 10 * 2", "20"),
        ("--5", "5"),
        ("1 - -1", "2"),
        ("1-1", "0"),
        (most, most),
        (&format!("{most} - 1"), "9999999999999999999999999998"),
        // Half to even, where a quotient needs 29 digits.
        ("3000000000000000000000000001 / 2", "1500000000000000000000000000"),
        ("3000000000000000000000000003 / 2", "1500000000000000000000000002"),
        ("-3000000000000000000000000001 / 2", "-1500000000000000000000000000"),
        ("0.0000000000000000000000000001 / 2", "0"),
        ("0.0000000000000000000000000003 / 2", "0.0000000000000000000000000002"),
    ] {
        assert_eq!(value("number", cell, &[]), number(expected), "{cell}");
    }
}

#[test]
fn what_cannot_be_calculated_is_null() {
    let most = "9999999999999999999999999999";
    for cell in [
        "1 / 0",
        "0 / 0",
        "a / (1 - 1)",
        "0 ** -1",
        "2 ** 0.5",
        "10 ** 28",
        "10 ** 27 * 10",
        "2 ** 1000",
        "a + b",
        "b * 0",
        "-b",
        "b ** 2",
        &format!("{most} + 1"),
        &format!("{most} * 10"),
        &format!("-{most} - 1"),
        &format!("{most} + a"),
    ] {
        assert_eq!(value("number", cell, &[("a", number("1")), ("b", Value::Null)]), Value::Null, "{cell}");
    }
}

#[test]
fn columns_are_named_by_name_or_label() {
    let facts = [("a", number("7")), ("b", number("2")), ("i", number("3")), ("w", Value::text("甲"))];
    for (cell, expected) in [
        ("a", "7"),
        ("甲", "7"),
        ("a - b", "5"),
        ("甲 - 乙", "5"),
        ("（甲＋乙）＊2", "18"),
        ("a/b", "3.5"),
        ("-a", "-7"),
        ("a*-b", "-14"),
        ("个 * 0.5", "1.5"),
        ("b ** b ** b", "16"),
    ] {
        assert_eq!(value("number", cell, &facts), number(expected), "{cell}");
    }
    assert_eq!(value("string", "w", &facts), Value::text("甲"));
    assert_eq!(value("string", "字", &facts), Value::text("甲"));
    assert_eq!(value("string", "\"w\"", &facts), Value::text("w"));
}

#[test]
fn a_whole_number_column_holds_whole_numbers_only() {
    assert_eq!(value("integer", "i / 2", &[("i", number("4"))]), number("2"));
    assert_eq!(value("integer", "i / 2", &[("i", number("5"))]), Value::Null);
    assert_eq!(value("integer", "a", &[("a", number("5.5"))]), Value::Null);
    assert_eq!(value("integer", "5.0", &[]), number("5"));
    assert_eq!(value("integer", "6 / 2", &[]), number("3"));
    for cell in ["5.5", "3 / 2", "-0.5"] {
        assert_eq!(places(&document("integer", cell)), [(Code::CellSyntax, "/rules/0/then/0".into())], "{cell}");
    }
}

#[test]
fn nothing_is_said_by_a_dash_or_no_text() {
    for kind in ["number", "string", "date", "boolean", SPAN, MONTHS, TIME] {
        for cell in ["-", "", " ", "null", "空", "－"] {
            assert_eq!(value(kind, cell, &[]), Value::Null, "{kind} `{cell}`");
        }
    }
}

#[test]
fn dates_move_by_spans() {
    let facts = [
        ("d", date("2026-01-31")),
        ("e", date("2026-03-01")),
        ("m", Value::Months(1)),
        ("s", Value::Duration(129_600)),
    ];
    for (cell, expected) in [
        ("d + P1M", "2026-02-28"),
        ("2026-01-31 + P1M", "2026-02-28"),
        ("d + m", "2026-02-28"),
        ("m + d", "2026-02-28"),
        ("日期＋月数", "2026-02-28"),
        ("2024-02-29 + P1Y", "2025-02-28"),
        ("2024-02-29 + P4Y", "2028-02-29"),
        ("2024-02-29 - P1Y", "2023-02-28"),
        ("2026-03-31 - P1M", "2026-02-28"),
        ("2026-12-31 + P2M", "2027-02-28"),
        ("2026-01-31 + P1M + P1M", "2026-03-28"),
        ("2026-01-31 + (P1M + P1M)", "2026-03-31"),
        ("d + P1D", "2026-02-01"),
        ("d + PT36H", "2026-02-01"),
        ("d + s", "2026-02-01"),
        ("d + PT23H59M59S", "2026-01-31"),
        ("d - PT1S", "2026-01-30"),
        ("d - PT36H", "2026-01-29"),
        ("P1D + d", "2026-02-01"),
        ("d + (e - d)", "2026-03-01"),
        ("d + -P1D", "2026-01-30"),
        ("date(\"2026-01-31\") + duration(\"P1D\")", "2026-02-01"),
        ("@\"2026-01-31\" + @\"P1M\"", "2026-02-28"),
    ] {
        assert_eq!(value("date", cell, &facts), date(expected), "{cell}");
    }
    for cell in ["2199-12-31 + P1D", "1900-01-01 - P1D", "2199-12-31 + P1M", "1900-01-31 - P1M", "d + m"] {
        assert_eq!(value("date", cell, &[("d", date("2026-01-31"))]), Value::Null, "{cell}");
    }
}

#[test]
fn instants_move_by_spans() {
    let facts = [("t", instant("2026-01-31T23:30:00+08:00"))];
    for (cell, expected) in [
        ("t + PT1H", "2026-02-01T00:30:00+08:00"),
        ("t + P1M", "2026-02-28T23:30:00+08:00"),
        ("t - PT24H", "2026-01-30T23:30:00+08:00"),
        ("PT1S + t", "2026-01-31T23:30:01+08:00"),
        ("2026-02-13T10:00:00 + P1D", "2026-02-14T10:00:00+08:00"),
        ("date and time(\"2026-02-13T02:00:00Z\") + PT0S", "2026-02-13T10:00:00+08:00"),
    ] {
        assert_eq!(value(TIME, cell, &facts), instant(expected), "{cell}");
    }
    assert_eq!(value(SPAN, "2026-02-13T10:00:00 - 2026-02-12T09:59:30", &[]), Value::Duration(86_430));
    assert_eq!(value(SPAN, "t - 2026-02-01T00:00:00", &facts), Value::Duration(-1_800));
    assert_eq!(value(TIME, "2199-12-31T23:59:59 + PT1S", &[]), Value::Null);
}

#[test]
fn spans_are_calculated_in_whole_seconds_and_months() {
    let facts =
        [("d", date("2024-02-01")), ("e", date("2024-03-01")), ("a", number("1.5")), ("s", Value::Duration(10))];
    for (cell, expected) in [
        ("e - d", 29 * 86_400),
        ("d - e", -29 * 86_400),
        ("2026-03-01 - 2026-02-01", 28 * 86_400),
        ("PT1H * 1.5", 5_400),
        ("a * PT1H", 5_400),
        ("PT10S / 3", 3),
        ("-PT10S / 3", -3),
        ("s * 0.19", 1),
        ("PT1H + PT30M", 5_400),
        ("PT1H - P1D", -82_800),
        ("P1DT2H3M4S", 93_784),
        ("-P1D", -86_400),
    ] {
        assert_eq!(value(SPAN, cell, &facts), Value::Duration(expected), "{cell}");
    }
    for (cell, expected) in [
        ("P1Y / 5", 2),
        ("P1Y2M", 14),
        ("P1Y - P13M", -1),
        ("-P1M", -1),
        ("P1M * 1.9", 1),
        ("P1M * -1.9", -1),
        ("2 * P1Y", 24),
    ] {
        assert_eq!(value(MONTHS, cell, &facts), Value::Months(expected), "{cell}");
    }
    for (cell, expected) in [
        ("PT1H / PT20M", "3"),
        ("P1Y / P5M", "2.4"),
        ("(e - d) / P1D", "29"),
        ("PT1S / PT3S", "0.3333333333333333333333333333"),
    ] {
        assert_eq!(value("number", cell, &facts), number(expected), "{cell}");
    }
    for cell in ["PT1H / 0", "PT9223372036854775807S + PT1S", "PT9223372036854775807S * 2", "m * 1 * PT1S / P1M"] {
        let types = places(&document("boolean", cell));
        assert_eq!(types, [(Code::CellSyntax, "/rules/0/then/0".into())], "{cell}");
    }
    for cell in
        ["PT1H / 0", "PT9223372036854775807S + PT1S", "PT9223372036854775807S * 2", "-PT9223372036854775807S - PT2S"]
    {
        assert_eq!(value(SPAN, cell, &[]), Value::Null, "{cell}");
    }
    assert_eq!(value("number", "PT1H / PT0S", &[]), Value::Null);
}

#[test]
fn types_are_checked_before() {
    for (kind, cell) in [
        ("number", "1 + P1D"),
        ("number", "a + d"),
        ("number", "d"),
        ("number", "w"),
        ("number", "w + 1"),
        ("number", "e - d"),
        ("number", "true"),
        ("number", "a = 1"),
        ("number", "a < 1"),
        ("number", "\"1\""),
        ("number", "null + 1"),
        ("number", "PT1H * PT1H"),
        ("number", "PT1H ** 2"),
        ("number", "1 / PT1H"),
        ("number", "P1M / P1D"),
        ("number", "t - d"),
        ("date", "d + e"),
        ("date", "d + 1"),
        ("date", "P1D - d"),
        ("date", "t"),
        ("date", "-d"),
        (TIME, "d"),
        (SPAN, "P1D + P1M"),
        (SPAN, "m"),
        (SPAN, "1"),
        (MONTHS, "s"),
        ("string", "a"),
        ("string", "w + w"),
        ("boolean", "a"),
    ] {
        assert_eq!(places(&document(kind, cell)), [(Code::CellSyntax, "/rules/0/then/0".into())], "{kind} `{cell}`");
    }
}

#[test]
fn inputs_may_be_calculated_from_facts() {
    let document = json!({"hit": "unique",
        "facts": [{"name": "from", "type": "date"}, {"name": "to", "label": "止", "type": "date"}, {"name": "n", "type": "number"}],
        "inputs": [{"name": "span", "type": SPAN, "expression": "止 - from"},
            {"name": "ten", "type": "number", "expression": "n * 10", "default": "-1"}],
        "outputs": [{"name": "o", "type": "number"}, {"name": "p", "type": SPAN}],
        "rules": [{"id": "short", "when": ["<= P7D", "-"], "then": ["ten", "span"]},
            {"id": "long", "when": ["> P7D", "> 0"], "then": ["ten / 4", "span * 2"]},
            {"id": "unknown", "when": ["> P7D", "-1"], "then": ["0", "-"]}]});
    let table = table(&document);
    let from = ("from", date("2026-02-01"));
    let ask = |to: &str, n: Option<&str>| {
        answer(&table, &[from.clone(), ("to", date(to)), ("n", n.map_or(Value::Null, number))])
    };
    assert_eq!(ask("2026-02-08", Some("3")).rows[0]["o"], number("30"));
    assert_eq!(ask("2026-02-08", None).rows[0]["o"], number("-1"));
    let long = ask("2026-02-09", Some("3"));
    assert_eq!(
        (long.rules.as_slice(), &long.rows[0]["o"], &long.rows[0]["p"]),
        (&["long".into()][..], &number("7.5"), &Value::Duration(16 * 86_400))
    );
    assert_eq!(ask("2026-02-09", None).rules, ["unknown"]);
    assert!(ask("2026-02-09", Some("-0.1")).rules == ["unknown"]);
    assert!(answer(&table, &[from]).rules.is_empty());
    assert_eq!(table.analyse(1_000).assumed_free, ["span", "ten"]);
}

/// What is calculated is shown as it could be written: with the parentheses that it needs and no others.
#[test]
fn expressions_are_shown_as_they_could_be_written() {
    let cells = [
        ("a*2+1", "a * 2 + 1"),
        ("(a + 1) * 2", "(a + 1) * 2"),
        ("(a * 2) + (1 - 3)", "a * 2 + -2"),
        ("a - (2 - a)", "a - (2 - a)"),
        ("(a - 2) - a", "a - 2 - a"),
        ("a / (2 / a) / 3", "a / (2 / a) / 3"),
        ("2 ** (a ** 2)", "2 ** (a ** 2)"),
        ("(2 ** a) ** 2", "2 ** a ** 2"),
        ("-(a + 1)", "-(a + 1)"),
        ("(-a) ** 2", "-a ** 2"),
        ("－（甲 ＋ １）＊２", "-(a + 1) * 2"),
        ("1 + 1", "2"),
    ];
    let document = |cell: &str| {
        json!({"hit": "first", "inputs": [{"name": "a", "label": "甲", "type": "number"}],
            "outputs": [{"name": "o", "type": "number"}], "rules": [{"id": "1", "when": ["-"], "then": [cell]}]})
    };
    let shown = |cell: &str| table(&document(cell)).effective(today()).rules[0].then[0].clone();
    for (cell, expected) in cells {
        assert_eq!(shown(cell), expected, "{cell}");
        // And means the same again.
        assert_eq!(shown(expected), expected);
        for value in ["-3", "0.5", "2"] {
            let of = |cell: &str| answer(&table(&document(cell)), &[("a", number(value))]).rows;
            assert_eq!(of(cell), of(expected), "{cell} of {value}");
        }
    }
}

/// Digits behind the point that do not fit are rounded half to even, in one step: a quotient can be calculated with.
#[test]
fn digits_that_do_not_fit_are_rounded() {
    let most = "9999999999999999999999999999";
    for (cell, expected) in [
        ("1 / 3 + 1", "1.333333333333333333333333333"),
        ("1 / 3 * 12", "4"),
        ("2 / 3 - 1", "-0.3333333333333333333333333333"),
        ("1 / 3 - 1", "-0.6666666666666666666666666667"),
        ("2.5 / 3 * 2", "1.666666666666666666666666667"),
        ("1 / 3 * (1 / 3)", "0.1111111111111111111111111111"),
        ("1 - 1 / 3 - 2 / 3", "0"),
        (&format!("{most} + 0.4"), most),
        (&format!("{most} - 0.5"), "9999999999999999999999999998"),
        (&format!("{most} - 1.5"), "9999999999999999999999999998"),
        (&format!("{most} * 0.5"), "5000000000000000000000000000"),
        ("1.5 ** 3", "3.375"),
        ("0.00000000000001 ** 2", "0.0000000000000000000000000001"),
        ("0.000000000000005 ** 2", "0"),
        ("0.000000000000009 ** 2", "0.0000000000000000000000000001"),
    ] {
        assert_eq!(value("number", cell, &[]), number(expected), "{cell}");
    }
}

/// Names may hold signs that are operators: the longest that is known is meant.
#[test]
fn the_longest_name_is_meant() {
    let of = |names: &[&str], cell: &str| {
        let inputs: Vec<Json> = names.iter().map(|name| json!({"name": name, "type": "number"})).collect();
        let document = json!({"hit": "first", "inputs": inputs, "outputs": [{"name": "o", "type": "number"}],
            "rules": [{"id": "1", "when": vec!["-"; names.len()], "then": [cell]}]});
        let facts: Vec<(&str, Value)> =
            names.iter().zip(["7", "2", "5.5"]).map(|(name, value)| (*name, number(value))).collect();
        answer(&table(&document), &facts).rows[0]["o"].to_string()
    };
    assert_eq!(of(&["a", "b"], "a-b"), "5");
    assert_eq!(of(&["a", "b", "a-b"], "a-b"), "5.5");
    assert_eq!(of(&["a", "b", "a-b"], "a - b"), "5");
    assert_eq!(of(&["a", "b", "a-b"], "a-b*2"), "11");
}

/// What is calculated of facts may be unknown, and is where the column holds whole numbers and it is none.
#[test]
fn calculated_inputs_may_be_unknown() {
    let each = |kind: &str, cells: [&str; 2]| {
        json!({"hit": "unique", "facts": [{"name": "area", "type": "number"}, {"name": "people", "type": "number"}],
            "inputs": [{"name": "each", "type": kind, "expression": "area / people"}],
            "outputs": [{"name": "o", "type": "number"}],
            "rules": [{"id": "1", "when": [cells[0]], "then": ["1"]}, {"id": "2", "when": [cells[1]], "then": ["2"]}],
            "examples": [{"given": {"area": "5", "people": "2"}, "expect": []}]})
    };
    let document = each("integer", ["<= 2", ">= 3"]);
    let gaps = |document: &Json| -> Vec<String> {
        let analysis = table(document).analyse(civigrid::tables::BOXES);
        analysis.findings.into_iter().map(|finding| finding.en).collect()
    };
    assert_eq!(gaps(&document), ["no rule applies to each = null"]);
    let facts = |area: &str, people: &str| [("area", number(area)), ("people", number(people))];
    assert_eq!(answer(&table(&document), &facts("6", "2")).rules, ["2"]);
    assert_eq!(answer(&table(&document), &facts("5", "2")).rules, [""; 0]);
    assert_eq!(answer(&table(&document), &facts("5", "0")).rules, [""; 0]);
}
