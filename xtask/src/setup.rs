//! `cargo xtask setup`: installs what the tests need and is missing.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Result, nostd, packages, process};

pub(crate) const HELP: &str = "\
cargo xtask setup

Installs what the tests need and is missing: a C compiler with its headers (for the bundled SQLite), git,
and what `cargo xtask nostd` builds with. Quick if all is there. Without root it uses sudo, or says what
to install.";

pub(crate) fn run(root: &Path) -> Result<()> {
    let mut missing = Vec::new();
    if !compiles_c() {
        missing.extend(["gcc", "libc6-dev"]);
    }
    if !process::found("git") {
        missing.push("git");
    }
    if !missing.is_empty() {
        packages::install(&missing)?;
    }
    let how = nostd::prepare(root)?;
    println!("a C compiler, git and {how} are there");
    Ok(())
}

/// Asks the compiler itself, with a header of the C library: a package list would say less.
fn compiles_c() -> bool {
    let mut cc = Command::new("cc");
    cc.args(["-E", "-include", "stdio.h", "-x", "c", "/dev/null"]);
    cc.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    cc.status().is_ok_and(|status| status.success())
}
