//! `cargo xtask bless`: the golden vectors become what the library gives now.

use std::path::Path;

use crate::{Result, command, process};

pub(crate) const HELP: &str = "\
cargo xtask bless

Runs the test `vectors` with CIVIGRID_BLESS=1, which rewrites the golden files of tests/vectors, and
lists what changed. Read the difference before you commit it: it is a change of behaviour.";

pub(crate) fn run(root: &Path) -> Result<()> {
    let mut test = process::cargo(root);
    test.env("CIVIGRID_BLESS", "1").args(["test", "--locked", "--test", "vectors"]);
    let blessed = process::run(&mut test);
    // Listed even after a failure: some files may have been rewritten by then.
    let changed = process::read(command("git", root).args(["status", "--short", "tests/vectors"]))?;
    print!("{}", if changed.is_empty() { "nothing changed in tests/vectors\n" } else { &changed });
    blessed
}
