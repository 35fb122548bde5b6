//! Decision tables: any bytes, and cells in a table of known columns.
//!
//! `[mode, ...]`: an even mode is followed by a document as it is; an odd one by a byte for the hit policy and by texts, one
//! a line, each a cell: three for the columns of a rule, one for what it says. A cell that its column refuses is `-`.

use std::sync::OnceLock;

use civigrid::tables::{Analysis, Explanation, Finding, FindingKind, Given, Outcome, Scope, Table, Value};
use civigrid::{Date, Rejection, compile_table};
use serde_json::json;

use crate::bytes::pick;
use crate::ruleset::check_problems;

/// Rules of a table that is made of cells.
const RULES: usize = 6;
/// Columns of such a table.
const COLUMNS: usize = 3;
/// Rows of facts that a table is asked about.
const ROWS: usize = 16;
/// Boxes that an analysis may look at: hardly any, and enough for a table of cells.
const BUDGETS: [u32; 2] = [3, 2_000];

/// Types of input columns, the values that they declare, and values to ask about.
const KINDS: [(&str, &[&str], &[&str]); 10] = [
    ("string", &[], &["\"high\"", "\"\"", "\"中\"", "\"not\""]),
    ("string", &["high", "low", "中"], &["high", "low", "中"]),
    (
        "number",
        &[],
        &["-1", "0", "0.5", "1", "5", "18", "9999999999999999999999999999", "0.0000000000000000000000000001"],
    ),
    ("integer", &[], &["-1", "0", "1", "2", "5", "18", "9223372036854775807"]),
    ("boolean", &[], &["true", "false"]),
    ("date", &[], &["1900-01-01", "2026-02-12", "2026-02-13", "2026-02-14", "2199-12-31"]),
    ("date and time", &[], &["1900-01-01T00:00:00+08:00", "2026-02-13T10:00:00", "2026-02-13T10:00:00Z"]),
    ("days and time duration", &[], &["-P1D", "PT0S", "PT1S", "PT1H", "P1D", "P100000000D"]),
    ("years and months duration", &[], &["-P1M", "P0M", "P1M", "P11M", "P1Y", "P1Y1M"]),
    ("code", &[], &["01", "0101", "0102", "02"]),
];

/// Hit policies and what they come to.
const HITS: [(&str, Option<&str>); 11] = [
    ("unique", None),
    ("any", None),
    ("first", None),
    ("priority", None),
    ("rule order", None),
    ("output order", None),
    ("collect", None),
    ("collect", Some("sum")),
    ("collect", Some("min")),
    ("collect", Some("max")),
    ("collect", Some("count")),
];

/// Runs one input.
pub fn run(data: &[u8]) {
    let Some((mode, rest)) = data.split_first() else { return };
    match rest.split_first() {
        Some((hit, texts)) if mode % 2 == 1 => check_cells(usize::from(mode / 2), (*hit).into(), texts),
        _ => check_document(rest),
    }
}

/// Compiles a document twice, to the same.
fn compile(document: &[u8]) -> Option<Table> {
    match (compile_table(document), compile_table(document)) {
        (Ok(table), Ok(again)) => {
            assert!(table == again, "the same bytes, two tables");
            let (one, other) = (
                table.evaluate(&Given::new(), Scope::on(earliest())),
                again.evaluate(&Given::new(), Scope::on(earliest())),
            );
            assert_eq!(one, other, "the same bytes, two answers");
            Some(table)
        }
        (Err(problems), Err(again)) => {
            assert_eq!(problems, again, "the same bytes, other problems");
            check_problems(&problems);
            None
        }
        (first, second) => panic!("compiled once: {:?} and {:?}", first.err(), second.err()),
    }
}

/// Any document: what it says of its columns gives the facts.
fn check_document(bytes: &[u8]) {
    let Some(table) = compile(bytes) else { return };
    let document: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    let empty = Vec::new();
    let columns = document["inputs"].as_array().unwrap_or(&empty);
    let values: Vec<(String, Vec<Value>)> = columns
        .iter()
        .filter(|column| column["expression"].is_null())
        .filter_map(|column| {
            let kind = column["type"].as_str()?;
            let place = KINDS.iter().position(|(name, values, _)| *name == kind && values.is_empty())?;
            Some((column["name"].as_str()?.into(), known_values()[place].clone()))
        })
        .collect();
    let first = document["editions"][0]["from"].as_str().and_then(|from| from.parse().ok());
    let on = first.unwrap_or(earliest());
    let rows: Vec<Given> = std::iter::once(Given::new()).chain(rows(&values)).collect();
    for given in &rows {
        check_answer(&table, given, on);
    }
    for budget in BUDGETS {
        let analysis = analyse(&table, budget);
        // Where values are calculated, a witness cannot be given as facts.
        if analysis.assumed_free.is_empty() {
            for finding in &analysis.findings {
                // The first edition may never be in force.
                if finding.edition.is_some() || first.is_none_or(|from| earliest() < from) {
                    check_finding(&table, finding);
                }
            }
        }
    }
}

