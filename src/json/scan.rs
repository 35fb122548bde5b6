//! The iterative scan: one pass over the bytes, no recursion, memory bounded by the nesting and the members' names.

use super::push_pointer;
use crate::bounds;
use crate::error::{Code, Rejection};
use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

/// What a scan tells while it runs; the tree is built from it, the top members are found with it.
pub(super) trait Sink<'a> {
    fn open(&mut self, object: bool, at: usize);
    fn name(&mut self, name: Cow<'a, str>);
    fn close(&mut self, end: usize);
    fn scalar(&mut self, scalar: Scalar<'a>, span: Range<usize>);
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scalar<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    Text(Cow<'a, str>),
}

enum Frame<'a> {
    Object { names: BTreeSet<Cow<'a, str>>, last: Option<Cow<'a, str>> },
    Array(usize),
}

#[derive(Clone, Copy, PartialEq)]
enum Want {
    Value,
    ValueOrEnd,
    NameOrEnd,
    Name,
    CommaOrEnd,
    End,
}

struct Scanner<'a, 's, S> {
    text: &'a str,
    at: usize,
    stack: Vec<Frame<'a>>,
    sink: &'s mut S,
}

/// Scans a whole text.
///
/// # Errors
/// A rejection of the shape stage, with the pointer of the value in which it was met.
pub(super) fn scan<'a, S: Sink<'a>>(bytes: &'a [u8], bound: usize, sink: &mut S) -> Result<(), Rejection> {
    if bytes.len() > bound {
        return Err(Rejection::new(Code::JsonTooLarge, "").with(&bound));
    }
    let text =
        core::str::from_utf8(bytes).map_err(|bad| Rejection::new(Code::JsonUtf8, "").with(&bad.valid_up_to()))?;
    let mut scanner = Scanner { text, at: 0, stack: Vec::new(), sink };
    scanner.run().map_err(|code| scanner.rejection(code))
}

impl<'a, S: Sink<'a>> Scanner<'a, '_, S> {
    fn rejection(&self, code: Code) -> Rejection {
        let mut pointer = String::new();
        for frame in &self.stack {
            match frame {
                Frame::Object { last, .. } => {
                    if let Some(name) = last {
                        push_pointer(&mut pointer, name);
                    }
                }
                Frame::Array(index) => push_pointer(&mut pointer, &index.to_string()),
            }
        }
        let rejection = Rejection::new(code, &pointer);
        match code {
            Code::JsonDepth => rejection.with(&bounds::DEPTH),
            Code::JsonNameTooLong => rejection.with(&bounds::NAME_BYTES),
            Code::JsonSyntax => rejection.with(&self.at),
            _ => rejection,
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.step();
        }
    }

    fn run(&mut self) -> Result<(), Code> {
        let mut want = Want::Value;
        loop {
            self.skip_space();
            let Some(byte) = self.peek() else {
                return if want == Want::End { Ok(()) } else { Err(Code::JsonSyntax) };
            };
            want = match (want, byte) {
                (Want::ValueOrEnd, b']') | (Want::NameOrEnd, b'}') => self.close(),
                (Want::Value | Want::ValueOrEnd, _) => self.value(byte)?,
                (Want::Name | Want::NameOrEnd, b'"') => self.name()?,
                (Want::CommaOrEnd, b',') => {
                    self.step();
                    match self.stack.last_mut() {
                        Some(Frame::Array(index)) => {
                            *index = index.saturating_add(1);
                            Want::Value
                        }
                        Some(Frame::Object { .. }) => Want::Name,
                        None => return Err(Code::JsonSyntax),
                    }
                }
                (Want::CommaOrEnd, b'}') if matches!(self.stack.last(), Some(Frame::Object { .. })) => self.close(),
                (Want::CommaOrEnd, b']') if matches!(self.stack.last(), Some(Frame::Array(_))) => self.close(),
                _ => return Err(Code::JsonSyntax),
            };
        }
    }

    fn after_value(&self) -> Want {
        if self.stack.is_empty() { Want::End } else { Want::CommaOrEnd }
    }

    fn close(&mut self) -> Want {
        self.step();
        self.stack.pop();
        self.sink.close(self.at);
        self.after_value()
    }

    fn value(&mut self, byte: u8) -> Result<Want, Code> {
        let start = self.at;
        let scalar = match byte {
            b'{' | b'[' => {
                if self.stack.len() >= bounds::DEPTH {
                    return Err(Code::JsonDepth);
                }
                let object = byte == b'{';
                self.sink.open(object, start);
                self.step();
                self.stack.push(if object {
                    Frame::Object { names: BTreeSet::new(), last: None }
                } else {
                    Frame::Array(0)
                });
                return Ok(if object { Want::NameOrEnd } else { Want::ValueOrEnd });
            }
            b'"' => Scalar::Text(self.string()?),
            b't' => self.word("true", Scalar::Bool(true))?,
            b'f' => self.word("false", Scalar::Bool(false))?,
            b'n' => self.word("null", Scalar::Null)?,
            _ => Scalar::Number(self.number()?),
        };
        self.sink.scalar(scalar, start..self.at);
        Ok(self.after_value())
    }

    fn word(&mut self, word: &str, scalar: Scalar<'a>) -> Result<Scalar<'a>, Code> {
        let end = self.at.saturating_add(word.len());
        if self.text.get(self.at..end) == Some(word) {
            self.at = end;
            Ok(scalar)
        } else {
            Err(Code::JsonSyntax)
        }
    }

    fn name(&mut self) -> Result<Want, Code> {
        let name = self.string()?;
        if name.len() > bounds::NAME_BYTES {
            // It is told of the object: the last member has nothing to do with it.
            if let Some(Frame::Object { last, .. }) = self.stack.last_mut() {
                *last = None;
            }
            return Err(Code::JsonNameTooLong);
        }
        if let Some(Frame::Object { names, last }) = self.stack.last_mut() {
            *last = Some(name.clone());
            if !names.insert(name.clone()) {
                return Err(Code::JsonDuplicate);
            }
        }
        self.sink.name(name);
        self.skip_space();
        if self.peek() == Some(b':') {
            self.step();
            Ok(Want::Value)
        } else {
            Err(Code::JsonSyntax)
        }
    }

    /// A string without or with escapes; the cursor stands on its opening quote.
    fn string(&mut self) -> Result<Cow<'a, str>, Code> {
        let start = self.at;
        self.step();
        let mut escaped = false;
        loop {
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.step();
                    self.step();
                }
                Some(0..=0x1f) | None => return Err(Code::JsonSyntax),
                Some(_) => self.step(),
            }
        }
        self.step();
        let quoted = self.text.get(start..self.at).ok_or(Code::JsonSyntax)?;
        if escaped {
            return serde_json::from_str::<String>(quoted).map(Cow::Owned).map_err(|_| Code::JsonSyntax);
        }
        let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        inner.map(Cow::Borrowed).ok_or(Code::JsonSyntax)
    }

    fn digits(&mut self) -> Result<(), Code> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.step();
        }
        if self.at > start { Ok(()) } else { Err(Code::JsonSyntax) }
    }

    fn number(&mut self) -> Result<&'a str, Code> {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.step();
        }
        if self.peek() == Some(b'0') {
            self.step();
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.step();
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.step();
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.step();
            }
            self.digits()?;
        }
        self.text.get(start..self.at).ok_or(Code::JsonSyntax)
    }
}

