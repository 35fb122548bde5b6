//! `cargo xtask frames`: the vectors for runners without a JSON parser.

use std::path::Path;

use crate::{Result, process};

pub(crate) const HELP: &str = "\
cargo xtask frames DIR

Writes the conformance vectors, each in its three ways, and a long run of the simulator as files of frames:
calls, and the bytes that are expected of them. conformance/src/frames.rs tells the form. For runners in
other languages; the tests of the surfaces make their own.";

pub(crate) fn run(root: &Path, args: &[String]) -> Result<()> {
    let [dir] = args else { return Err(format!("which folder?\n\n{HELP}")) };
    let current = std::env::current_dir().map_err(|error| format!("cannot tell where this is: {error}"))?;
    write(root, &current.join(dir))
}

/// Writes the files into a folder.
pub(crate) fn write(root: &Path, dir: &Path) -> Result<()> {
    let mut write = process::cargo(root);
    write.args(["run", "--quiet", "--release", "--locked", "--package", "civigrid-conformance", "--"]);
    process::run(write.arg(dir))
}