/// A table of known columns: what its analysis does not find is not there.
fn check_cells(columns: usize, hit: usize, texts: &[u8]) {
    let texts = String::from_utf8_lossy(texts);
    let texts: Vec<&str> = texts.split('\n').take(RULES * (COLUMNS + 1)).collect();
    let kinds: Vec<usize> = (0..COLUMNS).map(|column| (columns + 3 * column) % KINDS.len()).collect();
    let values: Vec<(String, Vec<Value>)> = kinds
        .iter()
        .enumerate()
        .map(|(column, kind)| {
            let own: Vec<&str> = texts.iter().skip(column).step_by(COLUMNS + 1).copied().collect();
            let (name, declared, _) = KINDS[*kind];
            let mut all = known_values()[*kind].clone();
            if declared.is_empty() && !own.is_empty() {
                all.extend(read(name, &own).into_iter().filter(|value| *value != Value::Null));
            }
            (format!("i{column}"), all)
        })
        .collect();
    let (hit, aggregate) = *pick(&HITS, hit);
    let inputs: Vec<_> = kinds.iter().enumerate().map(|(index, kind)| input(index, *kind)).collect();
    let number = json!({"name": "n", "type": "number"});
    let word = json!({"name": "w", "type": "string", "values": ["a", "b", "c"]});
    let outputs = if aggregate.is_some() { vec![number] } else { vec![word, number] };
    let rules: Vec<_> = texts
        .chunks(COLUMNS + 1)
        .enumerate()
        .map(|(index, texts)| {
            let cell = |column: usize| texts.get(column).copied().unwrap_or("-");
            let when: Vec<&str> = (0..COLUMNS).map(cell).collect();
            let says = cell(COLUMNS);
            let then = if aggregate.is_some() { vec![says] } else { vec![["a", "b", "c"][index % 3], says] };
            json!({"id": format!("r{index}"), "when": when, "then": then})
        })
        .collect();
    let mut document = json!({"hit": hit, "codes": codes(), "inputs": inputs, "outputs": outputs, "rules": rules});
    if let Some(aggregate) = aggregate {
        document["aggregate"] = aggregate.into();
    }
    keep_what_fits(&mut document);
    let document = document.to_string();
    let table = compile(document.as_bytes()).unwrap_or_else(|| panic!("cells that fit, but not together: {document}"));
    let rows: Vec<Given> = rows(&values).collect();
    let told: Vec<(&Given, Option<Explanation>)> =
        rows.iter().map(|given| (given, check_answer(&table, given, earliest()))).collect();
    check_answer(&table, &Given::new(), earliest());
    for budget in BUDGETS {
        let analysis = analyse(&table, budget);
        for finding in &analysis.findings {
            check_finding(&table, finding);
            if let Some(witness) = &finding.witness {
                check_answer(&table, witness, earliest());
            }
        }
        for (given, why) in &told {
            let why = why.as_ref().unwrap_or_else(|| panic!("{given:?} does not fit {document}"));
            check_silence(&analysis, why, given, &document);
        }
    }
}

/// What holds of rows of declared values, none of them unknown, if the analysis is right.
fn check_silence(analysis: &Analysis, why: &Explanation, given: &Given, document: &str) {
    let silent = |kind: FindingKind| {
        !analysis.undecided.contains(&kind) && analysis.findings.iter().all(|finding| finding.kind != kind)
    };
    let rows = why.outcome.as_ref().map_or(1, |outcome| outcome.rows.len());
    assert!(rows > 0 || !silent(FindingKind::Gap), "a gap that was not found: {given:?} in {document}");
    let is_clash = why.outcome.is_err();
    assert!(!is_clash || !silent(FindingKind::Overlap), "an overlap that was not found: {given:?} in {document}");
    for finding in &analysis.findings {
        let rule = why.rules.iter().find(|rule| finding.rules == [rule.rule.as_str()]);
        let is_wrong = rule.is_some_and(|rule| match finding.kind {
            FindingKind::Unreachable => rule.applies,
            FindingKind::Masked => rule.counts,
            _ => false,
        });
        assert!(!is_wrong, "{}, and yet: {given:?} in {document}", finding.en);
    }
}

fn earliest() -> Date {
    "1900-01-01".parse().expect("a day")
}

/// Rows of facts: each column's values in another step.
fn rows(values: &[(String, Vec<Value>)]) -> impl Iterator<Item = Given> {
    (0..ROWS).map(move |row| {
        let each = values.iter().enumerate().filter(|(_, (_, values))| !values.is_empty());
        each.map(|(column, (name, values))| (name.clone(), pick(values, row * (2 * column + 1) + row / 7).clone()))
            .collect()
    })
}

fn codes() -> serde_json::Value {
    let leaf = |code: &str| json!({"code": code, "name": {"zh": format!("类{code}")}});
    json!([{"code": "01", "name": {"zh": "环境"}, "children": [leaf("0101"), leaf("0102")]}, leaf("02")])
}

