//! Rulesets of the fixtures, and how JSON files are read. A fixture is a document, or a base with a merge patch.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use civigrid::{Ruleset, wire};
use serde_json::Value;

/// The root of the repository.
#[must_use]
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The folder of the vectors.
#[must_use]
pub fn root() -> PathBuf {
    repository().join("tests/vectors")
}

fn fixtures() -> PathBuf {
    root().join("fixtures")
}

/// The bytes of a file; a test cannot go on without it.
pub fn bytes(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A JSON file.
pub fn json(path: &Path) -> Value {
    serde_json::from_slice(&bytes(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The data of a `directory.load`.
pub fn directory(name: &str) -> Value {
    json(&fixtures().join("directories").join(name))
}

/// Applies a JSON merge patch (RFC 7396).
pub fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(into) = target else { return };
    for (name, value) in members {
        if value.is_null() {
            into.remove(name);
        } else {
            merge(into.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

fn document(name: &str) -> Value {
    let fixture = json(&fixtures().join("rulesets").join(name));
    match fixture.get("base").and_then(Value::as_str) {
        Some(base) => {
            let mut whole = document(base);
            merge(&mut whole, &fixture["merge"]);
            whole
        }
        None => fixture["document"].clone(),
    }
}

/// A year file by the name under which a calendar refers to it: of the example of Lunan, or invented for the vectors.
fn part(name: &str) -> Vec<u8> {
    let example = repository().join("examples/rulesets/lunan").join(name);
    bytes(&if example.is_file() { example } else { fixtures().join(name) })
}

/// The document of a ruleset of the fixtures, and the parts that it refers to.
#[must_use]
pub fn source(name: &str) -> (Vec<u8>, BTreeMap<String, Vec<u8>>) {
    let document = document(name);
    let calendars = document["calendars"].as_object().into_iter().flat_map(|all| all.values());
    let files = calendars.filter_map(|calendar| calendar["year_files"].as_array()).flatten();
    let names: BTreeSet<&str> = files.filter_map(Value::as_str).collect();
    let parts = names.into_iter().map(|name| (name.to_owned(), part(name))).collect();
    (serde_json::to_vec(&document).expect("a document is JSON"), parts)
}

/// Compiles a ruleset of the fixtures with the parts that it refers to.
#[must_use]
pub fn ruleset(name: &str) -> Ruleset {
    let (document, held) = source(name);
    let parts = held.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    wire::compile(&document, &parts)
        .unwrap_or_else(|problems| panic!("fixture {name}: {}", String::from_utf8_lossy(&problems)))
}
