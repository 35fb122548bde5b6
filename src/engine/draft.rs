//! A draft: facts with the changes of one entry laid over them. Deciding builds one; committing checks one and then
//! takes its rows over whole. Its cost grows with the entry, not with the state.

use super::body::{self, Body, Origin, Row};
use super::entry::EventRecord;
use super::facts::Facts;
use super::message::{Command, Event};
use super::observe::observe;
use crate::cases::{Book, Case, CaseFacts};
use crate::directory::{self, DirectoryFacts, Node, Person, Unit};
use crate::error::{Code, Rejection};
use crate::facts::{Emit, Fact, Stop};
use crate::geometry::Position;
use crate::hash::Digest;
use crate::id::{AccountId, ActKey, CaseId, Key, NodeCode, PersonId, UnitId};
use crate::indicators::{self, Observation};
use crate::points::{self, Account, Act, PointFacts};
use crate::ruleset::{Compiled, Rulesets};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// What a row-wise decision comes to: the events, and the rows to write in the host's own transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct RowDecision {
    /// What happened; empty for a repeat, or if nothing fires.
    pub events: Vec<EventRecord>,
    /// Rows after it; `None` for a row that ends. The host writes them if their versions still are what it gave.
    pub rows: BTreeMap<Key, Option<Row>>,
}

impl RowDecision {
    pub(super) const NOTHING: Self = Self { events: Vec::new(), rows: BTreeMap::new() };
}

pub(super) struct Draft<'a> {
    rulesets: &'a Rulesets,
    ruleset: &'a Compiled,
    facts: &'a dyn Facts,
    origin: Origin<'a>,
    changed: BTreeMap<Key, Option<Row>>,
    events: Vec<EventRecord>,
    observations: Vec<Observation>,
}

impl<'a> Draft<'a> {
    /// A draft over facts, under the ruleset that is in force by them.
    pub(super) fn new(
        rulesets: &'a Rulesets,
        facts: &'a dyn Facts,
        seq: u64,
        command: Option<&'a Command>,
    ) -> Result<Self, Stop> {
        let in_force = match facts.row(&Key::Rules) {
            Fact::Given(Row { body: Body::Rules(rules), .. }) => rules.fingerprint,
            Fact::Given(_) => return Err(Rejection::new(Code::RowUnfit, "").with(&Key::Rules).into()),
            Fact::Absent => rulesets.first(),
            Fact::NotGiven => return Err(Stop::Missing(Key::Rules)),
        };
        Ok(Self {
            rulesets,
            ruleset: rulesets.compiled(&in_force)?,
            facts,
            origin: Origin { seq, command },
            changed: BTreeMap::new(),
            events: Vec::new(),
            observations: Vec::new(),
        })
    }

