//! Reading strings, whole numbers and lists by the rules of our own types.

use super::decode::{RAW, coded, coded_with};
use crate::error::Code;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

struct TextVisitor<F, T>(F, PhantomData<T>);

impl<T, F: FnOnce(&str) -> Result<T, Code>> Visitor<'_> for TextVisitor<F, T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).map_err(|code| E::custom(coded(code)))
    }
}

/// Decodes a string by a function that answers a code where it does not fit.
///
/// # Errors
/// The decoder's error, which becomes a rejection with that code.
pub(crate) fn text<'de, D, T, F>(deserializer: D, read: F) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    F: FnOnce(&str) -> Result<T, Code>,
{
    deserializer.deserialize_str(TextVisitor(read, PhantomData))
}

/// The text of a value, to be decoded once its type is known.
#[derive(Debug, Clone)]
pub(crate) struct Raw(String);

impl Raw {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw(text.into()))
    }

    /// Who reads our types by `serde_json` itself gives its own raw value.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(|raw| Raw(raw.get().into()))
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, RawVisitor)
    }
}

/// Decodes a whole number of the range `1..=max`.
///
/// # Errors
/// `number.range` for a number outside, `json.wrong_type` for what is no whole number.
pub(crate) fn ranged<'de, D: Deserializer<'de>>(deserializer: D, max: u32) -> Result<u32, D::Error> {
    let number = i64::deserialize(deserializer)?;
    let fits = u32::try_from(number).ok().filter(|number| (1..=max).contains(number));
    fits.ok_or_else(|| D::Error::custom(coded_with(Code::NumberRange, &[&1, &max])))
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
                return Err(A::Error::custom(coded_with(Code::ListTooLong, &[&self.0])));
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
