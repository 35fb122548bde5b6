//! A schema as text: words in one order, members in the order of the file of Chinese texts, short things on one line.

use serde_json::{Map, Value};

use crate::zh::Zh;

const WIDTH: usize = 120;

const WORDS: [&str; 27] = [
    "$schema",
    "$id",
    "title",
    "description",
    "x-zh",
    "$ref",
    "type",
    "const",
    "enum",
    "format",
    "pattern",
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "prefixItems",
    "items",
    "required",
    "properties",
    "patternProperties",
    "additionalProperties",
    "default",
    "anyOf",
    "oneOf",
    "$defs",
];

/// What the names of an object are.
#[derive(Clone, Copy)]
enum Names<'a> {
    /// Words of the language of schemas, inside this type.
    Words(&'a str),
    /// Members of this type.
    Members(&'a str),
    /// Types.
    Types,
}

/// The text of a schema, which ends in a line feed.
#[must_use]
pub fn print(schema: &Value, zh: &Zh) -> String {
    let title = schema["title"].as_str().unwrap_or_default();
    let mut out = String::new();
    value(schema, Names::Words(title), zh, 0, &mut out);
    out.push('\n');
    out
}

fn rank<'n>(name: &'n str, names: Names<'_>, zh: &Zh) -> (usize, &'n str) {
    match names {
        Names::Words(_) => (WORDS.iter().position(|word| *word == name).unwrap_or(usize::MAX), name),
        Names::Members(of) => zh.order(of, name),
        Names::Types => (zh.place(name).unwrap_or(usize::MAX), name),
    }
}

fn sorted<'v>(object: &'v Map<String, Value>, names: Names<'_>, zh: &Zh) -> Vec<(&'v String, &'v Value)> {
    let mut members: Vec<_> = object.iter().collect();
    members.sort_by_key(|(name, _)| rank(name, names, zh));
    members
}

/// What the names are in the value of a member.
fn inside<'a>(name: &'a str, names: Names<'a>) -> Names<'a> {
    match (names, name) {
        (Names::Words(of), "properties" | "patternProperties") => Names::Members(of),
        (Names::Words(_), "$defs") => Names::Types,
        (Names::Words(of) | Names::Members(of), _) => Names::Words(of),
        (Names::Types, name) => Names::Words(name),
    }
}

fn value(it: &Value, names: Names<'_>, zh: &Zh, depth: usize, out: &mut String) {
    let line = one_line(it, names, zh);
    let used = out.len() - out.rfind('\n').map_or(0, |at| at + 1);
    if used + line.chars().count() < WIDTH {
        out.push_str(&line);
        return;
    }
    let start = "  ".repeat(depth + 1);
    match it {
        Value::Object(object) => {
            out.push('{');
            for (index, (name, member)) in sorted(object, names, zh).into_iter().enumerate() {
                out.push_str(if index == 0 { "\n" } else { ",\n" });
                out.push_str(&format!("{start}{}: ", Value::from(name.as_str())));
                value(member, inside(name, names), zh, depth + 1, out);
            }
            out.push_str(&format!("\n{}}}", "  ".repeat(depth)));
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "\n" } else { ",\n" });
                out.push_str(&start);
                value(item, names, zh, depth + 1, out);
            }
            out.push_str(&format!("\n{}]", "  ".repeat(depth)));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => out.push_str(&line),
    }
}

fn one_line(it: &Value, names: Names<'_>, zh: &Zh) -> String {
    match it {
        Value::Object(object) => {
            let members = sorted(object, names, zh).into_iter().map(|(name, member)| {
                format!("{}: {}", Value::from(name.as_str()), one_line(member, inside(name, names), zh))
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| one_line(item, names, zh)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => it.to_string(),
    }
}
