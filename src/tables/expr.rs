//! Output cells and input expressions: literals, names of columns, and arithmetic as S-FEEL has it.
//!
//! Types are checked when an expression is read. What cannot be calculated, because a value is null, a divisor zero or a
//! result out of range, is null, as in FEEL.

use super::cell::{Words, read_literal};
use super::scan::{Expected, Fault, Scan, is_word};
use super::value::{Kind, Value};
use crate::decimal::Decimal;
use crate::time::Instant;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Parentheses and signs inside one another.
const DEPTH: u32 = 32;
/// Operators of one expression: each may lie inside the next.
const OPERATORS: u32 = 128;
/// Exponents of `**`, in either direction.
const EXPONENT: i64 = 999;

/// A name that an expression may use.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) label: Option<String>,
    pub(super) kind: Kind,
}

/// What is done with two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
}

/// An expression; names are indices into the list with which it was read.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    Value(Value),
    Name(usize),
    Negative(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
}

impl Operator {
    fn sign(self) -> (&'static str, u8) {
        match self {
            Self::Add => ("+", 1),
            Self::Subtract => ("-", 1),
            Self::Multiply => ("*", 2),
            Self::Divide => ("/", 2),
            Self::Power => ("**", 3),
        }
    }
}

impl Expr {
    /// Reads an expression of a column's type.
    pub(super) fn read(text: &str, words: Words<'_>, names: &[Named]) -> Result<Self, Fault> {
        let mut reader = Reader { scan: Scan::new(text)?, words, names, depth: 0, operators: 0 };
        if let Some(literal) = reader.whole_literal()? {
            return Ok(Self::Value(literal));
        }
        let start = reader.scan.clone();
        let (expr, kind) = reader.sum()?;
        reader.scan.blanks();
        if !reader.scan.is_at_end() {
            return Err(reader
                .scan
                .fault(&Expected::new("运算符或单元格到此为止", "an operator or the end of the cell")));
        }
        let fits = expr.constant().is_none_or(|value| value.is_of(words.kind));
        if kind != words.kind.of_value() || !fits {
            return Err(start.fault(&super::cell::expected(words)));
        }
        Ok(expr)
    }

    /// The expression as it could be written, with the names of columns.
    pub(super) fn written(&self, names: &[&str]) -> String {
        let inside = |expr: &Self, least: u8| {
            let text = expr.written(names);
            if expr.binds() < least { alloc::format!("({text})") } else { text }
        };
        match self {
            Self::Value(value) => value.to_string(),
            Self::Name(index) => names.get(*index).copied().unwrap_or("null").into(),
            Self::Negative(inner) => alloc::format!("-{}", inside(inner, 4)),
            Self::Binary(operator, left, right) => {
                let (sign, binds) = operator.sign();
                alloc::format!("{} {sign} {}", inside(left, binds), inside(right, binds.saturating_add(1)))
            }
        }
    }

    /// How closely it holds together: sums 1, products 2, powers 3, all else 4.
    fn binds(&self) -> u8 {
        match self {
            Self::Binary(operator, ..) => operator.sign().1,
            Self::Value(_) | Self::Name(_) | Self::Negative(_) => 4,
        }
    }

    /// The value that it always has, if it holds no name.
    pub(super) fn constant(&self) -> Option<&Value> {
        if let Self::Value(value) = self { Some(value) } else { None }
    }

    /// The value, given those of the names.
    pub(super) fn value(&self, names: &[Value]) -> Value {
        match self {
            Self::Value(value) => value.clone(),
            Self::Name(index) => names.get(*index).cloned().unwrap_or(Value::Null),
            Self::Negative(inner) => negative(&inner.value(names)).unwrap_or(Value::Null),
            Self::Binary(operator, left, right) => {
                calculate(*operator, &left.value(names), &right.value(names)).unwrap_or(Value::Null)
            }
        }
    }
}

struct Reader<'t, 'w> {
    scan: Scan<'t>,
    words: Words<'w>,
    names: &'w [Named],
    depth: u32,
    operators: u32,
}

type Typed = (Expr, Kind);

