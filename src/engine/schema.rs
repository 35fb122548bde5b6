//! Schemas of the messages: each type beside its data, in one list of alternatives. Only with the feature `schema`.

use super::body::{Body, Row};
use super::entry::{Cause, EventRecord};
use super::message::{Command, CommandData, Event};
use super::query::{Answer, AnswerData, Query};
use crate::bounds;
use crate::hash::Digest;
use crate::id::{Actor, CommandId, Key};
use crate::time::Instant;
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

/// What stands beside `type` and `data` in a command.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema counts")]
struct CommandMembers {
    /// The host's id for it, unique in the window that the ruleset names.
    id: CommandId,
    /// Who asks, by the host's word.
    actor: Actor,
    /// When it happened on the ground, if that is another instant than it is recorded at.
    #[schemars(with = "Instant", default, skip_serializing_if = "Option::is_none")]
    occurred_at: Option<Instant>,
}

/// What stands beside `type` and `data` in an event.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema counts")]
struct EventMembers {
    /// The aggregate that it changes.
    key: Key,
    /// The aggregate's version after it.
    version: u64,
    /// The rules on which it rests, as `table/rule`.
    because: Vec<String>,
}

/// What stands beside `type` and `data` in an answer.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema counts")]
struct AnswerMembers {
    /// Whether something in the view fires at or before the instant and has not been carried out.
    dues_pending: bool,
}

/// Nothing stands beside `type` and `data` in a query.
#[derive(JsonSchema)]
struct QueryMembers {}

/// What an entry is on the wire.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema counts")]
pub(super) struct EntryMembers {
    /// The format of the entry.
    #[schemars(extend("const" = super::entry::FORMAT))]
    format: u32,
    /// Its place in the journal, from 1.
    seq: u64,
    /// Recorded time.
    at: Instant,
    /// The instant that the host asked for, where it was clamped.
    #[schemars(default, skip_serializing_if = "Option::is_none")]
    asked_at: Option<Instant>,
    /// The ruleset under which it was decided.
    ruleset: Digest,
    /// What caused it.
    cause: Cause,
    /// What happened.
    #[schemars(length(max = bounds::ENTRY_EVENTS))]
    events: Vec<EventRecord>,
    /// The hash of the entry before.
    prev: Digest,
    /// Its hash.
    hash: Digest,
}

/// What stands beside `body` in a row.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema counts")]
struct RowMembers {
    /// Its key, as `kind/id`.
    key: Key,
    /// How many events it has had.
    version: u64,
    /// When it fires next; absent if it does not fire by itself.
    #[schemars(default, skip_serializing_if = "Option::is_none")]
    next_firing: Option<Instant>,
}

/// Questions as they are read: in [`Query`] itself each is a whole object.
pub(crate) enum QueryMessage {}

fn list(schema: &mut Schema, word: &str) -> Vec<Value> {
    if let Some(Value::Array(items)) = schema.remove(word) { items } else { Vec::new() }
}

/// All alternatives of a list of messages, or of several of them.
fn alternatives<L: JsonSchema>(generator: &mut SchemaGenerator) -> Vec<Value> {
    let mut schema = L::json_schema(generator);
    let inner = list(&mut schema, "anyOf").into_iter().filter_map(|inner| Schema::try_from(inner).ok());
    let inner: Vec<Value> = inner.flat_map(|mut inner| list(&mut inner, "oneOf")).collect();
    if inner.is_empty() { list(&mut schema, "oneOf") } else { inner }
}

/// The members that all have, and for each alternative what only it has.
fn message(mut members: Schema, more: &[(&str, &str)], alternatives: Vec<Value>) -> Schema {
    for (name, description) in more {
        let properties = members.ensure_object().entry("properties").or_insert_with(|| Map::new().into());
        if let Value::Object(properties) = properties {
            properties.insert((*name).into(), json!({"description": description}));
        }
        if let Value::Array(required) =
            members.ensure_object().entry("required").or_insert_with(|| Value::Array(Vec::new()))
        {
            required.push((*name).into());
        }
    }
    members.insert("additionalProperties".into(), false.into());
    members.insert("oneOf".into(), alternatives.into());
    members
}

/// A message with its type beside its data.
fn tagged<M: JsonSchema, L: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    let own = |mut alternative: Value| {
        if let Value::Object(words) = &mut alternative {
            words.retain(|word, _| !matches!(word.as_str(), "type" | "required" | "additionalProperties"));
        }
        alternative
    };
    let alternatives = alternatives::<L>(generator).into_iter().map(own).collect();
    let more = [("type", "The type on the wire."), ("data", "The data of that type.")];
    message(M::json_schema(generator), &more, alternatives)
}

macro_rules! schema {
    ($($type:ty, $name:literal, $description:literal, $members:ty, $list:ty;)+) => {
        $(impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                let mut schema = tagged::<$members, $list>(generator);
                schema.insert("description".into(), $description.into());
                schema
            }
        })+
    };
}

schema! {
    Command, "Command", "What somebody asks.", CommandMembers, CommandData;
    EventRecord, "EventRecord", "One event of an entry.", EventMembers, Event;
    QueryMessage, "Query", "A question.", QueryMembers, Query;
    Answer, "Answer", "The result of a query, and nothing else.", AnswerMembers, AnswerData;
}

impl JsonSchema for Row {
    fn schema_name() -> Cow<'static, str> {
        "Row".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut bodies = Body::json_schema(generator);
        let own = |mut body: Value| {
            let mut taken = |word: &str| body.as_object_mut().and_then(|body| body.remove(word)).unwrap_or_default();
            let (title, description) = (taken("title"), taken("description"));
            let pattern = format!("^{}/", title.as_str().unwrap_or_default());
            let properties = json!({"key": {"pattern": pattern}, "body": body});
            json!({"title": title, "description": description, "properties": properties})
        };
        let alternatives = list(&mut bodies, "anyOf").into_iter().map(own).collect();
        let mut schema = message(RowMembers::json_schema(generator), &[("body", "What it holds.")], alternatives);
        let description = "One aggregate: what a snapshot, a host's own table and row-wise deciding share.";
        schema.insert("description".into(), description.into());
        schema
    }
}
