//! The values of a column, put together as long as no cell tells them apart: finitely many sorts, each with a witness.
//!
//! What holds for the witness of each sort holds for every value that the column can have; so the analysis is exact
//! though there are endlessly many numbers.

use super::cell::{Cell, Test};
use super::codes::Codes;
use super::value::{Kind, Value};
use super::{Input, Word};
use crate::decimal::Decimal;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// Words of rule bits that an analysis or an index holds at most: 64 MiB.
pub(super) const WORDS: usize = 8 * 1024 * 1024;
/// Steps of finding the sorts of all columns that are asked about, and the rules of each.
pub(super) const TRIES: usize = 100_000_000;
/// Words of bits for the cells of one column: 32 MiB.
const CELL_WORDS: usize = 4 * 1024 * 1024;

/// Bits by number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Bits(Vec<u64>);

fn place(index: usize) -> (usize, u64) {
    let bit = u32::try_from(index.checked_rem(64).unwrap_or(0)).unwrap_or(0);
    (index.checked_div(64).unwrap_or(0), 1_u64.checked_shl(bit).unwrap_or(0))
}

impl Bits {
    pub(super) fn none(count: usize) -> Self {
        Self(alloc::vec![0; count.div_ceil(64)])
    }

    pub(super) fn all(count: usize) -> Self {
        let mut bits = Self::none(count);
        (0..count).for_each(|index| bits.set(index));
        bits
    }

    pub(super) fn set(&mut self, index: usize) {
        let (word, bit) = place(index);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    /// Sets all from one number to another, which is left out.
    fn set_all(&mut self, from: usize, to: usize) {
        if from >= to {
            return;
        }
        let mut bits = Self(alloc::vec![u64::MAX; self.0.len()]);
        bits.up_to(to.saturating_sub(1));
        if let Some(before) = from.checked_sub(1) {
            bits.after(before);
        }
        self.or_with(&bits);
    }

    pub(super) fn has(&self, index: usize) -> bool {
        let (word, bit) = place(index);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    pub(super) fn as_words(&self) -> &[u64] {
        &self.0
    }

    pub(super) fn words(&self) -> usize {
        self.0.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The least number.
    pub(super) fn first(&self) -> Option<usize> {
        let (index, word) = self.0.iter().enumerate().find(|(_, word)| **word != 0)?;
        index.checked_mul(64)?.checked_add(usize::try_from(word.trailing_zeros()).ok()?)
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(one, other)| one & other).collect())
    }

    pub(super) fn without(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(one, other)| *one &= !other);
    }

    pub(super) fn or_with(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(one, other)| *one |= other);
    }

    /// Only the numbers up to one, which stays.
    pub(super) fn up_to(&mut self, index: usize) {
        let (at, bit) = place(index);
        for (number, word) in self.0.iter_mut().enumerate() {
            if number > at {
                *word = 0;
            } else if number == at {
                *word &= bit | bit.saturating_sub(1);
            }
        }
    }

    /// Only the numbers above one.
    pub(super) fn after(&mut self, index: usize) {
        let (at, bit) = place(index);
        for (number, word) in self.0.iter_mut().enumerate() {
            if number < at {
                *word = 0;
            } else if number == at {
                *word &= !(bit | bit.saturating_sub(1));
            }
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(index, word)| {
            let (base, mut rest) = (index.saturating_mul(64), *word);
            core::iter::from_fn(move || {
                let bit = usize::try_from(rest.trailing_zeros()).ok().filter(|_| rest != 0)?;
                rest &= rest.wrapping_sub(1);
                Some(base.saturating_add(bit))
            })
        })
    }
}

/// The sorts of values of a column.
#[derive(Debug, Clone)]
pub(super) struct Sorts {
    /// A value of each.
    pub(super) witnesses: Vec<Value>,
    /// For each cell the sorts for which it holds.
    pub(super) cells: Vec<Bits>,
}

