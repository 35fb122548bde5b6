//! The types of TypeScript, read off the schemas.
//!
//! What is read (commands, queries) and what is written differ in a few types: a member that may be left out, or be null,
//! is always there in what is written. Such a type is shown twice, the written one as `Recorded...`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::doc::{comment, texts};
use crate::files::{File, alternative};
use crate::zh::Zh;

const HEAD: &str = "\
/*
 * The messages of civigrid as they are on the wire. Made by `cargo xtask schema` from include/schema; do not edit.
 * civigrid 的报文类型。由 `cargo xtask schema` 从 include/schema 生成，请勿手改。
 *
 * Commands and queries are what may be sent; all else is what comes out. Of a type that differs in the two, the one that
 * comes out is called `Recorded...`: what was left out is filled in, and nothing is null that can be left out.
 * 命令和查询为输入，其余为输出。输入与输出不同的类型，输出的一种名为 `Recorded...`：缺省的成员已补全，可缺省的不为 null。
 */
";

/// The lists of messages, and that of rows.
const LISTS: [List<'_>; 5] = [
    List { name: "Command", one: "Command", all: "Commands", en: "a command", zh: "命令" },
    List { name: "Query", one: "Query", all: "Queries", en: "a query", zh: "查询" },
    List { name: "Answer", one: "Answer", all: "Answers", en: "an answer", zh: "查询结果" },
    List { name: "EventRecord", one: "Event", all: "Events", en: "an event", zh: "引擎事件" },
    List { name: "Row", one: "Row", all: "Rows", en: "a row", zh: "行" },
];

