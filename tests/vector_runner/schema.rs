//! Judges JSON by a JSON Schema (2020-12), as far as `schema.json` uses the language. A word that is not known here is a
//! fault of the schema, so that nothing is written there that nobody checks.

use serde_json::Value;

const WORDS: [&str; 17] = [
    "$schema",
    "$id",
    "$defs",
    "title",
    "description",
    "$ref",
    "type",
    "const",
    "enum",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "minItems",
    "minLength",
    "oneOf",
    "dependentRequired",
];

/// Everything in which a value does not fit the schema.
pub(crate) fn check(root: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    judge(root, root, value, "", &mut faults);
    faults
}

fn judge(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    if let Some(allowed) = schema.as_bool() {
        if !allowed {
            faults.push(format!("{at}: nothing may stand here"));
        }
        return;
    }
    let Some(words) = schema.as_object() else {
        faults.push(format!("{at}: the schema is neither an object nor a boolean"));
        return;
    };
    for (word, rule) in words {
        match word.as_str() {
            "$ref" => {
                let target = rule.as_str().and_then(|path| root.pointer(path.strip_prefix('#')?));
                judge(root, target.unwrap_or(&Value::Null), value, at, faults);
            }
            "type" if !has_type(value, rule) => faults.push(format!("{at}: expected {rule}")),
            "const" if value != rule => faults.push(format!("{at}: expected {rule}")),
            "enum" if !list(rule).any(|one| one == value) => faults.push(format!("{at}: expected one of {rule}")),
            "required" => missing(rule, value, at, faults),
            "dependentRequired" => {
                for (name, needed) in rule.as_object().into_iter().flatten() {
                    if value.get(name).is_some() {
                        missing(needed, value, at, faults);
                    }
                }
            }
            "properties" => {
                for (name, rule) in rule.as_object().into_iter().flatten() {
                    if let Some(member) = value.get(name) {
                        judge(root, rule, member, &format!("{at}/{name}"), faults);
                    }
                }
            }
            "additionalProperties" => {
                for (name, member) in value.as_object().into_iter().flatten() {
                    if schema["properties"].get(name).is_none() {
                        judge(root, rule, member, &format!("{at}/{name}"), faults);
                    }
                }
            }
            "items" => {
                for (index, item) in list(value).enumerate() {
                    judge(root, rule, item, &format!("{at}/{index}"), faults);
                }
            }
            "minItems" if value.as_array().is_some_and(|items| count(items.len()) < rule.as_u64()) => {
                faults.push(format!("{at}: fewer than {rule} items"));
            }
            "minLength" if value.as_str().is_some_and(|text| count(text.chars().count()) < rule.as_u64()) => {
                faults.push(format!("{at}: shorter than {rule}"));
            }
            "oneOf" => {
                let fits = list(rule).filter(|one| {
                    let mut inner = Vec::new();
                    judge(root, one, value, at, &mut inner);
                    inner.is_empty()
                });
                let fits = fits.count();
                if fits != 1 {
                    faults.push(format!("{at}: fits {fits} of the alternatives, not one: {value}"));
                }
            }
            word if !WORDS.contains(&word) => faults.push(format!("the schema says `{word}`, which is not checked")),
            _ => {}
        }
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn count(number: usize) -> Option<u64> {
    u64::try_from(number).ok()
}

fn missing(names: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    for name in list(names).filter_map(Value::as_str) {
        if value.is_object() && value.get(name).is_none() {
            faults.push(format!("{at}: `{name}` is missing"));
        }
    }
}

fn has_type(value: &Value, rule: &Value) -> bool {
    match rule.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("null") => value.is_null(),
        _ => false,
    }
}