/// The sorts of values of a column; none if there would be too many to try.
pub(super) fn sorts(input: &Input, codes: &Codes, tries: &mut usize) -> Option<Sorts> {
    held(input, candidates(input, codes), codes, tries)
}

/// For which of some values, in their order, each cell of a column holds; none if there would be too many to try.
pub(super) fn held(input: &Input, witnesses: Vec<Value>, codes: &Codes, tries: &mut usize) -> Option<Sorts> {
    let words = witnesses.len().div_ceil(64);
    if words.checked_mul(input.cells.len())? > CELL_WORDS {
        return None;
    }
    let mut cells = Vec::with_capacity(input.cells.len());
    for cell in &input.cells {
        *tries = tries.checked_sub(cell.tests.len().checked_mul(words.checked_add(16)?)?)?;
        let holds = match ranges(cell, &witnesses, input.kind) {
            Some(holds) => holds,
            None => {
                *tries = tries.checked_sub(witnesses.len().checked_mul(cell.tests.len())?)?;
                let mut holds = Bits::none(witnesses.len());
                let passing = witnesses.iter().enumerate().filter(|(_, witness)| cell.holds(witness, codes));
                passing.for_each(|(index, _)| holds.set(index));
                holds
            }
        };
        cells.push(holds);
    }
    Some(Sorts { witnesses, cells })
}

/// For each sort the rules, by their places, whose cells hold; `when` gives the cell of each. None if there would be too
/// many to note.
pub(super) fn rules_of(
    input: &Input,
    sorts: &Sorts,
    when: impl ExactSizeIterator<Item = Option<usize>>,
    tries: &mut usize,
) -> Option<Vec<Bits>> {
    let mut always = Bits::none(when.len());
    let mut some = Vec::new();
    for (place, cell) in when.enumerate() {
        match cell.and_then(|cell| Some((input.cells.get(cell)?, sorts.cells.get(cell)?))) {
            Some((cell, _)) if cell.is_any() => always.set(place),
            Some((_, holds)) => some.push((place, holds)),
            None => {}
        }
    }
    let mut rules = alloc::vec![always; sorts.witnesses.len()];
    for (place, holds) in some {
        for sort in holds.iter() {
            *tries = tries.checked_sub(1)?;
            if let Some(bits) = rules.get_mut(sort) {
                bits.set(place);
            }
        }
    }
    Some(rules)
}

/// Where a cell holds among ordered values, by the ends of its tests; none for cells that must be tried.
fn ranges(cell: &Cell, values: &[Value], kind: Kind) -> Option<Bits> {
    let known = values.iter().take_while(|value| **value != Value::Null).count();
    if !kind.is_ordered() || known < values.len() || cell.is_negated() {
        return None;
    }
    let mut holds = Bits::none(values.len());
    let below = |end: &Value, with: bool| {
        values.partition_point(|value| match value.compare(end) {
            Some(Ordering::Less) => true,
            Some(Ordering::Equal) => with,
            _ => false,
        })
    };
    if cell.is_any() {
        return Some(Bits::all(values.len()));
    }
    for test in &cell.tests {
        let (from, to) = match test {
            Test::Is(Value::Null) => (0, 0),
            Test::Is(value) => (below(value, false), below(value, true)),
            Test::Under(end) => (0, below(&end.value, end.closed)),
            Test::Over(end) => (below(&end.value, !end.closed), values.len()),
            Test::Between(low, high) => (below(&low.value, !low.closed), below(&high.value, high.closed)),
            Test::IsNot(_) | Test::Below(_) => return None,
        };
        holds.set_all(from, to);
    }
    Some(holds)
}

