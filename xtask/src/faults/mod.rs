//! `cargo xtask faults`: checks the checkers. Each kept patch breaks the library in one way, and the test that it
//! names must notice. A fault that no test notices means that the test proves less than it seems to.

mod patch;
mod select;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use self::patch::Fault;
use self::tree::Tree;
use crate::counts::Counts;
use crate::{Result, process};

pub(crate) const HELP: &str = "\
cargo xtask faults [--all | --changed] [--only NAME]

Plants each fault of faults/NAME.patch in a copy of the repository and requires that the test which it
names fails there. See faults/README.md.

  --all        every fault (the default)
  --changed    the faults whose patch, touched files or test file changed since the merge base with
               origin/main, or since HEAD~1; a fixed quarter where there is nothing to compare with
  --only NAME  one fault; may be repeated";

/// CPU seconds after which a test under a fault is cut off: a fault may turn a loop into an endless one.
const CPU_SECONDS_MAX: u32 = 900;

enum Verdict {
    Caught,
    /// The library is broken and the test did not notice.
    Missed,
    /// The patch no longer does what it was kept for.
    Stale(String),
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Verdict::Caught => "caught",
            Verdict::Missed => "MISSED",
            Verdict::Stale(_) => "STALE",
        })
    }
}

struct Outcome {
    fault: Fault,
    verdict: Verdict,
    seconds: f32,
}

pub(crate) fn run(root: &Path, args: &[String]) -> Result<()> {
    let faults = patch::read_all(&root.join("faults"))?;
    let total = faults.len();
    let chosen = choose(root, faults, args)?;
    println!("{} of {total} planted faults", chosen.len());
    if chosen.is_empty() {
        return Ok(());
    }
    let tree = Tree::copy(root)?;
    require_green(&tree, &chosen)?;
    let mut outcomes = Vec::new();
    for fault in chosen {
        let started = Instant::now();
        let verdict = plant(&tree, &fault)?;
        let seconds = started.elapsed().as_secs_f32();
        println!("{}: {verdict} ({seconds:.1} s)", fault.name);
        outcomes.push(Outcome { fault, verdict, seconds });
    }
    print_table(&outcomes);
    let escaped = outcomes.iter().filter(|outcome| !matches!(outcome.verdict, Verdict::Caught));
    let escaped: Vec<&str> = escaped.map(|outcome| outcome.fault.name.as_str()).collect();
    if escaped.is_empty() { Ok(()) } else { Err(format!("not caught: {}", escaped.join(", "))) }
}

fn choose(root: &Path, faults: Vec<Fault>, args: &[String]) -> Result<Vec<Fault>> {
    let mut changed = false;
    let mut only = BTreeSet::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--all" => changed = false,
            "--changed" => changed = true,
            "--only" => {
                let name = args.next().ok_or("`--only` needs the name of a fault")?;
                only.insert(name.strip_suffix(".patch").unwrap_or(name).to_owned());
            }
            unknown => return Err(format!("unknown argument `{unknown}`\n\n{HELP}")),
        }
    }
    if let Some(name) = only.iter().find(|name| faults.iter().all(|fault| fault.name != **name)) {
        return Err(format!("there is no faults/{name}.patch"));
    }
    if !only.is_empty() {
        return Ok(faults.into_iter().filter(|fault| only.contains(&fault.name)).collect());
    }
    if !changed {
        return Ok(faults);
    }
    let near = select::near_changes(root)?;
    println!("{near}");
    Ok(faults.into_iter().filter(|fault| near.includes(fault)).collect())
}

