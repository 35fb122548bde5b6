//! Decision tables against an evaluator of their own, and against answers that were worked out by hand.

#[path = "tables/arithmetic.rs"]
mod arithmetic;
#[path = "tables/cells.rs"]
mod cells;
#[path = "tables/faults.rs"]
mod faults;
#[path = "tables/findings.rs"]
mod findings;
#[path = "tables/made.rs"]
mod made;
#[path = "tables/many.rs"]
mod many;
#[path = "tables/nodes.rs"]
mod nodes;
#[path = "tables/oracle.rs"]
mod oracle;
#[path = "tables/policies.rs"]
mod policies;
#[path = "tables/random.rs"]
mod random;
#[path = "tables/scale.rs"]
mod scale;

use civigrid::tables::{Given, Outcome, Scope, Table, Value};
use civigrid::{Code, Date, Rejection, compile_table};

fn table(document: &serde_json::Value) -> Table {
    compile_table(document.to_string().as_bytes()).unwrap_or_else(|error| panic!("{document:#}\n{error}"))
}

/// Every problem of a document that must not compile.
fn problems(document: &serde_json::Value) -> Vec<Rejection> {
    let error = compile_table(document.to_string().as_bytes());
    let error = error.err().unwrap_or_else(|| panic!("this compiles: {document:#}"));
    error.diagnostics.into_iter().map(|diagnostic| diagnostic.problem).collect()
}

/// Codes and places of all problems.
fn places(document: &serde_json::Value) -> Vec<(Code, String)> {
    problems(document).iter().map(|problem| (problem.code(), problem.pointer().into())).collect()
}

fn day(text: &str) -> Date {
    text.parse().unwrap_or_else(|_| panic!("{text}"))
}

fn date(text: &str) -> Value {
    Value::Date(day(text))
}

fn instant(text: &str) -> Value {
    Value::DateTime(text.parse().unwrap_or_else(|_| panic!("{text}")))
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap_or_else(|_| panic!("{text}")))
}

fn given(facts: &[(&str, Value)]) -> Given {
    facts.iter().map(|(name, value)| ((*name).into(), value.clone())).collect()
}

fn today() -> Scope<'static> {
    Scope::on(day("2026-02-13"))
}

/// What a table answers today.
fn answer(table: &Table, facts: &[(&str, Value)]) -> Outcome {
    table.evaluate(&given(facts), today()).unwrap_or_else(|problem| panic!("{problem:?}"))
}
