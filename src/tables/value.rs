//! Values of tables: what columns hold, and how they are written and compared.

use crate::decimal::Decimal;
use crate::id::Name;
use crate::time::{Date, Instant};
use alloc::format;
use alloc::string::String;
use core::cmp::Ordering;
use core::fmt;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text, of declared values where there are any.
    Text,
    /// An exact number.
    Number,
    /// A whole number: between 5 and 6 there is nothing.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A day.
    Date,
    /// An instant.
    DateTime,
    /// A span of days, hours, minutes and seconds.
    Duration,
    /// A span of years and months.
    Months,
    /// A code of a code list; tests cover descendants by `in`.
    Code,
    /// A limit of the ruleset.
    Limit,
    /// A route to a unit, such as `@street/城管`.
    Unit,
}

/// The names of the types in a document; the first of each is the one that is told.
pub(super) const KINDS: [(&str, Kind); 15] = [
    ("string", Kind::Text),
    ("number", Kind::Number),
    ("integer", Kind::Integer),
    ("boolean", Kind::Boolean),
    ("date", Kind::Date),
    ("date and time", Kind::DateTime),
    ("dateTime", Kind::DateTime),
    ("days and time duration", Kind::Duration),
    ("dayTimeDuration", Kind::Duration),
    ("duration", Kind::Duration),
    ("years and months duration", Kind::Months),
    ("yearMonthDuration", Kind::Months),
    ("code", Kind::Code),
    ("limit", Kind::Limit),
    ("unit", Kind::Unit),
];

impl Kind {
    /// The name in a document.
    pub(super) fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("string", |(name, _)| name)
    }

    /// Whether values are ordered and can be calculated with.
    pub(super) fn is_ordered(self) -> bool {
        !matches!(self, Self::Text | Self::Boolean | Self::Code | Self::Limit | Self::Unit)
    }

    /// The type by which values are told apart: whole numbers are numbers.
    pub(super) fn of_value(self) -> Self {
        if self == Self::Integer { Self::Number } else { self }
    }
}

/// A value of a table's column.
///
/// On the wire null, true and false stand for themselves and everything else is a string: `"1.5"`, `"2026-02-13"`,
/// `"P1DT2H"`, `"@street/城管"`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "TableValue", with = "Option<schema::Scalar>"))]
#[non_exhaustive]
pub enum Value {
    /// Nothing is known.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An exact number.
    Number(Decimal),
    /// A text, a code or the name of a limit.
    Text(String),
    /// A day.
    Date(Date),
    /// An instant.
    DateTime(Instant),
    /// A span of seconds.
    Duration(i64),
    /// A span of months.
    Months(i64),
    /// A route to a unit.
    Unit(Route),
}

#[cfg(feature = "schema")]
mod schema {
    /// A value that is not null.
    #[derive(schemars::JsonSchema)]
    #[schemars(untagged, inline)]
    #[allow(dead_code, reason = "its shape is what is asked for")]
    pub(super) enum Scalar {
        Bool(bool),
        Text(alloc::string::String),
    }
}

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// The text, where it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, where it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<Decimal> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// Whether a column of this type can hold it.
    pub(super) fn is_of(&self, kind: Kind) -> bool {
        match self {
            Self::Null => true,
            Self::Bool(_) => kind == Kind::Boolean,
            Self::Number(number) => kind == Kind::Number || (kind == Kind::Integer && number.to_whole().is_some()),
            Self::Text(_) => matches!(kind, Kind::Text | Kind::Code | Kind::Limit),
            Self::Date(_) => kind == Kind::Date,
            Self::DateTime(_) => kind == Kind::DateTime,
            Self::Duration(_) => kind == Kind::Duration,
            Self::Months(_) => kind == Kind::Months,
            Self::Unit(_) => kind == Kind::Unit,
        }
    }

    /// The order of two values of one type; none where there is none, null among them.
    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        Some(match (self, other) {
            (Self::Number(one), Self::Number(other)) => one.cmp(other),
            (Self::Text(one), Self::Text(other)) => one.cmp(other),
            (Self::Date(one), Self::Date(other)) => one.cmp(other),
            (Self::DateTime(one), Self::DateTime(other)) => one.cmp(other),
            (Self::Duration(one), Self::Duration(other)) | (Self::Months(one), Self::Months(other)) => one.cmp(other),
            _ => return None,
        })
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Date(date) => date.fmt(f),
            Self::DateTime(instant) => instant.fmt(f),
            Self::Duration(seconds) => f.write_str(&duration_text(*seconds)),
            Self::Months(months) => f.write_str(&months_text(*months)),
            Self::Unit(route) => route.fmt(f),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            _ => serializer.collect_str(self),
        }
    }
}

