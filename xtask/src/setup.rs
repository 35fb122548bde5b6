//! `cargo xtask setup`: installs what the tests need and is missing.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::targets::{self, BARE, WASM};
use crate::{Result, packages, process};

pub(crate) const HELP: &str = "\
cargo xtask setup

Installs what the tests need and is missing: compilers of C and C++ with their headers (for the bundled
SQLite and libFuzzer too), git, what `cargo xtask nostd` builds with, and what the tests of the C library
use: binutils, pkg-config, CMake with make, valgrind, SQLite, Python, a JDK with JNA, Go; and of the npm
package: Node, npm, Chromium and a Chinese font. Quick if all is there. Without root it uses sudo, or says what to install.";

/// How one finds out whether it is there: always by what is really used, a package list would say less.
enum Probe {
    /// A program on the PATH.
    Program(&'static str),
    /// A program that must also do this much, in silence.
    Runs(&'static str, &'static [&'static str]),
    /// A header that the compiler finds: the compiler, its language, the header.
    Header(&'static str, &'static str, &'static str),
    /// A file where Debian puts it.
    File(&'static str),
}

/// What is needed, and the packages that bring it.
const NEEDS: [(Probe, &[&str]); 19] = [
    (Probe::Header("cc", "c", "stdio.h"), &["gcc", "libc6-dev"]),
    (Probe::Header("c++", "c++", "vector"), &["g++"]),
    (Probe::Program("git"), &["git"]),
    (Probe::Program("nm"), &["binutils"]),
    (Probe::Program("readelf"), &["binutils"]),
    (Probe::Program("objdump"), &["binutils"]),
    (Probe::Program("pkg-config"), &["pkg-config"]),
    (Probe::Program("cmake"), &["cmake"]),
    (Probe::Program("make"), &["make"]),
    // It wants the debugging symbols of the C library and stops without them.
    (Probe::Runs("valgrind", &["--quiet", "true"]), &["valgrind", "libc6-dbg"]),
    (Probe::Header("cc", "c", "sqlite3.h"), &["libsqlite3-dev"]),
    (Probe::Runs("python3", &["-c", "import ctypes, sqlite3"]), &["python3"]),
    (Probe::Program("javac"), &["default-jdk-headless"]),
    (Probe::File("/usr/share/java/jna.jar"), &["libjna-java"]),
    (Probe::Program("go"), &["golang-go"]),
    (Probe::Program("node"), &["nodejs"]),
    (Probe::Program("npm"), &["npm"]),
    (Probe::Program("chromium"), &["chromium"]),
    // Without a font for Chinese the page's boxes have other sizes.
    (Probe::File("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"), &["fonts-wqy-zenhei"]),
];

pub(crate) fn run(root: &Path) -> Result<()> {
    let lacking = missing();
    if !lacking.is_empty() {
        let mut wanted: Vec<&str> = lacking.iter().flat_map(|(_, packages)| packages.iter().copied()).collect();
        wanted.sort_unstable();
        wanted.dedup();
        packages::install(&wanted)?;
        if let Some((probe, packages)) = missing().first() {
            return Err(format!("{} installed, but {} all the same", packages.join(" and "), probe.complaint()));
        }
    }
    targets::prepare(root, &BARE)?;
    let how = targets::prepare(root, &WASM)?;
    println!("what the tests use and {how} are there");
    Ok(())
}

fn missing() -> Vec<&'static (Probe, &'static [&'static str])> {
    NEEDS.iter().filter(|(probe, _)| !probe.holds()).collect()
}

impl Probe {
    fn holds(&self) -> bool {
        match self {
            Self::Program(name) => process::found(name),
            Self::Runs(program, args) => silent(Command::new(program).args(*args)),
            Self::Header(compiler, language, header) => {
                let mut preprocess = Command::new(compiler);
                silent(preprocess.args(["-E", "-include", header, "-x", language, "/dev/null"]))
            }
            Self::File(path) => Path::new(path).is_file(),
        }
    }

    fn complaint(&self) -> String {
        match self {
            Self::Program(name) => format!("`{name}` is not on the PATH"),
            Self::Runs(program, args) => format!("`{program} {}` fails", args.join(" ")),
            Self::Header(compiler, _, header) => format!("`{compiler}` does not find <{header}>"),
            Self::File(path) => format!("{path} is not there"),
        }
    }
}

fn silent(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
