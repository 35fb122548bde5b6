//! Runs a program by itself, under valgrind, or compiled with sanitizers.

use crate::builds::{planted, sanitized};
use crate::install::{Language, compile_against, output, prefix, root, scratch};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Who watches the program's memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Watch {
    Nobody,
    Valgrind,
    Sanitizers,
}

/// The library that a program needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Library {
    Shipped,
    /// With a command that panics.
    Planted,
}

/// What valgrind answers if it found something.
pub(crate) const VALGRIND_FOUND: i32 = 99;

/// A hanging program must not hang the tests. Far above what any takes on a busy machine.
const SECONDS_MAX: &str = "300";

/// The folder of the example ruleset, which most programs read.
pub(crate) fn lunan() -> PathBuf {
    root().join("examples/rulesets/lunan")
}

pub(crate) fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/c/programs").join(name)
}

/// Compiles a program of this crate for a watcher.
pub(crate) fn program(name: &str, library: Library, watch: Watch) -> PathBuf {
    let language = if name.ends_with(".cpp") { Language::Cpp17 } else { Language::C99 };
    let (lib, kind, more): (_, _, &[&str]) = match (watch, library) {
        // GCC advises against -Werror with sanitizers: its warnings are less reliable then.
        (Watch::Sanitizers, _) => (
            sanitized().to_path_buf(),
            "sanitized",
            &[
                "-fsanitize=address,undefined",
                "-fno-sanitize-recover=all",
                "-fno-omit-frame-pointer",
                "-Wno-error",
                "-pthread",
            ],
        ),
        (_, Library::Shipped) => (prefix().join("lib"), "plain", &["-pthread"]),
        (_, Library::Planted) => (planted().to_path_buf(), "planted", &["-pthread"]),
    };
    let program = scratch().join(format!("{name}.{kind}"));
    compile_against(&lib, language, &source(name), &program, more);
    program
}

/// Runs a compiled program under its watcher.
pub(crate) fn run(program: &Path, watch: Watch, args: &[&str]) -> Output {
    let mut command = Command::new("timeout");
    command.arg(SECONDS_MAX);
    if watch == Watch::Valgrind {
        let version = output(Command::new("valgrind").arg("--version"));
        assert!(version.status.success(), "valgrind does not start: `cargo xtask setup` installs what it needs");
        command.args(["valgrind", "--quiet", "--leak-check=full", "--fair-sched=try"]).args([
            format!("--error-exitcode={VALGRIND_FOUND}"),
            "--errors-for-leak-kinds=definite,indirect".into(),
            "--show-leak-kinds=definite,indirect".into(),
        ]);
    }
    // A planted panic tells where it was on stderr: without the stack, which takes long.
    output(command.arg(program).args(args).env("RUST_BACKTRACE", "0").env("ASAN_OPTIONS", "detect_leaks=1"))
}

/// What a program said, for messages and for finding words in it.
pub(crate) fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
