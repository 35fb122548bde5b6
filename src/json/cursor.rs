//! A cursor over JSON that the scan has passed: it finds values, and trusts their grammar.

use super::decode::{Bad, coded_with};
use crate::error::Code;
use alloc::borrow::Cow;
use alloc::string::String;
use serde::de::Error as _;

/// Where decoding stands in a text.
pub(super) struct Cursor<'de> {
    text: &'de str,
    at: usize,
}

impl<'de> Cursor<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self { text, at: 0 }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// The first byte of what comes next, white space passed.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.step();
        }
        self.byte()
    }

    /// Passes a mark, if it comes next.
    pub(super) fn pass(&mut self, mark: u8) -> bool {
        let found = self.peek() == Some(mark);
        if found {
            self.step();
        }
        found
    }

    /// Whether another item comes before the closing bracket; passes the comma before it.
    pub(super) fn next_item(&mut self, first: bool, close: u8) -> bool {
        match self.peek() {
            None => false,
            Some(byte) if byte == close => false,
            Some(b',') if !first => {
                self.step();
                true
            }
            Some(_) => first,
        }
    }

    /// A string, if one comes next.
    pub(super) fn string(&mut self) -> Option<Cow<'de, str>> {
        if self.peek() != Some(b'"') {
            return None;
        }
        let start = self.at;
        let escaped = self.pass_string();
        let quoted = self.text.get(start..self.at)?;
        if escaped {
            return serde_json::from_str::<String>(quoted).ok().map(Cow::Owned);
        }
        quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map(Cow::Borrowed)
    }

    /// Passes a string; answers whether it holds escapes.
    fn pass_string(&mut self) -> bool {
        self.step();
        let mut escaped = false;
        loop {
            match self.byte() {
                None => return escaped,
                Some(b'"') => {
                    self.step();
                    return escaped;
                }
                Some(b'\\') => {
                    escaped = true;
                    self.step();
                    self.step();
                }
                Some(_) => self.step(),
            }
        }
    }

    /// A scalar that is no string, up to what ends it.
    fn plain(&mut self) -> &'de str {
        let start = self.at;
        while !matches!(self.byte(), None | Some(b',' | b']' | b'}' | b' ' | b'\t' | b'\n' | b'\r')) {
            self.step();
        }
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// `true`, `false` or `null`, if one comes next.
    pub(super) fn word(&mut self) -> Option<&'de str> {
        match self.peek() {
            Some(b't' | b'f' | b'n') => Some(self.plain()),
            _ => None,
        }
    }

    /// The text of a number, if one comes next.
    pub(super) fn number(&mut self) -> Option<&'de str> {
        match self.peek() {
            Some(b'-' | b'0'..=b'9') => Some(self.plain()),
            _ => None,
        }
    }

    /// A whole number of a range.
    pub(super) fn whole(&mut self, min: i64, max: i64) -> Result<i64, Bad> {
        let text = self.number().ok_or_else(|| Bad::wrong("whole number"))?;
        if !text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()) {
            return Err(Bad::wrong("whole number"));
        }
        // A number of more digits than any range has is out of it.
        let number = text.parse::<i64>().ok().filter(|number| (min..=max).contains(number));
        number.ok_or_else(|| Bad::custom(coded_with(Code::NumberRange, &[&min, &max])))
    }

    /// Passes a whole value and answers its text.
    pub(super) fn skip_value(&mut self) -> &'de str {
        self.peek();
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            match self.peek() {
                None => break,
                Some(b'"') => {
                    self.pass_string();
                }
                Some(b'{' | b'[') => {
                    self.step();
                    depth = depth.saturating_add(1);
                }
                Some(b'}' | b']') => {
                    self.step();
                    depth = depth.saturating_sub(1);
                }
                Some(b',' | b':') => self.step(),
                Some(_) => {
                    self.plain();
                }
            }
            if depth == 0 {
                break;
            }
        }
        self.text.get(start..self.at).unwrap_or_default()
    }
}
