//! Many rows at once: columns of integers, and for each column which rules a value leaves.
//!
//! The values of a column fall into few sorts (`atoms` says why); each sort has the bits of the rules whose cells hold.
//! A row is answered by one look-up a column and the bits that all of them share: nothing is allocated, and no text is
//! compared. Texts and codes become numbers once, by [`Index::intern`].

use super::atoms::{Bits, TRIES, WORDS, any, ends, held, rules_of};
use super::cell::Test;
use super::value::{Kind, Value};
use super::{Hit, Input, Rule, Table};
use crate::bounds;
use crate::decimal::Decimal;
use crate::error::{Code, Rejection};
use crate::status::RowStatus;
use crate::time::Date;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

/// The integer of an unknown value.
pub const NULL: i64 = i64::MIN;
/// The number that is no rule.
pub const NO_RULE: u32 = u32::MAX;
/// Places of numbers whose units fit into an integer.
const MOST_PLACES: u32 = 17;
/// Between so few integers each has its own entry; else the ends are searched.
const DENSE: i64 = 4_096;

/// How an integer finds the sort of its value.
#[derive(Debug, Clone)]
enum Lookup {
    /// One entry for each integer from the first on, with those below and above at the two ends.
    Dense { first: i64, sorts: Vec<u32> },
    /// Sorted ends; the sorts below the first, of it, between it and the next, and so on.
    Search { ends: Vec<i64>, sorts: Vec<u32> },
}

impl Lookup {
    fn sort(&self, value: i64) -> Option<u32> {
        match self {
            Self::Dense { first, sorts } => {
                let last = sorts.len().saturating_sub(1);
                let place = usize::try_from(value.saturating_sub(*first).saturating_add(1).max(0)).unwrap_or(last);
                sorts.get(place.min(last)).copied()
            }
            Self::Search { ends, sorts } => {
                let place = match ends.binary_search(&value) {
                    Ok(place) => place.saturating_mul(2).saturating_add(1),
                    Err(place) => place.saturating_mul(2),
                };
                sorts.get(place).copied()
            }
        }
    }
}

/// One input column of an index.
#[derive(Debug, Clone)]
struct Column {
    kind: Kind,
    /// Places of its numbers. Their integers are twice the units of the last place, so that what lies between is odd.
    places: u32,
    /// Texts by their integers.
    words: BTreeMap<String, i64>,
    lookup: Lookup,
    default: i64,
    /// The sort of unknown values.
    null: u32,
    /// The bits of each sort, one after another.
    bits: Vec<u64>,
}

/// The rules of a table on a day, prepared for many rows. Rules are numbered as they stand in the table.
#[derive(Debug, Clone)]
pub struct Index {
    name: String,
    hit: Hit,
    words: usize,
    columns: Vec<Column>,
    /// The rules in their precedence.
    order: Vec<u32>,
    /// For each place of the order what its outputs are equal to; only `any` asks.
    says: Vec<u32>,
    ids: Vec<String>,
}

