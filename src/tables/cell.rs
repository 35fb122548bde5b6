//! Cells of a table: what they test, what they say, and how their text is read.

use super::{Codes, Kind};
use crate::decimal::Decimal;
use crate::id::Name;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

/// A value of a table's column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    /// Nothing is known.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An exact number.
    Number(Decimal),
    /// A text, a code or the name of a limit.
    Text(String),
    /// A route to a unit.
    Unit(Route),
}

impl Value {
    /// A text.
    #[must_use]
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// The text, where it is one.
    #[must_use]
    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The number, where it is one.
    #[must_use]
    pub(crate) fn as_number(&self) -> Option<Decimal> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::Unit(route) => route.fmt(f),
        }
    }
}

/// A typed route to a unit, relative to a place: the unit of the place's node at a level, or its department.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Route {
    /// The level of the territory, such as `street`.
    pub(crate) level: Name,
    /// The department there, such as `城管`; the node's own unit if absent.
    pub(crate) department: Option<Name>,
}

impl core::str::FromStr for Route {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let path = text.strip_prefix('@').ok_or(())?;
        let (level, department) = path.split_once('/').map_or((path, None), |(level, name)| (level, Some(name)));
        let name = |text: &str| Name::new(text).map_err(|_| ());
        Ok(Self { level: name(level)?, department: department.map(name).transpose()? })
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.level)?;
        self.department.as_ref().map_or(Ok(()), |name| write!(f, "/{name}"))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Is(Value),
    Below(String),
    Compared(Comparison, Decimal),
}

/// One input cell: it holds if any of its tests does; an empty list is `-` and always holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell(Vec<Test>);

impl Cell {
    pub(super) fn holds(&self, value: &Value, codes: &Codes) -> bool {
        self.0.is_empty() || self.0.iter().any(|test| test.holds(value, codes))
    }

    pub(super) fn read(text: &str, kind: Kind, values: Option<&[String]>, codes: &Codes) -> Result<Self, String> {
        let text = text.trim();
        if text == "-" {
            return Ok(Self(Vec::new()));
        }
        split_list(text)
            .into_iter()
            .map(|test| Test::read(test.trim(), kind, values, codes))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

/// Splits at commas outside quotes.
fn split_list(text: &str) -> Vec<&str> {
    let mut quoted = false;
    text.split(|c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
    .collect()
}

impl Test {
    fn holds(&self, value: &Value, codes: &Codes) -> bool {
        match (self, value) {
            (Self::Is(expected), value) => expected == value,
            (Self::Below(above), Value::Text(code)) => codes.covers(above, code),
            (Self::Compared(comparison, bound), Value::Number(number)) => match comparison {
                Comparison::Less => number < bound,
                Comparison::LessOrEqual => number <= bound,
                Comparison::Greater => number > bound,
                Comparison::GreaterOrEqual => number >= bound,
            },
            _ => false,
        }
    }

    fn read(text: &str, kind: Kind, values: Option<&[String]>, codes: &Codes) -> Result<Self, String> {
        if kind == Kind::Number {
            let signs = [
                ("<=", Comparison::LessOrEqual),
                (">=", Comparison::GreaterOrEqual),
                ("<", Comparison::Less),
                (">", Comparison::Greater),
            ];
            for (sign, comparison) in signs {
                if let Some(rest) = text.strip_prefix(sign) {
                    let bound = rest.trim().parse().map_err(|_| String::from("< 20"))?;
                    return Ok(Self::Compared(comparison, bound));
                }
            }
        }
        if kind == Kind::Code
            && let Some(code) = text.strip_prefix("in ")
        {
            let code = code.trim();
            return if codes.contains(code) { Ok(Self::Below(code.into())) } else { Err("in CODE".into()) };
        }
        read_value(text, kind, values, codes).map(Self::Is)
    }
}

/// Reads a literal of a column; the error is what was expected there.
pub(super) fn read_value(text: &str, kind: Kind, values: Option<&[String]>, codes: &Codes) -> Result<Value, String> {
    let text = text.trim();
    match kind {
        Kind::Boolean => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err("true | false".into()),
        },
        Kind::Number => text.parse().map(Value::Number).map_err(|_| "1.5".into()),
        Kind::Unit => text.parse().map(Value::Unit).map_err(|()| "@street | @street/城管".into()),
        Kind::Text | Kind::Code | Kind::Limit => {
            let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            let word = quoted.unwrap_or(text);
            let known = match (kind, values) {
                (Kind::Code, _) => codes.contains(word),
                (_, Some(values)) => values.iter().any(|value| value == word),
                // Without declared values a bare word could be anything: it must be quoted.
                (_, None) => quoted.is_some() && !word.contains('"'),
            };
            if known {
                return Ok(Value::text(word));
            }
            Err(values.map_or_else(|| "\"text\"".to_string(), |values| values.join(" | ")))
        }
    }
}
