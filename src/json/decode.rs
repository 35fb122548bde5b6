//! Typed decoding of text that the scan has passed. Every error knows its place and its code; none repeats the input.
//!
//! It is a deserializer of our own because the general one tells errors as sentences: with the payload in them, without
//! the place, and it takes lists where objects are meant.

use super::cursor::Cursor;
use super::push_pointer;
use crate::bounds;
use crate::error::{Code, Rejection};
use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Display};
use serde::de::value::StrDeserializer;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, IntoDeserializer, MapAccess,
    SeqAccess, Unexpected, VariantAccess, Visitor,
};

/// Separates code, arguments and place in the messages that our own types raise.
const MARK: char = '\u{1}';
const PLACE: char = '\u{2}';

/// The name by which a type asks for a value's own text.
pub(super) const RAW: &str = "civigrid::raw";

/// The message of a custom error that carries a code to [`decode`].
pub(crate) fn coded(code: Code) -> String {
    code.name().into()
}

/// The same with arguments for its sentence.
pub(super) fn coded_with(code: Code, args: &[&dyn Display]) -> String {
    let mut out = coded(code);
    for argument in args {
        out.push(MARK);
        out.push_str(&argument.to_string());
    }
    out
}

/// The message that carries a rejection of a part of the value to [`decode`].
pub(crate) fn nested(rejection: &Rejection) -> String {
    let mut out = coded(rejection.code());
    for argument in rejection.args() {
        out.push(MARK);
        out.push_str(argument);
    }
    out.push(PLACE);
    out.push_str(rejection.pointer());
    out
}

/// Decodes a value that has been scanned; `prefix` is the pointer at which it stands.
///
/// # Errors
/// A rejection of the shape stage at the exact place.
pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8], prefix: &str) -> Result<T, Rejection> {
    let text = core::str::from_utf8(bytes).map_err(|_| Rejection::new(Code::JsonUtf8, prefix).with(&0))?;
    T::deserialize(&mut Cursor::new(text)).map_err(|bad| bad.rejection(prefix))
}

/// What is wrong, and where: steps are added from the inside out. Boxed, because it is in the result of every function
/// here: what does not fail should not carry it around.
#[derive(Debug)]
pub(super) struct Bad(Box<Fault>);

#[derive(Debug)]
struct Fault {
    code: Code,
    args: Vec<String>,
    steps: Vec<String>,
    /// A place inside the value that was decoded apart.
    place: String,
}

impl Bad {
    #[cold]
    pub(super) fn new(code: Code) -> Self {
        Self(Box::new(Fault { code, args: Vec::new(), steps: Vec::new(), place: String::new() }))
    }

    #[cold]
    pub(super) fn wrong(expected: &str) -> Self {
        Self::with(Code::WrongType, expected)
    }

    #[cold]
    fn with(code: Code, argument: &str) -> Self {
        let mut bad = Self::new(code);
        bad.0.args.push(argument.into());
        bad
    }

    #[cold]
    fn below(mut self, step: &str) -> Self {
        self.0.steps.push(step.into());
        self
    }

    #[cold]
    fn rejection(self, prefix: &str) -> Rejection {
        let Fault { code, args, steps, place } = *self.0;
        let mut pointer = String::from(prefix);
        for step in steps.iter().rev() {
            push_pointer(&mut pointer, step);
        }
        pointer.push_str(&place);
        args.iter().fold(Rejection::new(code, &pointer), |rejection, argument| rejection.with(argument))
    }
}

impl Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.name())
    }
}

impl core::error::Error for Bad {}

impl de::Error for Bad {
    /// Only messages of our own types come here: all others are overridden below.
    fn custom<T: Display>(message: T) -> Self {
        let message = message.to_string();
        let (coded, place) = message.split_once(PLACE).unwrap_or((&message, ""));
        let mut parts = coded.split(MARK);
        let code = parts.next().and_then(Code::from_name).unwrap_or(Code::WrongType);
        let mut bad = Self::new(code);
        bad.0.args.extend(parts.map(String::from));
        bad.0.place.push_str(place);
        bad
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::wrong(&expected.to_string())
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::wrong(&expected.to_string())
    }

    fn invalid_length(_: usize, expected: &dyn Expected) -> Self {
        Self::wrong(&expected.to_string())
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::wrong(&expected.join(" | "))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Self::with(Code::UnknownField, &expected.join(", ")).below(field)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::with(Code::MissingField, field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::new(Code::JsonDuplicate).below(field)
    }
}

macro_rules! whole_numbers {
    ($($method:ident $visit:ident $type:ty, $min:expr, $max:expr;)+) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
            let number = self.whole($min, $max)?;
            visitor.$visit(<$type>::try_from(number).map_err(|_| Bad::wrong("whole number"))?)
        })+
    };
}

/// Counts on the wire stay below 2^53, so that every reader of JSON holds them exactly.
const LARGEST: i64 = bounds::COUNT;