impl Table {
    /// Prepares the rules that hold on a day for many rows.
    ///
    /// # Errors
    /// `not_supported` for tables that answer with several rules, for inputs with expressions, for priorities that are
    /// calculated or replaced, for `any` with what is calculated or replaced, for numbers beyond 64 bits, and where an index would be larger than
    /// 64 MiB.
    ///
    /// ```
    /// use civigrid::tables::{NULL, Value};
    /// let table = civigrid::compile_table(br#"{
    ///     "hit": "first",
    ///     "inputs": [{"name": "kind", "type": "string", "values": ["noise", "waste"]}, {"name": "people", "type": "number"}],
    ///     "outputs": [{"name": "tier", "type": "string", "values": ["grid", "street"]}],
    ///     "rules": [{"id": "1", "when": ["noise", ">= 2.5"], "then": ["street"]}, {"id": "2", "when": ["waste", "-"], "then": ["grid"]}]
    /// }"#)?;
    /// let index = table.index("2026-02-13".parse()?)?;
    /// let (noise, waste) = (index.intern(0, &Value::text("noise")), index.intern(0, &Value::text("waste")));
    /// let people = [index.intern(1, &Value::Number("2.49".parse()?)), index.intern(1, &Value::Number("2.5".parse()?)), NULL];
    /// let (mut rules, mut statuses) = ([0; 3], [0; 3]);
    /// index.find_many(&[&[noise, noise, waste], &people], &mut rules, &mut statuses)?;
    /// assert_eq!((rules, statuses), ([civigrid::tables::NO_RULE, 0, 1], [1, 0, 0]));
    /// assert_eq!(index.rule(1), Some("2"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn index(&self, on: Date) -> Result<Index, Rejection> {
        let refused = |what: &str| Rejection::new(Code::NotSupported, "").with(&what);
        if !self.hit.is_single() {
            return Err(refused("hit"));
        }
        // What a node replaces changes no condition: it matters where the outputs decide.
        if self.has_overrides() && self.hit == Hit::Any {
            return Err(refused("overrides"));
        }
        let rules = self.edition(on).map_or(&[][..], |edition| &edition.rules);
        let calculates = |rule: &Rule| rule.then.iter().any(|expr| expr.constant().is_none());
        if self.hit == Hit::Any && rules.iter().any(calculates) {
            return Err(refused("hit: any"));
        }
        let order = self.precedence(rules).ok_or_else(|| refused("hit: priority"))?;
        let words = rules.len().div_ceil(64);
        let (mut room, mut tries) = (WORDS, TRIES);
        let mut columns = Vec::new();
        for (place, input) in self.inputs.iter().enumerate() {
            if input.expr.is_some() {
                return Err(refused("expression"));
            }
            let column = self.column(place, input, rules, &order, (&mut room, &mut tries));
            columns.push(column.ok_or_else(|| refused(&input.name))?);
        }
        Ok(Index {
            name: self.name.clone(),
            hit: self.hit,
            words,
            columns,
            says: self.classes(rules, &order),
            order: order.iter().map(|rule| u32::try_from(*rule).unwrap_or(NO_RULE)).collect(),
            ids: rules.iter().map(|rule| rule.id.clone()).collect(),
        })
    }

    /// Classes of rules that say the same, by precedence.
    fn classes(&self, rules: &[Rule], order: &[usize]) -> Vec<u32> {
        let mut classes: BTreeMap<String, u32> = BTreeMap::new();
        let mut says = Vec::new();
        for rule in order.iter().filter_map(|number| rules.get(*number)) {
            let text: String = rule.then.iter().map(|expr| alloc::format!("{:?};", expr.constant())).collect();
            let next = u32::try_from(classes.len()).unwrap_or(u32::MAX);
            says.push(*classes.entry(text).or_insert(next));
        }
        says
    }

    fn column(
        &self,
        place: usize,
        input: &Input,
        rules: &[Rule],
        order: &[usize],
        (room, tries): (&mut usize, &mut usize),
    ) -> Option<Column> {
        let mut column = Column {
            kind: input.kind,
            places: 0,
            words: BTreeMap::new(),
            lookup: Lookup::Search { ends: Vec::new(), sorts: Vec::new() },
            default: NULL,
            null: 0,
            bits: Vec::new(),
        };
        let when = || {
            let cell = |number: &usize| rules.get(*number).and_then(|rule| rule.when.get(place).copied());
            order.iter().map(cell)
        };
        let values = self.samples(input, &mut column)?;
        *room = room.checked_sub(values.len().checked_mul(order.len().div_ceil(64))?.checked_mul(2)?)?;
        let unknown = held(input, Vec::from([Value::Null]), &self.codes, tries)?;
        let mut all = rules_of(input, &unknown, when(), tries)?;
        let values = held(input, values, &self.codes, tries)?;
        all.extend(rules_of(input, &values, when(), tries)?);
        // Sorts that no rule tells apart are one.
        let mut known: BTreeMap<Bits, u32> = BTreeMap::new();
        let mut sorts = Vec::with_capacity(all.len());
        for bits in all {
            let next = u32::try_from(known.len()).ok()?;
            let sort = known.get(&bits).copied();
            sorts.push(sort.unwrap_or(next));
            if sort.is_none() {
                column.bits.extend_from_slice(bits.as_words());
                known.insert(bits, next);
            }
        }
        let (null, sorts) = sorts.split_first()?;
        column.null = *null;
        column.arrange(sorts)?;
        column.default = if input.default == Value::Null { NULL } else { column.intern(&input.default) };
        Some(column)
    }

    /// Values of every sort: for ordered types below, at and between the ends of all tests, in this order; else every
    /// word that a cell could mean, and one that none means.
    fn samples(&self, input: &Input, column: &mut Column) -> Option<Vec<Value>> {
        let tests = || input.cells.iter().flat_map(|cell| &cell.tests);
        if input.kind == Kind::Boolean {
            // What is neither is unknown.
            return Some(Vec::from([Value::Bool(false), Value::Bool(true), Value::Null]));
        }
        if input.kind.is_ordered() {
            let ends = ends(tests());
            column.places = ends.iter().filter_map(|end| end.as_number()).map(Decimal::places).max().unwrap_or(0);
            if column.places > MOST_PLACES {
                return None;
            }
            return column.around(&ends);
        }
        let mut words: Vec<String> = match (&input.words, input.kind) {
            (_, Kind::Code) => self.codes.all().map(|code| code.as_str().into()).collect(),
            (Some(words), _) => words.iter().map(|word| word.value.clone()).collect(),
            _ => tests().flat_map(Test::ends).filter_map(Value::as_text).map(String::from).collect(),
        };
        words.sort_unstable();
        words.dedup();
        for (number, word) in words.iter().enumerate() {
            column.words.insert(word.clone(), i64::try_from(number).ok()?);
        }
        let mut values: Vec<Value> = words.iter().map(|word| Value::text(word)).collect();
        let mut other = String::from("\u{0}");
        while column.words.contains_key(&other) {
            other.push('\u{0}');
        }
        values.push(Value::Text(other));
        Some(values)
    }
}