impl Reader<'_, '_> {
    /// The whole text as one literal of the column, nothing (`-` or no text) among them.
    fn whole_literal(&mut self) -> Result<Option<Value>, Fault> {
        let start = self.scan.clone();
        self.scan.takes("-");
        self.scan.blanks();
        if self.scan.is_at_end() {
            return Ok(Some(Value::Null));
        }
        self.scan = start.clone();
        let literal = read_literal(&mut self.scan, self.words);
        self.scan.blanks();
        match literal {
            Ok(value) if self.scan.is_at_end() => return Ok(Some(value)),
            Ok(_) if !self.words.kind.is_ordered() => {
                return Err(self.scan.fault(&Expected::new("单元格到此为止", "the end of the cell")));
            }
            // Words of a column are no arithmetic: at most they name another column.
            Err(fault) if !self.words.kind.is_ordered() => {
                self.scan = start.clone();
                self.scan.blanks();
                if self.named().is_none() {
                    return Err(fault);
                }
            }
            _ => {}
        }
        self.scan = start;
        Ok(None)
    }

    fn named(&mut self) -> Option<(usize, Kind)> {
        let rest = self.scan.rest();
        if rest.starts_with(|letter: char| letter.is_ascii_digit()) {
            return None; // a number
        }
        // The longest: a name may hold signs that are operators as well.
        let said = |word: &str| {
            let after = rest.strip_prefix(word)?;
            (!word.is_empty() && !after.starts_with(is_word)).then_some(word.len())
        };
        let of = |known: &Named| {
            [Some(&known.name), known.label.as_ref()].into_iter().flatten().filter_map(|w| said(w)).max()
        };
        let all = self.names.iter().enumerate().filter_map(|(index, known)| Some((of(known)?, index, known)));
        let (length, index, known) = all.max_by_key(|(length, index, _)| (*length, core::cmp::Reverse(*index)))?;
        self.scan.skip(length);
        Some((index, known.kind.of_value()))
    }

    fn sum(&mut self) -> Result<Typed, Fault> {
        let mut left = self.product()?;
        loop {
            let before = self.scan.clone();
            let operator = if self.scan.takes("+") {
                Operator::Add
            } else if self.scan.takes("-") {
                Operator::Subtract
            } else {
                return Ok(left);
            };
            self.counts()?;
            let right = self.product()?;
            left = binary(operator, left, right).map_err(|expected| before.fault(&expected))?;
        }
    }

    fn product(&mut self) -> Result<Typed, Fault> {
        let mut left = self.power()?;
        loop {
            let before = self.scan.clone();
            let operator = if self.scan.takes("*") {
                Operator::Multiply
            } else if self.scan.takes("/") {
                Operator::Divide
            } else {
                return Ok(left);
            };
            self.counts()?;
            let right = self.power()?;
            left = binary(operator, left, right).map_err(|expected| before.fault(&expected))?;
        }
    }

    /// Powers bind from the left, as FEEL's grammar has it.
    fn power(&mut self) -> Result<Typed, Fault> {
        let mut left = self.factor()?;
        loop {
            let before = self.scan.clone();
            if !self.scan.takes("**") {
                return Ok(left);
            }
            self.counts()?;
            let right = self.factor()?;
            left = binary(Operator::Power, left, right).map_err(|expected| before.fault(&expected))?;
        }
    }

    fn counts(&mut self) -> Result<(), Fault> {
        self.operators = self.operators.saturating_add(1);
        if self.operators > OPERATORS {
            return Err(self.scan.fault(&Expected::new("至多 128 个运算符", "at most 128 operators")));
        }
        Ok(())
    }

