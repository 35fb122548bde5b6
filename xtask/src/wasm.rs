//! `cargo xtask wasm`: the npm package, put together in a folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::targets::{self, WASM};
use crate::{Result, command, process};

pub(crate) const HELP: &str = "\
cargo xtask wasm

Builds the WebAssembly module and puts the npm package civigrid together in target/npm/civigrid, ready for
`npm pack`. Prints the sizes of the module: raw, gzip, brotli; more than the budget fails.

The target's standard library comes from `rustup target add`, or where that does not work, or with
CIVIGRID_WASM_STD=debian, from Debian's packages, whose compiler is used for this one build only.";

/// Features that every runtime has which the package is for: reference types and several results are switched on
/// otherwise, and mini-programs do not know them.
const FLAGS: &str = "-Ctarget-cpu=mvp -Ctarget-feature=+mutable-globals,+sign-ext,+nontrapping-fptoint,+bulk-memory";
/// Where the standard library is built along: a panic ends in a trap, and nobody reads its message.
const FLAGS_BUILT: &str = "-Zunstable-options -Cpanic=immediate-abort";

pub(crate) fn run(root: &Path) -> Result<()> {
    package(root, &[], "civigrid").map(|_| ())
}

/// Builds the package into target/npm/NAME; where it is.
pub(crate) fn package(root: &Path, features: &[&str], name: &str) -> Result<PathBuf> {
    let library = targets::prepare(root, &WASM)?;
    println!("{} with {library}", WASM.name);
    let target = root.join("target/wasm");
    let mut build = process::cargo(root);
    build.args(["build", "--locked", "--package", "civigrid-wasm", "--profile", "wasm", "--target", WASM.name]);
    let flags = if library.is_built() { format!("{FLAGS} {FLAGS_BUILT}") } else { FLAGS.to_owned() };
    build.arg("--target-dir").arg(&target).env("RUSTFLAGS", flags);
    for feature in features {
        build.args(["--features", feature]);
    }
    library.apply(&mut build, "core,alloc");
    process::run(&mut build)?;
    let module = target.join(WASM.name).join("wasm/civigrid_wasm.wasm");
    let dir = root.join("target/npm").join(name);
    let wasm = root.join("wasm");
    install(&wasm)?;
    process::run(command("node", &wasm).arg("build.mjs").arg(&module).arg(&dir))?;
    Ok(dir)
}

/// The tests of the package that was built, in Node and in a browser.
pub(crate) fn tests(root: &Path) -> Command {
    let mut test = command("node", root);
    test.args(["--test", "--test-reporter=tap"]);
    let found = std::fs::read_dir(root.join("wasm/tests")).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = found.map(|entry| entry.path()).collect();
    files.retain(|path| path.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    test.args(files);
    test
}

/// Installs what the lock file names, where it is not there yet.
pub(crate) fn install(wasm: &Path) -> Result<()> {
    let lock = |dir: &str| std::fs::read(wasm.join(dir));
    // npm writes this file last, and it holds what the lock file holds.
    let installed = lock("node_modules/.package-lock.json").is_ok();
    let marked = lock("node_modules/.civigrid-lock").ok();
    if installed && marked.is_some() && marked == lock("package-lock.json").ok() {
        return Ok(());
    }
    process::run(command("npm", wasm).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    std::fs::copy(wasm.join("package-lock.json"), wasm.join("node_modules/.civigrid-lock"))
        .map(|_| ())
        .map_err(|error| format!("wasm/node_modules: {error}"))
}
