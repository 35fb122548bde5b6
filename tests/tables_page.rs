//! `docs/tables.md` is true: its tables compile, its cells hold for what it says, its outputs give what it says.

use civigrid::compile_table;
use civigrid::tables::{BOXES, Given, Scope, Table, Value};
use serde_json::{Value as Json, json};

const PAGE: &str = include_str!("../docs/tables.md");

/// The rows of the markdown table below a mark, cell by cell.
fn rows(mark: &str) -> Vec<Vec<String>> {
    let (_, after) = PAGE.split_once(&format!("<!-- {mark} -->\n")).unwrap_or_else(|| panic!("no {mark} on the page"));
    let lines = after.lines().take_while(|line| line.starts_with('|')).skip(2);
    let rows: Vec<Vec<String>> = lines.map(|line| cells(line.trim_matches('|'))).collect();
    assert!(!rows.is_empty(), "{mark}");
    rows
}

/// Cells between bars, without the marks of code; one backtick inside two of them stays.
fn cells(line: &str) -> Vec<String> {
    let bare = |cell: &str| {
        let cell = cell.trim();
        match cell.strip_prefix("``").and_then(|rest| rest.strip_suffix("``")) {
            Some(code) => code.trim().to_owned(),
            None => cell.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).unwrap_or(cell).to_owned(),
        }
    };
    line.split(" | ").map(bare).collect()
}

fn compiled(document: &Json) -> Table {
    compile_table(document.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}\n{document}"))
}

/// A table of one rule with one input and one constant output.
fn of_cell(cell: &str, kind: &str) -> Json {
    let codes = json!([{"code": "01", "name": "市容环境", "children": [{"code": "0101", "name": "暴露垃圾"}]}, {"code": "02", "name": "邻里纠纷"}, {"code": "03", "name": "燃气异味"}]);
    json!({
        "hit": "first", "codes": codes,
        "inputs": [{"name": "in", "type": kind, "nullable": true}],
        "outputs": [{"name": "out", "type": "boolean"}],
        "rules": [{"id": "1", "when": [cell], "then": ["true"]}],
    })
}

fn value(text: &str, kind: &str) -> Value {
    let seconds = |text: &str| match text {
        "P1DT12H1S" => 36 * 3_600 + 1,
        "P1DT12H" => 36 * 3_600,
        "P2D" => 48 * 3_600,
        _ => panic!("{text}"),
    };
    match (kind, text) {
        (_, "null") => Value::Null,
        ("number", _) => Value::Number(text.parse().expect("a number")),
        ("boolean", _) => Value::Bool(text == "true"),
        ("date", _) => Value::Date(text.parse().expect("a date")),
        ("date and time", _) if text.len() == 19 => {
            Value::DateTime(format!("{text}+08:00").parse().expect("an instant"))
        }
        ("date and time", _) => Value::DateTime(text.parse().expect("an instant")),
        ("days and time duration", _) => Value::Duration(seconds(text)),
        ("years and months duration", _) => Value::Months(text.trim_matches(['P', 'M']).parse().expect("months")),
        _ => Value::text(text),
    }
}

fn scope() -> Scope<'static> {
    Scope::on("2026-02-13".parse().expect("a day"))
}

#[test]
fn cells_hold_for_what_the_page_says() {
    let mut tried = 0;
    for row in rows("cells") {
        let [cell, kind, yes, no] = row.as_slice() else { panic!("{row:?}") };
        let table = compiled(&of_cell(cell, kind));
        for (texts, wanted) in [(yes, true), (no, false)] {
            for text in texts.split("; ").filter(|text| !text.is_empty()) {
                let given = Given::from([("in".to_owned(), value(text, kind))]);
                let outcome = table.evaluate(&given, scope()).expect("an answer");
                assert_eq!(!outcome.rules.is_empty(), wanted, "`{cell}` of {kind} for {text}");
                tried += 1;
            }
        }
    }
    assert!(tried > 80, "{tried}");
}

