//! `cargo xtask nostd`: the core crate alone builds for a target that has no std.
//!
//! On the host this cannot be seen: another crate of the workspace may switch on a feature that brings std (and with
//! it a clock), and `extern crate std` compiles. For this target there is no std to be brought.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fmt, fs};

use crate::{Result, command, packages, process, source};

pub(crate) const HELP: &str = "\
cargo xtask nostd

Builds the core crate alone for aarch64-unknown-none, and fails if a file of src/ names std.

The target's library comes from `rustup target add`, or where that does not work, or with
CIVIGRID_WASM_STD=debian, from Debian's packages rustc-web and rust-web-src, whose compiler is used
for this one build only.";

const TARGET: &str = "aarch64-unknown-none";
const PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];
/// What the packages need and a small system may lack; only for unpacking them beside the system.
const UNPACKED: [&str; 10] = [
    "rustc-web",
    "rust-web-src",
    "libstd-rust-web",
    "libllvm",
    "libedit",
    "libbsd",
    "libmd",
    "libz3",
    "libxml2",
    "libicu",
];
const SYSTEM_RUSTC: &str = "/usr/bin/rustc";
const BESIDE: &str = "target/debian-rust";

/// Where the library of the target comes from.
pub(crate) enum Library {
    /// rustup has it built.
    Rustup,
    /// Cargo builds it from Debian's sources with Debian's compiler.
    Debian { rustc: PathBuf, libraries: Option<PathBuf> },
}

impl fmt::Display for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Library::Rustup => write!(f, "rustup's {TARGET}"),
            Library::Debian { rustc, .. } => write!(f, "the sources of std for {}", rustc.display()),
        }
    }
}

pub(crate) fn run(root: &Path) -> Result<()> {
    forbid_std(&root.join("src"))?;
    let library = prepare(root)?;
    println!("{TARGET} with {library}");
    let mut build = process::cargo(root);
    build.args(["build", "-p", "civigrid", "--locked", "--no-default-features", "--target", TARGET]);
    build.arg("--target-dir").arg(root.join("target/nostd"));
    if let Library::Debian { rustc, libraries } = &library {
        // For this command only: a stable compiler that takes unstable flags must not leak into other builds.
        build.arg("-Zbuild-std=core,alloc").env("RUSTC_BOOTSTRAP", "1").env("RUSTC", rustc);
        if let Some(libraries) = libraries {
            build.env("LD_LIBRARY_PATH", libraries);
        }
    }
    process::run(&mut build)
}

/// Finds or fetches the library of the target.
pub(crate) fn prepare(root: &Path) -> Result<Library> {
    if env::var_os("CIVIGRID_WASM_STD").is_none_or(|from| from != "debian") {
        if rustup_has_target(root) {
            return Ok(Library::Rustup);
        }
        println!("no {TARGET} from rustup: Debian's packages instead");
    }
    debian(root)
}

fn rustup_has_target(root: &Path) -> bool {
    let mut list = command("rustup", root);
    let installed = process::ask(list.args(["target", "list", "--installed"]));
    installed.is_ok_and(|list| {
        list.lines().any(|target| target == TARGET)
            || process::run(command("rustup", root).args(["target", "add", TARGET])).is_ok()
    })
}

fn debian(root: &Path) -> Result<Library> {
    let oldest = rust_version(root)?;
    let system = || Library::Debian { rustc: SYSTEM_RUSTC.into(), libraries: None };
    let beside = || beside(&root.join(BESIDE));
    if let Some(ready) = [Some(system()), beside()].into_iter().flatten().find(|library| usable(library, oldest)) {
        return Ok(ready);
    }
    let before = default_rustc(root);
    if let Err(error) = packages::install(&PACKAGES) {
        eprintln!("warning: {error}; unpacking the packages into {BESIDE} instead");
        packages::unpack(&packages::dependencies(&PACKAGES, &UNPACKED)?, &root.join(BESIDE))?;
    }
    let after = default_rustc(root);
    if before.is_some() && before != after {
        return Err(format!(
            "{SYSTEM_RUSTC} now hides rustup's compiler: put ~/.cargo/bin before /usr/bin on the PATH"
        ));
    }
    let ready = [Some(system()), beside()].into_iter().flatten().find(|library| usable(library, oldest));
    ready.ok_or_else(|| format!("{} gave no compiler of at least {}.{}", PACKAGES.join(" "), oldest.0, oldest.1))
}

/// The packages unpacked beside the system, if they are.
fn beside(dir: &Path) -> Option<Library> {
    let is_multiarch = |path: &PathBuf| path.to_string_lossy().ends_with("-linux-gnu") && path.is_dir();
    let libraries = fs::read_dir(dir.join("usr/lib")).ok()?.flatten().map(|entry| entry.path()).find(is_multiarch)?;
    Some(Library::Debian { rustc: dir.join("usr/bin/rustc"), libraries: Some(libraries) })
}

/// Whether the compiler runs, is new enough, and has the sources of the library beside it.
fn usable(library: &Library, oldest: (u32, u32)) -> bool {
    let Library::Debian { rustc, libraries } = library else { return true };
    let ask = |argument: &[&str]| {
        let mut command = Command::new(rustc);
        if let Some(libraries) = libraries {
            command.env("LD_LIBRARY_PATH", libraries);
        }
        process::ask(command.args(argument)).ok()
    };
    let new_enough = ask(&["--version"]).is_some_and(|printed| {
        printed.split_whitespace().nth(1).and_then(major_minor).is_some_and(|version| version >= oldest)
    });
    let has_sources =
        |sysroot: String| Path::new(sysroot.trim_end()).join("lib/rustlib/src/rust/library/core").is_dir();
    new_enough && ask(&["--print", "sysroot"]).is_some_and(has_sources)
}

fn default_rustc(root: &Path) -> Option<String> {
    process::ask(command("rustc", root).arg("-vV")).ok()
}

/// The oldest compiler that the workspace's manifest admits.
fn rust_version(root: &Path) -> Result<(u32, u32)> {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).map_err(|error| format!("Cargo.toml: {error}"))?;
    let version = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \"")?.strip_suffix('"'));
    version.and_then(major_minor).ok_or_else(|| "Cargo.toml names no rust-version".to_owned())
}

fn major_minor(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
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
