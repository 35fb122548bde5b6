//! The engine's state: rows, and indexes derived from them.

use super::body::{Body, Row, Seen};
use super::facts::Facts;
use crate::directory::Map;
use crate::facts::Fact;
use crate::hash::Digest;
use crate::id::{CaseId, CommandId, Key};
use crate::time::Instant;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::ops::Bound;

/// Everything that an engine knows. Indexes follow the rows: they are changed only by [`State::put`].
#[derive(Debug, Clone)]
pub(super) struct State {
    seq: u64,
    head: Digest,
    last_at: Option<Instant>,
    rows: BTreeMap<Key, Row>,
    map: Map,
    /// Firing instant, due instant, key.
    queue: BTreeSet<(Instant, Instant, Key)>,
    waiting: BTreeSet<CaseId>,
    seen: BTreeSet<(Instant, CommandId)>,
}

impl Default for State {
    fn default() -> Self {
        Self {
            seq: 0,
            head: Digest::NONE,
            last_at: None,
            rows: BTreeMap::new(),
            map: Map::new(),
            queue: BTreeSet::new(),
            waiting: BTreeSet::new(),
            seen: BTreeSet::new(),
        }
    }
}

impl State {
    pub(super) fn seq(&self) -> u64 {
        self.seq
    }

    pub(super) fn head(&self) -> Digest {
        self.head
    }

    pub(super) fn last_at(&self) -> Option<Instant> {
        self.last_at
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = (&Key, &Row)> {
        self.rows.iter()
    }

    /// The rows from a key on, for reading all of one kind.
    pub(super) fn rows_from(&self, first: &Key) -> impl Iterator<Item = (&Key, &Row)> {
        self.rows.range(first..)
    }

    pub(super) fn row_count(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn row(&self, key: &Key) -> Option<&Row> {
        self.rows.get(key)
    }

    pub(super) fn body(&self, key: &Key) -> Option<&Body> {
        self.rows.get(key).map(|row| &row.body)
    }

    pub(super) fn next_firing(&self) -> Option<Instant> {
        self.queue.first().map(|(fires_at, _, _)| *fires_at)
    }

    /// What fires at the earliest instant, by (due, key).
    pub(super) fn firing_at(&self, at: Instant) -> impl Iterator<Item = (Instant, &Key)> {
        let all = self.queue.iter().skip_while(move |(fires_at, _, _)| *fires_at < at);
        all.take_while(move |(fires_at, _, _)| *fires_at == at).map(|(_, due, key)| (*due, key))
    }

    /// What fires at or before an instant.
    pub(super) fn firing_until(&self, at: Instant) -> impl Iterator<Item = &Key> {
        self.queue.iter().take_while(move |(fires_at, _, _)| *fires_at <= at).map(|(_, _, key)| key)
    }

    pub(super) fn waiting_cases(&self) -> impl Iterator<Item = &CaseId> {
        self.waiting.iter()
    }

    /// Puts a row, or takes it away; the indexes follow.
    pub(super) fn put(&mut self, key: Key, row: Option<Row>) {
        if let Some(old) = self.rows.remove(&key) {
            if let Some((fires_at, due)) = old.body.next_firing() {
                self.queue.remove(&(fires_at, due, key.clone()));
            }
            if let (Key::Case(id), true) = (&key, old.body.waits()) {
                self.waiting.remove(id);
            }
            if let (Key::Command(id), Body::Command(seen)) = (&key, &old.body) {
                self.seen.remove(&(seen.at, id.clone()));
            }
        }
        let Some(row) = row else { return };
        if let Some((fires_at, due)) = row.body.next_firing() {
            self.queue.insert((fires_at, due, key.clone()));
        }
        match (&key, &row.body) {
            (Key::Case(id), body) if body.waits() => {
                self.waiting.insert(id.clone());
            }
            (Key::Command(id), Body::Command(seen)) => {
                self.seen.insert((seen.at, id.clone()));
            }
            (Key::Node(code), Body::Node(node)) => self.map.put(code, node),
            _ => {}
        }
        self.rows.insert(key, row);
    }

    /// Moves on to the next entry, and forgets command ids that have aged out by then.
    pub(super) fn move_on(&mut self, seq: u64, head: Digest, at: Instant, remember: i64) {
        self.set_position(seq, head, Some(at));
        while let Some((seen_at, id)) = self.seen.first() {
            if !aged_out(*seen_at, at, remember) {
                break;
            }
            let key = Key::Command(id.clone());
            self.put(key, None);
        }
    }

    pub(super) fn set_position(&mut self, seq: u64, head: Digest, last_at: Option<Instant>) {
        self.seq = seq;
        self.head = head;
        self.last_at = last_at;
    }

    pub(super) fn remember(&mut self, id: CommandId, seen: Seen) {
        self.put(Key::Command(id), Some(Row { version: 1, body: Body::Command(seen) }));
    }
}

/// Whether a command of that instant is forgotten by now.
pub(super) fn aged_out(seen_at: Instant, now: Instant, remember: i64) -> bool {
    now.seconds().saturating_sub(seen_at.seconds()) > remember
}

impl Facts for State {
    fn row(&self, key: &Key) -> Fact<&Row> {
        self.rows.get(key).map_or(Fact::Absent, Fact::Given)
    }

    fn map(&self) -> &Map {
        &self.map
    }

    fn waiting(&self, after: Option<&CaseId>, at_most: usize) -> Fact<Vec<CaseId>> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        Fact::Given(self.waiting.range::<CaseId, _>((from, Bound::Unbounded)).take(at_most).cloned().collect())
    }
}
