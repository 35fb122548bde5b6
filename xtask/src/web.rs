//! `cargo xtask web`: the first page of Lunan District, as one file.

use std::path::Path;

use crate::{Result, command, process, wasm};

pub(crate) const HELP: &str = "\
cargo xtask web

Builds the npm package, then target/web/index.html from examples/web: one file that opens without a server and
without a network. It holds the library, the ruleset, the calendar and the directory of Lunan District.";

pub(crate) fn run(root: &Path) -> Result<()> {
    let package = wasm::package(root, &[], "civigrid")?;
    let page = root.join("target/web/index.html");
    process::run(command("node", &root.join("examples/web")).arg("build.mjs").arg(&package).arg(&page))
}