/// The members of a message's top object: name and span of the value.
pub(crate) struct Members<'a> {
    bytes: &'a [u8],
    found: Vec<(Cow<'a, str>, Range<usize>)>,
    depth: usize,
    object: bool,
    open_at: usize,
}

impl<'a> Members<'a> {
    /// The bytes of one member's value.
    pub(crate) fn get(&self, name: &str) -> Option<&'a [u8]> {
        let (_, span) = self.found.iter().find(|(found, _)| found == name)?;
        self.bytes.get(span.clone())
    }

    /// The bytes of a member that must be there.
    ///
    /// # Errors
    /// `json.missing_field` at the whole.
    pub(crate) fn required(&self, name: &str) -> Result<&'a [u8], Rejection> {
        self.get(name).ok_or_else(|| Rejection::new(Code::MissingField, "").with(&name))
    }

    /// Refuses every member that is not among the known ones.
    ///
    /// # Errors
    /// `json.unknown_field` at the first such member.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Rejection> {
        match self.found.iter().find(|(name, _)| !known.contains(&name.as_ref())) {
            None => Ok(()),
            Some((name, _)) => {
                let mut pointer = String::new();
                push_pointer(&mut pointer, name);
                Err(Rejection::new(Code::UnknownField, &pointer).with(&known.join(", ")))
            }
        }
    }
}

impl<'a> Sink<'a> for Members<'a> {
    fn open(&mut self, object: bool, at: usize) {
        if self.depth == 0 {
            self.object = object;
        }
        if self.depth == 1 {
            self.open_at = at;
        }
        self.depth = self.depth.saturating_add(1);
    }

    fn name(&mut self, name: Cow<'a, str>) {
        if self.depth == 1 {
            self.found.push((name, 0..0));
        }
    }

    fn close(&mut self, end: usize) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 1
            && let Some((_, span)) = self.found.last_mut()
        {
            *span = self.open_at..end;
        }
    }

    fn scalar(&mut self, _: Scalar<'a>, at: Range<usize>) {
        if self.depth == 1
            && let Some((_, span)) = self.found.last_mut()
        {
            *span = at;
        }
    }
}

/// Scans a message, which must be an object, and finds its members.
///
/// # Errors
/// A rejection of the shape stage.
pub(crate) fn members(bytes: &[u8], bound: usize) -> Result<Members<'_>, Rejection> {
    let mut members = Members { bytes, found: Vec::new(), depth: 0, object: false, open_at: 0 };
    scan(bytes, bound, &mut members)?;
    if members.object { Ok(members) } else { Err(Rejection::new(Code::WrongType, "").with(&"object")) }
}