    pub(super) fn ruleset(&self) -> &'a Compiled {
        self.ruleset
    }

    pub(super) fn rulesets(&self) -> &'a Rulesets {
        self.rulesets
    }

    pub(super) fn facts(&self) -> &'a dyn Facts {
        self.facts
    }

    /// A row as the draft has it.
    pub(super) fn row(&self, key: &Key) -> Result<Option<&Row>, Stop> {
        if let Some(row) = self.changed.get(key) {
            return Ok(row.as_ref());
        }
        match self.facts.row(key) {
            // Another kind of row under this key must not look like its absence.
            Fact::Given(row) if row.body.belongs_to(key) => Ok(Some(row)),
            Fact::Given(_) => Err(Rejection::new(Code::RowUnfit, "").with(key).into()),
            Fact::Absent => Ok(None),
            Fact::NotGiven => Err(Stop::Missing(key.clone())),
        }
    }

    fn body(&self, key: &Key) -> Result<Option<&Body>, Stop> {
        Ok(self.row(key)?.map(|row| &row.body))
    }

    /// Takes over an event that a decider answered: it gets its version, changes its row, and is observed.
    pub(super) fn push(&mut self, emit: Emit<Event>) -> Result<(), Stop> {
        let before = self.row(&emit.key)?.map_or(0, |row| row.version);
        let version = before.checked_add(1).ok_or_else(|| Rejection::new(Code::CountOverflow, ""))?;
        let record = EventRecord { key: emit.key, version, because: emit.because, event: emit.event };
        self.apply(&record)?;
        let seen = observe(self, &record)?;
        self.observations.extend(seen);
        self.events.push(record);
        Ok(())
    }

    /// Takes over the events of one domain, one by one.
    pub(super) fn push_all<E>(&mut self, emits: Vec<Emit<E>>, as_event: impl Fn(E) -> Event) -> Result<(), Stop> {
        for emit in emits {
            self.push(Emit::new(emit.key, emit.because, as_event(emit.event)))?;
        }
        Ok(())
    }

    /// Changes the row of an event: it must follow the row's version and fit it.
    pub(super) fn apply(&mut self, record: &EventRecord) -> Result<(), Stop> {
        let row = self.row(&record.key)?;
        let before = row.map_or(0, |row| row.version);
        if before.checked_add(1) != Some(record.version) {
            return Err(Rejection::new(Code::EventVersion, "").with(&record.key).into());
        }
        let after = body::evolve(row.map(|row| &row.body), record, self.origin)?;
        self.changed.insert(record.key.clone(), after.map(|body| Row { version: record.version, body }));
        Ok(())
    }

    /// How many events there are so far, with those that the counters will add.
    pub(super) fn size(&self) -> usize {
        self.events.len().saturating_add(self.observations.len())
    }

    /// Adds up what was observed and gives the events, with the rows that they changed.
    pub(super) fn finish(mut self) -> Result<RowDecision, Stop> {
        let observations = core::mem::take(&mut self.observations);
        let tally = |node: &NodeCode| Ok(body::tally(self.body(&Key::Tally(node.clone()))?));
        let counted = indicators::counted(&observations, tally)?;
        self.push_all(counted, Event::Indicators)?;
        // What could not be committed must not be persisted either.
        for (key, row) in &self.changed {
            row.as_ref().map_or(Ok(()), |row| row.body.check(key, self.rulesets))?;
        }
        Ok(RowDecision { events: self.events, rows: self.changed })
    }

    /// The rows changed by events that were applied, for committing.
    pub(super) fn into_rows(self) -> BTreeMap<Key, Option<Row>> {
        self.changed
    }

    fn book_from<'b>(&'b self, compiled: &'b Compiled) -> Book<'b> {
        Book {
            later: &self.ruleset.limits,
            fingerprint: compiled.fingerprint,
            rules: &compiled.cases,
            limits: &compiled.limits,
            directory: &compiled.directory,
        }
    }
}

impl DirectoryFacts for Draft<'_> {
    fn node(&self, code: &NodeCode) -> Result<Option<&Node>, Stop> {
        Ok(body::node(self.body(&Key::Node(code.clone()))?))
    }

    fn unit(&self, id: &UnitId) -> Result<Option<&Unit>, Stop> {
        Ok(body::unit(self.body(&Key::Unit(id.clone()))?))
    }

    fn person(&self, id: &PersonId) -> Result<Option<&Person>, Stop> {
        Ok(body::person(self.body(&Key::Person(id.clone()))?))
    }

    fn locate(&self, position: Position) -> Option<NodeCode> {
        self.facts.map().locate(position).cloned()
    }
}

impl CaseFacts for Draft<'_> {
    fn case(&self, id: &CaseId) -> Result<Option<&Case>, Stop> {
        Ok(body::case(self.body(&Key::Case(id.clone()))?))
    }

    fn book(&self) -> Book<'_> {
        self.book_from(self.ruleset)
    }

    fn book_of(&self, fingerprint: &Digest) -> Result<Book<'_>, Stop> {
        Ok(self.book_from(self.rulesets.compiled(fingerprint)?))
    }
}

impl PointFacts for Draft<'_> {
    fn account(&self, id: &AccountId) -> Result<Option<&Account>, Stop> {
        Ok(body::account(self.body(&Key::Account(id.clone()))?))
    }

    fn act(&self, key: &ActKey) -> Result<Option<&Act>, Stop> {
        Ok(body::act(self.body(&Key::Act(key.clone()))?))
    }

    fn point_rules(&self) -> &points::Rules {
        &self.ruleset.points
    }

    fn directory_rules(&self) -> &directory::Rules {
        &self.ruleset.directory
    }
}