/// What was written as a string is read as a text: only a column knows what else it may be.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("null, true, false or a string")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
                Ok(Value::Bool(value))
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
                Ok(Value::text(text))
            }
        }
        deserializer.deserialize_any(Read)
    }
}

/// Parts of a span in its written form, with their letters: those that are zero are left out.
fn parts(parts: &[(u64, char)]) -> String {
    parts.iter().filter(|(count, _)| *count > 0).map(|(count, letter)| format!("{count}{letter}")).collect()
}

fn split(count: u64, by: u64) -> (u64, u64) {
    (count.checked_div(by).unwrap_or(0), count.checked_rem(by).unwrap_or(0))
}

fn sign(number: i64) -> &'static str {
    if number < 0 { "-" } else { "" }
}

/// `P1DT2H3M4S`, the shortest form of XML Schema.
fn duration_text(seconds: i64) -> String {
    let (minutes, s) = split(seconds.unsigned_abs(), 60);
    let (hours, m) = split(minutes, 60);
    let (days, h) = split(hours, 24);
    let (day, time) = (parts(&[(days, 'D')]), parts(&[(h, 'H'), (m, 'M'), (s, 'S')]));
    match (day.is_empty(), time.is_empty()) {
        (true, true) => "PT0S".into(),
        (_, true) => format!("{}P{day}", sign(seconds)),
        (_, false) => format!("{}P{day}T{time}", sign(seconds)),
    }
}

/// `P1Y2M`.
fn months_text(months: i64) -> String {
    let (years, m) = split(months.unsigned_abs(), 12);
    let text = parts(&[(years, 'Y'), (m, 'M')]);
    if text.is_empty() { "P0M".into() } else { format!("{}P{text}", sign(months)) }
}

/// The parts of `text` by their letters, in this order, each at most once; the whole text is used up.
fn counted<const N: usize>(text: &str, letters: [char; N]) -> Option<[i64; N]> {
    let mut counts = [0; N];
    let mut rest = text;
    for (count, letter) in counts.iter_mut().zip(letters) {
        if let Some((digits, after)) = rest.split_once(letter) {
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            *count = digits.parse().ok()?;
            rest = after;
        }
    }
    rest.is_empty().then_some(counts)
}

/// Reads `P1DT2H3M4S` into seconds.
pub(super) fn read_duration(text: &str) -> Option<i64> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let text = text.strip_prefix('P')?;
    let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
    if (day.is_empty() && time.is_none()) || time.is_some_and(str::is_empty) {
        return None;
    }
    let [days] = counted(day, ['D'])?;
    let [h, m, s] = counted(time.unwrap_or(""), ['H', 'M', 'S'])?;
    let hours = days.checked_mul(24)?.checked_add(h)?;
    let seconds = hours.checked_mul(60)?.checked_add(m)?.checked_mul(60)?.checked_add(s)?;
    if negative { seconds.checked_neg() } else { Some(seconds) }
}

/// Reads `P1Y2M` into months.
pub(super) fn read_months(text: &str) -> Option<i64> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let text = text.strip_prefix('P').filter(|text| !text.is_empty())?;
    let [years, months] = counted(text, ['Y', 'M'])?;
    let months = years.checked_mul(12)?.checked_add(months)?;
    if negative { months.checked_neg() } else { Some(months) }
}

/// Reads a date and time: with its offset, or without one on the clock of China.
pub(super) fn read_instant(text: &str) -> Option<Instant> {
    text.parse().ok().or_else(|| format!("{text}+08:00").parse().ok())
}

/// A typed route to a unit, relative to a place: the unit of the place's node at a level, or its department.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The level of the territory, such as `street`.
    pub level: Name,
    /// The department there, such as `城管`; the node's own unit if absent.
    pub department: Option<Name>,
}

/// A text that is no route: `@street` or `@street/城管`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadRoute;

impl fmt::Display for BadRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("@street | @street/城管")
    }
}

impl core::error::Error for BadRoute {}

impl core::str::FromStr for Route {
    type Err = BadRoute;

    fn from_str(text: &str) -> Result<Self, BadRoute> {
        let path = text.strip_prefix('@').ok_or(BadRoute)?;
        let (level, department) = path.split_once('/').map_or((path, None), |(level, name)| (level, Some(name)));
        let name = |text: &str| Name::new(text).map_err(|_| BadRoute);
        Ok(Self { level: name(level)?, department: department.map(name).transpose()? })
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.level)?;
        self.department.as_ref().map_or(Ok(()), |name| write!(f, "/{name}"))
    }
}
