//! A host that keeps its own rows: it looks up what `needs` names, decides row by row, and must come to the engine's
//! rows and events without ever having one.

use civigrid::directory::Map;
use civigrid::rows::{self, GivenRows, RowDecision};
use civigrid::{Body, Code, Command, Engine, Entry, Event, EventRecord, Instant, Key, Rejection, Row, Rulesets};
use civigrid_simulator::Step;
use std::collections::BTreeMap;

pub(crate) struct RowHost {
    rulesets: Rulesets,
    table: BTreeMap<Key, Row>,
    map: Map,
}

impl RowHost {
    /// A host whose table begins with the rows of a loaded directory.
    pub(crate) fn new(rulesets: impl Into<Rulesets>, engine: &Engine) -> Self {
        let table = engine.rows().map(|(key, row)| (key.clone(), row.clone())).collect();
        Self { rulesets: rulesets.into(), table, map: engine.map().clone() }
    }

    fn given(&self, keys: &[Key]) -> GivenRows {
        let mut given = GivenRows::new(self.map.clone());
        for key in keys {
            given.give(key.clone(), self.table.get(key).cloned());
        }
        given
    }

    /// Looks up what is needed until the command can be decided.
    fn decide(&self, command: &Command, at: Instant) -> Result<RowDecision, Rejection> {
        let mut keys = Vec::new();
        loop {
            let given = self.given(&keys);
            let needed = rows::needs(&self.rulesets, &given, command, at)?;
            if needed.is_empty() {
                return rows::decide(&self.rulesets, &given, command, at);
            }
            assert!(needed.iter().all(|key| !keys.contains(key)), "needs asks again for what it has");
            keys.extend(needed);
        }
    }

    /// Decides what fires in one row, looking up what is needed.
    fn decide_due(&self, key: &Key, at: Instant) -> RowDecision {
        let mut keys = Vec::new();
        loop {
            let given = self.given(&keys);
            let needed = rows::needs_due(&self.rulesets, &given, key, at).expect("a due row is no refusal");
            if needed.is_empty() {
                return rows::decide_due(&self.rulesets, &given, key, at).expect("all is given");
            }
            assert!(needed.iter().all(|key| !keys.contains(key)), "needs_due asks again for what it has");
            keys.extend(needed);
        }
    }

    fn write(&mut self, decision: RowDecision) {
        for (key, row) in decision.rows {
            match row {
                Some(row) => self.table.insert(key, row),
                None => self.table.remove(&key),
            };
        }
    }

    /// Does what the engine did, by rows alone.
    pub(crate) fn follow(&mut self, step: &Step, entries: &[Entry], refusal: Option<&Rejection>) {
        let mut committed = false;
        for entry in entries {
            if let civigrid::Cause::Command(_) = entry.cause() {
                let decision = self.decide(&step.command, step.at).expect("the engine took the command");
                assert_eq!(told(&decision.events), told(entry.events()));
                self.write(decision);
                committed = true;
            } else {
                self.fire(entry);
            }
        }
        match refusal {
            // A host with rows has no last entry: it cannot tell that time went back, nor that other rows are due.
            Some(refusal) if [Code::TimeRegressed, Code::DeadlinesDue].contains(&refusal.code()) => {}
            Some(refusal) => assert_eq!(self.decide(&step.command, step.at).as_ref(), Err(refusal)),
            None if !committed => {
                let decision = self.decide(&step.command, step.at).expect("a repeat");
                assert!(decision.events.is_empty() && decision.rows.is_empty(), "a repeat does nothing");
            }
            None => {}
        }
    }

    /// The same dues, row by row in the order of the entry.
    fn fire(&mut self, entry: &Entry) {
        let mut events = Vec::new();
        while told(&events).len() < told(entry.events()).len() {
            let next = &told(entry.events())[told(&events).len()];
            let decision = self.decide_due(&next.key, entry.at());
            assert!(!decision.events.is_empty(), "{} does not fire in its row", next.key);
            events.extend(decision.events.clone());
            self.write(decision);
        }
        assert_eq!(told(&events), told(entry.events()));
    }

    /// All rows are the engine's. Counters are added up once an entry there and once a row here: their versions differ.
    pub(crate) fn compare(&self, engine: &Engine) {
        let ours = self.table.iter().filter(|(key, _)| !matches!(key, Key::Command(_)));
        let theirs: Vec<_> = engine.rows().filter(|(key, _)| !matches!(key, Key::Command(_))).collect();
        let theirs = theirs.into_iter();
        // Ids that have aged out are the host's to delete; all other rows are the same ones.
        assert_eq!(ours.clone().count(), theirs.clone().count());
        for ((key, ours), (other, theirs)) in ours.zip(theirs) {
            assert_eq!(key, other);
            assert_eq!(ours.body, theirs.body, "{key}");
            assert!(ours.version == theirs.version || matches!(key, Key::Tally(_)), "{key}");
        }
        for (key, row) in engine.rows() {
            if let (Key::Command(_), Body::Command(seen)) = (key, &row.body) {
                let Some(Row { body: Body::Command(ours), .. }) = self.table.get(key) else { panic!("{key}") };
                assert_eq!((ours.digest, ours.at), (seen.digest, seen.at));
            }
        }
    }
}

/// Events but those of counters.
fn told(events: &[EventRecord]) -> Vec<EventRecord> {
    events.iter().filter(|record| !matches!(record.event, Event::Indicators(_))).cloned().collect()
}
