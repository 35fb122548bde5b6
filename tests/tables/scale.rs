//! Large and hostile tables: what is too much is refused, and what is large is answered.

use crate::{answer, number, places, table};
use civigrid::tables::{BOXES, FindingKind, Table, Value};
use civigrid::{Code, compile_table};
use serde_json::{Value as Json, json};
use std::time::Instant;

/// A table of ranges one after another.
fn ranges(count: usize) -> Json {
    let rules: Json = (0..count)
        .map(|rule| json!({"id": format!("R{rule}"), "when": [format!("[{}..{}]", rule * 10, rule * 10 + 9)], "then": [rule, "a * 2"]}))
        .collect();
    json!({"hit": "first", "inputs": [{"name": "a", "type": "integer"}],
        "outputs": [{"name": "o", "type": "integer"}, {"name": "p", "type": "number"}], "rules": rules})
}

fn timed<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let out = run();
    println!("{what}: {} ms", start.elapsed().as_millis());
    out
}

#[test]
fn ten_thousand_rules_are_answered() {
    let thousand = ranges(1_000).to_string();
    timed("1,000 rules compile", || compile_table(thousand.as_bytes()).unwrap());
    let all = ranges(10_000).to_string();
    let table = timed("10,000 rules compile", || compile_table(all.as_bytes()).unwrap());
    for a in [0, 9, 10, 55_555, 99_989, 99_990, 99_999] {
        let outcome = answer(&table, &[("a", number(&a.to_string()))]);
        assert_eq!(outcome.rules, [format!("R{}", a / 10)]);
        assert_eq!(outcome.rows[0]["o"], number(&(a / 10).to_string()));
        assert_eq!(outcome.rows[0]["p"], number(&(a * 2).to_string()));
    }
    for a in ["-1", "100000"] {
        assert!(answer(&table, &[("a", number(a))]).rules.is_empty());
    }
    let told = table.explain(&crate::given(&[("a", number("99999"))]), crate::today()).unwrap();
    assert_eq!(told.rules.iter().filter(|rule| rule.applies).count(), 1);
}

#[test]
fn more_rules_or_columns_than_that_are_refused() {
    assert_eq!(places(&ranges(10_001)), [(Code::BadValue, "/rules".into())]);
    let mut document = ranges(6_000);
    document["editions"] = json!([{"from": "2026-01-01", "rules": ranges(4_001)["rules"]}]);
    assert_eq!(places(&document), [(Code::BadValue, "/editions/0/rules".into())]);
    let columns = |inputs: usize, outputs: usize| {
        let list = |count: usize| -> Json {
            (0..count).map(|name| json!({"name": format!("c{name}"), "type": "number"})).collect()
        };
        json!({"hit": "first", "inputs": list(inputs), "outputs": list(outputs),
            "rules": [{"id": "1", "when": vec!["-"; inputs], "then": vec!["1"; outputs]}]})
    };
    assert_eq!(answer(&table(&columns(64, 64)), &[]).rules, ["1"]);
    assert_eq!(places(&columns(65, 1)), [(Code::BadValue, "/inputs".into())]);
    assert_eq!(places(&columns(1, 65)), [(Code::BadValue, "/outputs".into())]);
}

const KINDS: [&str; 10] = [
    "string",
    "number",
    "integer",
    "boolean",
    "date",
    "date and time",
    "days and time duration",
    "years and months duration",
    "code",
    "limit",
];

/// A table with the same text as input cell and as output cell.
fn with_cell(kind: &str, input: &str, output: &str) -> Json {
    json!({"hit": "first", "inputs": [{"name": "a", "type": kind}], "outputs": [{"name": "o", "type": kind}],
        "rules": [{"id": "1", "when": [input], "then": [output]}], "codes": [{"code": "01", "name": "市容"}]})
}

fn compiles(document: &Json) -> Result<Table, civigrid::CompileError> {
    compile_table(document.to_string().as_bytes())
}