/// The example district: every matter that can be reported has a severity, a limit and somebody who answers.
#[test]
fn the_triage_of_the_example_has_no_gap() {
    let read = |name: &str| {
        let path = format!("{}/examples/rulesets/lunan/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read(path).expect("the example")
    };
    let years = ["holiday-cn/2025.json", "holiday-cn/2026.json"].map(|name| (name, read(name)));
    let parts = years.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let ruleset = civigrid::Ruleset::compile(&read("ruleset.json"), &parts).expect("the example");
    let told = |name: &str| -> Vec<String> {
        let analysis = ruleset.table(name).expect("a table").analyse(BOXES);
        assert_eq!(analysis.undecided, []);
        analysis.findings.into_iter().map(|finding| finding.en).collect()
    };
    assert_eq!(told("cases.triage"), [""; 0]);
    assert_eq!(told("authority"), [""; 0]);
    // Nothing is awarded in these yet.
    let unused =
        ["文化宣传", "文明创建", "志愿服务"].map(|value| format!("no rule gives the value `{value}` of category"));
    assert_eq!(told("points.award"), unused);
    // Without the rule of the last category its matters have nobody.
    let fewer = String::from_utf8(read("ruleset.json")).expect("UTF-8").replace("\"in 04\"", "\"in 0401\"");
    let ruleset = civigrid::Ruleset::compile(
        fewer.as_bytes(),
        &years.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect(),
    );
    let analysis = ruleset.expect("it compiles").table("cases.triage").expect("a table").analyse(BOXES);
    let gaps: Vec<&str> = analysis.findings.iter().map(|finding| finding.zh.as_str()).collect();
    assert_eq!(gaps, ["没有规则适用于 类别 = 04，涉及人数 = 1，有无危险 = false"]);
}

#[test]
fn cells_are_refused_in_these_words() {
    for row in rows("problems") {
        let [cell, kind, sentence] = row.as_slice() else { panic!("{row:?}") };
        let error = compile_table(of_cell(cell, kind).to_string().as_bytes()).expect_err(cell);
        assert_eq!(error.diagnostics.len(), 1, "{error}");
        let problem = &error.diagnostics[0].problem;
        assert_eq!(problem.pointer(), "/rules/0/when/0");
        assert!(
            [problem.zh(), problem.en()].contains(sentence),
            "{cell}\n{sentence}\n{}\n{}",
            problem.zh(),
            problem.en()
        );
    }
}

#[test]
fn outputs_give_what_the_page_says() {
    for row in rows("outputs") {
        let [cell, kind, wanted] = row.as_slice() else { panic!("{row:?}") };
        let table = compiled(&json!({
            "hit": "first",
            "inputs": [{"name": "hours", "label": "小时", "type": "number"}, {"name": "from", "type": "date"}],
            "outputs": [{"name": "out", "type": kind}],
            "rules": [{"id": "1", "when": ["-", "-"], "then": [cell]}],
        }));
        let given = Given::from([
            ("hours".to_owned(), Value::Number("2.5".parse().expect("a number"))),
            ("from".to_owned(), Value::Date("2026-01-31".parse().expect("a date"))),
        ]);
        let outcome = table.evaluate(&given, scope()).expect("an answer");
        assert_eq!(&outcome.rows[0]["out"].to_string(), wanted, "{cell}");
    }
}

#[test]
fn the_table_of_the_page_compiles_and_is_clean() {
    let (_, after) = PAGE.split_once("<!-- table: triage -->\n```json\n").expect("the table");
    let (text, _) = after.split_once("\n```").expect("its end");
    let table = compile_table(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
    let analysis = table.analyse(BOXES);
    assert!(analysis.is_clean(), "{analysis:?}");
    // A change of a rule makes an example fail, and nothing else.
    let changed = text.replace("\"＜ 20\"", "\"< 3\"");
    let error = compile_table(changed.as_bytes()).expect_err("an example fails");
    let told: Vec<(&str, String)> =
        error.diagnostics.iter().map(|one| (one.problem.pointer(), one.problem.en())).collect();
    assert_eq!(
        told,
        [
            ("/examples/0/expect/severity", "the example fails: expected 小, found 大".to_owned()),
            ("/examples/0/expect/lead", "the example fails: expected @grid, found @community".to_owned()),
        ]
    );
}
