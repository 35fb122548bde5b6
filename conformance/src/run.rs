//! Runs a vector. A vector becomes a script of plain operations on bytes, so that any surface can run it: straight, with
//! extra ticks, or with a snapshot and a restore after everything that happens.

use std::collections::BTreeSet;

use civigrid::wire::{self, Reply};
use civigrid::{Engine, Instant, Ruleset, Rulesets};
use serde_json::Value;

use crate::vector::{Act, Vector, instant};

/// What a surface must be able to do: bytes in, bytes out; a refusal is bytes as well.
pub trait Surface {
    /// Decides a command.
    ///
    /// # Errors
    /// The bytes of the rejection.
    fn decide(&self, command: &[u8], at: Instant) -> Result<Reply, Vec<u8>>;
    /// Decides what is due first.
    ///
    /// # Errors
    /// The bytes of the rejection.
    fn decide_due(&self, at: Instant) -> Result<Option<Vec<u8>>, Vec<u8>>;
    /// Commits an entry.
    ///
    /// # Errors
    /// The bytes of the rejection.
    fn commit(&mut self, entry: &[u8]) -> Result<(), Vec<u8>>;
    /// Answers a query in a view.
    ///
    /// # Errors
    /// The bytes of the rejection.
    fn query(&self, query: &[u8], view: &str, at: Instant) -> Result<Vec<u8>, Vec<u8>>;
    /// The whole state.
    fn snapshot(&self) -> Vec<u8>;
    /// Goes on from a snapshot.
    fn restore(&mut self, snapshot: &[u8]);
}

/// The Rust crate as a surface.
pub struct Crate {
    rulesets: Rulesets,
    /// The engine.
    pub engine: Engine,
}

impl Crate {
    /// An engine with the rulesets of a vector.
    pub fn new(vector: &Vector) -> Self {
        let mut all = vector.rulesets.iter().map(|name| crate::fixture::ruleset(name));
        let first: Ruleset = all.next().expect("a vector names a ruleset");
        let rulesets = all.fold(Rulesets::from(first), Rulesets::with);
        let engine = Engine::new(rulesets.clone()).expect("the first ruleset is given");
        Self { rulesets, engine }
    }

    /// The rulesets, for replaying.
    pub fn rulesets(&self) -> Rulesets {
        self.rulesets.clone()
    }
}

impl Surface for Crate {
    fn decide(&self, command: &[u8], at: Instant) -> Result<Reply, Vec<u8>> {
        wire::decide(&self.engine, command, at)
    }

    fn decide_due(&self, at: Instant) -> Result<Option<Vec<u8>>, Vec<u8>> {
        wire::decide_due(&self.engine, at)
    }

    fn commit(&mut self, entry: &[u8]) -> Result<(), Vec<u8>> {
        wire::commit(&mut self.engine, entry)
    }

    fn query(&self, query: &[u8], view: &str, at: Instant) -> Result<Vec<u8>, Vec<u8>> {
        wire::query(&self.engine, query, view, at)
    }

    fn snapshot(&self) -> Vec<u8> {
        self.engine.snapshot()
    }

    fn restore(&mut self, snapshot: &[u8]) {
        self.engine = Engine::restore(self.rulesets.clone(), snapshot).expect("its own snapshot restores");
    }
}

/// One operation of a script.
#[derive(Debug, Clone)]
pub enum Op {
    /// Decides and commits until nothing fires at or before the instant.
    Dues(Instant),
    /// Decides a command; what is new is committed.
    Decide(Instant, Vec<u8>),
    /// Commits an entry.
    Commit(Vec<u8>),
    /// Asks in a view.
    Query(Instant, String, Vec<u8>),
}

/// What came out of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// An entry that was committed.
    Entry(Vec<u8>),
    /// An answer.
    Answer(Vec<u8>),
    /// A refusal.
    Rejection(Vec<u8>),
    /// The command is this entry already.
    Repeat(u64),
}