fn input(index: usize, kind: usize) -> serde_json::Value {
    let (name, declared, _) = KINDS[kind];
    let mut column = json!({"name": format!("i{index}"), "type": name});
    if !declared.is_empty() {
        column["values"] = json!(declared);
    }
    column
}

/// Puts `-` in the place of the cells that are refused.
fn keep_what_fits(document: &mut serde_json::Value) {
    let Err(error) = compile_table(document.to_string().as_bytes()) else { return };
    for diagnostic in &error.diagnostics {
        let place = diagnostic.problem.pointer();
        assert!(place.contains("/when/") || place.contains("/then/"), "no cell is refused: {error}");
        *document.pointer_mut(place).unwrap_or_else(|| panic!("no such place: {error}")) = "-".into();
    }
}

/// The values of each sort of column to ask about.
fn known_values() -> &'static [Vec<Value>] {
    static VALUES: OnceLock<Vec<Vec<Value>>> = OnceLock::new();
    VALUES.get_or_init(|| {
        let values = |(kind, declared, texts): &(&str, &[&str], &[&str])| {
            if declared.is_empty() { read(kind, texts) } else { texts.iter().map(|text| Value::text(text)).collect() }
        };
        let all: Vec<Vec<Value>> = KINDS.iter().map(values).collect();
        assert!(all.iter().flatten().all(|value| *value != Value::Null), "a known value is none: {all:?}");
        all
    })
}

/// The values that texts mean in a column; null for one that means none.
fn read(kind: &str, texts: &[&str]) -> Vec<Value> {
    let rule = |(index, text): (usize, &&str)| json!({"id": format!("r{index}"), "when": [], "then": [text]});
    let rules: Vec<_> = texts.iter().enumerate().map(rule).collect();
    let outputs = json!([{"name": "v", "type": kind}]);
    let mut document = json!({"hit": "collect", "codes": codes(), "inputs": [], "outputs": outputs, "rules": rules});
    keep_what_fits(&mut document);
    let table = compile_table(document.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error} in {document}"));
    let answered = table.evaluate(&Given::new(), Scope::on(earliest()));
    let rows = answered.unwrap_or_else(|refused| panic!("{refused} in {document}")).rows;
    rows.iter().map(|row| row["v"].clone()).collect()
}

fn analyse(table: &Table, budget: u32) -> Analysis {
    let analysis = table.analyse(budget);
    assert_eq!(analysis, table.analyse(budget), "the same table, another analysis");
    analysis
}

/// Evaluating and explaining agree, and what is explained fits the answer; none where a fact does not fit its column.
fn check_answer(table: &Table, given: &Given, on: Date) -> Option<Explanation> {
    let answered = table.evaluate(given, Scope::on(on));
    let why = match table.explain(given, Scope::on(on)) {
        Ok(why) => why,
        Err(unfit) => {
            assert_eq!(answered, Err(unfit), "explaining refuses what evaluating does not");
            return None;
        }
    };
    assert_eq!(answered, why.outcome, "explaining answers otherwise");
    assert!(!why.zh.is_empty() && !why.en.is_empty(), "no sentence");
    for rule in &why.rules {
        assert_eq!(rule.applies, rule.failed.is_none(), "{rule:?}");
        assert!(rule.applies || !rule.counts, "{rule:?}");
    }
    let some_apply = why.rules.iter().any(|rule| rule.applies);
    match answered {
        Ok(Outcome { rules, .. }) => {
            let mut counted: Vec<&String> = rules.iter().collect();
            let mut told: Vec<&String> = why.rules.iter().filter(|rule| rule.counts).map(|rule| &rule.rule).collect();
            counted.sort();
            told.sort();
            assert_eq!(counted, told, "other rules count than are said to");
            assert_eq!(some_apply, !rules.is_empty(), "rules apply and none counts, or none applies and one counts");
        }
        Err(clash) => check_clash(&clash, why.rules.iter().filter(|rule| rule.applies).count()),
    }
    Some(why)
}

fn check_clash(clash: &Rejection, applying: usize) {
    assert_eq!(clash.code().name(), "table.clash", "{clash:?}");
    assert!(applying > 1, "{applying} rules clash");
}

/// A witness shows what is said of it.
fn check_finding(table: &Table, finding: &Finding) {
    let Some(given) = &finding.witness else { return };
    let on = finding.edition.unwrap_or(earliest());
    let why = table.explain(given, Scope::on(on)).unwrap_or_else(|unfit| panic!("{finding:?}: {unfit}"));
    let applies = |id: &String| why.rules.iter().any(|rule| rule.rule == *id && rule.applies);
    match finding.kind {
        FindingKind::Gap => {
            assert!(!why.rules.iter().any(|rule| rule.applies), "no gap: {finding:?}");
            let rows = why.outcome.as_ref().map(|outcome| outcome.rows.len());
            assert_eq!(rows, Ok(0), "no gap: {finding:?}");
        }
        FindingKind::Overlap => {
            assert!(finding.rules.len() == 2 && finding.rules.iter().all(applies), "no overlap: {finding:?}");
            assert!(why.outcome.is_err(), "an overlap that answers: {finding:?}");
        }
        _ => {}
    }
}
