//! `cargo xtask schema`: the schemas and the types of TypeScript become what the library says now.

use std::path::Path;

use crate::{Result, command, process};

pub(crate) const HELP: &str = "\
cargo xtask schema

Writes include/schema/*.schema.json and wasm/package/types.d.ts from the types of the library and the Chinese
texts of include/schema/zh.json, and says what changed. The same test fails where a committed file differs.";

/// Writes what occurs in the vectors as constants of TypeScript, by which the tests of the npm package judge its types.
pub(crate) fn constants(root: &Path, file: &Path) -> Result<()> {
    let mut write = process::cargo(root);
    write.args(["run", "--quiet", "--release", "--locked", "--package", "civigrid-schema", "--"]);
    process::run(write.arg(file).arg("./types"))
}

pub(crate) fn run(root: &Path) -> Result<()> {
    let mut test = process::cargo(root);
    test.env("CIVIGRID_BLESS", "1").args(["test", "--locked", "--package", "civigrid-schema", "--test", "drift"]);
    process::run(&mut test)?;
    let made = ["status", "--short", "include/schema", "wasm/package/types.d.ts"];
    let changed = process::read(command("git", root).args(made))?;
    print!("{}", if changed.is_empty() { "nothing changed in include/schema and wasm/package\n" } else { &changed });
    Ok(())
}
