//! A host that looks closely: every promise of the engine is checked at every call.

use civigrid::rows::{self, GivenRows};
use civigrid::{
    Applied, Body, Code, Command, Decision, Engine, Entry, EventRecord, Instant, Key, Query, Rejection, Row, Rulesets,
    Stage, View, wire,
};
use serde_json::Value;

use crate::moves;

/// Where the state comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// From entries alone: nothing can be wrong with it.
    Grown,
    /// From a snapshot of which nobody knows who wrote it, or from entries that were forged: what it holds may be
    /// damaged, and faults are answers.
    Foreign,
}

/// An engine, its journal, and what must hold of both.
#[derive(Debug, Clone)]
pub struct Host {
    /// The engine.
    pub engine: Engine,
    /// The entries that it committed here, as bytes.
    pub journal: Vec<Vec<u8>>,
    rulesets: Rulesets,
    state: State,
    commands: u32,
    compared: u32,
}

/// Entries that one look at the clock may commit: a limit of a minute would fire for ever.
const LOOK: usize = 24;

impl Host {
    /// A host of an engine that has no journal yet, or whose journal lies elsewhere.
    #[must_use]
    pub fn new(engine: Engine, rulesets: Rulesets, state: State) -> Self {
        Self { engine, journal: Vec::new(), rulesets, state, commands: 0, compared: 0 }
    }

    /// An id that no command had.
    pub fn fresh_id(&mut self) -> String {
        self.commands += 1;
        format!("f-{}", self.commands)
    }

    /// Gives a command to what decides: all agree, and what is decided is committed.
    pub fn give(&mut self, text: &[u8], at: Instant) {
        let command = match Command::from_json(text) {
            Ok(command) => command,
            Err(refusal) => return self.refused(&refusal),
        };
        let canonical = command.to_json();
        let again = Command::from_json(&canonical).expect("a command's own bytes are one");
        assert_eq!(again, command, "a command is read back as another one");
        assert_eq!(again.to_json(), canonical, "canonical bytes are a fixed point");
        let decided = self.engine.decide(&command, at);
        if self.state == State::Grown {
            self.compare(&command, at, &decided);
        }
        match decided {
            Ok(Decision::New(entry)) => self.commit(&entry.to_json()),
            Ok(Decision::Repeat { .. }) => {}
            Err(refusal) => self.refused(&refusal),
        }
    }

    /// Every way of deciding comes to the same; all of them at each command would leave time for few commands.
    fn compare(&mut self, command: &Command, at: Instant, decided: &Result<Decision, Rejection>) {
        self.compared += 1;
        match self.compared % 4 {
            0 => self.compare_rows(command, at, decided),
            1 => assert_eq!(told(decided), told(&self.engine.decide(command, at)), "the same question, two answers"),
            2 => self.compare_bytes(command, at, decided),
            _ => self.clamp(command, at),
        }
        if decided.is_err() || self.compared % 4 == 3 {
            self.compare_applied(command, at, decided);
        }
    }

    fn compare_bytes(&self, command: &Command, at: Instant, decided: &Result<Decision, Rejection>) {
        match (decided, wire::decide(&self.engine, &command.to_json(), at)) {
            (Ok(Decision::New(entry)), Ok(wire::Reply::New(bytes))) => assert_eq!(entry.to_json(), bytes),
            (Ok(Decision::Repeat { seq }), Ok(wire::Reply::Repeat(other))) => assert_eq!(*seq, other),
            (Err(refusal), Err(bytes)) => assert_eq!(written(refusal), bytes),
            (decided, bytes) => panic!("{decided:?}, but by wire {bytes:?}"),
        }
    }

    /// The rows come to the same: but for what only a journal tells.
    fn compare_rows(&self, command: &Command, at: Instant, decided: &Result<Decision, Rejection>) {
        match (self.by_rows(command, at), decided) {
            (Ok(by_rows), Ok(Decision::New(entry))) => assert_eq!(by_rows, entry.events(), "by rows, other events"),
            (Ok(by_rows), Ok(Decision::Repeat { .. })) => assert!(by_rows.is_empty(), "by rows, no repeat"),
            (_, Err(refusal)) if matches!(refusal.code(), Code::TimeRegressed | Code::DeadlinesDue) => {}
            (Err(by_rows), Err(refusal)) => assert_eq!(&by_rows, refusal, "by rows, another refusal"),
            (by_rows, decided) => panic!("{decided:?}, but by rows {by_rows:?}"),
        }
    }

