//! `cargo xtask fuzz`: builds the fuzz targets of `fuzz/` with the toolchain at hand and runs them.
//!
//! The tool cargo-fuzz asks for a nightly compiler, but only to pass a few flags. A stable one knows them too, where
//! rustup ships the runtime of AddressSanitizer with it; libFuzzer itself comes as source with the crate `libfuzzer-sys`.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::{fmt, fs, thread};

use crate::{Result, command, process};

pub(crate) const HELP: &str = "\
cargo xtask fuzz [--seconds N] [--only TARGET]

Builds the fuzz targets ruleset, commands, snapshot, c_api and table, and runs them two at a time, each from the seeds
that the repository's examples give and from fuzz/corpus, where what it finds is kept. Ends with one line a target; a
crash fails, with the input that led to it and the command that repeats it.

  --seconds N      how long each target runs (default 3600)
  --only TARGET    one target; may be repeated";

const SECONDS: u32 = 3_600;

/// A target and the longest input that helps it: its largest seed, with room to grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Target {
    name: &'static str,
    bytes_max: u32,
}

const TARGETS: [Target; 5] = [
    Target { name: "ruleset", bytes_max: 24_576 },
    Target { name: "commands", bytes_max: 8_192 },
    Target { name: "snapshot", bytes_max: 49_152 },
    Target { name: "c_api", bytes_max: 1_024 },
    Target { name: "table", bytes_max: 4_096 },
];

/// What cargo-fuzz would pass: coverage for libFuzzer, AddressSanitizer, and every check that is off in release.
const FLAGS: [&str; 12] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cllvm-args=-simplifycfg-branch-fold-threshold=0",
    "-Zsanitizer=address",
    "-Cdebug-assertions=on",
    "-Coverflow-checks=on",
    "-Ccodegen-units=1",
    "--cfg",
    "fuzzing",
];

/// Targets that run at the same time: more output could not be told apart, and CI has no more cores.
const AT_ONCE: usize = 2;
/// Lines of a target's output that are kept: the last ones, or those from the first sign of a crash on.
const KEPT: usize = 40;

#[derive(Debug, PartialEq, Eq)]
struct Options {
    seconds: u32,
    targets: Vec<Target>,
}

impl Options {
    fn parse(args: &[String]) -> Result<Options> {
        let (mut seconds, mut only) = (SECONDS, Vec::new());
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--seconds" => {
                    let number = args.next().and_then(|text| text.parse().ok()).filter(|seconds| *seconds > 0);
                    seconds = number.ok_or("`--seconds` needs a number above zero")?;
                }
                "--only" => {
                    let name = args.next().ok_or("`--only` needs the name of a target")?;
                    let unknown = || format!("there is no target `{name}`\n\n{HELP}");
                    only.push(*TARGETS.iter().find(|target| target.name == name).ok_or_else(unknown)?);
                }
                unknown => return Err(format!("unknown argument `{unknown}`\n\n{HELP}")),
            }
        }
        Ok(Options { seconds, targets: if only.is_empty() { TARGETS.to_vec() } else { only } })
    }
}

pub(crate) fn run(root: &Path, args: &[String]) -> Result<()> {
    let options = Options::parse(args)?;
    run_targets(root, &options.targets, options.seconds)
}

/// Runs each target for some seconds.
pub(crate) fn run_each(root: &Path, seconds: u32) -> Result<()> {
    run_targets(root, &TARGETS, seconds)
}

fn run_targets(root: &Path, targets: &[Target], seconds: u32) -> Result<()> {
    let programs = build(root)?;
    process::run(Command::new(programs.join("seeds")).arg(root.join("fuzz/corpus")))?;
    let at_once = thread::available_parallelism().map_or(1, NonZero::get).min(AT_ONCE);
    let names: Vec<&str> = targets.iter().map(|target| target.name).collect();
    println!("{}: {seconds} s each, {at_once} at a time", names.join(", "));
    let queue = Mutex::new(targets.iter());
    let next = || queue.lock().ok().and_then(|mut queue| queue.next());
    let work = || {
        let mut crashes = Vec::new();
        while let Some(target) = next() {
            match fuzz(root, &programs, target, seconds) {
                Ok(stats) => println!("{}: {stats}", target.name),
                Err(error) => crashes.push(error),
            }
        }
        crashes
    };
    let crashes: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..at_once).map(|_| scope.spawn(work)).collect();
        let ended = |_| vec!["a run of a target ended without a verdict".to_owned()];
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(ended)).collect()
    });
    if crashes.is_empty() { Ok(()) } else { Err(crashes.join("\n\n")) }
}

