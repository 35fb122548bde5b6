//! `cargo xtask test`: everything that must hold, in one run that goes on after a failure.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use serde_json::{Value, json};

use crate::counts::Counts;
use crate::{Result, faults, frames, fuzz, lunan, nostd, process, schema, setup, wasm, web};

pub(crate) const HELP: &str = "\
cargo xtask test

Runs everything that must hold: setup, format, lints, documentation, the core without std, all tests, the
simulation in release, the examples, the example data, 30 s of each fuzz target, and the planted faults near
what changed. Goes on after a failed step, so that all problems show. The last line is `N passed, M failed`:
tests, and one for each other step.";

const DAY: [&str; 6] = ["run", "--quiet", "--release", "--locked", "--example", "district_day"];

pub(crate) fn run(root: &Path) -> ExitCode {
    let mut suite = Suite { root: root.to_path_buf(), counts: Counts::default() };
    suite.step("setup", setup::run);
    suite.cargo("format", &["fmt", "--all", "--check"]);
    suite.cargo("format of the fuzz targets", &["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"]);
    suite.cargo("lints", &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]);
    // In a build of the workspace the core's feature `schema` is always on.
    suite.cargo(
        "lints of the core alone",
        &["clippy", "--package", "civigrid", "--lib", "--locked", "--", "-D", "warnings"],
    );
    suite.step("documentation", |root| {
        let mut doc = process::cargo(root);
        process::run(doc.env("RUSTDOCFLAGS", "-Dwarnings").args(["doc", "--workspace", "--no-deps", "--locked"]))
    });
    suite.step("core without std", nostd::run);
    suite.tests("tests", &["test", "--workspace", "--locked", "--no-fail-fast"]);
    suite.tests("simulation in release", &["test", "--release", "--locked", "--test", "simulation"]);
    suite.step("npm package", |root| {
        wasm::package(root, &["planted-panic"], "civigrid-panic")?;
        wasm::run(root)
    });
    suite.step("frames for other runners", |root| frames::write(root, &root.join("target/frames")));
    suite.step("constants for the types of the npm package", |root| {
        schema::constants(root, &root.join("target/types/constants.ts"))
    });
    suite.step("example page", web::run);
    let mut node = wasm::tests(root);
    suite.counted("tests of the npm package", &mut node, Counts::add_tap_line);
    suite.cargo("example district_day", &DAY);
    suite.step("example district_day: the published figures", published_figures);
    suite.step("example data of Lunan", |root| lunan::check(root, &root.join("../shared")));
    suite.step("fuzzing, 30 s a target", |root| fuzz::run_each(root, 30));
    suite.step("planted faults", |root| faults::run(root, &["--changed".to_owned()]));
    let Counts { passed, failed } = suite.counts;
    println!("{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

struct Suite {
    root: PathBuf,
    counts: Counts,
}

impl Suite {
    /// A step that counts as one.
    fn step(&mut self, name: &str, work: impl FnOnce(&Path) -> Result<()>) {
        let started = begin(name);
        let result = work(&self.root);
        self.counts.add_step(result.is_ok());
        end(name, started, result);
    }

    /// A cargo command that counts as one.
    fn cargo(&mut self, name: &str, args: &[&str]) {
        self.step(name, |root| process::run(process::cargo(root).args(args)));
    }

    /// A run of `cargo test`: each test counts.
    fn tests(&mut self, name: &str, args: &[&str]) {
        let mut test = process::cargo(&self.root);
        test.args(args);
        self.counted(name, &mut test, Counts::add_line);
    }

    /// A run of tests whose output tells how many there were.
    fn counted(&mut self, name: &str, test: &mut Command, add: fn(&mut Counts, &str)) {
        let started = begin(name);
        let mut counts = Counts::default();
        let result = process::tee(test, |line| add(&mut counts, line)).and_then(|success| {
            if success && counts.failed == 0 { Ok(()) } else { Err(format!("`{}` failed", process::line(test))) }
        });
        // A test that does not build, or a test binary that dies, prints no count.
        if result.is_err() && counts.failed == 0 {
            counts.add_step(false);
        }
        self.counts.passed += counts.passed;
        self.counts.failed += counts.failed;
        end(name, started, result);
    }
}

fn begin(name: &str) -> Instant {
    println!("== {name}");
    Instant::now()
}

fn end(name: &str, started: Instant, result: Result<()>) {
    let seconds = started.elapsed().as_secs_f32();
    match result {
        Ok(()) => println!("== {name}: ok ({seconds:.1} s)\n"),
        Err(error) => println!("== {name}: FAILED ({seconds:.1} s): {error}\n"),
    }
}

/// The program's own JSON: what a district published, out of the engine's counting and back from the file.
fn published_figures(root: &Path) -> Result<()> {
    let printed = process::read(process::cargo(root).args(DAY).args(["--", "--seed-figures", "--json"]))?;
    let figures =
        serde_json::from_str::<Value>(&printed).map_err(|error| format!("its stdout is not JSON: {error}"))?;
    let expected = json!({
        "collected": 1711, "completed": 1512, "open": 199, "completion_rate": "88.37",
        "restored": {"journal": true, "snapshot": true}
    });
    for (name, value) in expected.as_object().into_iter().flatten() {
        if figures.get(name) != Some(value) {
            return Err(format!("`{name}` is {:?} and not {value}", figures.get(name)));
        }
    }
    println!("{printed}");
    Ok(())
}