impl Column {
    /// Below, at and between ends; the integers of the ends go into the look-up.
    fn around(&mut self, ends: &[&Value]) -> Option<Vec<Value>> {
        let integers: Option<Vec<i64>> = ends.iter().map(|end| self.whole(end)).collect();
        let integers = integers?;
        let mut values = Vec::new();
        let step = |integer: i64, by: i64| integer.checked_add(by).and_then(|integer| self.value(integer));
        // Where there is no value on one side, any will do: none comes.
        let first = integers.first().and_then(|first| step(*first, -1));
        values.push(
            first.or_else(|| ends.first().map(|end| (*end).clone())).or_else(|| any(self.kind)).unwrap_or(Value::Null),
        );
        for (integer, end) in integers.iter().zip(ends) {
            values.push((*end).clone());
            values.push(step(*integer, 1).unwrap_or_else(|| (*end).clone()));
        }
        self.lookup = Lookup::Search { ends: integers, sorts: Vec::new() };
        Some(values)
    }

    /// The integer of a value that lies on the grid of the column.
    fn whole(&self, value: &Value) -> Option<i64> {
        match value {
            Value::Number(number) => match number.units(self.places)? {
                (units, true) => units.checked_mul(2).filter(|integer| *integer != NULL),
                (_, false) => None,
            },
            Value::Date(date) => Some(date.days_since(Date::new(1970, 1, 1)?)),
            Value::DateTime(instant) => Some(instant.seconds()),
            Value::Duration(span) | Value::Months(span) => Some(*span).filter(|span| *span != NULL),
            Value::Bool(value) => Some(i64::from(*value)),
            _ => None,
        }
    }

    /// A value that has the integer.
    fn value(&self, integer: i64) -> Option<Value> {
        Some(match self.kind {
            Kind::Number | Kind::Integer => Value::Number(
                Decimal::whole(integer)
                    .checked_div(Decimal::whole(10_i64.checked_pow(self.places)?.checked_mul(2)?))?,
            ),
            Kind::Date => Value::Date(Date::new(1970, 1, 1)?.plus_days(integer)?),
            Kind::DateTime => Value::DateTime(crate::time::Instant::from_seconds(integer).ok()?),
            Kind::Duration => Value::Duration(integer),
            Kind::Months => Value::Months(integer),
            _ => return None,
        })
    }

    /// Puts the sorts where the look-up finds them.
    fn arrange(&mut self, sorts: &[u32]) -> Option<()> {
        if !self.kind.is_ordered() {
            // Words are counted from 0; below stands what none of them is, as above.
            let mut all = Vec::from([*sorts.last()?]);
            all.extend(sorts);
            self.lookup = Lookup::Dense { first: 0, sorts: all };
            return Some(());
        }
        let Lookup::Search { ends, .. } = &self.lookup else { return None };
        let ends = ends.clone();
        let span = ends.first().zip(ends.last()).and_then(|(first, last)| last.checked_sub(*first));
        let search = Lookup::Search { ends: ends.clone(), sorts: sorts.to_vec() };
        self.lookup = match (span.filter(|span| *span <= DENSE), ends.first(), ends.last()) {
            (Some(_), Some(first), Some(last)) => {
                let from = first.checked_sub(1)?;
                let all: Option<Vec<u32>> = (from..=last.checked_add(1)?).map(|integer| search.sort(integer)).collect();
                Lookup::Dense { first: *first, sorts: all? }
            }
            _ => search,
        };
        Some(())
    }

    fn intern(&self, value: &Value) -> i64 {
        match value {
            Value::Null => NULL,
            Value::Text(text) => {
                let other = i64::try_from(self.words.len()).unwrap_or(i64::MAX);
                self.words.get(text).copied().unwrap_or(other)
            }
            Value::Number(number) => self.whole(value).unwrap_or_else(|| self.beside(*number)),
            _ => self.whole(value).unwrap_or(NULL),
        }
    }

    /// A number that is none of the column's grid: the odd integer between its neighbours, or the end of all integers.
    fn beside(&self, number: Decimal) -> i64 {
        let far = if number.is_negative() { NULL.saturating_add(1) } else { i64::MAX };
        let odd = number.units(self.places).and_then(|(units, _)| units.checked_mul(2)?.checked_add(1));
        odd.unwrap_or(far)
    }
}