/// Builds the targets; the folder of the programs.
fn build(root: &Path) -> Result<PathBuf> {
    let triple = prepare(root)?;
    let target_dir = root.join("target/fuzz");
    let mut build = process::cargo(&root.join("fuzz"));
    // A named target, even the host's own, keeps the flags from build scripts and procedural macros.
    build.args(["build", "--quiet", "--release", "--locked", "--bins", "--target", &triple]);
    build.arg("--target-dir").arg(&target_dir);
    // For this command only: a stable compiler that takes unstable flags must not leak into other builds.
    build.env("RUSTC_BOOTSTRAP", "1").env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"));
    process::run(&mut build)?;
    Ok(target_dir.join(triple).join("release"))
}

/// The host's triple, if all is there that the targets are built from.
fn prepare(root: &Path) -> Result<String> {
    if !process::found("c++") {
        return Err("libFuzzer is C++ and there is no `c++`: `cargo xtask setup` installs one".to_owned());
    }
    let version = process::read(command("rustc", root).arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("`rustc -vV` names no host")?;
    let sysroot = process::read(command("rustc", root).args(["--print", "sysroot"]))?;
    let libraries = Path::new(sysroot.trim_end()).join("lib/rustlib").join(host).join("lib");
    let is_runtime = |name: &str| name.starts_with("librustc-") && name.contains("_rt.asan");
    let mut files = fs::read_dir(&libraries).into_iter().flatten().flatten();
    if files.any(|file| file.file_name().to_str().is_some_and(is_runtime)) {
        return Ok(host.to_owned());
    }
    Err(format!(
        "this compiler has no runtime of AddressSanitizer for {host}: use rustup's, on a host for which it has one, \
         such as x86_64-unknown-linux-gnu or aarch64-apple-darwin"
    ))
}

/// Runs one target to the end of its time; a crash is an error that says how to repeat it.
fn fuzz(root: &Path, programs: &Path, target: &Target, seconds: u32) -> Result<Stats> {
    let Target { name, bytes_max } = target;
    let (corpus, artifacts) = (root.join("fuzz/corpus").join(name), root.join("fuzz/artifacts").join(name));
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    }
    let mut run = Command::new(programs.join(name));
    run.arg(corpus).arg(format!("-artifact_prefix={}/", artifacts.display()));
    run.arg(format!("-dict={}", root.join("fuzz/json.dict").display()));
    run.args([format!("-max_total_time={seconds}"), format!("-max_len={bytes_max}")]);
    run.args(["-timeout=10", "-rss_limit_mb=4096", "-print_final_stats=1"]);
    // Looking for leaks needs rights that a container may not have, and safe code has other troubles.
    run.env("ASAN_OPTIONS", "detect_leaks=0:malloc_context_size=4");
    let failed = |error| format!("cannot run {name}: {error}");
    let mut child = run.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().map_err(failed)?;
    let mut report = Report::default();
    if let Some(stderr) = child.stderr.take() {
        // What a crash prints need not be UTF-8.
        for line in BufReader::new(stderr).split(b'\n') {
            report.add(&String::from_utf8_lossy(&line.map_err(failed)?));
        }
    }
    let status = child.wait().map_err(failed)?;
    if status.success() && report.artifact.is_none() {
        return Ok(report.stats);
    }
    Err(report.crash(target, &programs.join(name)))
}

/// What a target has come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Stats {
    runs: u64,
    runs_a_second: u64,
    coverage: u64,
    corpus: u64,
}

impl fmt::Display for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Stats { runs, runs_a_second, coverage, corpus } = self;
        write!(f, "{runs} runs, {runs_a_second} a second, coverage {coverage}, corpus {corpus}")
    }
}

/// A target's output, read line by line.
#[derive(Debug, Default)]
struct Report {
    stats: Stats,
    /// The file with the input that crashed.
    artifact: Option<String>,
    lines: VecDeque<String>,
    crashed: bool,
}

