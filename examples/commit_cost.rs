//! What a command costs when many cases are open: the same commands on engines of different size, in one run.
//!
//! `cargo run --release --example commit_cost` prints microseconds a command (decided and committed) and the ratio to
//! the smallest engine. The draft of an entry lies over the state and is taken over whole: its cost must not grow with
//! the state, but for the depth of the ordered maps.

use civigrid::{Command, Decision, Engine, Instant};
use civigrid_simulator::District;
use serde_json::json;
use std::path::Path;
use std::time::Instant as Stopwatch;

fn report(number: usize) -> Result<Command, civigrid::Rejection> {
    let grid = format!("1302020010010{:02}", number % 3 + 1);
    let value = json!({
        "id": format!("a-{number}"), "actor": {"id": format!("r-{grid}-1"), "role": "resident"}, "type": "case.report",
        "data": {"case": format!("k-{number}"), "category": "0102", "place": {"node": grid}}
    });
    Command::from_json(value.to_string().as_bytes())
}

fn give(engine: &mut Engine, command: &Command, at: Instant) -> Result<(), civigrid::Rejection> {
    if let Decision::New(entry) = engine.decide(command, at)? {
        engine.commit(&entry)?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let district = District::lunan(Path::new(env!("CARGO_MANIFEST_DIR")))?;
    let at: Instant = "2026-02-13T10:00:00+08:00".parse()?;
    let mut base = None;
    println!("{:>12}  {:>12}  {:>6}", "open cases", "us a command", "ratio");
    for size in [1_000, 10_000, 100_000] {
        let mut engine = Engine::new(district.ruleset_hashed("none")?)?;
        engine.apply(&district.load_command()?, district.loaded_at())?;
        for number in 0..size {
            give(&mut engine, &report(number)?, at)?;
        }
        let timed = 2_000;
        let commands: Vec<Command> = (size..size + timed).map(report).collect::<Result<_, _>>()?;
        let start = Stopwatch::now();
        for command in &commands {
            give(&mut engine, command, at)?;
        }
        let cost = start.elapsed().as_secs_f64() * 1e6 / timed as f64;
        let first = *base.get_or_insert(cost);
        println!("{size:>12}  {cost:>12.2}  {:>6.2}", cost / first);
    }
    Ok(())
}
