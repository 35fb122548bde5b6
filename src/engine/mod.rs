//! The engine: composes the domains. It decides commands and what is due, commits entries, answers queries.

mod body;
mod commit;
mod decide;
mod draft;
mod due;
mod entry;
mod facts;
mod message;
mod observe;
mod query;
mod reactions;
mod replay;
pub mod rows;
#[cfg(feature = "schema")]
pub(crate) mod schema;
mod snapshot;
mod state;
mod work;

pub use body::{Body, ReactionRecord, Row, Seen};
pub use entry::{Cause, Entry, EventRecord, WorkCause};
pub use message::{
    Command, CommandData, EngineEvent, Event, ReactionRefused, WorkAdvanced, WorkDone, WorkKind, WorkOpened,
};
pub use query::{Answer, AnswerData, Query, View};
pub use work::Work;

use crate::directory::Map;
use crate::error::{Code, Rejection};
use crate::hash::Digest;
use crate::id::Key;
use crate::ruleset::{Ruleset, Rulesets};
use crate::time::Instant;
use alloc::boxed::Box;
use alloc::vec::Vec;
use facts::Facts;
use state::State;

/// What a command comes to.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// A new entry, to be persisted by the host and then committed.
    New(Box<Entry>),
    /// This very command is already entry `seq`: there is nothing to append.
    Repeat {
        /// That entry.
        seq: u64,
    },
}

/// What applying a command did.
#[derive(Debug, Clone, PartialEq)]
pub enum Applied {
    /// The entries that were committed: what was due first, then the command's own, then its due work.
    New(Vec<Entry>),
    /// Nothing: the command is already entry `seq`.
    Repeat {
        /// That entry.
        seq: u64,
    },
}

/// What was not carried out to the end. The entries that were committed before are here, to be persisted like all others.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// The entries that were committed.
    pub entries: Vec<Entry>,
    /// Why the command was refused.
    pub rejection: Rejection,
}

impl Refused {
    /// The code of the rejection.
    #[must_use]
    pub fn code(&self) -> Code {
        self.rejection.code()
    }
}

impl core::fmt::Display for Refused {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.rejection.fmt(f)
    }
}

impl core::error::Error for Refused {}

/// A ruleset and the state that the entries so far add up to: one jurisdiction.
///
/// Deciding changes nothing. The host persists the entry in its own transaction and then commits it; a crash in between
/// loses nothing, because the same command is decided again.
#[derive(Debug, Clone)]
pub struct Engine {
    rulesets: Rulesets,
    state: State,
}

impl Engine {
    /// An engine without any entry. The rulesets must hold those that will be adopted or that a journal names.
    ///
    /// # Errors
    /// `ruleset_unknown` if the first ruleset is not among them, which [`Rulesets`] does not allow to happen.
    pub fn new(rulesets: impl Into<Rulesets>) -> Result<Self, Rejection> {
        let rulesets = rulesets.into();
        rulesets.get(&rulesets.first())?;
        Ok(Self { rulesets, state: State::default() })
    }

    /// Hands over one more ruleset, to be adopted later.
    pub fn add_ruleset(&mut self, ruleset: Ruleset) {
        self.rulesets.add(ruleset);
    }

    /// The rulesets that were handed over.
    #[must_use]
    pub fn rulesets(&self) -> &Rulesets {
        &self.rulesets
    }

    /// Loads rows of the directory, and that of the ruleset in force, that a host keeps in its own tables: all of them or
    /// none. For engines without entries; a row that is held already is replaced, so a host brings the directory up to
    /// date in this way as well.
    ///
    /// # Errors
    /// `rows.journal` if there are entries already; `rows.kind` for rows of other kinds, or for a row that ends;
    /// `ruleset_unknown` if the ruleset in force was not given.
    pub fn load_rows(&mut self, rows: impl IntoIterator<Item = (Key, Option<Row>)>) -> Result<(), Rejection> {
        if self.seq() > 0 {
            return Err(Rejection::new(Code::RowsJournal, ""));
        }
        let mut checked = Vec::new();
        for (key, row) in rows {
            let kept = matches!(key, Key::Node(_) | Key::Unit(_) | Key::Person(_) | Key::Rules);
            let row = row.filter(|row| kept && row.body.belongs_to(&key));
            let row = row.ok_or_else(|| Rejection::new(Code::RowsKind, "").with(&key))?;
            row.body.check(&key, &self.rulesets)?;
            checked.push((key, row));
        }
        for (key, row) in checked {
            self.state.put(key, Some(row));
        }
        Ok(())
    }

