//! `cargo xtask header`: the C header becomes what the C crate says now.

use std::path::Path;

use crate::{Result, command, process};

pub(crate) const HELP: &str = "\
cargo xtask header

Writes include/civigrid.h from bindings/c by cbindgen, and says whether it changed. The same test fails
where the committed header differs.";

pub(crate) fn run(root: &Path) -> Result<()> {
    let mut test = process::cargo(root);
    test.env("CIVIGRID_BLESS", "1").args(["test", "--locked", "--package", "civigrid-c", "--test", "header"]);
    process::run(&mut test)?;
    let changed = process::read(command("git", root).args(["status", "--short", "include"]))?;
    print!("{}", if changed.is_empty() { "nothing changed in include\n" } else { &changed });
    Ok(())
}