impl Report {
    fn add(&mut self, line: &str) {
        let after = |mark: &str| {
            let (_, rest) = line.split_once(mark)?;
            rest.split(['/', ' ']).find(|word| !word.is_empty())?.parse().ok()
        };
        if let Some(runs) = after("stat::number_of_executed_units:") {
            self.stats.runs = runs;
        }
        if let Some(runs_a_second) = after("stat::average_exec_per_sec:") {
            self.stats.runs_a_second = runs_a_second;
        }
        if line.starts_with('#')
            && let (Some(coverage), Some(corpus)) = (after(" cov: "), after(" corp: "))
        {
            (self.stats.coverage, self.stats.corpus) = (coverage, corpus);
        }
        if let Some((_, path)) = line.split_once("Test unit written to ") {
            self.artifact = Some(path.trim_end().to_owned());
        }
        if !self.crashed && (line.contains(" panicked at ") || line.contains("ERROR: ")) {
            self.crashed = true;
            self.lines.clear();
        }
        if self.lines.len() < KEPT {
            self.lines.push_back(line.to_owned());
        } else if !self.crashed {
            self.lines.pop_front();
            self.lines.push_back(line.to_owned());
        }
    }

    fn crash(&self, target: &Target, program: &Path) -> String {
        let told: Vec<&str> =
            self.lines.iter().map(String::as_str).take_while(|line| *line != "stack backtrace:").collect();
        let Some(artifact) = &self.artifact else {
            return format!("{} ended without a verdict:\n{}", target.name, told.join("\n"));
        };
        let program = program.display();
        format!(
            "{} crashed:\n{}\nthe input: {artifact}\nto repeat it: {program} {artifact}\nto make it smaller: \
             {program} -minimize_crash=1 -max_total_time=60 {artifact}",
            target.name,
            told.join("\n")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(args: &[&str]) -> Result<Options> {
        Options::parse(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn options_name_the_time_and_the_targets() {
        assert_eq!(options(&[]), Ok(Options { seconds: SECONDS, targets: TARGETS.to_vec() }));
        let some = options(&["--only", "snapshot", "--seconds", "30", "--only", "ruleset"]);
        assert_eq!(some, Ok(Options { seconds: 30, targets: vec![TARGETS[2], TARGETS[0]] }));
        for wrong in ["--seconds", "--seconds 0", "--seconds x", "--only", "--only all", "x"] {
            let words: Vec<&str> = wrong.split(' ').collect();
            assert!(options(&words).is_err(), "{wrong}");
        }
    }

    fn read(lines: &[&str]) -> Report {
        let mut report = Report::default();
        lines.iter().for_each(|line| report.add(line));
        report
    }

    #[test]
    fn the_last_numbers_count() {
        let report = read(&[
            "INFO: Seed: 1",
            "#1954\tINITED cov: 17294 ft: 54156 corp: 1634/1122Kb exec/s: 149 rss: 533Mb",
            "#18105\tDONE   cov: 17301 ft: 54160 corp: 1640/2Mb lim: 16384 exec/s: 149 rss: 533Mb",
            "Done 18105 runs in 121 second(s)",
            "stat::number_of_executed_units: 18105",
            "stat::average_exec_per_sec:     149",
        ]);
        assert_eq!(report.stats, Stats { runs: 18_105, runs_a_second: 149, coverage: 17_301, corpus: 1_640 });
        assert_eq!(report.artifact, None);
        assert_eq!(report.stats.to_string(), "18105 runs, 149 a second, coverage 17301, corpus 1640");
    }

    #[test]
    fn a_crash_names_its_input_and_how_to_repeat_it() {
        let report = read(&[
            "#2\tNEW    cov: 3 ft: 4 corp: 1/1b lim: 4 exec/s: 0 rss: 40Mb",
            "",
            "thread '<unnamed>' (7) panicked at src/host.rs:1:1:",
            "a refused command changed the state",
            "stack backtrace:",
            "   0: somewhere",
            "==7== ERROR: libFuzzer: deadly signal",
            "artifact_prefix='a/'; Test unit written to a/crash-5e",
        ]);
        let crash = report.crash(&TARGETS[1], Path::new("bin/commands"));
        let expected = "commands crashed:\nthread '<unnamed>' (7) panicked at src/host.rs:1:1:\na refused command changed \
                        the state\nthe input: a/crash-5e\nto repeat it: bin/commands a/crash-5e\nto make it smaller: \
                        bin/commands -minimize_crash=1 -max_total_time=60 a/crash-5e";
        assert_eq!(crash, expected);
    }

    #[test]
    fn an_end_without_an_input_shows_what_was_printed_last() {
        let report = read(&["no such file"]);
        let crash = report.crash(&TARGETS[0], Path::new("ruleset"));
        assert_eq!(crash, "ruleset ended without a verdict:\nno such file");
    }
}
