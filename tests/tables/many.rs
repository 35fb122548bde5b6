//! Rows of integers: what an index refuses, and the ends of what it takes.

use crate::{number, table, today};
use civigrid::Code;
use civigrid::tables::{Index, NULL, Table, Value};
use serde_json::{Value as Json, json};

fn one(hit: &str, column: &Json, rules: &[(&str, &str)]) -> Table {
    let rules: Vec<Json> = rules
        .iter()
        .enumerate()
        .map(|(id, (when, then))| json!({"id": id.to_string(), "when": [when], "then": [then]}))
        .collect();
    table(&json!({"hit": hit, "inputs": [column], "outputs": [{"name": "o", "type": "number"}], "rules": rules}))
}

fn index(table: &Table) -> Index {
    table.index(today().on).unwrap_or_else(|refused| panic!("{refused}"))
}

/// What a table and its index say of a value.
fn both(table: &Table, value: &Value) -> (Option<String>, Option<String>) {
    let given = crate::given(&[("a", value.clone())]);
    let evaluated = table.evaluate(&given, today()).unwrap().rules.first().cloned();
    let index = index(table);
    let found = index.find(&[index.intern(0, value)]).unwrap();
    (evaluated, found.and_then(|rule| index.rule(rule)).map(str::to_owned))
}

#[test]
fn at_the_ends_of_integers_it_says_the_same() {
    let column = json!({"name": "a", "type": "number"});
    for cell in ["< 0", ">= 0", "> 0.5", "<= 1000000000000000", "[-3..3]", "> 0.00000000000000001"] {
        let table = one("first", &column, &[(cell, "1")]);
        for text in [
            "0",
            "0.5",
            "0.4999",
            "0.50001",
            "-4611686018427387904",
            "-4611686018427387905",
            "4611686018427387904",
            "9223372036854775807",
            "-9223372036854775808",
            "9999999999999999999999999999",
            "-9999999999999999999999999999",
            "0.0000000000000000000000000001",
            "-0.0000000000000000000000000001",
            "3",
            "-3",
            "3.0001",
            "1000000000000000",
            "0.00000000000000001",
            "0.000000000000000010000001",
        ] {
            let (evaluated, found) = both(&table, &number(text));
            assert_eq!(found, evaluated, "{cell} of {text}");
        }
    }
}

#[test]
fn what_it_cannot_hold_is_refused() {
    let column = json!({"name": "a", "type": "number"});
    let refused = |table: &Table| table.index(today().on).expect_err("no index").code();
    assert_eq!(refused(&one("first", &column, &[("> 0.0000000000000000001", "1")])), Code::NotSupported);
    assert_eq!(refused(&one("first", &column, &[("> 9223372036854775807", "1")])), Code::NotSupported);
    assert_eq!(refused(&one("first", &column, &[(">= -4611686018427387904", "1")])), Code::NotSupported);
    assert_eq!(refused(&one("any", &column, &[(">= 0", "a * 2"), (">= 5", "a * 2")])), Code::NotSupported);
    assert_eq!(refused(&one("rule order", &column, &[("-", "1")])), Code::NotSupported);
    index(&one("any", &column, &[(">= 0", "2"), (">= 5", "2")]));
}

#[test]
fn texts_that_nobody_means_are_told_apart_from_those_that_a_cell_means() {
    let table = one("first", &json!({"name": "a", "type": "string"}), &[("\"\\u0000\"", "1"), ("not(\"x\")", "2")]);
    for text in ["\u{0}", "\u{0}\u{0}", "x", "y", ""] {
        let (evaluated, found) = both(&table, &Value::text(text));
        assert_eq!(found, evaluated, "{text:?}");
    }
}

#[test]
fn a_clash_names_the_table_and_the_rules() {
    let table = one("unique", &json!({"name": "a", "type": "number"}), &[("> 0", "1"), ("> 1", "2")]);
    let index = index(&table);
    let clash = index.find(&[index.intern(0, &number("2"))]).unwrap_err();
    assert_eq!(clash, table.evaluate(&crate::given(&[("a", number("2"))]), today()).unwrap_err());
    assert_eq!(index.find(&[NULL]), Ok(None));
    assert_eq!(index.find(&[]).unwrap_err().code(), Code::ArgumentColumns);
    assert_eq!(index.find(&[1, 2]).unwrap_err().code(), Code::ArgumentColumns);
    let (mut rules, mut statuses) = ([9; 2], [9; 2]);
    let short = index.find_many(&[&[1]], &mut rules, &mut statuses).unwrap_err();
    assert_eq!((short.code(), rules, statuses), (Code::ArgumentColumns, [9; 2], [9; 2]));
}
