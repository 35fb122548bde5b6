//! JSON Schemas (draft 2020-12) of what goes over the wire, made from the types and their documentation. Only with the
//! feature `schema`; `include/schema` holds what it gives.

use super::rows::{Absent, Events, Waiting};
use crate::bounds;
use crate::engine::schema::QueryMessage;
use crate::engine::{Answer, Command, Entry, Row};
use crate::error::Rejection;
use crate::json;
use crate::ruleset::CompileError;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

/// One line of rows.
#[derive(JsonSchema)]
#[schemars(untagged, rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema counts")]
enum RowLine<'a> {
    /// A row.
    Row(Row),
    /// There is no such row.
    Absent(Absent),
    /// Cases that wait.
    Waiting(Waiting),
    /// Events.
    Events(Events<'a>),
}

/// Every schema with the name of what it describes: commands and queries as they are read, all else as it is written.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Vec<u8>)> {
    let read = || SchemaSettings::draft2020_12().for_deserialize();
    let written = || SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(as_written));
    Vec::from([
        ("command", root::<Command>(read())),
        ("query", root::<QueryMessage>(read())),
        ("answer", root::<Answer>(written())),
        ("entry", root::<Entry>(written())),
        ("row", root::<Row>(written())),
        ("row-line", root::<RowLine<'_>>(written())),
        ("rejection", root::<Rejection>(written())),
        ("diagnostics", root::<CompileError>(written())),
    ])
}

fn root<T: JsonSchema>(mut settings: SchemaSettings) -> Vec<u8> {
    settings.untagged_enum_variant_titles = true;
    let settings = settings.with_transform(RecursiveTransform(numbers)).with_transform(RecursiveTransform(sentences));
    json::to_vec(&settings.into_generator().into_root_schema_for::<T>())
}

/// What is left out is never written as null, nothing is left to a default, and instants have the offset of China.
fn as_written(schema: &mut Schema) {
    schema.remove("default");
    if schema.get("format").is_some_and(|format| format == "date-time") {
        let pattern = r"^(?:19|2[01])[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+08:00$";
        schema.insert("pattern".into(), pattern.into());
    }
    let required = schema.get("required").cloned().unwrap_or_default();
    let needed = |name: &str| required.as_array().into_iter().flatten().any(|needed| needed == name);
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for (_, member) in properties.iter_mut().filter(|(name, _)| !needed(name)) {
            without_null(member);
        }
    }
}

fn without_null(member: &mut Value) {
    let Value::Object(words) = member else { return };
    if let Some(Value::Array(kinds)) = words.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [kind] = kinds.as_slice() {
            let kind = kind.clone();
            words.insert("type".into(), kind);
        }
    }
    if let Some(Value::Array(mut kinds)) = words.remove("anyOf") {
        kinds.retain(|kind| kind != &json!({"type": "null"}));
        match kinds.pop() {
            Some(Value::Object(only)) if kinds.is_empty() => words.extend(only),
            last => {
                kinds.extend(last);
                words.insert("anyOf".into(), kinds.into());
            }
        }
    }
}

/// The bounds of whole numbers in place of the names of Rust's types.
fn numbers(schema: &mut Schema) {
    let (min, max) = match schema.get("format").and_then(Value::as_str) {
        Some("uint16") => (0, i64::from(u16::MAX)),
        Some("uint32") => (0, i64::from(u32::MAX)),
        Some("uint64") => (0, bounds::COUNT),
        Some("int64") => (bounds::COUNT.saturating_neg(), bounds::COUNT),
        _ => return,
    };
    schema.remove("format");
    for (word, bound) in [("minimum", min), ("maximum", max)] {
        if schema.get(word).is_none() || word == "minimum" && schema.get(word) == Some(&json!(0)) {
            schema.insert(word.into(), bound.into());
        }
    }
}

/// Documentation as plain text: paragraphs without line breaks, no links, no examples, no headings.
fn sentences(schema: &mut Schema) {
    let Some(Value::String(text)) = schema.get("description") else { return };
    let kept: Vec<&str> = text.lines().take_while(|line| !line.starts_with("```") && !line.starts_with('#')).collect();
    let mut out = String::new();
    for line in kept {
        let gap = if out.is_empty() || out.ends_with('\n') { "" } else { " " };
        match line.trim() {
            "" if out.is_empty() || out.ends_with('\n') => {}
            "" => out.push_str("\n\n"),
            line => {
                out.push_str(gap);
                out.push_str(line);
            }
        }
    }
    let rows = bounds::ANSWER_ROWS.to_string();
    let plain = out.trim().replace("[`crate::bounds::ANSWER_ROWS`]", &rows).replace("[`", "`").replace("`]", "`");
    schema.insert("description".into(), plain.into());
}
