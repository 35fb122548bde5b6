//! One district's days, end to end: residents report on the map, staff sign, reply, return and miss deadlines; the engine
//! locates, triages, dispatches, escalates, completes and credits points; every entry is persisted before it counts.
//!
//! `cargo run --release --example district_day [-- --json] [--seed-figures] [--cases N] [--seed N] [--store FILE]`

mod report;
mod store;

use civigrid::{Command, Decision, Engine, Entry, Instant, Ruleset};
use civigrid_simulator::{District, Plan, Script};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant as Stopwatch};
use store::Store;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

struct Options {
    json: bool,
    seed_figures: bool,
    cases: usize,
    seed: u64,
    store: Option<PathBuf>,
}

fn options() -> Result<Options> {
    let mut options = Options { json: false, seed_figures: false, cases: 2_000, seed: 1, store: None };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--json" => options.json = true,
            "--seed-figures" => options.seed_figures = true,
            "--cases" => options.cases = value()?.parse()?,
            "--seed" => options.seed = value()?.parse()?,
            "--store" => options.store = Some(value()?.into()),
            _ => return Err(format!("unknown option {word}: --json --seed-figures --cases --seed --store").into()),
        }
    }
    Ok(options)
}

/// What a run did, beside what the engine knows.
#[derive(Default)]
struct Run {
    commands: u64,
    repeats: u64,
    refused: BTreeMap<&'static str, u64>,
    entries: u64,
    engine_time: Duration,
    store_time: Duration,
}

impl Run {
    fn engine<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Stopwatch::now();
        let done = work();
        self.engine_time += start.elapsed();
        done
    }

    /// Persist, then commit: a crash between the two is repaired by committing what the store holds.
    fn take(&mut self, engine: &mut Engine, store: &mut Store, entry: &Entry) -> Result<()> {
        let start = Stopwatch::now();
        store.append(entry)?;
        self.store_time += start.elapsed();
        self.engine(|| engine.commit(entry))?;
        self.entries += 1;
        Ok(())
    }

    fn advance(&mut self, engine: &mut Engine, store: &mut Store, at: Instant) -> Result<()> {
        while let Some(entry) = self.engine(|| engine.decide_due(at))? {
            self.take(engine, store, &entry)?;
        }
        Ok(())
    }

    fn give(&mut self, engine: &mut Engine, store: &mut Store, command: &Command, at: Instant) -> Result<()> {
        self.advance(engine, store, at)?;
        self.commands += 1;
        match self.engine(|| engine.decide(command, at)) {
            Ok(Decision::New(entry)) => self.take(engine, store, &entry)?,
            Ok(Decision::Repeat { .. }) => self.repeats += 1,
            Err(refusal) => *self.refused.entry(refusal.code().name()).or_default() += 1,
        }
        self.advance(engine, store, at)
    }
}

fn main() -> Result<()> {
    let options = options()?;
    let district = District::lunan(Path::new(env!("CARGO_MANIFEST_DIR")))?;
    let ruleset = district.ruleset()?;
    let path = options
        .store
        .clone()
        .unwrap_or_else(|| std::env::temp_dir().join(format!("civigrid-district-day-{}.sqlite", std::process::id())));
    let mut store = Store::create(&path)?;
    let mut engine = Engine::new(ruleset.clone())?;
    let mut run = Run::default();

    run.give(&mut engine, &mut store, &district.load_command()?, district.loaded_at())?;
    if !run.refused.is_empty() {
        return Err(format!("the directory was refused: {:?}", run.refused).into());
    }
    let plan = if options.seed_figures { Plan::figures() } else { Plan::days(options.cases) };
    let mut script = Script::new(district, &plan, options.seed);
    let half = plan.from.plus(plan.days * 43_200).ok_or("a plan past the range of instants")?;
    while let Some(at) = script.next_at() {
        run.advance(&mut engine, &mut store, at)?;
        if let Some(command) = script.step(&engine) {
            run.give(&mut engine, &mut store, &command, at)?;
        }
        if at >= half && !store.has_snapshot()? {
            store.snapshot(engine.seq(), &engine.snapshot())?;
        }
    }
    let restored = restore(&ruleset, &store, &engine)?;
    let figures = report::Figures::of(&engine, &run, restored, store.mode()?)?;
    if options.json {
        println!("{}", figures.json());
    } else {
        figures.print();
    }
    drop(store);
    if options.store.is_none() {
        Store::remove(&path);
    }
    if restored == (report::Restored { journal: true, snapshot: true }) {
        Ok(())
    } else {
        Err("the state restored from the file differs".into())
    }
}

/// Restores from the file twice: the whole journal, and the snapshot with the entries after it.
fn restore(ruleset: &Ruleset, store: &Store, engine: &Engine) -> Result<report::Restored> {
    let entries = store.entries(0)?;
    let replayed = Engine::replay(ruleset.clone(), &entries)?;
    let (seq, snapshot) = store.last_snapshot()?;
    let mut resumed = Engine::restore(ruleset.clone(), &snapshot)?;
    for entry in store.entries(seq)? {
        resumed.commit(&entry)?;
    }
    let same = |other: &Engine| other.digest() == engine.digest() && other.head() == engine.head();
    Ok(report::Restored { journal: same(&replayed), snapshot: same(&resumed) })
}