const ANSWER_OF: &str = "
/** The answer to a query. 某一查询的结果。 */
export type AnswerOf<Q extends Query> = AnswerMessage<Q[\"type\"]>;

/** The data of the answer to a query. 某一查询的结果中的数据。 */
export type AnswerDataOf<Q extends Query> = Answers[Q[\"type\"]];
";

type Definitions = BTreeMap<String, Value>;

/// The whole file.
#[must_use]
pub fn types(files: &[File], zh: &Zh) -> String {
    let read = definitions(files, |name| matches!(name, "command" | "query"));
    let written = definitions(files, |name| !matches!(name, "command" | "query"));
    let differing = differing(&read, &written, zh);
    let plain = Writer { zh, definitions: &read, recorded: None };
    let recorded = Writer { zh, definitions: &written, recorded: Some(&differing) };
    let mut out = String::from(HEAD);
    let mut names: Vec<&String> = read.keys().chain(written.keys()).collect();
    names.sort_by_key(|name| (zh.place(name), *name));
    names.dedup();
    for name in names {
        if let Some(definition) = read.get(name) {
            out.push_str(&plain.declaration(name, definition));
        }
        if let Some(definition) = written.get(name).filter(|_| differing.contains(name) || !read.contains_key(name)) {
            out.push_str(&recorded.declaration(name, definition));
        }
    }
    out
}

/// The names that [`types`] exports.
#[must_use]
pub fn exported(types: &str) -> Vec<&str> {
    let names = types.lines().filter_map(|line| {
        line.strip_prefix("export interface ").or_else(|| line.strip_prefix("export type "))?.split([' ', '<']).next()
    });
    names.collect()
}

/// Every type of some files by its name.
fn definitions(files: &[File], wanted: impl Fn(&str) -> bool) -> Definitions {
    let mut all = Definitions::new();
    for file in files.iter().filter(|file| wanted(file.name)) {
        let mut root = file.schema.clone();
        let inner = root.as_object_mut().and_then(|root| root.remove("$defs"));
        let title = root["title"].as_str().unwrap_or_default().to_owned();
        all.insert(title, root);
        for (name, definition) in inner.as_ref().and_then(Value::as_object).into_iter().flatten() {
            all.insert(name.clone(), definition.clone());
        }
    }
    all
}

/// The types that differ in what is read and in what is written, by themselves or by what they refer to.
fn differing(read: &Definitions, written: &Definitions, zh: &Zh) -> BTreeSet<String> {
    let shape = |definitions, name: &str, definition: &Value| {
        let declared = Writer { zh, definitions, recorded: None }.declaration(name, definition);
        declared.lines().filter(|line| !line.trim_start().starts_with(['/', '*'])).collect::<Vec<_>>().join("\n")
    };
    let both = read.iter().filter_map(|(name, definition)| Some((name, definition, written.get(name)?)));
    let mut found: BTreeSet<String> = both
        .clone()
        .filter(|(name, read_as, written_as)| shape(read, name, read_as) != shape(written, name, written_as))
        .map(|(name, _, _)| name.clone())
        .collect();
    loop {
        let before = found.len();
        let refers = |definition: &Value| found.iter().any(|name| refers_to(definition, name));
        let more: Vec<String> =
            both.clone().filter(|(_, read_as, _)| refers(read_as)).map(|(name, _, _)| name.clone()).collect();
        found.extend(more);
        if found.len() == before {
            return found;
        }
    }
}

fn refers_to(schema: &Value, name: &str) -> bool {
    match schema {
        Value::Object(words) => words
            .iter()
            .any(|(word, value)| if word == "$ref" { reference(value) == name } else { refers_to(value, name) }),
        Value::Array(items) => items.iter().any(|item| refers_to(item, name)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn reference(value: &Value) -> &str {
    value.as_str().and_then(|path| path.strip_prefix("#/$defs/")).unwrap_or_default()
}

fn list<'v>(schema: &'v Value, word: &str) -> &'v [Value] {
    schema.get(word).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn properties(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties").and_then(Value::as_object)
}

/// Writes the declarations of one side.
struct Writer<'a> {
    zh: &'a Zh,
    definitions: &'a Definitions,
    /// On the written side: the types that are called otherwise than on the side of what is read.
    recorded: Option<&'a BTreeSet<String>>,
}

impl Writer<'_> {
    fn is_recorded(&self, name: &str) -> bool {
        self.recorded.is_some_and(|recorded| recorded.contains(name))
    }

    fn name(&self, name: &str) -> String {
        if self.is_recorded(name) { format!("Recorded{name}") } else { name.to_owned() }
    }

    fn declaration(&self, name: &str, definition: &Value) -> String {
        let mut head = String::from("\n");
        if self.is_recorded(name) {
            let text = |word: &str| definition[word].as_str().unwrap_or_default();
            let en = format!("{} As it is recorded.", text("description"));
            head.push_str(&texts(&en, &format!("{}记录中的形式。", text("x-zh")), &[], ""));
        } else {
            head.push_str(&comment(definition, ""));
        }
        let shown = self.name(name);
        if let Some(list) = LISTS.iter().find(|list| list.name == name) {
            return self.list(list, definition, &head);
        }
        if name == "RowKey" {
            return format!("{head}export type RowKey = `${{RowKind}}/${{string}}`;\n");
        }
        match properties(definition) {
            Some(properties) => {
                format!("{head}export interface {shown} {}\n", self.members(name, definition, properties))
            }
            None => format!("{head}export type {shown} ={};\n", self.whole(name, definition)),
        }
    }

    /// A type that is no interface: its alternatives stand on lines of their own.
    fn whole(&self, name: &str, definition: &Value) -> String {
        let alternatives = [list(definition, "oneOf"), list(definition, "anyOf")].concat();
        if alternatives.is_empty() {
            return format!(" {}", self.expression(name, definition));
        }
        let mut out = String::new();
        for item in &alternatives {
            let text = |word: &str| item[word].as_str().unwrap_or_default().to_owned();
            // A code has its number before its sentences.
            let en = item["title"]
                .as_str()
                .filter(|_| item.get("const").is_some())
                .map_or_else(|| text("description"), |number| format!("{number}: {}.", text("description")));
            out.push_str(&format!("\n{}", texts(&en, &text("x-zh"), &[], "  ")));
            let key = alternative(item).map(|alternative| format!("{name}::{alternative}"));
            out.push_str(&format!("  | {}", self.expression(&key.unwrap_or_default(), item)));
        }
        out
    }

    fn sorted<'v>(&self, name: &str, properties: &'v Map<String, Value>) -> Vec<(&'v String, &'v Value)> {
        let mut members: Vec<_> = properties.iter().collect();
        members.sort_by_key(|(member, _)| self.zh.order(name, member));
        members
    }

    fn members(&self, name: &str, schema: &Value, properties: &Map<String, Value>) -> String {
        let mut out = String::from("{\n");
        for (member, inner) in self.sorted(name, properties) {
            out.push_str(&comment(inner, "  "));
            let mark = if is_required(schema, member) { "" } else { "?" };
            out.push_str(&format!("  {}{mark}: {};\n", quoted(member), self.expression(name, inner)));
        }
        out.push('}');
        out
    }

    /// A type as an expression; `name` is the type in which it stands.
    fn expression(&self, name: &str, schema: &Value) -> String {
        if let Some(target) = schema.get("$ref") {
            return self.name(reference(target));
        }
        if let Some(word) = schema.get("const") {
            return word.to_string();
        }
        let alternatives = [list(schema, "anyOf"), list(schema, "oneOf")].concat();
        if !alternatives.is_empty() && properties(schema).is_none() {
            let parts: Vec<String> = alternatives.iter().map(|one| self.expression(name, one)).collect();
            return parts.join(" | ");
        }
        match schema.get("type") {
            Some(Value::String(kind)) => self.kind(name, kind, schema),
            Some(Value::Array(kinds)) => {
                let kinds = kinds.iter().filter_map(Value::as_str);
                kinds.map(|kind| self.kind(name, kind, schema)).collect::<Vec<_>>().join(" | ")
            }
            _ => "unknown".to_owned(),
        }
    }

    fn kind(&self, name: &str, kind: &str, schema: &Value) -> String {
        match kind {
            "integer" => "number".to_owned(),
            "array" => self.items(name, schema),
            "object" => self.object(name, schema),
            other => other.to_owned(),
        }
    }

    fn items(&self, name: &str, schema: &Value) -> String {
        let fixed = list(schema, "prefixItems");
        if fixed.is_empty() {
            let item = self.expression(name, &schema["items"]);
            return if item.contains(' ') { format!("({item})[]") } else { format!("{item}[]") };
        }
        let items = fixed.iter().map(|item| {
            let kind = self.expression(name, item);
            item["title"].as_str().map_or_else(|| kind.clone(), |title| format!("{title}: {kind}"))
        });
        format!("[{}]", items.collect::<Vec<_>>().join(", "))
    }

    fn object(&self, name: &str, schema: &Value) -> String {
        if let Some(properties) = properties(schema) {
            if let Some(map) = self.map_of_words(properties) {
                return map;
            }
            let members = self.sorted(name, properties).into_iter().map(|(member, inner)| {
                let mark = if is_required(schema, member) { "" } else { "?" };
                format!("{}{mark}: {}", quoted(member), self.expression(name, inner))
            });
            return format!("{{ {} }}", members.collect::<Vec<_>>().join("; "));
        }
        if let Some((pattern, value)) = schema["patternProperties"].as_object().and_then(|all| all.iter().next()) {
            let named = self.definitions.iter().find(|(_, definition)| definition["pattern"] == pattern.as_str());
            let key = named.map_or("string", |(key, _)| key);
            return format!("Record<{key}, {}>", self.expression(name, value));
        }
        match schema.get("additionalProperties") {
            Some(value) if value.is_object() => format!("Record<string, {}>", self.expression(name, value)),
            _ => "Record<string, never>".to_owned(),
        }
    }

    /// A map whose names are the words of a type.
    fn map_of_words(&self, properties: &Map<String, Value>) -> Option<String> {
        let mut values: Vec<&Value> = properties.values().collect();
        values.dedup();
        let [value] = values.as_slice() else { return None };
        let names = |definition: &Value| {
            let words = list(definition, "enum").iter().filter_map(Value::as_str).map(String::from);
            words.collect::<BTreeSet<String>>() == properties.keys().cloned().collect()
        };
        let (key, _) = self.definitions.iter().find(|(_, definition)| names(definition))?;
        Some(format!("Partial<Record<{key}, {}>>", self.expression("", value)))
    }

    /// A list of messages, or of rows: a map from the type to its data, the message around it, and all of them.
    fn list(&self, list_of: &List<'_>, definition: &Value, head: &str) -> String {
        let List { name, one, all, en, zh } = *list_of;
        let (before, as_recorded, as_recorded_zh) = if self.is_recorded(name) {
            ("Recorded", " As it is recorded.", "记录中的形式。")
        } else {
            ("", "", "")
        };
        let (generic, member, word, member_zh, word_zh) = match name {
            "Row" => ("RowOf".to_owned(), "body", "kind", "内容", "种类"),
            _ => (format!("{before}{one}Message"), "data", "type", "数据", "类型"),
        };
        let kinds = if name == "Row" { "RowKind".to_owned() } else { format!("{one}Type") };
        let map = format!("{before}{all}");
        let told = |en: &str, zh: &str| texts(&format!("{en}{as_recorded}"), &format!("{zh}{as_recorded_zh}"), &[], "");
        let mut out = String::from("\n");
        out.push_str(&told(
            &format!("The {member} of {en}, by its {word}."),
            &format!("各{word_zh}{zh}的{member_zh}。"),
        ));
        out.push_str(&format!("export interface {map} {{\n"));
        for item in list(definition, "oneOf") {
            let key = alternative(item).unwrap_or_default();
            let inner = self.expression(name, &item["properties"][member]);
            out.push_str(&format!("{}  {}: {inner};\n", comment(item, "  "), quoted(key)));
        }
        out.push_str("}\n");
        if before.is_empty() {
            let text = told(&format!("The {word} of {en}."), &format!("{zh}的{word_zh}。"));
            out.push_str(&format!("\n{text}export type {kinds} = keyof {map};\n"));
        }
        let text = told(&format!("{} of some {word}.", capital(en)), &format!("某一{word_zh}的{zh}。"));
        out.push_str(&format!("\n{text}export interface {generic}<T extends {kinds} = {kinds}> {{\n"));
        for (member, inner) in properties(definition).map(|all| self.sorted(name, all)).unwrap_or_default() {
            let mark = if is_required(definition, member) { "" } else { "?" };
            let expression = match member.as_str() {
                "type" => "T".to_owned(),
                "data" | "body" => format!("{map}[T]"),
                "key" if name == "Row" => "`${T}/${string}`".to_owned(),
                _ => self.expression(name, inner),
            };
            out.push_str(&format!("{}  {member}{mark}: {expression};\n", comment(inner, "  ")));
        }
        let shown = self.name(name);
        out.push_str(&format!("}}\n{head}export type {shown} = {{ [T in {kinds}]: {generic}<T> }}[{kinds}];\n"));
        if name == "Answer" {
            out.push_str(ANSWER_OF);
        }
        out
    }
}

/// A list of messages and how it is called.
struct List<'a> {
    /// The type of the schema.
    name: &'a str,
    /// One of them, where it stands before `Type` and `Message`.
    one: &'a str,
    /// The map of all.
    all: &'a str,
    en: &'a str,
    zh: &'a str,
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn is_required(schema: &Value, member: &str) -> bool {
    list(schema, "required").iter().any(|name| name == member)
}

/// A name as it may stand before a colon.
fn quoted(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { name.to_owned() } else { Value::from(name).to_string() }
}