/// Without a fault every named test must exist and pass: a test that fails anyway would seem to catch everything.
fn require_green(tree: &Tree, faults: &[Fault]) -> Result<()> {
    let mut tests: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for fault in faults {
        tests.entry(&fault.target).or_default().insert(&fault.test);
    }
    for (target, names) in tests {
        let names: Vec<&str> = names.into_iter().collect();
        if !build(tree, target)? {
            return Err(format!("without a fault, tests/{target}.rs does not build"));
        }
        let counts = test(tree, target, &names)?;
        if counts != (Counts { passed: names.len() as u64, failed: 0 }) {
            let found = format!("{} passed and {} failed", counts.passed, counts.failed);
            return Err(format!("without a fault, of {target}::{{{}}} {found}", names.join(", ")));
        }
    }
    Ok(())
}

/// Plants one fault, judges, and restores the copy whatever happened.
fn plant(tree: &Tree, fault: &Fault) -> Result<Verdict> {
    let verdict = match tree.apply(fault) {
        Ok(()) => judge(tree, fault),
        Err(error) => Ok(Verdict::Stale(error)),
    };
    tree.restore(fault)?;
    verdict
}

fn judge(tree: &Tree, fault: &Fault) -> Result<Verdict> {
    if !build(tree, &fault.target)? {
        return Ok(Verdict::Stale("does not build with the fault".to_owned()));
    }
    let counts = test(tree, &fault.target, &[&fault.test])?;
    Ok(match (counts.passed, counts.failed) {
        (0, 1) => Verdict::Caught,
        (1, 0) => Verdict::Missed,
        _ => Verdict::Stale(format!("{}::{} came to no verdict", fault.target, fault.test)),
    })
}

fn build(tree: &Tree, target: &str) -> Result<bool> {
    let mut build = process::cargo(&tree.dir);
    build.env("CARGO_TARGET_DIR", &tree.target);
    build.args(["test", "--quiet", "--locked", "--test", target, "--no-run"]);
    let status = build.status().map_err(|error| format!("cannot run `{}`: {error}", process::line(&build)))?;
    Ok(status.success())
}

/// Runs the named tests of a target, silently: that they fail is what is wanted here.
fn test(tree: &Tree, target: &str, names: &[&str]) -> Result<Counts> {
    let cargo = process::cargo(&tree.dir);
    let mut test = Command::new("sh");
    test.current_dir(&tree.dir).env("CARGO_TARGET_DIR", &tree.target);
    // The limit is inherited by the test binary, and holds for it alone, not for the sum of the processes.
    test.args(["-c", &format!("ulimit -t {CPU_SECONDS_MAX}; exec \"$@\""), "sh"]).arg(cargo.get_program());
    test.args(["test", "--quiet", "--locked", "--test", target, "--", "--exact"]).args(names);
    let output = test.output().map_err(|error| format!("cannot run `{}`: {error}", process::line(&test)))?;
    let mut counts = Counts::default();
    String::from_utf8_lossy(&output.stdout).lines().for_each(|line| counts.add_line(line));
    Ok(counts)
}

fn print_table(outcomes: &[Outcome]) {
    let test = |fault: &Fault| format!("{}::{}", fault.target, fault.test);
    let width = |cell: &dyn Fn(&Outcome) -> usize, head: &str| outcomes.iter().map(cell).max().max(Some(head.len()));
    let widths = [
        width(&|outcome| outcome.fault.name.chars().count(), "fault"),
        width(&|outcome| outcome.fault.invariant.chars().count(), "invariant"),
        width(&|outcome| test(&outcome.fault).chars().count(), "test"),
    ];
    let [name, invariant, tested] = widths.map(Option::unwrap_or_default);
    println!("{:name$}  {:invariant$}  {:tested$}  verdict  seconds", "fault", "invariant", "test");
    for Outcome { fault, verdict, seconds } in outcomes {
        let test = test(fault);
        println!("{:name$}  {:invariant$}  {test:tested$}  {verdict:7}  {seconds:7.1}", fault.name, fault.invariant);
        match verdict {
            Verdict::Caught => {}
            Verdict::Missed => println!("  kept because {}", fault.why),
            Verdict::Stale(reason) => println!("  {reason}"),
        }
    }
}
