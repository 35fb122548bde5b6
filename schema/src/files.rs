//! The schema files: what the library says, with the Chinese texts beside the English ones.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::zh::Zh;

const ID: &str = "https://github.com/civigrid/civigrid/include/schema";

/// One schema and the name of its file.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// Such as `command`.
    pub name: &'static str,
    /// The schema.
    pub schema: Value,
}

/// What the texts lack, and what they have too much.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// Types, members and alternatives without a Chinese text.
    pub missing: BTreeSet<String>,
    /// Types, members and alternatives without an English one.
    pub undocumented: BTreeSet<String>,
    /// Texts of what there is not.
    pub left_over: BTreeSet<String>,
}

/// Every file, and what is wrong with the texts.
///
/// # Panics
/// If the library's own schemas are no JSON.
#[must_use]
pub fn files(zh: &Zh) -> (Vec<File>, Faults) {
    let mut faults = Faults { left_over: zh.keys().map(String::from).collect(), ..Faults::default() };
    let files = civigrid::wire::schema::schemas().into_iter().map(|(name, bytes)| {
        let mut schema: Value = serde_json::from_slice(&bytes).expect("a schema is JSON");
        schema["$id"] = format!("{ID}/{name}.schema.json").into();
        each(&mut schema, &mut |key, node| {
            if !node.contains_key("description") {
                faults.undocumented.insert(key.into());
            }
            if node.contains_key("x-zh") {
                return;
            }
            faults.left_over.remove(key);
            match zh.text(key) {
                Some(text) => drop(node.insert("x-zh".into(), text.into())),
                None => drop(faults.missing.insert(key.into())),
            }
        });
        File { name, schema }
    });
    let files = files.collect();
    (files, faults)
}

/// Calls a function with every type, member and alternative of a schema and its key.
fn each(root: &mut Value, f: &mut dyn FnMut(&str, &mut Map<String, Value>)) {
    let title = root["title"].as_str().unwrap_or_default().to_owned();
    kind(root, &title, f);
    for (name, definition) in root.get_mut("$defs").and_then(Value::as_object_mut).into_iter().flatten() {
        kind(definition, name, f);
    }
}

fn kind(node: &mut Value, name: &str, f: &mut dyn FnMut(&str, &mut Map<String, Value>)) {
    node.as_object_mut().into_iter().for_each(|node| f(name, node));
    members(node, name, false, f);
    for word in ["oneOf", "anyOf"] {
        for item in node.get_mut(word).and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(key) = alternative(item).map(|alternative| format!("{name}::{alternative}")) else { continue };
            item.as_object_mut().into_iter().for_each(|item| f(&key, item));
            members(item, &key, true, f);
        }
    }
}

fn members(node: &mut Value, name: &str, documented: bool, f: &mut dyn FnMut(&str, &mut Map<String, Value>)) {
    let properties = node.get_mut("properties").and_then(Value::as_object_mut);
    for (member, schema) in properties.into_iter().flatten() {
        let Some(schema) = schema.as_object_mut() else { continue };
        if !documented || schema.contains_key("description") {
            f(&format!("{name}.{member}"), schema);
        }
    }
}

/// The name of an alternative: its word, the type beside its data, or the member that only it has.
#[must_use]
pub fn alternative(item: &Value) -> Option<&str> {
    let word = item.get("const").or_else(|| item.pointer("/properties/type/const")).or_else(|| item.get("title"));
    let only = || match item.get("required").and_then(Value::as_array)?.as_slice() {
        [only] if item.get("description").is_some() => only.as_str(),
        _ => None,
    };
    word.and_then(Value::as_str).or_else(only)
}
