//! `cargo xtask nostd`: the core crate alone builds for a target that has no std.
//!
//! On the host this cannot be seen: another crate of the workspace may switch on a feature that brings std (and with
//! it a clock), and `extern crate std` compiles. For this target there is no std to be brought.

use std::fs;
use std::path::Path;

use crate::targets::{self, BARE};
use crate::{Result, process, source};

pub(crate) const HELP: &str = "\
cargo xtask nostd

Builds the core crate alone for aarch64-unknown-none, and fails if a file of src/ names std.

The target's library comes from `rustup target add`, or where that does not work, or with
CIVIGRID_WASM_STD=debian, from Debian's packages rustc-web and rust-web-src, whose compiler is used
for this one build only.";

pub(crate) fn run(root: &Path) -> Result<()> {
    forbid_std(&root.join("src"))?;
    let library = targets::prepare(root, &BARE)?;
    println!("{} with {library}", BARE.name);
    let mut build = process::cargo(root);
    build.args(["build", "-p", "civigrid", "--locked", "--no-default-features", "--target", BARE.name]);
    build.arg("--target-dir").arg(root.join("target/nostd"));
    library.apply(&mut build, "core,alloc");
    process::run(&mut build)
}

/// Fails at each place where a file under `dir` names std, outside comments and literals.
fn forbid_std(dir: &Path) -> Result<()> {
    let mut found = Vec::new();
    for path in source::rust_files(dir)? {
        let text = fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        found.extend(source::std_lines(&text).into_iter().map(|line| format!("{}:{line}", path.display())));
    }
    if found.is_empty() { Ok(()) } else { Err(format!("the core crate names std in {}", found.join(", "))) }
}