impl<'de> Deserializer<'de> for &mut Cursor<'de> {
    type Error = Bad;

    whole_numbers! {
        deserialize_u8 visit_u8 u8, 0, i64::from(u8::MAX);
        deserialize_u16 visit_u16 u16, 0, i64::from(u16::MAX);
        deserialize_u32 visit_u32 u32, 0, i64::from(u32::MAX);
        deserialize_u64 visit_u64 u64, 0, LARGEST;
        deserialize_i8 visit_i8 i8, i64::from(i8::MIN), i64::from(i8::MAX);
        deserialize_i16 visit_i16 i16, i64::from(i16::MIN), i64::from(i16::MAX);
        deserialize_i32 visit_i32 i32, i64::from(i32::MIN), i64::from(i32::MAX);
        deserialize_i64 visit_i64 i64, LARGEST.saturating_neg(), LARGEST;
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        match self.peek() {
            Some(b'"') => self.deserialize_str(visitor),
            Some(b'{') => self.deserialize_map(visitor),
            Some(b'[') => self.deserialize_seq(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            Some(b'n') => self.deserialize_unit(visitor),
            _ => self.deserialize_i64(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        match self.word() {
            Some("true") => visitor.visit_bool(true),
            Some("false") => visitor.visit_bool(false),
            _ => Err(Bad::wrong("true or false")),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        match self.string().ok_or_else(|| Bad::wrong("string"))? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        self.deserialize_str(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        self.deserialize_str(visitor)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Bad> {
        Err(Bad::wrong("whole number"))
    }

    fn deserialize_f64<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Bad> {
        Err(Bad::wrong("whole number"))
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Bad> {
        Err(Bad::wrong("string"))
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        if self.peek() == Some(b'n') {
            self.skip_value();
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        if self.word() == Some("null") { visitor.visit_unit() } else { Err(Bad::wrong("null")) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Bad> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Bad> {
        match name {
            RAW => visitor.visit_borrowed_str(self.skip_value()),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        if !self.pass(b'[') {
            return Err(Bad::wrong("list"));
        }
        let mut items = Items { cursor: self, index: 0 };
        let value = visitor.visit_seq(&mut items)?;
        // A visitor that stops early leaves items: for a list of fixed length they are too many.
        if items.cursor.pass(b']') { Ok(value) } else { Err(Bad::wrong("shorter list")) }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Bad> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, visitor: V) -> Result<V::Value, Bad> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        if !self.pass(b'{') {
            return Err(Bad::wrong("object"));
        }
        let mut members = Members { cursor: self, first: true, name: Cow::Borrowed("") };
        let value = visitor.visit_map(&mut members)?;
        if members.cursor.pass(b'}') { Ok(value) } else { Err(Bad::wrong("object")) }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Bad> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Bad> {
        let word = self.string().ok_or_else(|| Bad::wrong(&variants.join(" | ")))?;
        visitor.visit_enum(Word(word))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Bad> {
        self.skip_value();
        visitor.visit_unit()
    }
}

struct Items<'c, 'de> {
    cursor: &'c mut Cursor<'de>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items<'_, 'de> {
    type Error = Bad;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Bad> {
        if !self.cursor.next_item(self.index == 0, b']') {
            return Ok(None);
        }
        let index = self.index;
        self.index = index.saturating_add(1);
        seed.deserialize(&mut *self.cursor).map(Some).map_err(|bad| bad.below(&index.to_string()))
    }
}

struct Members<'c, 'de> {
    cursor: &'c mut Cursor<'de>,
    first: bool,
    name: Cow<'de, str>,
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = Bad;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Bad> {
        if !self.cursor.next_item(self.first, b'}') {
            return Ok(None);
        }
        self.first = false;
        self.name = self.cursor.string().ok_or_else(|| Bad::new(Code::JsonSyntax))?;
        let name: StrDeserializer<'_, Bad> = self.name.as_ref().into_deserializer();
        // An unknown field names itself; a name that its own type refuses is told at the name.
        let key =
            seed.deserialize(name).map_err(|bad| if bad.0.steps.is_empty() { bad.below(&self.name) } else { bad });
        key.map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Bad> {
        self.cursor.pass(b':');
        seed.deserialize(&mut *self.cursor).map_err(|bad| bad.below(&self.name))
    }
}

/// An enum of plain words.
struct Word<'de>(Cow<'de, str>);

impl<'de> EnumAccess<'de> for Word<'de> {
    type Error = Bad;
    type Variant = Plain;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Plain), Bad> {
        let word: StrDeserializer<'_, Bad> = self.0.as_ref().into_deserializer();
        seed.deserialize(word).map(|variant| (variant, Plain))
    }
}

struct Plain;

impl<'de> VariantAccess<'de> for Plain {
    type Error = Bad;

    fn unit_variant(self) -> Result<(), Bad> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Bad> {
        Err(Bad::wrong("word"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Bad> {
        Err(Bad::wrong("word"))
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Bad> {
        Err(Bad::wrong("word"))
    }
}
