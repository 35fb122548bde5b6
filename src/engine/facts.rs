//! Facts: what deciders read, from the engine's state or from rows that a host hands over.

use super::body::Row;
use crate::directory::Map;
use crate::facts::Fact;
use crate::id::{CaseId, Key};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Rows by key, and the map. A host that keeps its own rows implements it, or hands over [`GivenRows`].
pub trait Facts {
    /// A row: given, known to be absent, or not looked up.
    fn row(&self, key: &Key) -> Fact<&Row>;

    /// The map of the territory, compiled by the host once.
    fn map(&self) -> &Map;

    /// Ids of cases with a clock that waits for a calendar, by id, after one, at most so many.
    fn waiting(&self, after: Option<&CaseId>, at_most: usize) -> Fact<Vec<CaseId>>;
}

/// Rows that a host has looked up: `None` for those that it knows not to exist.
#[derive(Debug, Clone, Default)]
pub struct GivenRows {
    rows: BTreeMap<Key, Option<Row>>,
    map: Map,
    waiting: Option<Vec<CaseId>>,
}

impl GivenRows {
    /// No rows, with this map.
    #[must_use]
    pub fn new(map: Map) -> Self {
        Self { rows: BTreeMap::new(), map, waiting: None }
    }

    /// Gives a row, or its absence.
    pub fn give(&mut self, key: Key, row: Option<Row>) {
        self.rows.insert(key, row);
    }

    /// Gives the ids of all cases that wait for a calendar.
    pub fn give_waiting(&mut self, mut cases: Vec<CaseId>) {
        cases.sort_unstable();
        self.waiting = Some(cases);
    }
}

impl Facts for GivenRows {
    fn row(&self, key: &Key) -> Fact<&Row> {
        match self.rows.get(key) {
            Some(Some(row)) => Fact::Given(row),
            Some(None) => Fact::Absent,
            None => Fact::NotGiven,
        }
    }

    fn map(&self) -> &Map {
        &self.map
    }

    fn waiting(&self, after: Option<&CaseId>, at_most: usize) -> Fact<Vec<CaseId>> {
        match &self.waiting {
            None => Fact::NotGiven,
            Some(all) => Fact::Given(later(all, after, at_most)),
        }
    }
}

/// Of ids in order, those after one, at most so many.
pub(crate) fn later(all: &[CaseId], after: Option<&CaseId>, at_most: usize) -> Vec<CaseId> {
    all.iter().filter(|id| after.is_none_or(|after| *id > after)).take(at_most).cloned().collect()
}
