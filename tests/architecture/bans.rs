//! Names that a pure, deterministic library has no use for: floats, hash order, clocks, threads, the standard library.

use crate::source::{Kind, Source};
use crate::{Rule, Violation};
use std::collections::BTreeSet;

const BANNED: &[&str] =
    &["f32", "f64", "HashMap", "HashSet", "SystemTime", "RandomState", "Utc", "Local", "thread", "thread_rng"];

pub(crate) fn check(sources: &[Source]) -> Vec<Violation> {
    let test_modules: BTreeSet<Vec<String>> = sources.iter().flat_map(Source::test_modules_elsewhere).collect();
    let mut found = Vec::new();
    for source in sources {
        let is_test_file = test_modules.iter().any(|module| source.module.starts_with(module));
        for at in 0..source.tokens.len() {
            if let Some(what) = banned(source, at) {
                found.push(source.violation(at, Rule::Banned, what));
            }
            if is_standard_library(source, at) && !is_test_file && !source.is_in_test_module(at) {
                found.push(source.violation(at, Rule::Banned, "`std` is not to be used".to_owned()));
            }
            if source.is_ident(at, "unsafe") {
                found.push(source.violation(at, Rule::Unsafe, "`unsafe` is not to be used".to_owned()));
            }
        }
    }
    found
}

fn banned(source: &Source, at: usize) -> Option<String> {
    let token = &source.tokens[at];
    match token.kind {
        Kind::Ident if BANNED.contains(&token.text.as_str()) => Some(format!("`{}` is not to be used", token.text)),
        Kind::Ident
            if token.text == "Instant" && source.is_path_separator(at + 1) && source.is_ident(at + 3, "now") =>
        {
            Some("`Instant::now` is not to be used".to_owned())
        }
        Kind::Literal if is_float(&token.text) && !is_field(source, at) => {
            Some(format!("the float `{}` is not to be used", token.text))
        }
        _ => None,
    }
}

/// `std::...`, `use std`, `extern crate std`.
fn is_standard_library(source: &Source, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| source.ident(before));
    source.is_ident(at, "std") && (source.is_path_separator(at + 1) || matches!(before, Some("use" | "crate")))
}

/// `x.0.1` has the token `0.1`: two fields, no float. A range as in `0..0.1` has two dots before it.
fn is_field(source: &Source, at: usize) -> bool {
    at >= 1 && source.is_mark(at - 1, ".") && !(at >= 2 && source.is_mark(at - 2, "."))
}

/// `1.5`, `1.`, `1e5`, `2f64`, but neither `0x1e5` nor `1usize`.
fn is_float(literal: &str) -> bool {
    let starts_with_digit = literal.starts_with(|first: char| first.is_ascii_digit());
    if !starts_with_digit || ["0x", "0o", "0b"].iter().any(|prefix| literal.starts_with(prefix)) {
        return false;
    }
    let rest = literal.trim_start_matches(|digit: char| digit.is_ascii_digit() || digit == '_');
    rest.starts_with(['.', 'e', 'E', 'f'])
}

#[test]
fn floats_are_told_from_other_literals() {
    for float in ["1.5", "1.", "1e5", "1E-5", "2f64", "2_f32", "1_000.0", "1.5e3"] {
        assert!(is_float(float), "{float}");
    }
    for other in ["1", "1usize", "1_u8", "0x1e5", "0b1", "0xf32", "\"1.5\"", "'1'", "b\"1.5\"", "0i64"] {
        assert!(!is_float(other), "{other}");
    }
}

#[test]
fn fields_are_told_from_floats() {
    let count = |text: &str| check(&[Source::read("src/time.rs", text).unwrap()]).len();
    assert_eq!(count("fn f() { x.0.1; x.0.1.2; }"), 0);
    assert_eq!(count("fn f() { 0..0.1; }"), 1);
}
