//! Typed decoding with exact pointers; messages of the decoder are turned into codes, so that no payload is repeated.

use super::push_pointer;
use crate::error::{Code, Rejection};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use serde::de::{DeserializeOwned, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_path_to_error::Segment;

/// Marks a message of our own: code and arguments follow, each after another mark.
const MARK: char = '\u{1}';

/// The message of a custom decoding error that [`decode`] turns into a rejection with this code.
pub(crate) fn coded(code: Code) -> String {
    alloc::format!("{MARK}{}{MARK}", code.name())
}

struct TextVisitor<F, T>(F, PhantomData<T>);

impl<T, F: FnOnce(&str) -> Result<T, Code>> Visitor<'_> for TextVisitor<F, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(|code| E::custom(coded(code)))
    }
}

/// Decodes a string by a function that answers a code where it does not fit.
///
/// # Errors
/// The decoder's error, which [`decode`] turns into a rejection with that code.
pub(crate) fn text<'de, D, T, F>(deserializer: D, read: F) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    F: FnOnce(&str) -> Result<T, Code>,
{
    deserializer.deserialize_str(TextVisitor(read, PhantomData))
}

/// Decodes a whole number of the range `1..=max`.
///
/// # Errors
/// `number.range` for a number outside, `json.wrong_type` for what is no whole number.
pub(crate) fn ranged<'de, D: Deserializer<'de>>(deserializer: D, max: u32) -> Result<u32, D::Error> {
    struct Whole(u32);
    impl Visitor<'_> for Whole {
        type Value = u32;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("whole number")
        }
        fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<u32, E> {
            let fits = u32::try_from(number).ok().filter(|number| (1..=self.0).contains(number));
            fits.ok_or_else(|| {
                E::custom(format_args!("{MARK}{}{MARK}1{MARK}{}{MARK}", Code::NumberRange.name(), self.0))
            })
        }
        fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<u32, E> {
            self.visit_u64(u64::try_from(number).unwrap_or(0))
        }
    }
    deserializer.deserialize_u64(Whole(max))
}

struct ListVisitor<T>(usize, PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut out = Vec::new();
        while let Some(item) = items.next_element()? {
            if out.len() >= self.0 {
                return Err(A::Error::custom(format_args!("{MARK}{}{MARK}{}{MARK}", Code::ListTooLong.name(), self.0)));
            }
            out.push(item);
        }
        Ok(out)
    }
}

/// Decodes a list of at most `max` items.
///
/// # Errors
/// `list.too_long` past the bound.
pub(crate) fn bounded_list<'de, D, T>(deserializer: D, max: usize) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_seq(ListVisitor(max, PhantomData))
}

/// Decodes a value that has been scanned; `prefix` is the pointer at which it stands.
///
/// # Errors
/// A rejection of the shape stage at the exact place.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8], prefix: &str) -> Result<T, Rejection> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let mut pointer = String::from(prefix);
        for segment in error.path() {
            match segment {
                Segment::Seq { index } => push_pointer(&mut pointer, &index.to_string()),
                Segment::Map { key } => push_pointer(&mut pointer, key),
                Segment::Enum { .. } | Segment::Unknown => {}
            }
        }
        rejection(&error.inner().to_string(), pointer)
    })
}

fn rejection(message: &str, mut pointer: String) -> Rejection {
    if let Some((_, marked)) = message.split_once(MARK) {
        let mut parts = marked.split(MARK);
        let code = parts.next().and_then(Code::from_name).unwrap_or(Code::WrongType);
        let mut out = Rejection::new(code, &pointer);
        let mut args: Vec<&str> = parts.collect();
        args.pop(); // what follows the last mark is the decoder's own line and column
        for argument in args {
            out = out.with(&argument);
        }
        return out;
    }
    let message = message.rsplit_once(" at line ").map_or(message, |(before, _)| before);
    if let Some(rest) = message.strip_prefix("missing field `") {
        return Rejection::new(Code::MissingField, &pointer).with(&rest.trim_end_matches('`'));
    }
    let expected = message.rsplit_once(", expected ").map(|(_, expected)| expected.replace('`', ""));
    if let Some(rest) = message.strip_prefix("unknown field `") {
        let name = rest.rsplit_once("`, ").map_or(rest, |(name, _)| name);
        push_last(&mut pointer, name);
        let known = expected.unwrap_or_default().replace("one of ", "").replace(" or ", ", ");
        return Rejection::new(Code::UnknownField, &pointer).with(&known);
    }
    Rejection::new(Code::WrongType, &pointer).with(&expected.unwrap_or_else(|| "another value".into()))
}

/// The decoder may or may not have put the unknown member on its path already.
fn push_last(pointer: &mut String, name: &str) {
    let mut step = String::new();
    push_pointer(&mut step, name);
    if !pointer.ends_with(&step) {
        pointer.push_str(&step);
    }
}
