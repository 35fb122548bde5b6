//! `cargo xtask lunan`: the example directory of Lunan District out of the reference data.
//!
//! Codes and names of divisions are real, everything below them is synthesised, because no boundaries of Chinese
//! streets may be redistributed. The result is a function of the inputs alone, so that `--check` can tell drift.

mod assign;
mod divisions;
mod document;
mod lattice;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;

pub(crate) const HELP: &str = "\
cargo xtask lunan [--check] [SHARED_DIR]

Writes examples/rulesets/lunan/directory.json and holiday-cn/ from the reference data in SHARED_DIR
(default: ../shared beside the repository).

  --check   write nothing, fail if the committed files differ from what would be written;
            succeeds with a message where SHARED_DIR does not exist";

const TARGET: &str = "examples/rulesets/lunan";
const DIVISIONS: &str = "data/divisions/lunan_130202.csv";
const CALENDARS: &str = "data/calendar/holiday-cn";
const YEARS: [&str; 2] = ["2025.json", "2026.json"];

/// A file that the task makes: its place in the repository and its bytes.
struct Output {
    path: PathBuf,
    bytes: Vec<u8>,
}

pub(crate) fn run(root: &Path, args: &[String]) -> Result<()> {
    let mut check_only = false;
    let mut shared = None;
    for arg in args {
        match arg.as_str() {
            "--check" => check_only = true,
            flag if flag.starts_with('-') => return Err(format!("unknown option `{flag}`\n\n{HELP}")),
            dir if shared.is_none() => shared = Some(PathBuf::from(dir)),
            more => return Err(format!("one SHARED_DIR is enough, `{more}` is one too many")),
        }
    }
    let shared = shared.unwrap_or_else(|| root.join("../shared"));
    if check_only { check(root, &shared) } else { write(root, &shared) }
}

/// Fails if a committed file is not what the reference data give; passes where there are no reference data.
pub(crate) fn check(root: &Path, shared: &Path) -> Result<()> {
    if !shared.is_dir() {
        println!("shared data absent: not checked");
        return Ok(());
    }
    let mut drifted = Vec::new();
    for output in outputs(shared)? {
        if fs::read(root.join(&output.path)).ok().as_deref() != Some(&output.bytes[..]) {
            drifted.push(output.path.display().to_string());
        }
    }
    if drifted.is_empty() {
        println!("{TARGET} is what the reference data give");
        return Ok(());
    }
    Err(format!("not what the reference data give: {}; run `cargo xtask lunan`", drifted.join(", ")))
}

fn write(root: &Path, shared: &Path) -> Result<()> {
    for output in outputs(shared)? {
        let path = root.join(&output.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| format!("cannot create {}: {error}", parent.display()))?;
        }
        fs::write(&path, &output.bytes).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        println!("{} ({} bytes)", output.path.display(), output.bytes.len());
    }
    Ok(())
}

fn outputs(shared: &Path) -> Result<Vec<Output>> {
    let csv = read(&shared.join(DIVISIONS))?;
    let csv = String::from_utf8(csv).map_err(|error| format!("{DIVISIONS} is not UTF-8: {error}"))?;
    let district = divisions::parse(&csv).map_err(|error| format!("{DIVISIONS}: {error}"))?;
    let target = Path::new(TARGET);
    let directory = document::directory(&district)?;
    let mut outputs = vec![Output { path: target.join("directory.json"), bytes: directory.into_bytes() }];
    for year in YEARS {
        // Byte for byte: a ruleset's fingerprint covers the bytes of its parts.
        let bytes = read(&shared.join(CALENDARS).join(year))?;
        outputs.push(Output { path: target.join("holiday-cn").join(year), bytes });
    }
    Ok(outputs)
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}