/// At least one value of each sort.
fn candidates(input: &Input, codes: &Codes) -> Vec<Value> {
    let tests = || input.cells.iter().flat_map(|cell| &cell.tests).chain(&input.allowed);
    let mut values: Vec<Value> = match (input.kind, &input.words) {
        (Kind::Boolean, _) => Vec::from([Value::Bool(true), Value::Bool(false)]),
        (Kind::Code, _) => codes.all().map(|code| Value::text(code.as_str())).collect(),
        (_, Some(words)) => words.iter().map(|word: &Word| Value::text(&word.value)).collect(),
        (kind, None) if kind.is_ordered() => ordered(kind, tests()),
        (_, None) => texts(tests()),
    };
    if !input.allowed.is_empty() {
        values.retain(|value| input.allowed.iter().any(|test| test.passes(value, codes) == Some(true)));
    }
    if input.nullable {
        values.push(Value::Null);
    }
    values
}

/// Every text that a test names, and one that none names.
fn texts<'t>(tests: impl Iterator<Item = &'t Test>) -> Vec<Value> {
    let named: BTreeSet<&str> = tests.flat_map(Test::ends).filter_map(Value::as_text).collect();
    let mut other = String::from("其他");
    while named.contains(other.as_str()) {
        other.push('′');
    }
    let mut values: Vec<Value> = named.iter().map(|text| Value::text(text)).collect();
    values.push(Value::Text(other));
    values
}

/// The ends of all tests in their order, each once.
pub(super) fn ends<'t>(tests: impl Iterator<Item = &'t Test>) -> Vec<&'t Value> {
    let mut ends: Vec<&Value> = tests.flat_map(Test::ends).filter(|value| **value != Value::Null).collect();
    ends.sort_by(|one, other| one.compare(other).unwrap_or(Ordering::Equal));
    ends.dedup();
    ends
}

/// The ends of all tests, and a value below, above and between each two, where there is one.
fn ordered<'t>(kind: Kind, tests: impl Iterator<Item = &'t Test>) -> Vec<Value> {
    let ends = ends(tests);
    let Some((first, last)) = ends.first().zip(ends.last()) else { return any(kind).into_iter().collect() };
    let mut values: Vec<Value> = step(first, false).into_iter().collect();
    for (index, end) in ends.iter().enumerate() {
        values.push((*end).clone());
        let next = index.checked_add(1).and_then(|next| ends.get(next));
        values.extend(next.and_then(|next| between(kind, end, next)));
    }
    values.extend(step(last, true));
    // An end that is no whole number is none of the values of a column of whole numbers.
    values.retain(|value| value.is_of(kind));
    values
}

pub(super) fn any(kind: Kind) -> Option<Value> {
    Some(match kind {
        Kind::Date => Value::Date(crate::time::Date::new(2000, 1, 1)?),
        Kind::DateTime => Value::DateTime(crate::time::Instant::from_seconds(0).ok()?),
        Kind::Duration => Value::Duration(0),
        Kind::Months => Value::Months(0),
        _ => Value::Number(Decimal::ZERO),
    })
}

/// The next value above or below.
fn step(from: &Value, up: bool) -> Option<Value> {
    let by = if up { 1 } else { -1 };
    Some(match from {
        // The next whole number: one more than a number of many places may have too many digits.
        Value::Number(number) => {
            let whole = number.floor();
            let below = if *number == whole { whole.checked_sub(Decimal::whole(1))? } else { whole };
            Value::Number(if up { whole.checked_add(Decimal::whole(1))? } else { below })
        }
        Value::Date(date) => Value::Date(date.plus_days(by)?),
        Value::DateTime(instant) => Value::DateTime(instant.plus(by)?),
        Value::Duration(seconds) => Value::Duration(seconds.checked_add(by)?),
        Value::Months(months) => Value::Months(months.checked_add(by)?),
        _ => return None,
    })
}

/// A value between two, if there is one.
fn between(kind: Kind, low: &Value, high: &Value) -> Option<Value> {
    if let (Value::Number(low), Value::Number(high), Kind::Number) = (low, high, kind) {
        return low.between(*high).map(Value::Number);
    }
    step(low, true).filter(|next| next.compare(high) == Some(Ordering::Less))
}