    fn by_rows(&self, command: &Command, at: Instant) -> Result<Vec<EventRecord>, Rejection> {
        let mut given = GivenRows::new(self.engine.map().clone());
        let waits = |(key, row): (&Key, &Row)| match (key, &row.body) {
            (Key::Case(id), Body::Case(case)) if case.waits() => Some(id.clone()),
            _ => None,
        };
        given.give_waiting(self.engine.rows().filter_map(waits).collect());
        loop {
            let keys = rows::needs(&self.rulesets, &given, command, at)?;
            if keys.is_empty() {
                return rows::decide(&self.rulesets, &given, command, at).map(|decision| decision.events);
            }
            for key in keys {
                let row = self.engine.row(&key).cloned();
                given.give(key, row);
            }
        }
    }

    /// An instant before the last entry's is moved to it, and the entry says so.
    fn clamp(&self, command: &Command, at: Instant) {
        if self.engine.last_at().is_none_or(|last| at >= last) {
            return;
        }
        let decided = self.engine.decide_clamped(command, at);
        if let Err(refusal) = &decided {
            assert_ne!(refusal.code(), Code::TimeRegressed, "a clamped command is never too early");
        }
        if let Ok(Decision::New(entry)) = decided {
            let mut other = self.engine.clone();
            Self::take(&mut other, &entry.to_json());
        }
    }

    /// A refused command and a repeat change nothing; a new one is committed with the work that it leaves.
    fn compare_applied(&self, command: &Command, at: Instant, decided: &Result<Decision, Rejection>) {
        if self.engine.next_firing().is_some_and(|fires_at| fires_at <= at) {
            return; // what is due by then comes first, and may be without end
        }
        let mut applied = self.engine.clone();
        match (applied.apply(command, at), decided) {
            (Ok(Applied::New(entries)), Ok(Decision::New(entry))) => {
                let mut other = self.engine.clone();
                assert_eq!(entries.first().map(Entry::to_json), Some(entry.to_json()), "applied as another entry");
                entries.iter().for_each(|entry| Self::take(&mut other, &entry.to_json()));
                assert!(same(&applied, &other), "apply comes to another state than decide and commit");
            }
            (Ok(Applied::Repeat { seq }), Ok(Decision::Repeat { seq: other })) => {
                assert_eq!(seq, *other);
                assert!(same(&applied, &self.engine), "a repeat changed the state");
            }
            (Err(refused), Err(refusal)) => {
                assert_eq!(&refused.rejection, refusal, "applied, another refusal");
                assert!(refused.entries.is_empty(), "entries of a refused command");
                assert!(same(&applied, &self.engine), "a refused command changed the state");
            }
            (applied, decided) => panic!("{decided:?}, but applied {applied:?}"),
        }
    }

    /// Commits an entry that was decided, after it went through a store.
    fn commit(&mut self, entry: &[u8]) {
        Self::take(&mut self.engine, entry);
        self.journal.push(entry.to_vec());
    }

    fn take(engine: &mut Engine, entry: &[u8]) {
        let text = || String::from_utf8_lossy(entry).into_owned();
        let stored = Entry::from_json(entry).unwrap_or_else(|fault| panic!("{fault:?}: unreadable entry {}", text()));
        assert_eq!(stored.to_json(), entry, "an entry is written back as another one");
        engine.commit(&stored).unwrap_or_else(|fault| panic!("{fault:?}: refused entry {}", text()));
    }

    /// Commits what fires at or before an instant; whether all of it is done.
    pub fn fire(&mut self, at: Instant) -> bool {
        for _ in 0..LOOK {
            let due = self.engine.decide_due(at);
            if self.state == State::Grown {
                assert_eq!(due, self.engine.decide_due(at), "the same look, two answers");
            }
            match due {
                Ok(None) => {
                    assert!(
                        self.engine.next_firing().is_none_or(|fires_at| fires_at > at),
                        "what is due was passed over"
                    );
                    return true;
                }
                Ok(Some(entry)) => {
                    assert_eq!(
                        Some(entry.at()),
                        self.engine.next_firing(),
                        "an entry of another instant than what fires"
                    );
                    self.commit(&entry.to_json());
                }
                Err(fault) => {
                    assert_eq!(self.state, State::Foreign, "what is due cannot be decided: {fault:?}");
                    return false;
                }
            }
        }
        false
    }

    /// Asks in a view.
    pub fn ask(&self, text: &[u8], view: &str, at: Instant) {
        let query = match Query::from_json(text) {
            Ok(query) => query,
            Err(refusal) => return self.refused(&refusal),
        };
        let canonical = query.to_json();
        assert_eq!(Query::from_json(&canonical), Ok(query.clone()), "a query is read back as another one");
        let answer = View::of(view).map_err(Rejection::from).and_then(|view| self.engine.query(&query, &view, at));
        let bytes = wire::query(&self.engine, text, view, at);
        match answer {
            Ok(answer) => assert_eq!(Ok(answer.to_json()), bytes),
            Err(refusal) => {
                assert_eq!(Err(written(&refusal)), bytes);
                self.refused(&refusal);
            }
        }
    }