    fn deeper(&mut self) -> Result<(), Fault> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEPTH {
            return Err(self
                .scan
                .fault(&Expected::new("嵌套不超过 32 层的算式", "an expression nested at most 32 deep")));
        }
        Ok(())
    }

    fn factor(&mut self) -> Result<Typed, Fault> {
        self.scan.blanks();
        let start = self.scan.clone();
        if self.scan.takes("-") {
            self.deeper()?;
            let (inner, kind) = self.factor()?;
            self.depth = self.depth.saturating_sub(1);
            if !matches!(kind, Kind::Number | Kind::Duration | Kind::Months) {
                return Err(start.fault(&Expected::new("数字或时长", "a number or a duration")));
            }
            return Ok((folded(Expr::Negative(inner.into())), kind));
        }
        if self.scan.takes("(") {
            self.deeper()?;
            let inner = self.sum()?;
            self.depth = self.depth.saturating_sub(1);
            if !self.scan.takes(")") {
                self.scan.blanks();
                return Err(self.scan.fault(&Expected::new("“)”", "`)`")));
            }
            return Ok(inner);
        }
        self.operand(&start)
    }

    /// A name, or a literal of any type that can be calculated with.
    fn operand(&mut self, start: &Scan<'_>) -> Result<Typed, Fault> {
        if let Some((index, kind)) = self.named() {
            return Ok((Expr::Name(index), kind));
        }
        // A date begins like a number: it is tried first.
        for kind in [Kind::DateTime, Kind::Date, Kind::Duration, Kind::Months, Kind::Number] {
            let words = Words { kind, values: None, codes: self.words.codes };
            let mut scan = self.scan.clone();
            scan.reset(start);
            if let Ok(value) = read_literal(&mut scan, words)
                && value != Value::Null
            {
                self.scan.reset(&scan);
                return Ok((Expr::Value(value), kind));
            }
        }
        let known: Vec<&str> = self.names.iter().map(|known| known.name.as_str()).collect();
        Err(start.fault(&Expected::operand(&known)))
    }
}

/// An operation on two types, and the type of its result.
fn binary(operator: Operator, left: Typed, right: Typed) -> Result<Typed, Expected> {
    use Kind::{Date, DateTime, Duration, Months, Number};
    let kind = match (operator, left.1, right.1) {
        (_, Number, Number) => Number,
        (Operator::Add | Operator::Subtract, Duration, Duration) => Duration,
        (Operator::Add | Operator::Subtract, Months, Months) => Months,
        (Operator::Add | Operator::Subtract, Date, Duration | Months) | (Operator::Add, Duration | Months, Date) => {
            Date
        }
        (Operator::Add | Operator::Subtract, DateTime, Duration | Months)
        | (Operator::Add, Duration | Months, DateTime) => DateTime,
        (Operator::Subtract, Date, Date) | (Operator::Subtract, DateTime, DateTime) => Duration,
        (Operator::Multiply, Duration, Number) | (Operator::Multiply, Number, Duration) => Duration,
        (Operator::Multiply, Months, Number) | (Operator::Multiply, Number, Months) => Months,
        (Operator::Divide, Duration, Number) => Duration,
        (Operator::Divide, Months, Number) => Months,
        (Operator::Divide, Duration, Duration) | (Operator::Divide, Months, Months) => Number,
        _ => {
            return Err(Expected::new(
                "可以这样计算的类型（数字、日期与时长）",
                "types with which this can be calculated (numbers, dates and durations)",
            ));
        }
    };
    Ok((folded(Expr::Binary(operator, left.0.into(), right.0.into())), kind))
}

/// An expression without names is its value.
fn folded(expr: Expr) -> Expr {
    let constant = match &expr {
        Expr::Negative(inner) => inner.constant().is_some(),
        Expr::Binary(_, left, right) => left.constant().is_some() && right.constant().is_some(),
        Expr::Value(_) | Expr::Name(_) => false,
    };
    if constant { Expr::Value(expr.value(&[])) } else { expr }
}

fn negative(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Number(number) => Value::Number(number.negated()),
        Value::Duration(seconds) => Value::Duration(seconds.checked_neg()?),
        Value::Months(months) => Value::Months(months.checked_neg()?),
        _ => return None,
    })
}