/// What a row comes to.
enum Found {
    None,
    Rule(u32),
    Clash(u32, u32),
}

impl Index {
    /// How many input columns there are.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns.len()
    }

    /// The id of a rule.
    #[must_use]
    pub fn rule(&self, number: u32) -> Option<&str> {
        self.ids.get(usize::try_from(number).ok()?).map(String::as_str)
    }

    /// The integer of a value in a column: of texts and codes their number, of numbers a scaled one, of days those since
    /// 1970-01-01, of instants and spans their seconds, of years and months their months, of truth 0 or 1. What no cell
    /// means has an integer too; [`NULL`] is an unknown value, or one that the column cannot hold.
    #[must_use]
    pub fn intern(&self, column: usize, value: &Value) -> i64 {
        let Some(column) = self.columns.get(column) else { return NULL };
        if value.is_of(column.kind) { column.intern(value) } else { NULL }
    }

    /// The rule that counts for a row of integers; none also where the table would answer its defaults.
    ///
    /// # Errors
    /// `argument.columns` for a row of another length, `table.clash` if several rules apply that must not.
    pub fn find(&self, row: &[i64]) -> Result<Option<u32>, Rejection> {
        if row.len() != self.columns.len() {
            return Err(Rejection::new(Code::ArgumentColumns, ""));
        }
        match self.look(|column| row.get(column).copied().unwrap_or(NULL)) {
            Found::Rule(rule) => Ok(Some(rule)),
            Found::None => Ok(None),
            Found::Clash(one, other) => {
                let id = |rule| self.rule(rule).unwrap_or_default();
                let both = alloc::format!("{}, {}", id(one), id(other));
                Err(Rejection::new(Code::TableClash, "").with(&self.name).with(&both))
            }
        }
    }

    /// The rules that count for many rows: columns of integers in, rules and what became of each row out.
    ///
    /// # Errors
    /// `argument.columns` if there are more or fewer columns, or if they differ in length; nothing is written then.
    pub fn find_many(&self, columns: &[&[i64]], rules: &mut [u32], statuses: &mut [u8]) -> Result<(), Rejection> {
        let alike = columns.iter().all(|column| column.len() == rules.len());
        if columns.len() != self.columns.len() || !alike || statuses.len() != rules.len() {
            return Err(Rejection::new(Code::ArgumentColumns, ""));
        }
        for (row, (rule, status)) in rules.iter_mut().zip(statuses).enumerate() {
            let value = |column: usize| columns.get(column).and_then(|column| column.get(row)).copied().unwrap_or(NULL);
            let (found, told) = match self.look(value) {
                Found::Rule(found) => (found, RowStatus::Answered),
                Found::None => (NO_RULE, RowStatus::None),
                Found::Clash(..) => (NO_RULE, RowStatus::Clash),
            };
            (*rule, *status) = (found, told.number());
        }
        Ok(())
    }

    /// Looks a row up; `value` gives the integer of each column.
    fn look(&self, value: impl Fn(usize) -> i64) -> Found {
        let mut starts = [0_usize; bounds::TABLE_COLUMNS];
        for ((number, column), start) in self.columns.iter().enumerate().zip(&mut starts) {
            let mut value = value(number);
            if value == NULL {
                value = column.default;
            }
            let sort = if value == NULL { Some(column.null) } else { column.lookup.sort(value) };
            let sort = usize::try_from(sort.unwrap_or(column.null)).unwrap_or(0);
            *start = sort.saturating_mul(self.words);
        }
        let mut first = None;
        for word in 0..self.words {
            let mut rules = u64::MAX;
            for (column, start) in self.columns.iter().zip(&starts) {
                rules &= column.bits.get(start.saturating_add(word)).copied().unwrap_or(0);
            }
            while rules != 0 {
                let bit = usize::try_from(rules.trailing_zeros()).unwrap_or(0);
                let place = word.saturating_mul(64).saturating_add(bit);
                let Some(before) = first else {
                    if matches!(self.hit, Hit::First | Hit::Priority) {
                        return Found::Rule(self.ordered(place));
                    }
                    first = Some(place);
                    rules &= rules.wrapping_sub(1);
                    continue;
                };
                if self.hit == Hit::Unique || self.says.get(before) != self.says.get(place) {
                    return Found::Clash(self.ordered(before), self.ordered(place));
                }
                rules &= rules.wrapping_sub(1);
            }
        }
        first.map_or(Found::None, |place| Found::Rule(self.ordered(place)))
    }

    /// The rule at a place of the precedence.
    fn ordered(&self, place: usize) -> u32 {
        self.order.get(place).copied().unwrap_or(NO_RULE)
    }
}
