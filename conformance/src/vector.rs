//! A vector as it stands in its file, and the steps that it is made of.

use std::path::Path;

use civigrid::Instant;
use serde_json::{Value, json};

use crate::fixture;

/// What a vector states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Values worked out by hand.
    Normative,
    /// Whole bytes, blessed.
    Golden,
}

/// One file.
#[derive(Debug, Clone)]
pub struct Vector {
    /// Its path below the folder of the vectors.
    pub name: String,
    /// What it states.
    pub kind: Kind,
    /// The ruleset in force at first, then those that may be adopted.
    pub rulesets: Vec<String>,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// One step and what is expected of it.
#[derive(Debug, Clone)]
pub struct Step {
    /// By which other steps refer to it.
    pub label: Option<String>,
    /// What it does.
    pub act: Act,
    /// What is expected, as the file has it.
    pub expect: Value,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum Act {
    /// Commits what is due, decides the commands and commits them, commits the due work that they leave.
    Commands {
        /// When.
        at: Instant,
        /// Each command's bytes.
        texts: Vec<Vec<u8>>,
    },
    /// Decides a command without committing what is due before.
    Bare {
        /// When.
        at: Instant,
        /// The command's bytes.
        text: Vec<u8>,
    },
    /// Commits what is due.
    Advance {
        /// Until when.
        at: Instant,
    },
    /// Asks a question.
    Query {
        /// When.
        at: Instant,
        /// The node whose view it is.
        view: String,
        /// The query's bytes.
        text: Vec<u8>,
    },
    /// Hands over an entry that the engine did not decide.
    Commit {
        /// The entry's bytes.
        text: Vec<u8>,
    },
}

/// Every vector of the index.
#[must_use]
pub fn all() -> Vec<Vector> {
    let index = fixture::json(&fixture::root().join("index.json"));
    let list = index["vectors"].as_array().expect("the index lists vectors");
    list.iter().map(|item| Vector::read(&text(&item["file"]))).collect()
}

impl Vector {
    /// Reads a file; its form was checked by the schema.
    #[must_use]
    pub fn read(name: &str) -> Self {
        let bytes = with_fingerprints(fixture::bytes(&fixture::root().join(name)));
        let whole: Value = serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let kind = if whole["kind"] == "golden" { Kind::Golden } else { Kind::Normative };
        let also = whole["also_rulesets"].as_array().into_iter().flatten();
        let rulesets = std::iter::once(&whole["ruleset"]).chain(also).map(text).collect();
        let steps = whole["steps"].as_array().into_iter().flatten().map(step).collect();
        Self { name: name.into(), kind, rulesets, steps }
    }

    /// Where the blessed bytes of a golden vector stand.
    pub fn golden_path(&self) -> std::path::PathBuf {
        fixture::root().join(Path::new(&self.name).with_extension("golden"))
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("expected a string, found {value}")).into()
}

/// An instant of a vector.
pub fn instant(value: &Value) -> Instant {
    let text = text(value);
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no instant"))
}

fn step(value: &Value) -> Step {
    let label = value.get("label").map(text);
    let expect = value.get("expect").cloned().unwrap_or(Value::Null);
    Step { label, act: act(value), expect }
}

fn act(value: &Value) -> Act {
    if let Some(until) = value.get("advance") {
        return Act::Advance { at: instant(until) };
    }
    if let Some(text) = message(value, "commit") {
        return Act::Commit { text };
    }
    let at = instant(&value["at"]);
    if let Some(query) = message(value, "query") {
        return Act::Query { at, view: text(&value["view"]), text: query };
    }
    let command = match value.get("load") {
        Some(name) => {
            let id = value.get("id").cloned().unwrap_or_else(|| json!("load"));
            let data = fixture::directory(&text(name));
            let actor = json!({"id": "host", "role": "host"});
            to_bytes(&json!({"id": id, "actor": actor, "type": "directory.load", "data": data}))
        }
        None => message(value, "command").unwrap_or_else(|| panic!("a step does nothing: {value}")),
    };
    if value.get("bare").is_some() {
        return Act::Bare { at, text: command };
    }
    let texts = match value.get("each") {
        Some(each) => {
            let bound = |name: &str| each[name].as_u64().unwrap_or_else(|| panic!("no `{name}` in {each}"));
            (bound("from")..=bound("to")).map(|n| replaced(&command, "{n}", &n.to_string())).collect()
        }
        None => vec![command],
    };
    Act::Commands { at, texts }
}

/// The bytes of a message: JSON, the text of what may not be JSON, or hexadecimal digits of what is not even UTF-8.
fn message(value: &Value, name: &str) -> Option<Vec<u8>> {
    let mut bytes = if let Some(json) = value.get(name) {
        to_bytes(json)
    } else if let Some(raw) = value.get(format!("{name}_text")) {
        text(raw).into_bytes()
    } else {
        let digits = text(value.get(format!("{name}_hex"))?);
        let pairs = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).expect("hex is ASCII"));
        pairs.map(|pair| u8::from_str_radix(pair, 16).expect("two hexadecimal digits")).collect()
    };
    if let Some(length) = value.get("pad_to").and_then(Value::as_u64) {
        bytes.resize(usize::try_from(length).expect("a length in memory"), b' ');
    }
    Some(bytes)
}

fn to_bytes(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).expect("a value is JSON")
}

fn replaced(bytes: &[u8], mark: &str, by: &str) -> Vec<u8> {
    String::from_utf8(bytes.to_vec()).expect("a template is text").replace(mark, by).into_bytes()
}

/// Puts the fingerprint of a ruleset where `{fingerprint:base.json}` stands: nobody works one out by hand.
fn with_fingerprints(bytes: Vec<u8>) -> Vec<u8> {
    const MARK: &str = "{fingerprint:";
    let mut bytes = bytes;
    while let Ok(text) = std::str::from_utf8(&bytes)
        && let Some((_, rest)) = text.split_once(MARK)
        && let Some((name, _)) = rest.split_once('}')
    {
        let mark = format!("{MARK}{name}}}");
        let fingerprint = fixture::ruleset(name).fingerprint().to_string();
        bytes = replaced(text.as_bytes(), &mark, &fingerprint);
    }
    bytes
}
