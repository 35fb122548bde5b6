//! The shape of the library, checked on its own source: layers, banned names, `unsafe`, missing documentation, sizes and
//! the rooms of a slice. The checks are pure functions over `(path, source)` pairs, so that the same code that judges
//! `src/` is judged by planted faults (`architecture/planted.rs`).

#[path = "architecture/bans.rs"]
mod bans;
#[path = "architecture/docs.rs"]
mod docs;
#[path = "architecture/layers.rs"]
mod layers;
#[path = "architecture/planted.rs"]
mod planted;
#[path = "architecture/shape.rs"]
mod shape;
#[path = "architecture/source.rs"]
mod source;

use source::Source;
use std::path::Path;

/// One thing that is not as it should be. `line` is 0 when the fault belongs to the file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Violation {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) rule: Rule,
    pub(crate) what: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rule {
    /// The file cannot be split into tokens.
    Unreadable,
    Layers,
    Banned,
    Unsafe,
    Docs,
    Size,
    Rooms,
}

/// Every violation in the given `(path, source)` pairs, in order of file and line, each once.
pub(crate) fn check(files: &[(String, String)]) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut sources = Vec::new();
    for (path, text) in files {
        match Source::read(path, text) {
            Ok(source) => sources.push(source),
            Err((line, what)) => found.push(Violation { file: path.clone(), line, rule: Rule::Unreadable, what }),
        }
    }
    found.extend(layers::check(&sources));
    found.extend(bans::check(&sources));
    found.extend(docs::check(&sources));
    found.extend(shape::check(&sources));
    found.sort();
    found.dedup();
    found
}

/// Every `.rs` file under `folder`, as a path with forward slashes that starts at `name`.
fn collect(folder: &Path, name: &str, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{name}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &path, files);
        } else if Path::new(&path).extension().is_some_and(|extension| extension == "rs") {
            files.push((path, std::fs::read_to_string(entry.path()).unwrap()));
        }
    }
}

fn library() -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "src", &mut files);
    files.sort();
    files
}

/// Fails with one line a violation, in the form that editors jump to.
fn assert_none(rule: Rule) {
    let found: Vec<String> = check(&library())
        .iter()
        .filter(|violation| violation.rule == rule)
        .map(|violation| format!("{}:{}: {}", violation.file, violation.line, violation.what))
        .collect();
    assert!(found.is_empty(), "{} violations of {rule:?}:\n{}", found.len(), found.join("\n"));
}

#[test]
fn the_whole_library_is_read() {
    assert!(library().iter().any(|(path, _)| path == "src/lib.rs"));
    assert_none(Rule::Unreadable);
}

#[test]
fn the_library_keeps_its_layers() {
    assert_none(Rule::Layers);
}

#[test]
fn no_banned_types() {
    assert_none(Rule::Banned);
}

#[test]
fn nothing_is_unsafe() {
    assert_none(Rule::Unsafe);
}

#[test]
fn every_public_item_is_documented() {
    assert_none(Rule::Docs);
}

#[test]
fn files_and_functions_stay_small() {
    assert_none(Rule::Size);
}

#[test]
fn slices_have_the_agreed_rooms_and_no_others() {
    assert_none(Rule::Rooms);
}