impl Output {
    /// The bytes as a line of a golden file.
    pub fn line(&self) -> String {
        match self {
            Self::Entry(bytes) | Self::Answer(bytes) | Self::Rejection(bytes) => {
                String::from_utf8(bytes.clone()).expect("what comes out is UTF-8")
            }
            Self::Repeat(seq) => format!("repeat {seq}"),
        }
    }

    /// The output as JSON; null for a repeat.
    pub fn json(&self) -> Value {
        match self {
            Self::Entry(bytes) | Self::Answer(bytes) | Self::Rejection(bytes) => {
                serde_json::from_slice(bytes).expect("what comes out is JSON")
            }
            Self::Repeat(_) => Value::Null,
        }
    }
}

/// Everything that a run gave: the outputs of each step, and the snapshot at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The outputs of each step.
    pub steps: Vec<Vec<Output>>,
    /// The snapshot at the end.
    pub snapshot: Vec<u8>,
}

impl Run {
    /// Everything as the lines of a golden file: the outputs, then the snapshot.
    #[must_use]
    pub fn golden(&self) -> String {
        let snapshot = std::str::from_utf8(&self.snapshot).expect("a snapshot is UTF-8");
        let lines = self.steps.iter().flatten().map(Output::line);
        lines.chain(snapshot.lines().map(String::from)).map(|line| line + "\n").collect()
    }

    /// The entries in the order of the journal.
    pub fn entries(&self) -> impl Iterator<Item = &[u8]> {
        self.steps.iter().flatten().filter_map(|output| match output {
            Output::Entry(bytes) => Some(bytes.as_slice()),
            _ => None,
        })
    }
}

/// The operations of a vector, each with the number of its step.
pub fn script(vector: &Vector) -> Vec<(usize, Op)> {
    let mut out = Vec::new();
    for (step, act) in vector.steps.iter().map(|step| &step.act).enumerate() {
        match act {
            Act::Commands { at, texts } => {
                for text in texts {
                    out.extend([Op::Dues(*at), Op::Decide(*at, text.clone()), Op::Dues(*at)].map(|op| (step, op)));
                }
            }
            Act::Bare { at, text } => out.push((step, Op::Decide(*at, text.clone()))),
            Act::Advance { at } => out.push((step, Op::Dues(*at))),
            Act::Query { at, view, text } => out.push((step, Op::Query(*at, view.clone(), text.clone()))),
            Act::Commit { text } => out.push((step, Op::Commit(text.clone()))),
        }
    }
    out
}

/// The same script for a host that looks more often: at the quarters between two looks, and a second before, at and a
/// second after each instant at which something fires. It never looks further than the script itself would have looked
/// by then, because a query tells whether something is pending.
fn with_ticks(script: &[(usize, Op)], firing: &BTreeSet<Instant>) -> Vec<(usize, Op)> {
    let mut out: Vec<(usize, Op)> = Vec::new();
    let mut looked: Option<Instant> = None;
    for (step, op) in script {
        if let (Op::Dues(at), Some(before)) = (op, looked) {
            let span = at.seconds() - before.seconds();
            let quarters = [1, 2, 3].into_iter().filter_map(|n| before.plus(span * n / 4));
            let near = firing.iter().flat_map(|fires| [-1, 0, 1].into_iter().filter_map(|by| fires.plus(by)));
            let ticks: BTreeSet<Instant> = quarters.chain(near).filter(|tick| before < *tick && tick < at).collect();
            out.extend(ticks.into_iter().map(|tick| (*step, Op::Dues(tick))));
        }
        if let Op::Dues(at) = op {
            looked = looked.max(Some(*at));
        }
        out.push((*step, op.clone()));
    }
    out
}

/// The instants at which something fired in a run.
fn firing(run: &Run) -> BTreeSet<Instant> {
    let entries = run.steps.iter().flatten().map(Output::json);
    entries.filter_map(|entry| entry["cause"].get("due").map(instant)).collect()
}

