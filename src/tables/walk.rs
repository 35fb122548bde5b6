//! The way through all boxes of a table: columns with their sorts, and from column to column the rules that may still apply.

use super::Value;
use super::analysis::Run;
use super::atoms::{Bits, WORDS};
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

/// A column as the analysis sees it.
pub(super) struct Column {
    /// Its place among the table's inputs.
    pub(super) input: usize,
    /// A value of each sort.
    pub(super) witnesses: Vec<Value>,
    /// For each sort the rules whose cells hold.
    pub(super) rules: Vec<Bits>,
    /// For each rule the first and the last of its sorts, where every rule has those between as well.
    pub(super) spans: Option<Spans>,
}

/// Rules by where they begin and end, in a column in which each holds for one stretch of sorts.
pub(super) struct Spans {
    /// For each rule its first and last sort; none for a rule without any.
    of: Vec<Option<(usize, usize)>>,
    /// For each sort the rules that end before it, and those that begin after it.
    before: Vec<Bits>,
    after: Vec<Bits>,
}

impl Column {
    /// The rules that share a sort with a rule.
    pub(super) fn meeting(&self, rule: usize, count: usize) -> Bits {
        let mut meeting = Bits::none(count);
        if let Some(spans) = &self.spans {
            let Some((first, last)) = spans.of.get(rule).copied().flatten() else { return meeting };
            meeting = Bits::all(count);
            let ended = [spans.before.get(first), spans.after.get(last)];
            ended.into_iter().flatten().for_each(|apart| meeting.without(apart));
            return meeting;
        }
        self.rules.iter().filter(|bits| bits.has(rule)).for_each(|bits| meeting.or_with(bits));
        meeting
    }
}

/// The stretches of a column, if each rule has one, and there is room for them.
pub(super) fn spans(rules: &[Bits], count: usize, room: &mut usize) -> Option<Spans> {
    let words = rules.len().checked_mul(2)?.checked_mul(count.div_ceil(64))?;
    let left = room.checked_sub(words)?;
    let mut of: Vec<Option<(usize, usize)>> = alloc::vec![None; count];
    for (sort, bits) in rules.iter().enumerate() {
        for rule in bits.iter() {
            let span = of.get_mut(rule)?;
            *span = match *span {
                None => Some((sort, sort)),
                Some((first, last)) if last.checked_add(1) == Some(sort) => Some((first, sort)),
                Some(_) => return None,
            };
        }
    }
    *room = left;
    let apart = |is_apart: fn(usize, (usize, usize)) -> bool| -> Vec<Bits> {
        let of_sort = |sort: usize| {
            let mut bits = Bits::none(count);
            for (rule, span) in of.iter().enumerate() {
                if span.is_none_or(|span| is_apart(sort, span)) {
                    bits.set(rule);
                }
            }
            bits
        };
        (0..rules.len()).map(of_sort).collect()
    };
    let before = apart(|sort, (_, last)| last < sort);
    let after = apart(|sort, (first, _)| first > sort);
    Some(Spans { before, after, of })
}

/// Goes from column to column; rules are numbered in their precedence.
pub(super) struct Walk<'c> {
    all: &'c [Column],
    /// The columns in the order of the walk, with the rules of their sorts by precedence.
    columns: Vec<(&'c Column, Vec<Bits>)>,
    /// From each column on the rules that hold whatever the values are.
    free: Vec<Bits>,
    seen: Vec<BTreeSet<Bits>>,
    room: usize,
    /// The rules that count somewhere.
    pub(super) reached: Bits,
    decides: bool,
    has_default: bool,
    /// The witnesses of the columns chosen so far, by their places.
    chosen: Vec<Option<Value>>,
}

impl<'c> Walk<'c> {
    pub(super) fn new(all: &'c [Column], order: &[usize], decides: bool, has_default: bool) -> Self {
        let count = order.len();
        let arranged = |bits: &Bits| {
            let mut out = Bits::none(count);
            let placed = order.iter().enumerate().filter(|(_, number)| bits.has(**number));
            placed.for_each(|(place, _)| out.set(place));
            out
        };
        let mut columns: Vec<(&Column, Vec<Bits>)> =
            all.iter().map(|column| (column, column.rules.iter().map(arranged).collect())).collect();
        // Columns that say nothing of most rules come last: by then few rules are left.
        let says = |rules: &Vec<Bits>| {
            let always = rules.iter().skip(1).fold(rules.first().cloned(), |all, bits| Some(all?.and(bits)));
            always.map_or(0, |always| always.iter().count())
        };
        columns.sort_by_cached_key(|(_, rules)| says(rules));
        let mut free = Vec::from([Bits::all(count)]);
        for (_, rules) in columns.iter().rev() {
            let after = free.last().cloned().unwrap_or_else(|| Bits::all(count));
            free.push(rules.iter().fold(after, |free, bits| free.and(bits)));
        }
        free.reverse();
        Self {
            all,
            seen: columns.iter().map(|_| BTreeSet::new()).collect(),
            room: WORDS,
            columns,
            free,
            reached: Bits::none(count),
            decides,
            has_default,
            chosen: alloc::vec![None; all.len()],
        }
    }

    fn choose(&mut self, input: usize, value: Option<Value>) {
        if let Some(chosen) = self.chosen.get_mut(input) {
            *chosen = value;
        }
    }

    /// Looks at the box of the columns chosen so far; false if there were too many.
    pub(super) fn box_of(&mut self, depth: usize, mut alive: Bits, run: &mut Run<'_, '_>) -> bool {
        if !run.counts() {
            return false;
        }
        if alive.is_empty() {
            if !self.has_default {
                run.gap(&self.chosen, self.all);
            }
            return true;
        }
        // A rule that holds from here on whatever the values are: nothing behind it counts, and there is no gap.
        if let Some(first) = self.free.get(depth).and_then(|free| alive.and(free).first()) {
            if !self.decides {
                return true;
            }
            alive.up_to(first);
            if alive.first() == Some(first) {
                self.reached.set(first);
                return true;
            }
        }
        let Some(seen) = self.seen.get_mut(depth) else { return true };
        if seen.contains(&alive) {
            return true;
        }
        // Without room to remember it, the same is looked at again: slower, and right.
        if let Some(room) = self.room.checked_sub(alive.words()) {
            self.room = room;
            seen.insert(alive.clone());
        }
        let Some((column, rules)) = self.columns.get(depth) else { return true };
        let (column, nexts): (&Column, Vec<Bits>) = (column, rules.iter().map(|bits| alive.and(bits)).collect());
        for (witness, next) in column.witnesses.iter().zip(nexts) {
            self.choose(column.input, Some(witness.clone()));
            if !self.box_of(depth.saturating_add(1), next, run) {
                return false;
            }
        }
        self.choose(column.input, None);
        true
    }
}