    /// A refusal says where and what, and is no fault of a state that has none.
    fn refused(&self, refusal: &Rejection) {
        well_formed(&serde_json::to_value(refusal).unwrap_or_default());
        let is_fault = refusal.code().stage() == Stage::Fault && refusal.code() != Code::EntryTooLarge;
        assert!(!is_fault || self.state == State::Foreign, "a fault out of nothing: {refusal:?}");
    }

    /// The snapshot restores to the same engine.
    pub fn check_snapshot(&self) {
        let bytes = self.engine.snapshot();
        let restored = Engine::restore(self.rulesets.clone(), &bytes)
            .unwrap_or_else(|fault| panic!("{fault:?}: its own snapshot {}", String::from_utf8_lossy(&bytes)));
        assert_eq!(restored.digest(), self.engine.digest(), "restored to another state");
        assert!(restored.snapshot() == bytes, "restored to another snapshot");
        assert_eq!(restored.next_firing(), self.engine.next_firing(), "restored, and something else fires");
    }

    /// Does a bit of everything, from the last entry on: the cases that are there, new ones, two months, all queries.
    pub fn work_on(&mut self) {
        let first: Instant = "2026-02-13T09:00:00+08:00".parse().expect("an instant");
        let mut at = self.engine.last_at().map_or(first, |last| last.max(first));
        self.fire(at);
        for (number, category) in ["0101", "0102", "03"].into_iter().enumerate() {
            let id = format!("w-{number}");
            let place = moves::place(number as u16 * 12);
            let data = serde_json::json!({"case": id, "category": category, "place": place, "people": 3});
            self.act(&id, "case.report", &data, at);
        }
        let cases = moves::cases(&self.engine, 5);
        for days in [0, 1, 2, 0] {
            at = at.plus(days * 86_400).unwrap_or(at);
            self.fire(at);
            for id in &cases {
                if let Some((kind, data)) = moves::next_move(&self.engine, id) {
                    self.act(id, kind, &data, at);
                }
            }
        }
        at = at.plus(60 * 86_400).unwrap_or(at);
        self.fire(at);
        let at = self.engine.last_at().map_or(at, |last| last.max(at));
        for which in 0..moves::QUERIES {
            for view in ["130202", "130202001001001"] {
                let case = cases.first().map_or("none", String::as_str);
                let query = moves::query(which, case, "130202001001", "r-130202001001001-2", 10);
                self.ask(query.to_string().as_bytes(), view, at);
            }
        }
    }

    /// A command by the person whose business it is.
    pub fn act(&mut self, case: &str, kind: &str, data: &Value, at: Instant) {
        let actor = moves::actor(&self.engine, kind, case);
        let command = moves::command(&self.fresh_id(), (&actor.0, &actor.1), kind, data);
        self.give(command.to_string().as_bytes(), at);
    }
}

/// Whether two engines are in the same state: all of what [`Engine::digest`] covers, and less costly.
fn same(one: &Engine, other: &Engine) -> bool {
    let position = |engine: &Engine| (engine.seq(), engine.head(), engine.last_at(), engine.next_firing());
    position(one) == position(other) && one.rows().eq(other.rows())
}

/// A decision without what only this process knows of it.
fn told(decided: &Result<Decision, Rejection>) -> Result<Result<Vec<u8>, u64>, Rejection> {
    match decided {
        Ok(Decision::New(entry)) => Ok(Ok(entry.to_json())),
        Ok(Decision::Repeat { seq }) => Ok(Err(*seq)),
        Err(refusal) => Err(refusal.clone()),
    }
}

/// A rejection's bytes.
fn written(refusal: &Rejection) -> Vec<u8> {
    serde_json::to_vec(refusal).unwrap_or_default()
}

/// A rejection as it is written says the same in code and number, has both sentences, and leaves no gap in them.
pub fn well_formed(rejection: &Value) {
    let text = |name: &str| rejection[name].as_str().unwrap_or_else(|| panic!("no `{name}` in {rejection}"));
    let code = Code::from_name(text("code")).unwrap_or_else(|| panic!("no such code: {rejection}"));
    assert_eq!(rejection["number"].as_u64(), Some(code.number().into()), "code and number differ: {rejection}");
    assert!(text("pointer").is_empty() || text("pointer").starts_with('/'), "no pointer: {rejection}");
    let args = rejection["args"].as_array().unwrap_or_else(|| panic!("no args: {rejection}"));
    for sentence in [text("zh"), text("en")] {
        assert!(!sentence.is_empty(), "no sentence: {rejection}");
        // `?` stands where the table names an argument that was not given. An argument itself may be any text.
        for gap in ['{', '?'] {
            let is_given = args.iter().any(|arg| arg.as_str().is_some_and(|arg| arg.contains(gap)));
            assert!(is_given || !sentence.contains(gap), "a gap in a sentence: {rejection}");
        }
    }
}
