//! Faults planted in made-up sources: each must be found, with its line, and nothing else.

use crate::{Rule, Violation, check};

fn files(sources: &[(&str, &str)]) -> Vec<(String, String)> {
    sources.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

fn one(path: &str, text: &str) -> Vec<Violation> {
    check(&files(&[(path, text)]))
}

/// The violations as `file:line rule what`, short enough to write down.
fn told(found: &[Violation]) -> Vec<String> {
    found.iter().map(|found| format!("{}:{} {:?} {}", found.file, found.line, found.rule, found.what)).collect()
}

#[test]
fn planted_faults_are_found_and_nothing_else() {
    let sources = files(&[
        (
            "src/lib.rs",
            "//! Root.\n#![no_std]\n#![forbid(unsafe_code)]\nextern crate alloc;\nmod cases;\npub use cases::Case;\n",
        ),
        (
            "src/cases/mod.rs",
            "//! Cases.\nmod decide;\npub(crate) use crate::points::Account;\nuse crate::calendar::Day;\n",
        ),
        (
            "src/cases/decide.rs",
            "use crate::{time::Instant,\n    points::{self,\n Board}}; use super::super::services::Item;\nfn f() { super::state::g() }\n",
        ),
        ("src/calendar.rs", "use crate::time;\nfn f() -> crate::engine::Engine { todo!() }\n"),
        ("src/cases/state.rs", "struct State {\n    score: f64,\n}\nconst HALF: u8 = half(1.5);\n"),
        (
            "src/clock.rs",
            "use alloc::collections::{BTreeMap, HashMap};\nfn now() {\n    SystemTime::now();\n    Instant::now();\n}\n",
        ),
        ("src/points/state.rs", "/// An account.\npub struct Account {\n    pub balance: i64,\n}\npub fn open() {}\n"),
        ("src/helpers.rs", "fn f() {}\n"),
        ("src/points/util.rs", "fn f() { unsafe {} }\n"),
    ]);
    let expected = [
        "src/calendar.rs:2 Layers `calendar` uses `engine`: upward, from instrument to engine",
        "src/cases/decide.rs:2 Layers `cases` uses `points`: sideways, domain to domain",
        "src/cases/decide.rs:3 Layers `cases` uses `services`: sideways, domain to domain",
        "src/cases/mod.rs:3 Layers `cases` uses `points`: sideways, domain to domain",
        "src/cases/state.rs:2 Banned `f64` is not to be used",
        "src/cases/state.rs:4 Banned the float `1.5` is not to be used",
        "src/clock.rs:1 Banned `HashMap` is not to be used",
        "src/clock.rs:3 Banned `SystemTime` is not to be used",
        "src/clock.rs:4 Banned `Instant::now` is not to be used",
        "src/helpers.rs:0 Layers module `helpers` has no layer yet",
        "src/points/state.rs:3 Docs field `balance` has no documentation",
        "src/points/state.rs:5 Docs fn `open` has no documentation",
        "src/points/util.rs:0 Rooms `points` has no room `util.rs`",
        "src/points/util.rs:1 Unsafe `unsafe` is not to be used",
    ];
    assert_eq!(told(&check(&sources)), expected);
}

#[test]
fn clean_sources_give_nothing() {
    let sources = files(&[
        (
            "src/lib.rs",
            "//! Root.\n#![no_std]\n#![forbid(unsafe_code)]\nextern crate alloc;\npub mod cases;\n/// Time.\npub mod time;\npub use crate::cases::*;\n",
        ),
        (
            "src/time.rs",
            "// f64, HashMap and unsafe in a comment\nconst F: &str = \"f64 std::thread 1.5\"; /* /* 1.5 */ f64 */\n",
        ),
        (
            "src/text.rs",
            "use crate::time::F;\nfn f(x: ((u8, u8),)) -> u8 { x.0.1 + x.0.0 + x\n.0.1 }\nconst HEX: u32 = 0x1e5;\n",
        ),
        (
            "src/cases/mod.rs",
            "//! Cases.\nmod decide;\n#[cfg(test)]\nmod query;\n/// A case.\n#[derive(Debug)]\npub struct Case(pub u8);\nimpl Case {\n    /// Its number.\n    pub const fn number(&self) -> u8 { self.0 }\n    pub(crate) fn same(&self) {}\n}\n",
        ),
        (
            "src/cases/decide.rs",
            "use super::{Case, state};\nuse crate::{directory::{self, Node}, time::*};\npub(in crate::cases) fn f() {}\n#[cfg(test)]\nmod tests {\n    extern crate std;\n    use super::super::Case;\n    use super::*;\n    use std::vec::Vec;\n    fn a<'a>(x: &'a str) -> std::string::String { self::b::<'a>(x, 'b') }\n}\n",
        ),
        ("src/cases/query.rs", "use std::string::String;\n"),
        ("src/engine/commit.rs", "use crate::{cases::{Case, decide}, points::Account, ruleset::Ruleset};\n"),
        (
            "src/points/event.rs",
            "/// What happened.\n#[derive(Clone)]\npub enum Event {\n    /// Posted.\n    #[serde(rename = \"posted\")]\n    Posted { points: u8, by: u8 },\n    /// Void.\n    Void(u8, u8),\n}\nmacro_rules! id { ($name:ident) => { pub struct $name(u8); }; }\n",
        ),
    ]);
    assert_eq!(told(&check(&sources)), [""; 0]);
}

#[test]
fn each_way_out_of_a_module_is_seen() {
    let up = "`cases` uses `engine`: upward, from domain to engine";
    for (line, what) in [
        ("use crate::engine;", up),
        ("use crate::{engine};", up),
        ("use {crate::engine::Engine};", up),
        (
            "use crate::{self as root_alias, time};",
            "the crate root itself is brought in, which hides where a path leads",
        ),
        ("use crate::{{engine::{Engine}}};", up),
        ("fn f() { crate::engine::run::<u8>(); }", up),
        ("fn f(x: &dyn crate::engine::Run) {}", up),
        ("use super::super::engine::Engine;", up),
        ("use super::{super::{engine}, state};", up),
        ("use self::super::super::engine as e;", up),
        ("mod inner { use super::super::super::engine; }", up),
        ("macro_rules! m { () => { $crate::engine::run() }; }", up),
        ("fn f() { assert!(crate::engine::ready()); }", up),
        ("#[serde(with = \"crate::engine::text\")]\nstruct A;", up),
        ("#[serde(with = \"super::super::engine\")]\nstruct A;", up),
        ("use crate::*;", "a glob of the crate root hides where a path leads"),
        ("use super::super::*;", "a glob of the crate root hides where a path leads"),
        ("use super::super as top;", "the crate root itself is brought in, which hides where a path leads"),
        ("use crate as top;", "the crate root itself is brought in, which hides where a path leads"),
        ("use super::super::super::x;", "`super` climbs above the crate root"),
        ("macro_rules! m { ($x:ident) => { crate::$x }; }", "a path from the crate root does not name its module"),
        ("use civigrid::Engine;", "the library names itself `civigrid`: write `crate`"),
        ("extern crate self as me;", "`extern crate self` hides where a path leads"),
        ("use crate::Engine;", "`cases` uses `Engine`, which is no module of a known layer"),
        ("#[path = \"../engine/x.rs\"]\nmod x;", "`#[path]` puts a module where its layer cannot be read"),
    ] {
        let found = one("src/cases/decide.rs", line);
        assert_eq!(told(&found), [format!("src/cases/decide.rs:1 Layers {what}")], "{line}");
    }
}

#[test]
fn every_pair_of_layers_is_judged() {
    let order = ["text", "calendar", "directory", "points", "ruleset", "engine", "wire"];
    for (from_rank, from) in order.iter().enumerate() {
        for (to_rank, to) in order.iter().enumerate() {
            let found = one(&format!("src/{from}.rs"), &format!("use crate::{to}::x;"));
            assert_eq!(found.len(), usize::from(to_rank > from_rank), "{from} -> {to}: {found:?}");
        }
    }
}

#[test]
fn cycles_inside_a_layer_are_found() {
    let a_and_b =
        [("src/time.rs", "use crate::text;\nuse crate::bounds;"), ("src/text.rs", "fn f() { crate::id::g() }")];
    assert_eq!(told(&check(&files(&a_and_b))), [""; 0]);
    let mut closed = a_and_b.to_vec();
    closed.push(("src/id.rs", "\nuse crate::time::Instant;"));
    let expected = [
        "src/id.rs:2 Layers `id` uses `time`: a cycle of id, text, time",
        "src/text.rs:1 Layers `text` uses `id`: a cycle of id, text, time",
        "src/time.rs:1 Layers `time` uses `text`: a cycle of id, text, time",
    ];
    assert_eq!(told(&check(&files(&closed))), expected);
}

#[test]
fn tests_inside_the_library_keep_the_layers_but_may_use_std() {
    let text = "#[cfg(test)]\nmod tests {\n    use std::vec::Vec;\n    use crate::engine::Engine;\n    const F: f64 = 0.0;\n}\nuse std::vec::Vec;\n";
    let expected = [
        "src/time.rs:4 Layers `time` uses `engine`: upward, from leaf to engine",
        "src/time.rs:5 Banned `f64` is not to be used",
        "src/time.rs:5 Banned the float `0.0` is not to be used",
        "src/time.rs:7 Banned `std` is not to be used",
    ];
    assert_eq!(told(&one("src/time.rs", text)), expected);
    let hidden = "#[cfg(test)]\npub(crate) mod tests {\n    use std::vec::Vec;\n}\n";
    assert_eq!(told(&one("src/time.rs", hidden)), [""; 0]);
    let not_a_test =
        "#[cfg(not(test))]\nmod x {\n    use std::vec::Vec;\n}\nextern crate std;\nuse std;\nuse std as s;\n";
    let expected = [3, 5, 6, 7].map(|line| format!("src/time.rs:{line} Banned `std` is not to be used"));
    assert_eq!(told(&one("src/time.rs", not_a_test)), expected);
}

#[test]
fn each_kind_of_public_item_needs_a_word() {
    for (item, what) in [
        ("pub fn f() {}", "fn `f`"),
        ("pub const fn f() {}", "fn `f`"),
        ("pub extern \"C\" fn f() {}", "fn `f`"),
        ("pub struct A;", "struct `A`"),
        ("pub enum A { /** Said. */ B }", "enum `A`"),
        ("pub trait A {}", "trait `A`"),
        ("pub type A = u8;", "type `A`"),
        ("pub const A: u8 = 1;", "const `A`"),
        ("pub static A: u8 = 1;", "static `A`"),
        ("pub mod a {}", "mod `a`"),
        ("pub mod a;", "mod `a`"),
        ("#[derive(Debug)] pub struct A;", "struct `A`"),
        ("#[macro_export] macro_rules! a { () => {}; }", "macro `a`"),
        ("impl A { pub fn f(&self) {} }", "fn `f`"),
        ("/** Said. */ pub struct A { pub a: u8 }", "field `a`"),
        ("/** Said. */ pub struct A { /** Said. */ pub a: u8, #[serde(default)] pub r#type: u8 }", "field `r#type`"),
        ("/** Said. */ pub enum A { /** Said. */ B(u8, u8), C { x: u8, y: u8 } }", "variant `C`"),
        ("/** Said. */ pub enum A<T> where T: B { #[serde(skip)] B = 1, /** Said. */ C }", "variant `B`"),
    ] {
        let expected = [format!("src/time.rs:1 Docs {what} has no documentation")];
        assert_eq!(told(&one("src/time.rs", item)), expected, "{item}");
    }
    for fine in [
        "/** Said. */ #[must_use] pub fn f() {}",
        "#[doc = \"Said.\"] pub fn f() {}",
        "pub mod a { //! Said.\n }",
        "pub use core::fmt;",
        "pub(crate) fn f() {}",
        "pub(super) struct A { pub(crate) a: u8 }",
        "enum A { B }",
        "macro_rules! a { () => {}; }",
        "macro_rules! a { () => { pub fn f() {} }; }",
        "/** Said. */ pub struct A(pub u8, pub(crate) u8);",
    ] {
        assert_eq!(told(&one("src/time.rs", fine)), [""; 0], "{fine}");
    }
    let module = [("src/lib.rs", "pub mod time;"), ("src/time.rs", "#![allow(x)]\n//! Said.\n")];
    assert_eq!(told(&check(&files(&module))), [""; 0]);
}

#[test]
fn long_files_and_functions_are_found() {
    let function = |lines: usize| format!("fn f(x: [u8; 2])\nwhere\n{{\n{}}}\n", "x;\n".repeat(lines - 2));
    assert_eq!(told(&one("src/time.rs", &function(80))), [""; 0]);
    let expected = ["src/time.rs:1 Size function `f` has 81 lines, 80 are allowed"];
    assert_eq!(told(&one("src/time.rs", &function(81))), expected);
    assert_eq!(told(&one("src/time.rs", &"// x\n".repeat(520))), [""; 0]);
    let expected = ["src/time.rs:0 Size 521 lines, 520 are allowed"];
    assert_eq!(told(&one("src/time.rs", &"// x\n".repeat(521))), expected);
}

#[test]
fn rooms_differ_by_slice() {
    for (path, count) in [
        ("src/cases/moves.rs", 0),
        ("src/points/moves.rs", 1),
        ("src/points/board.rs", 1),
        ("src/indicators/observation.rs", 0),
        ("src/directory/map.rs", 0),
        ("src/services/state.rs", 0),
        ("src/services/map.rs", 1),
        ("src/cases/decide/more.rs", 1),
        ("src/calendar/anything.rs", 0),
        ("src/cases.rs", 0),
    ] {
        assert_eq!(one(path, "").len(), count, "{path}");
    }
}

#[test]
fn a_module_inside_the_root_needs_a_layer() {
    assert_eq!(told(&one("src/lib.rs", "mod time { use crate::id; }\nmod tables;")), [""; 0]);
    let expected = [
        "src/lib.rs:1 Layers module `helpers` has no layer yet",
        "src/lib.rs:2 Layers `time` uses `engine`: upward, from leaf to engine",
    ];
    assert_eq!(told(&one("src/lib.rs", "mod helpers {}\nmod time { use crate::engine; }")), expected);
}

#[test]
fn a_file_that_is_no_rust_is_reported() {
    assert_eq!(one("src/time.rs", "fn f( {")[0].rule, Rule::Unreadable);
}

#[test]
fn lines_are_told_past_comments_and_strings() {
    let text = "/* a\n /* b */\n*/ // f64\n/// f64\n/** f64\n f64 */\n#[doc = \"f64\"] //! f64\nconst A: &str = \"\n\n\"; const B: f64 = 1;\n";
    assert_eq!(told(&one("src/time.rs", text)), ["src/time.rs:10 Banned `f64` is not to be used"]);
}
