//! `include/schema` and `wasm/package/types.d.ts` are what the library says. `CIVIGRID_BLESS=1` writes them
//! (`cargo xtask schema`).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use civigrid::{Code, CommandData, Event, Query};
use civigrid_conformance::fixture::repository;
use civigrid_schema::files::{Faults, files};
use civigrid_schema::zh::Zh;
use civigrid_schema::{folder, print, types};
use serde_json::Value;

/// Names that stand for something else wherever a document is shown.
const TAKEN: [&str; 14] = [
    "Body",
    "Date",
    "Document",
    "Event",
    "Location",
    "Map",
    "Node",
    "Notification",
    "Position",
    "Range",
    "Report",
    "Request",
    "Response",
    "Text",
];

/// Every file with its text as it should be.
fn made() -> Vec<(PathBuf, String)> {
    let zh = Zh::committed();
    let (files, _) = files(&zh);
    let schemas =
        files.iter().map(|file| (folder().join(format!("{}.schema.json", file.name)), print::print(&file.schema, &zh)));
    let types = (repository().join("wasm/package/types.d.ts"), types::types(&files, &zh));
    schemas.chain([types]).collect()
}

#[test]
fn the_committed_files_are_what_the_library_says() {
    let bless = std::env::var_os("CIVIGRID_BLESS").is_some_and(|value| value == "1");
    let made = made();
    for (path, text) in &made {
        if bless {
            std::fs::write(path, text).expect("the file can be written");
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        let differing = committed.lines().zip(text.lines()).enumerate().find(|(_, (old, new))| old != new);
        assert!(committed == *text, "{}: run `cargo xtask schema`: {differing:?}", path.display());
    }
    let known: BTreeSet<&Path> = made.iter().map(|(path, _)| path.as_path()).collect();
    let found =
        std::fs::read_dir(folder()).expect("the folder of the schemas").map(|file| file.expect("a file").path());
    let more: Vec<PathBuf> =
        found.filter(|path| !known.contains(path.as_path()) && !path.ends_with("zh.json")).collect();
    assert_eq!(more, Vec::<PathBuf>::new(), "files of nothing");
}

#[test]
fn every_type_and_member_has_its_texts_in_both_languages_and_no_text_is_left_over() {
    let (_, faults) = files(&Zh::committed());
    assert_eq!(faults, Faults::default());
}

#[test]
fn a_missing_and_a_superfluous_text_are_found() {
    let zh: Zh = serde_json::from_str(r#"{"Nobody": "无", "CaseReport.people": "人数"}"#).expect("texts");
    let (files, faults) = files(&zh);
    assert_eq!(faults.left_over, BTreeSet::from(["Nobody".to_owned()]));
    assert!(faults.missing.contains("CaseReport") && !faults.missing.contains("CaseReport.people"));
    let people = files[0].schema.pointer("/$defs/CaseReport/properties/people/x-zh");
    assert_eq!(people, Some(&Value::from("人数")));
    assert!(serde_json::from_str::<Zh>(r#"{"A": "甲", "A": "乙"}"#).is_err(), "a key twice");
}

fn words<'v>(schema: &'v Value, list: &str, word: &str) -> Vec<&'v str> {
    let items = schema.pointer(list).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|item| item.pointer(word)?.as_str()).collect()
}

#[test]
fn every_message_and_code_is_there() {
    let (files, _) = files(&Zh::committed());
    let schema = |name: &str| files.iter().find(|file| file.name == name).expect("a file of this name").schema.clone();
    assert_eq!(words(&schema("command"), "/oneOf", "/properties/type/const"), CommandData::kinds());
    assert_eq!(words(&schema("query"), "/oneOf", "/properties/type/const"), Query::KINDS);
    assert_eq!(words(&schema("answer"), "/oneOf", "/properties/type/const"), Query::KINDS);
    let events = schema("entry");
    assert_eq!(words(&events, "/$defs/EventRecord/oneOf", "/properties/type/const"), Event::kinds());
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    assert_eq!(words(&schema("rejection"), "/$defs/RejectionCode/oneOf", "/const"), codes);
    let kinds = ["account", "act", "case", "command", "node", "person", "reaction", "rules", "tally", "unit", "work"];
    assert_eq!(words(&schema("row"), "/oneOf", "/title"), kinds);
}

#[test]
fn no_name_is_taken_by_the_platform() {
    let zh = Zh::committed();
    let text = types::types(&files(&zh).0, &zh);
    let names = types::exported(&text);
    assert!(names.len() > 100, "{names:?}");
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "a name twice");
    assert_eq!(names.into_iter().filter(|name| TAKEN.contains(name)).collect::<Vec<_>>(), Vec::<&str>::new());
}