#[test]
fn bounds_of_expressions_are_kept() {
    let deep = |count: usize| format!("{}1{}", "(".repeat(count), ")".repeat(count));
    let minus = |count: usize| format!("{}1", "-".repeat(count));
    let long = |count: usize| format!("1{}", " + 1".repeat(count));
    let powers = |count: usize| format!("1{}", "**1".repeat(count));
    let value = |cell: &str| answer(&table(&with_cell("number", "-", cell)), &[]).rows[0]["o"].clone();
    let refused =
        |cell: &str| places(&with_cell("number", "-", cell)) == [(Code::CellSyntax, "/rules/0/then/0".into())];
    assert_eq!(
        (value(&deep(32)), value(&minus(32)), value(&long(128)), value(&powers(128))),
        (number("1"), number("1"), number("129"), number("1"))
    );
    assert!(refused(&deep(33)) && refused(&minus(34)) && refused(&long(129)) && refused(&powers(129)));
    assert!(refused(&deep(1_300)) && refused(&"(".repeat(4_096)) && refused(&"-(".repeat(2_000)));
    let problem = crate::problems(&with_cell("number", "-", &deep(33))).remove(0);
    assert!(
        problem.en().contains("at character 34:")
            && problem.en().ends_with("expected an expression nested at most 32 deep"),
        "{problem:?}"
    );
    let problem = crate::problems(&with_cell("number", "-", &long(129))).remove(0);
    assert!(problem.en().ends_with("expected at most 128 operators"), "{problem:?}");
    // What was left behind does not count.
    assert_eq!(value(&vec!["(1)"; 64].join(" + ")), number("64"));
}

#[test]
fn bounds_of_cells_are_kept() {
    let padded = |bytes: usize| format!("1{}", " ".repeat(bytes - 1));
    assert_eq!(
        answer(&table(&with_cell("number", &padded(4_096), &padded(4_096))), &[("a", number("1"))]).rows[0]["o"],
        number("1")
    );
    for place in ["/rules/0/when/0", "/rules/0/then/0"] {
        let cell = padded(4_097);
        let document =
            if place.contains("when") { with_cell("number", &cell, "1") } else { with_cell("number", "1", &cell) };
        let problem = crate::problems(&document).remove(0);
        assert_eq!((problem.code(), problem.pointer()), (Code::CellSyntax, place));
        assert!(problem.en().ends_with("expected a shorter cell, of at most 4096 bytes") && problem.en().len() < 200);
    }
    let list = vec!["1"; 2_048].join(",");
    assert_eq!(answer(&table(&with_cell("number", &list, "2")), &[("a", number("1"))]).rows[0]["o"], number("2"));
}

/// Cells that mean nothing in any column.
fn hostile() -> Vec<String> {
    vec![
        "(".repeat(33) + "1" + &")".repeat(33),
        format!("1{}", "+1".repeat(129)),
        "1".repeat(5_000),
        "1,".repeat(500_000) + "1",
        "9".repeat(400),
        format!("0.{}1", "0".repeat(400)),
        format!("{}{}", "not(".repeat(900), ")".repeat(400)),
        "\"unclosed".into(),
        "“unclosed".into(),
        r#""\ud800""#.into(),
        r#""\udfff\ud800""#.into(),
        r#""\u12""#.into(),
        r#""\u12中""#.into(),
        r#""\"#.into(),
        "\\".into(),
        "\0".into(),
        "1\0".into(),
        "null\0".into(),
        "-\0".into(),
        "not(\0".into(),
        "[1..\0]".into(),
        "[..]".into(),
        "[".into(),
        "]".into(),
        "..".into(),
        ",".into(),
        "not(".into(),
        "@".into(),
        "@\"".into(),
        "date(".into(),
        "duration(\"P1D\"".into(),
        "P99999999999999999999D".into(),
        "-P9223372036854775808D".into(),
        "PT9223372036854775808S".into(),
        "P9223372036854775807Y".into(),
        "9999-99-99T99:99:99".into(),
        "\u{FEFF}1".into(),
        "\u{202E}1".into(),
        "١".into(),
        "１２\u{FF5F}".into(),
        "\u{1F600}".into(),
        "in".into(),
        "属于".into(),
        "<".into(),
        "!".into(),
        "not".into(),
        "1 ** ** 1".into(),
    ]
}

#[test]
fn hostile_cells_are_refused_and_nothing_breaks() {
    for kind in KINDS {
        for cell in &hostile() {
            for document in [with_cell(kind, cell, "-"), with_cell(kind, "-", cell)] {
                let error =
                    compiles(&document).err().unwrap_or_else(|| panic!("{kind} `{}` compiles", cell.escape_debug()));
                let list: Vec<Code> = error.diagnostics.iter().map(|diagnostic| diagnostic.problem.code()).collect();
                assert_eq!(list, [Code::CellSyntax], "{kind} `{cell}`");
                let told = error.diagnostics[0].problem.zh();
                assert!(told.chars().count() < 300 && !told.contains('\0'), "{told}");
            }
        }
    }
    let raw =
        br#"{"hit": "first", "inputs": [{"name": "a", "type": "string"}], "outputs": [{"name": "o", "type": "string"}],
        "rules": [{"id": "1", "when": ["\"\ud800\""], "then": ["-"]}]}"#;
    assert!(compile_table(raw).is_err());
}

