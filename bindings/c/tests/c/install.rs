//! The installed library, and how programs are compiled against it and run.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

/// A folder for what the tests make, kept between runs.
pub(crate) fn scratch() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}

/// Where the library is installed: `include`, `lib`, `lib/pkgconfig`.
pub(crate) fn prefix() -> &'static Path {
    static PREFIX: LazyLock<PathBuf> = LazyLock::new(|| {
        let prefix = scratch().join("prefix");
        let mut install = Command::new(env!("CARGO"));
        install.args(["xtask", "install", "--prefix"]).arg(&prefix).current_dir(root());
        succeed(&mut install);
        prefix
    });
    &PREFIX
}

/// Which compiler a program is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    C99,
    Cpp17,
}

/// Compiles a program against the installed header and shared library, with every warning an error. `more` comes last:
/// other libraries, sanitizers.
pub(crate) fn compile(language: Language, source: &Path, program: &Path, more: &[&str]) {
    compile_against(&prefix().join("lib"), language, source, program, more);
}

/// As [`compile`], against the shared library in a folder.
pub(crate) fn compile_against(lib: &Path, language: Language, source: &Path, program: &Path, more: &[&str]) {
    let (compiler, standard) = match language {
        Language::C99 => ("cc", "-std=c99"),
        Language::Cpp17 => ("c++", "-std=c++17"),
    };
    let mut compile = Command::new(compiler);
    compile.args([standard, "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra", "-Werror", "-pedantic", "-g", "-O1"]);
    compile.arg("-I").arg(prefix().join("include")).arg(source).arg("-o").arg(program);
    compile.arg("-L").arg(lib).arg("-lcivigrid").arg(format!("-Wl,-rpath,{}", lib.display())).args(more);
    succeed(&mut compile);
}

/// Runs a command; whatever it said is in the failure.
pub(crate) fn output(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| {
        panic!("{command:?}: {error}; `cargo xtask setup` installs what the tests need");
    })
}

/// Runs a command that must succeed; its stdout.
pub(crate) fn succeed(command: &mut Command) -> String {
    let output = output(command);
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{command:?} failed ({})\n{}\n{}",
        output.status,
        told(&output.stdout),
        told(&output.stderr)
    );
    told(&output.stdout)
}
