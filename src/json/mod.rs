//! Strict JSON in, canonical JSON out.
//!
//! Text is read in two steps: one iterative [`scan`] that checks size, depth, UTF-8, grammar and duplicate members and
//! finds the spans of the top members, then a typed decoding of each span, so that every error has an exact pointer
//! whatever the order of the keys.

mod cursor;
mod decode;
mod message;
mod scan;
mod tree;
mod visit;

pub(crate) use decode::{coded, decode, nested};
pub(crate) use message::{Data, Message, messages};
pub(crate) use scan::members;
pub(crate) use tree::{Value, canonical, parse};
pub(crate) use visit::{Raw, bounded_list, ranged, text};

use alloc::string::String;
use alloc::vec::Vec;
use serde::Serialize;

/// The canonical bytes of a value: fixed field order, no white space.
pub(crate) fn to_vec<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    // Serialising our own types into memory cannot fail: they hold no maps with keys that are not strings.
    serde_json::to_vec(value).unwrap_or_default()
}

/// Appends one step to a JSON pointer, escaped as RFC 6901 asks.
pub(crate) fn push_pointer(pointer: &mut String, step: &str) {
    pointer.push('/');
    for c in step.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}