#[test]
fn a_nul_within_quotes_is_a_character_like_others() {
    let document = with_cell("string", "\"a\0b\"", "\"x\"");
    let table = table(&document);
    assert_eq!(answer(&table, &[("a", Value::text("a\0b"))]).rules, ["1"]);
    assert!(answer(&table, &[("a", Value::text("a"))]).rules.is_empty());
}

/// Ranges that overlap at random in most columns; the first two tell all rules apart.
fn dense(rules: usize, columns: usize, ends: u64, (hit, apart): (&str, bool)) -> Json {
    let mut state = 1_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut list = Vec::new();
    for rule in 0..rules {
        let mut when: Vec<String> = (0..columns)
            .map(|_| {
                let (one, other) = (next(ends), next(ends));
                format!("[{}..{}]", one.min(other), one.max(other))
            })
            .collect();
        if apart {
            let place = when.len();
            when[place - 2] = (rule / 100).to_string();
            when[place - 1] = (rule % 100).to_string();
        }
        list.push(json!({"id": format!("R{rule}"), "when": when, "then": ["1"]}));
    }
    let inputs: Json = (0..columns).map(|name| json!({"name": format!("c{name}"), "type": "number"})).collect();
    json!({"hit": hit, "inputs": inputs, "outputs": [{"name": "o", "type": "number"}], "rules": list})
}

#[test]
fn an_analysis_stops_where_it_is_told() {
    let table = table(&dense(200, 6, 900, ("unique", false)));
    for boxes in [0, 1, 7, 1_000] {
        let analysis = table.analyse(boxes);
        assert!(analysis.undecided.contains(&FindingKind::Overlap), "{boxes}");
        assert!(analysis.undecided.contains(&FindingKind::Gap), "{boxes}");
        assert!(!analysis.is_clean());
    }
    let first = crate::table(&dense(200, 6, 900, ("first", false)));
    for boxes in [0, 1, 50] {
        let analysis = first.analyse(boxes);
        assert!(analysis.undecided.iter().eq(&[FindingKind::Gap, FindingKind::Masked]), "{:?}", analysis.undecided);
        assert!(analysis.boxes <= boxes + 1);
    }
}

#[test]
fn a_large_table_is_analysed_in_bounded_time() {
    for (rules, hit, apart) in [(10_000, "first", false), (2_000, "unique", false), (2_000, "unique", true)] {
        let document = dense(rules, 8, 12, (hit, apart)).to_string();
        let table =
            timed(&format!("{rules} rules of 8 columns compile"), || compile_table(document.as_bytes()).unwrap());
        let what = format!("{rules} rules of 8 columns are analysed ({hit}{})", if apart { ", all apart" } else { "" });
        let analysis = timed(&what, || table.analyse(BOXES));
        println!("undecided {:?}, {} boxes, {} findings", analysis.undecided, analysis.boxes, analysis.findings.len());
        assert!(analysis.undecided.contains(&FindingKind::Gap));
    }
}

/// What cells are made of, and what they are not.
const SIGNS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "..",
    ".",
    "<",
    ">=",
    "!=",
    "=",
    "not(",
    "非（",
    "-",
    "1",
    "０",
    "2.5",
    "“",
    "”",
    "\"",
    "\\u",
    "\\n",
    "，",
    ",",
    "、",
    "null",
    "空",
    "true",
    "2026-02-13",
    "T10:00:00",
    "P1D",
    "P1M",
    "in ",
    "属于",
    "01",
    "a",
    " ",
    "*",
    "**",
    "/",
    "+",
    "@",
    "date(",
    "中",
    "\0",
    "\u{1F600}",
];

#[test]
fn cells_of_any_signs_are_read_or_refused() {
    let mut random = crate::made::Random(7);
    let mut good = 0;
    for round in 0..20_000 {
        let kind = KINDS[round % KINDS.len()];
        let cell = |random: &mut crate::made::Random| -> String {
            (0..1 + random.below(6)).map(|_| *random.pick(SIGNS)).collect()
        };
        let (input, output) = (cell(&mut random), cell(&mut random));
        for (input, output) in [(input.as_str(), "-"), ("-", output.as_str())] {
            let Ok(table) = compiles(&with_cell(kind, input, output)) else { continue };
            good += 1;
            let outcome = answer(&table, &[]);
            assert_eq!(outcome.rules.len(), outcome.rows.len());
            assert!(table.analyse(BOXES).undecided.is_empty());
        }
    }
    println!("{good} of 40,000 cells are read");
    assert!(good > 500);
}
