//! Input cells: S-FEEL's unary tests (OMG DMN 1.5, chapter 9), with `in CODE` for code lists.

use super::Codes;
use super::scan::{Expected, Fault, Scan, is_word, plain_text};
use super::value::{BadRoute, Kind, Value, read_duration, read_instant, read_months};
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;

/// What a column knows of its values, by which its cells are read.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) kind: Kind,
    /// The values that it can have, with the words that mean them, where they are declared.
    pub(super) values: Option<&'a [Word]>,
    pub(super) codes: &'a Codes,
}

/// A declared value and its label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) value: String,
    pub(super) label: Option<String>,
}

impl Word {
    pub(super) fn new(value: impl Into<String>) -> Self {
        Self { value: value.into(), label: None }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    NotEqual,
    Equal,
}

const SIGNS: [(&str, Comparison); 8] = [
    ("<=", Comparison::LessOrEqual),
    (">=", Comparison::GreaterOrEqual),
    ("≤", Comparison::LessOrEqual),
    ("≥", Comparison::GreaterOrEqual),
    ("!=", Comparison::NotEqual),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
    ("=", Comparison::Equal),
];

/// One end of an interval.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct End {
    pub(super) value: Value,
    pub(super) closed: bool,
}

/// One test of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    Is(Value),
    IsNot(Value),
    /// The code or one below it.
    Below(String),
    /// Less or greater than a value, which itself may belong to it.
    Under(End),
    Over(End),
    Between(End, End),
}

impl Test {
    /// Whether a value passes; none where that is unknown, because nothing is known of the value.
    pub(super) fn passes(&self, value: &Value, codes: &Codes) -> Option<bool> {
        let under = |end: &End| {
            let order = value.compare(&end.value)?;
            Some(order == Ordering::Less || (end.closed && order == Ordering::Equal))
        };
        let over = |end: &End| {
            let order = value.compare(&end.value)?;
            Some(order == Ordering::Greater || (end.closed && order == Ordering::Equal))
        };
        match self {
            Self::Is(expected) => Some(value == expected),
            Self::IsNot(expected) => Some(value != expected),
            Self::Below(above) => value.as_text().map(|code| codes.covers(above, code)),
            Self::Under(end) => under(end),
            Self::Over(end) => over(end),
            Self::Between(low, high) => Some(over(low)? && under(high)?),
        }
    }

    /// The values at which what it says of a number, a day or a span changes.
    pub(super) fn ends(&self) -> impl Iterator<Item = &Value> {
        let (one, other) = match self {
            Self::Is(value) | Self::IsNot(value) => (Some(value), None),
            Self::Under(end) | Self::Over(end) => (Some(&end.value), None),
            Self::Between(low, high) => (Some(&low.value), Some(&high.value)),
            Self::Below(_) => (None, None),
        };
        one.into_iter().chain(other)
    }
}

/// One input cell: a value passes if it passes any of the tests, or none of them where they are negated.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// As its author wrote it.
    pub(super) text: String,
    negated: bool,
    /// None for `-`, which everything passes.
    pub(super) tests: Vec<Test>,
}

impl Cell {
    pub(super) fn is_negated(&self) -> bool {
        self.negated
    }

    /// Whether every value passes, whatever it is.
    pub(super) fn is_any(&self) -> bool {
        self.tests.is_empty()
    }

    pub(super) fn holds(&self, value: &Value, codes: &Codes) -> bool {
        if self.is_any() {
            return true;
        }
        let mut unknown = false;
        for test in &self.tests {
            match test.passes(value, codes) {
                Some(true) => return !self.negated,
                Some(false) => {}
                None => unknown = true,
            }
        }
        self.negated && !unknown
    }