    /// The ruleset in force.
    ///
    /// # Errors
    /// `ruleset_unknown` if it was not given.
    pub fn ruleset(&self) -> Result<&Ruleset, Rejection> {
        self.rulesets.get(&self.in_force())
    }

    fn in_force(&self) -> Digest {
        match self.state.body(&Key::Rules) {
            Some(Body::Rules(rules)) => rules.fingerprint,
            _ => self.rulesets.first(),
        }
    }

    /// The seq of the last entry; 0 before the first.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.state.seq()
    }

    /// The hash of the last entry.
    #[must_use]
    pub fn head(&self) -> Digest {
        self.state.head()
    }

    /// The instant of the last entry.
    #[must_use]
    pub fn last_at(&self) -> Option<Instant> {
        self.state.last_at()
    }

    /// When something fires next; a host sets its timer to it.
    #[must_use]
    pub fn next_firing(&self) -> Option<Instant> {
        self.state.next_firing()
    }

    /// The map of the territory.
    #[must_use]
    pub fn map(&self) -> &Map {
        self.state.map()
    }

    /// The rows of the state, in the order of their keys.
    pub fn rows(&self) -> impl Iterator<Item = (&Key, &Row)> {
        self.state.rows()
    }

    /// One row.
    #[must_use]
    pub fn row(&self, key: &Key) -> Option<&Row> {
        self.state.row(key)
    }

    /// A digest of the whole state: rows, seq, head and last instant.
    #[must_use]
    pub fn digest(&self) -> Digest {
        snapshot::digest(self)
    }

    /// Decides a command at an instant. Nothing changes.
    ///
    /// # Errors
    /// The first refusal in the order of [`crate::Stage`]; `deadlines_due` asks for [`Engine::decide_due`] first.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/doc/setup.rs"));
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let engine = engine();
    /// let refusal = engine.decide(&report(), "2026-02-13T08:59:59+08:00".parse()?).unwrap_err();
    /// assert_eq!(refusal.code(), civigrid::Code::TimeRegressed);
    /// assert_eq!(refusal.zh(), "时刻早于最近一条记录 2026-02-13T09:00:00+08:00");
    /// # Ok(())
    /// # }
    /// ```
    pub fn decide(&self, command: &Command, at: Instant) -> Result<Decision, Rejection> {
        decide::decide(&self.rulesets, &self.state, command, at, None)
    }

    /// Decides a command at an instant or, if that lies before the last entry, at the last entry's; the entry then
    /// records the instant that was asked for.
    ///
    /// # Errors
    /// As [`Engine::decide`], but never `time_regressed`.
    pub fn decide_clamped(&self, command: &Command, at: Instant) -> Result<Decision, Rejection> {
        match self.last_at() {
            Some(last) if at < last => decide::decide(&self.rulesets, &self.state, command, last, Some(at)),
            _ => self.decide(command, at),
        }
    }

    /// The entry of the earliest instant at which something fires, if that is not after `at` or the last entry's instant.
    /// Hosts loop until `None`.
    ///
    /// # Errors
    /// Faults of the state only: a ruleset that was not given.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/doc/setup.rs"));
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut engine = engine();
    /// engine.apply(&report(), "2026-02-13T10:00:00+08:00".parse()?)?;
    /// // Nobody signs by 16:00, and nobody replies by the close of work on the make-up Saturday.
    /// let mut fired = Vec::new();
    /// while let Some(entry) = engine.decide_due("2026-02-15T00:00:00+08:00".parse()?)? {
    ///     fired.push(entry.at().to_string()); // persist it here
    ///     engine.commit(&entry)?;
    /// }
    /// assert_eq!(fired, ["2026-02-13T16:00:01+08:00", "2026-02-14T17:30:01+08:00"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn decide_due(&self, at: Instant) -> Result<Option<Entry>, Rejection> {
        due::decide_due(&self.rulesets, &self.state, at)
    }

    /// Takes over an entry: all of it, or nothing.
    ///
    /// # Errors
    /// A fault that says why the entry does not follow the last one, or what in it does not fit.
    pub fn commit(&mut self, entry: &Entry) -> Result<(), Rejection> {
        commit::commit(&self.rulesets, &mut self.state, entry)
    }

    /// Commits what is due, decides the command, commits its entry and the due work that it leaves at its instant. For
    /// hosts that persist afterwards; [`Engine::decide`] lets a host persist first.
    ///
    /// # Errors
    /// [`Refused`], as [`Engine::decide`], but never by `deadlines_due`; with the entries of what was due until then.
    pub fn apply(&mut self, command: &Command, at: Instant) -> Result<Applied, Refused> {
        let mut entries = Vec::new();
        match self.apply_into(command, at, &mut entries) {
            Ok(None) => Ok(Applied::New(entries)),
            Ok(Some(seq)) => Ok(Applied::Repeat { seq }),
            Err(rejection) => Err(Refused { entries, rejection }),
        }
    }

    /// The seq of the entry that the command repeats, if it does.
    fn apply_into(
        &mut self,
        command: &Command,
        at: Instant,
        entries: &mut Vec<Entry>,
    ) -> Result<Option<u64>, Rejection> {
        loop {
            match self.decide(command, at) {
                Ok(Decision::Repeat { seq }) => return Ok(Some(seq)),
                Ok(Decision::New(entry)) => {
                    self.commit(&entry)?;
                    entries.push(*entry);
                    break;
                }
                Err(refusal) if refusal.code() == Code::DeadlinesDue => entries.extend(self.step(at)?),
                Err(refusal) => return Err(refusal),
            }
        }
        while let Some(entry) = self.step(at)? {
            entries.push(entry);
        }
        Ok(None)
    }

    /// Commits everything that fires at or before an instant. It leaves no other trace: time is the last entry's.
    ///
    /// # Errors
    /// [`Refused`], as [`Engine::decide_due`], with the entries that were committed before.
    pub fn advance(&mut self, at: Instant) -> Result<Vec<Entry>, Refused> {
        let mut entries = Vec::new();
        loop {
            match self.step(at) {
                Ok(Some(entry)) => entries.push(entry),
                Ok(None) => return Ok(entries),
                Err(rejection) => return Err(Refused { entries, rejection }),
            }
        }
    }

    fn step(&mut self, at: Instant) -> Result<Option<Entry>, Rejection> {
        let entry = self.decide_due(at)?;
        if let Some(entry) = &entry {
            self.commit(entry)?;
        }
        Ok(entry)
    }

    /// Answers a query inside a view, at an instant not before the last entry. Dues that have not fired are not
    /// anticipated: the answer says that there are some.
    ///
    /// # Errors
    /// `time_regressed`, `view.not_found`, or what the query itself does not find in the view.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/doc/setup.rs"));
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use civigrid::{AnswerData, Query, View};
    /// let mut engine = engine();
    /// let at = "2026-02-13T10:00:00+08:00".parse()?;
    /// engine.apply(&report(), at)?;
    /// let query = Query::from_json(br#"{"type": "case.get", "data": {"case": "2026-000123"}}"#)?;
    /// let AnswerData::CaseGet(case) = engine.query(&query, &View::of("130202001")?, at)?.data else { unreachable!() };
    /// assert_eq!(case.lead.unwrap().as_str(), "u-g");
    /// assert_eq!(case.tier.unwrap().as_str(), "grid");
    /// # Ok(())
    /// # }
    /// ```
    pub fn query(&self, query: &Query, view: &View, at: Instant) -> Result<Answer, Rejection> {
        query::answer(self, query, view, at)
    }

    /// The whole state as lines: a header, one row each, a digest.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        snapshot::write(self)
    }

    /// Restores an engine from a snapshot.
    ///
    /// # Errors
    /// A fault: the bytes are no whole snapshot of this version, or a ruleset that they name was not given.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/doc/setup.rs"));
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let mut live = engine();
    /// let snapshot = live.snapshot();
    /// let at = "2026-02-13T10:00:00+08:00".parse()?;
    /// let civigrid::Applied::New(entries) = live.apply(&report(), at)? else { unreachable!() };
    /// let mut restored = civigrid::Engine::restore(ruleset(), &snapshot)?;
    /// for entry in &entries {
    ///     restored.commit(entry)?;
    /// }
    /// assert_eq!(restored.digest(), live.digest());
    /// # Ok(())
    /// # }
    /// ```
    pub fn restore(rulesets: impl Into<Rulesets>, snapshot: &[u8]) -> Result<Self, Rejection> {
        snapshot::read(rulesets.into(), snapshot)
    }

    /// An engine from a journal.
    ///
    /// # Errors
    /// As [`Engine::commit`], for the first entry that does not fit.
    pub fn replay<'e>(
        rulesets: impl Into<Rulesets>,
        entries: impl IntoIterator<Item = &'e Entry>,
    ) -> Result<Self, Rejection> {
        replay::replay(rulesets.into(), entries)
    }
}
