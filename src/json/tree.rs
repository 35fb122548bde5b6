//! A document as a tree, for rulesets: read leniently member by member, so that all diagnostics come at once.

use super::scan::{Scalar, Sink, scan};
use crate::error::Rejection;
use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// A JSON value; numbers keep their text, objects their order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

#[derive(Default)]
struct Builder {
    open: Vec<Value>,
    done: Option<Value>,
}

impl Builder {
    fn put(&mut self, value: Value) {
        match self.open.last_mut() {
            Some(Value::List(items)) => items.push(value),
            Some(Value::Object(members)) => {
                if let Some((_, slot)) = members.last_mut() {
                    *slot = value;
                }
            }
            _ => self.done = Some(value),
        }
    }
}

impl<'a> Sink<'a> for Builder {
    fn open(&mut self, object: bool, _: usize) {
        self.open.push(if object { Value::Object(Vec::new()) } else { Value::List(Vec::new()) });
    }

    fn name(&mut self, name: Cow<'a, str>) {
        if let Some(Value::Object(members)) = self.open.last_mut() {
            members.push((name.into_owned(), Value::Null));
        }
    }

    fn close(&mut self, _: usize) {
        if let Some(value) = self.open.pop() {
            self.put(value);
        }
    }

    fn scalar(&mut self, scalar: Scalar<'a>, _: Range<usize>) {
        self.put(match scalar {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => Value::Bool(value),
            Scalar::Number(text) => Value::Number(text.into()),
            Scalar::Text(text) => Value::Text(text.into_owned()),
        });
    }
}

/// Reads a whole document.
///
/// # Errors
/// A rejection of the shape stage.
pub(crate) fn parse(bytes: &[u8], bound: usize) -> Result<Value, Rejection> {
    let mut builder = Builder::default();
    scan(bytes, bound, &mut builder)?;
    Ok(builder.done.unwrap_or(Value::Null))
}

/// The canonical text of a document: members ordered by name, no white space; numbers as they were written.
/// The nesting was bounded when the document was read.
pub(crate) fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Number(text) => out.push_str(text),
        Value::Text(text) => push_text(text, out),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by(|a, b| a.0.cmp(&b.0));
            out.push('{');
            for (index, (name, item)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                push_text(name, out);
                out.push(':');
                canonical(item, out);
            }
            out.push('}');
        }
    }
}

fn push_text(text: &str, out: &mut String) {
    out.push_str(core::str::from_utf8(&super::to_vec(text)).unwrap_or_default());
}