/// The ways in which every vector is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As the vector says.
    Straight,
    /// By a host that looks more often.
    Ticked,
    /// Taken down and restored from its snapshot after everything that happens.
    Restored,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Straight, Self::Ticked, Self::Restored];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Straight => "straight",
            Self::Ticked => "with extra ticks",
            Self::Restored => "with snapshot and restore",
        }
    }

    /// Runs a vector in this way. `straight` is its straight run, which tells at which instants something fires.
    #[must_use]
    pub fn run(self, surface: &mut dyn Surface, vector: &Vector, straight: &Run) -> Run {
        let steps = vector.steps.len();
        match self {
            Self::Straight => self::straight(surface, vector),
            Self::Ticked => run(surface, &with_ticks(&script(vector), &firing(straight)), steps, false),
            Self::Restored => run(surface, &script(vector), steps, true),
        }
    }
}

/// Runs a vector as it says.
#[must_use]
pub fn straight(surface: &mut dyn Surface, vector: &Vector) -> Run {
    run(surface, &script(vector), vector.steps.len(), false)
}

/// Runs a script. With `restoring`, the surface is taken down and built up from its snapshot after every commit and
/// every operation; in a step of very many commands, only at its end.
fn run(surface: &mut dyn Surface, script: &[(usize, Op)], steps: usize, restoring: bool) -> Run {
    let mut outputs: Vec<Vec<Output>> = vec![Vec::new(); steps];
    let many: BTreeSet<usize> =
        (0..steps).filter(|step| script.iter().filter(|(s, _)| s == step).count() > 64).collect();
    for (index, (step, op)) in script.iter().enumerate() {
        let ends = script.get(index + 1).is_none_or(|(next, _)| next != step);
        let often = restoring && !many.contains(step);
        perform(surface, op, often, &mut outputs[*step]);
        if often || restoring && ends {
            rebuild(surface);
        }
    }
    Run { steps: outputs, snapshot: surface.snapshot() }
}

fn perform(surface: &mut dyn Surface, op: &Op, often: bool, out: &mut Vec<Output>) {
    match op {
        Op::Dues(at) => {
            while let Some(entry) = surface.decide_due(*at).unwrap_or_else(|fault| unexpected("decide_due", &fault)) {
                take(surface, entry, out);
                if often {
                    rebuild(surface);
                }
            }
        }
        Op::Decide(at, text) => match surface.decide(text, *at) {
            Ok(Reply::New(entry)) => take(surface, entry, out),
            Ok(Reply::Repeat(seq)) => out.push(Output::Repeat(seq)),
            Err(rejection) => out.push(Output::Rejection(rejection)),
        },
        Op::Commit(text) => {
            let before = surface.snapshot();
            match surface.commit(text) {
                Ok(()) => out.push(Output::Entry(text.clone())),
                Err(fault) => {
                    assert!(surface.snapshot() == before, "an entry that was refused changed the state");
                    out.push(Output::Rejection(fault));
                }
            }
        }
        Op::Query(at, view, text) => out.push(match surface.query(text, view, *at) {
            Ok(answer) => Output::Answer(answer),
            Err(rejection) => Output::Rejection(rejection),
        }),
    }
}

fn take(surface: &mut dyn Surface, entry: Vec<u8>, out: &mut Vec<Output>) {
    surface.commit(&entry).unwrap_or_else(|fault| {
        unexpected(&format!("committing {}", String::from_utf8_lossy(&entry)), &fault);
    });
    out.push(Output::Entry(entry));
}

fn rebuild(surface: &mut dyn Surface) {
    let before = surface.snapshot();
    surface.restore(&before);
    assert!(surface.snapshot() == before, "a snapshot restores to another snapshot");
}

fn unexpected(what: &str, fault: &[u8]) -> ! {
    panic!("{what}: {}", String::from_utf8_lossy(fault))
}