    /// Reads `-`, tests with commas between them, or `not(...)` of such.
    pub(super) fn read(text: &str, words: Words<'_>) -> Result<Self, Fault> {
        let mut scan = Scan::new(text)?;
        let mut cell = Self { text: text.trim().into(), negated: false, tests: Vec::new() };
        let start = scan.clone();
        if scan.takes("-") {
            scan.blanks();
            if scan.is_at_end() {
                return Ok(cell);
            }
            scan = start;
        }
        let before = scan.clone();
        cell.negated = scan.takes_word("not") || scan.takes_word("非");
        if cell.negated && !scan.takes("(") {
            // A value that is called so.
            cell.negated = false;
            scan = before;
        }
        loop {
            cell.tests.push(read_test(&mut scan, words)?);
            if !scan.takes(",") {
                break;
            }
        }
        if cell.negated && !scan.takes(")") {
            scan.blanks();
            return Err(scan.fault(&Expected::new("“,” 或 “)”", "`,` or `)`")));
        }
        scan.blanks();
        if scan.is_at_end() {
            Ok(cell)
        } else {
            Err(scan.fault(&Expected::new("“,” 或单元格到此为止", "`,` or the end of the cell")))
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn read_test(scan: &mut Scan<'_>, words: Words<'_>) -> Result<Test, Fault> {
    scan.blanks();
    let start = scan.clone();
    if words.kind == Kind::Code {
        if let Some(value) = read_word(scan, words)? {
            return Ok(Test::Is(value));
        }
        scan.reset(&start);
    }
    if words.kind == Kind::Code && (scan.takes_word("in") || scan.takes("属于")) {
        return match read_literal(scan, words)? {
            Value::Text(code) => Ok(Test::Below(code)),
            _ => Err(scan.fault(&Expected::new("代码", "a code"))),
        };
    }
    if words.kind.is_ordered()
        && let Some(test) = read_interval(scan, words)?
    {
        return Ok(test);
    }
    let before = scan.clone();
    let Some((_, comparison)) = SIGNS.iter().find(|(sign, _)| scan.takes(sign)) else {
        return read_literal(scan, words).map(Test::Is);
    };
    let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    if ordered && !words.kind.is_ordered() {
        return Err(before.fault(&expected(words)));
    }
    let value = read_literal(scan, words)?;
    if ordered && value == Value::Null {
        return Err(before.fault(&Expected::new(
            "与 null 不能比较大小：请写 null 或 not(null)",
            "null has no order: write null or not(null)",
        )));
    }
    Ok(match comparison {
        Comparison::Less => Test::Under(End { value, closed: false }),
        Comparison::LessOrEqual => Test::Under(End { value, closed: true }),
        Comparison::Greater => Test::Over(End { value, closed: false }),
        Comparison::GreaterOrEqual => Test::Over(End { value, closed: true }),
        Comparison::Equal => Test::Is(value),
        Comparison::NotEqual => Test::IsNot(value),
    })
}

/// `[1..5)`: a square bracket that faces the values includes its end; a round one or one that faces away does not.
fn read_interval(scan: &mut Scan<'_>, words: Words<'_>) -> Result<Option<Test>, Fault> {
    let start = scan.clone();
    let closed_below = scan.takes("[");
    if !closed_below && !scan.takes("(") && !scan.takes("]") {
        return Ok(None);
    }
    let low = read_end(scan, words)?;
    if !scan.takes("..") {
        scan.blanks();
        return Err(scan.fault(&Expected::new("“..”", "`..`")));
    }
    let high = read_end(scan, words)?;
    let closed_above = scan.takes("]");
    if !closed_above && !scan.takes(")") && !scan.takes("[") {
        scan.blanks();
        return Err(scan.fault(&Expected::new("“]” 或 “)”", "`]` or `)`")));
    }
    let holds_some = match low.compare(&high) {
        Some(Ordering::Less) => true,
        Some(Ordering::Equal) => closed_below && closed_above,
        _ => false,
    };
    if !holds_some {
        let empty = Expected::new("下限小于上限的区间", "an interval whose lower end is below its upper end");
        return Err(start.fault(&empty));
    }
    Ok(Some(Test::Between(End { value: low, closed: closed_below }, End { value: high, closed: closed_above })))
}

fn read_end(scan: &mut Scan<'_>, words: Words<'_>) -> Result<Value, Fault> {
    scan.blanks();
    let before = scan.clone();
    match read_literal(scan, words)? {
        Value::Null => Err(before.fault(&expected(words))),
        value => Ok(value),
    }
}

/// What a literal of a column looks like.
pub(super) fn expected(words: Words<'_>) -> Expected {
    if let Some(values) = words.values {
        return Expected::one_of(values.iter().map(|word| word.label.as_ref().unwrap_or(&word.value).as_str()));
    }
    match words.kind {
        Kind::Boolean => Expected::new("true 或 false（是、否）", "true or false"),
        Kind::Number => Expected::new("数字，如 1.5", "a number such as 1.5"),
        Kind::Integer => Expected::new("整数，如 5", "a whole number such as 5"),
        Kind::Date => Expected::new("日期，如 2026-02-13", "a date such as 2026-02-13"),
        Kind::DateTime => Expected::new("时刻，如 2026-02-13T10:00:00", "a date and time such as 2026-02-13T10:00:00"),
        Kind::Duration => Expected::new("时长，如 P1DT2H", "a duration such as P1DT2H"),
        Kind::Months => Expected::new("年月数，如 P1Y2M", "years and months such as P1Y2M"),
        Kind::Unit => Expected::new("单位路径，如 @street 或 @street/城管", "a route such as @street or @street/城管"),
        Kind::Code => {
            Expected::new("代码表中的代码，或只有一个代码的名称", "a code of the list, or a name that one code has")
        }
        Kind::Text | Kind::Limit => Expected::new("带引号的文字，如 \"text\"", "a text in quotes such as \"text\""),
    }
}

/// Reads a literal of a column, after blanks.
pub(super) fn read_literal(scan: &mut Scan<'_>, words: Words<'_>) -> Result<Value, Fault> {
    scan.blanks();
    let start = scan.clone();
    let fault = || start.fault(&expected(words));
    // A word may begin like another one: what the column knows comes first.
    if matches!(words.kind, Kind::Text | Kind::Code | Kind::Limit | Kind::Unit) {
        if let Some(value) = read_word(scan, words)? {
            return Ok(value);
        }
        scan.reset(&start);
    }
    if scan.takes_word("null") || scan.takes_word("空") {
        return Ok(Value::Null);
    }
    match words.kind {
        Kind::Boolean => {
            if scan.takes_word("true") || scan.takes_word("是") {
                Ok(Value::Bool(true))
            } else if scan.takes_word("false") || scan.takes_word("否") {
                Ok(Value::Bool(false))
            } else {
                Err(fault())
            }
        }
        Kind::Number | Kind::Integer => read_number(scan, words.kind).ok_or_else(fault),
        Kind::Date | Kind::DateTime | Kind::Duration | Kind::Months => {
            read_temporal(scan, words.kind)?.ok_or_else(fault)
        }
        Kind::Text | Kind::Code | Kind::Limit | Kind::Unit => Err(fault()),
    }
}

fn read_number(scan: &mut Scan<'_>, kind: Kind) -> Option<Value> {
    let negative = scan.takes("-");
    let whole = scan.take_while(|letter| letter.is_ascii_digit());
    let mut fraction = "";
    let after = scan.clone();
    // `1..5` is an interval: its first point belongs to it.
    if scan.peek() == '.' {
        scan.bump();
        fraction = scan.take_while(|letter| letter.is_ascii_digit());
        if fraction.is_empty() {
            *scan = after;
        }
    }
    if (whole.is_empty() && fraction.is_empty()) || is_word(scan.peek()) {
        return None;
    }
    let (whole, fraction) = (plain_text(whole), plain_text(fraction));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let (sign, fraction) = (if negative { "-" } else { "" }, fraction.trim_end_matches('0'));
    let point = if fraction.is_empty() { "" } else { "." };
    let text = alloc::format!("{sign}{whole}{point}{fraction}");
    let value = Value::Number(text.parse().ok()?);
    value.is_of(kind).then_some(value)
}

/// `date("...")`, `date and time("...")`, `duration("...")`, `@"..."`, or the text itself, in quotes or without.
fn read_temporal(scan: &mut Scan<'_>, kind: Kind) -> Result<Option<Value>, Fault> {
    let function = match kind {
        Kind::Date => "date",
        Kind::DateTime => "date and time",
        _ => "duration",
    };
    let start = scan.clone();
    if scan.takes(function) {
        if !scan.takes("(") {
            return Ok(None);
        }
        let Some(text) = scan.quoted()? else {
            return Err(scan.fault(&Expected::new("带引号的文字", "a text in quotes")));
        };
        if !scan.takes(")") {
            return Err(scan.fault(&Expected::new("“)”", "`)`")));
        }
        return Ok(temporal(&text, kind));
    }
    let at = scan.takes("@");
    if let Some(text) = scan.quoted()? {
        return Ok(temporal(&text, kind));
    }
    if at {
        *scan = start;
        return Ok(None);
    }
    let before = scan.clone();
    let digits = |letter: char| letter.is_ascii_digit();
    match kind {
        // `2026-02-13`, whatever follows: it may be an operator.
        Kind::Date => {
            for _ in 0..2 {
                scan.take_while(digits);
                scan.takes("-");
            }
            scan.take_while(digits);
        }
        Kind::DateTime => {
            scan.take_while(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | ':' | '+'));
        }
        _ => {
            scan.takes("-");
            scan.take_while(|letter| letter.is_ascii_alphanumeric());
        }
    }
    let value = temporal(&plain_text(scan.since(&before)), kind);
    Ok(value.filter(|_| !is_word(scan.peek())))
}

fn temporal(text: &str, kind: Kind) -> Option<Value> {
    match kind {
        Kind::Date => text.parse().ok().map(Value::Date),
        Kind::DateTime => read_instant(text).map(Value::DateTime),
        Kind::Duration => read_duration(text).map(Value::Duration),
        Kind::Months => read_months(text).map(Value::Months),
        _ => None,
    }
}

/// A text in quotes, or a word up to the next sign that ends one.
fn read_word(scan: &mut Scan<'_>, words: Words<'_>) -> Result<Option<Value>, Fault> {
    let quoted = scan.quoted()?;
    let bare = match &quoted {
        Some(_) => "",
        None => scan.take_while(|letter| !matches!(letter, ',' | '(' | ')')).trim(),
    };
    let word = quoted.as_deref().unwrap_or(bare);
    Ok(known(word, quoted.is_some(), words).or_else(|| known(&plain_text(word), quoted.is_some(), words)))
}

fn known(word: &str, quoted: bool, words: Words<'_>) -> Option<Value> {
    match (words.kind, words.values) {
        (Kind::Unit, _) => word.parse().map(Value::Unit).map_err(|BadRoute| ()).ok(),
        (Kind::Code, _) => words.codes.meant(word).map(|code| Value::text(code.as_str())),
        (_, Some(values)) => {
            let found = values.iter().find(|known| known.value == word);
            let found = found.or_else(|| values.iter().find(|known| known.label.as_deref() == Some(word)));
            found.map(|known| Value::text(&known.value))
        }
        // Without declared values a bare word could be anything: it must be quoted.
        (_, None) => quoted.then(|| Value::text(word)),
    }
}