fn calculate(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => numbers(operator, *left, *right).map(Value::Number),
        (Value::Duration(left), Value::Duration(right)) => spans(operator, *left, *right, Value::Duration),
        (Value::Months(left), Value::Months(right)) => spans(operator, *left, *right, Value::Months),
        (Value::Duration(span), Value::Number(by)) => scaled(operator, *span, *by).map(Value::Duration),
        (Value::Months(span), Value::Number(by)) => scaled(operator, *span, *by).map(Value::Months),
        (Value::Number(by), Value::Duration(span)) => scaled(Operator::Multiply, *span, *by).map(Value::Duration),
        (Value::Number(by), Value::Months(span)) => scaled(Operator::Multiply, *span, *by).map(Value::Months),
        (Value::Date(left), Value::Date(right)) => {
            left.days_since(*right).checked_mul(crate::time::DAY).map(Value::Duration)
        }
        (Value::DateTime(left), Value::DateTime(right)) => {
            left.seconds().checked_sub(right.seconds()).map(Value::Duration)
        }
        (Value::Date(_) | Value::DateTime(_), Value::Duration(_) | Value::Months(_)) => moved(operator, left, right),
        (Value::Duration(_) | Value::Months(_), Value::Date(_) | Value::DateTime(_)) => {
            moved(Operator::Add, right, left)
        }
        _ => None,
    }
}

/// The sum of two values; null where there is none.
pub(super) fn sum(left: &Value, right: &Value) -> Value {
    calculate(Operator::Add, left, right).unwrap_or(Value::Null)
}

fn numbers(operator: Operator, left: Decimal, right: Decimal) -> Option<Decimal> {
    match operator {
        Operator::Add => left.rounded_add(right),
        Operator::Subtract => left.rounded_add(right.negated()),
        Operator::Multiply => left.rounded_mul(right),
        Operator::Divide => left.checked_div(right),
        Operator::Power => power(left, right.to_whole()?),
    }
}

/// Whole exponents only.
fn power(base: Decimal, exponent: i64) -> Option<Decimal> {
    if exponent.checked_abs()? > EXPONENT {
        return None;
    }
    let mut out = Decimal::whole(1);
    for _ in 0..exponent.unsigned_abs() {
        out = out.rounded_mul(base)?;
    }
    if exponent < 0 { Decimal::whole(1).checked_div(out) } else { Some(out) }
}

fn spans(operator: Operator, left: i64, right: i64, span: fn(i64) -> Value) -> Option<Value> {
    match operator {
        Operator::Add => left.checked_add(right).map(span),
        Operator::Subtract => left.checked_sub(right).map(span),
        Operator::Divide => Decimal::whole(left).checked_div(Decimal::whole(right)).map(Value::Number),
        Operator::Multiply | Operator::Power => None,
    }
}

/// A span times or through a number, cut to the whole seconds or months.
fn scaled(operator: Operator, span: i64, by: Decimal) -> Option<i64> {
    let span = Decimal::whole(span);
    let exact = if operator == Operator::Divide { span.checked_div(by) } else { span.rounded_mul(by) };
    let cut = exact?.cut()?;
    // A quotient that was rounded up may have come to a whole that it does not reach.
    let past = |span: Decimal, back: Decimal| if span.is_negative() { back < span } else { back > span };
    match Decimal::whole(cut).rounded_mul(by) {
        Some(back) if operator == Operator::Divide && past(span, back) => cut.checked_sub(if cut < 0 { -1 } else { 1 }),
        _ => Some(cut),
    }
}

fn moved(operator: Operator, from: &Value, by: &Value) -> Option<Value> {
    let by = if operator == Operator::Subtract { negative(by)? } else { by.clone() };
    match (from, by) {
        (Value::Date(date), Value::Months(months)) => date.plus_months(months).map(Value::Date),
        // As FEEL says: midnight, moved, and the day on which it then falls.
        (Value::Date(date), Value::Duration(seconds)) => {
            date.at_second(0)?.plus(seconds).map(|instant| Value::Date(instant.date()))
        }
        (Value::DateTime(instant), Value::Duration(seconds)) => instant.plus(seconds).map(Value::DateTime),
        (Value::DateTime(instant), Value::Months(months)) => {
            let date = instant.date().plus_months(months)?;
            date.at_second(Instant::second_of_day(*instant)).map(Value::DateTime)
        }
        _ => None,
    }
}
