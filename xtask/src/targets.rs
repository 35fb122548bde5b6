//! Targets other than the host's, and where their standard library comes from.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fmt, fs};

use crate::{Result, command, packages, process};

/// A target that is built for.
pub(crate) struct Target {
    pub(crate) name: &'static str,
    /// What Debian's way needs.
    packages: &'static [&'static str],
    /// The linker of Debian's way, where rustc's own does not do.
    linker: Option<&'static str>,
}

/// No operating system at all.
pub(crate) const BARE: Target =
    Target { name: "aarch64-unknown-none", packages: &["rustc-web", "rust-web-src"], linker: None };

/// WebAssembly without an operating system.
pub(crate) const WASM: Target = Target {
    name: "wasm32-unknown-unknown",
    packages: &["rustc-web", "rust-web-src", "lld-19"],
    linker: Some("wasm-ld-19"),
};

/// What the packages need and a small system may lack; only for unpacking them beside the system.
const UNPACKED: [&str; 12] = [
    "rustc-web",
    "rust-web-src",
    "libstd-rust-web",
    "lld-19",
    "liblld-19",
    "libllvm",
    "libedit",
    "libbsd",
    "libmd",
    "libz3",
    "libxml2",
    "libicu",
];
const SYSTEM: &str = "/usr/bin";
const BESIDE: &str = "target/debian-rust";

/// Where the library of a target comes from.
pub(crate) enum Library {
    /// rustup has it built.
    Rustup,
    /// Cargo builds it from Debian's sources with Debian's compiler, and links with Debian's linker.
    Debian { rustc: PathBuf, linker: Option<(String, PathBuf)>, libraries: Option<PathBuf> },
}

impl fmt::Display for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Library::Rustup => write!(f, "rustup's library"),
            Library::Debian { rustc, .. } => write!(f, "the sources of std for {}", rustc.display()),
        }
    }
}

impl Library {
    /// Whether the library is built along with what uses it.
    pub(crate) fn is_built(&self) -> bool {
        matches!(self, Library::Debian { .. })
    }

    /// Prepares a build; `crates` are those of the library that are built where it does not come built.
    pub(crate) fn apply(&self, build: &mut Command, crates: &str) {
        let Library::Debian { rustc, linker, libraries } = self else { return };
        // For this command only: a stable compiler that takes unstable flags must not leak into other builds.
        build.arg(format!("-Zbuild-std={crates}")).env("RUSTC_BOOTSTRAP", "1").env("RUSTC", rustc);
        build.arg("-Zbuild-std-features=optimize_for_size");
        if let Some((variable, linker)) = linker {
            build.env(variable, linker);
        }
        if let Some(libraries) = libraries {
            build.env("LD_LIBRARY_PATH", libraries);
        }
    }
}

/// Finds or fetches the library of the target.
pub(crate) fn prepare(root: &Path, target: &Target) -> Result<Library> {
    if env::var_os("CIVIGRID_WASM_STD").is_none_or(|from| from != "debian") {
        if rustup_has(root, target) {
            return Ok(Library::Rustup);
        }
        println!("no {} from rustup: Debian's packages instead", target.name);
    }
    debian(root, target)
}

fn rustup_has(root: &Path, target: &Target) -> bool {
    let mut list = command("rustup", root);
    let installed = process::ask(list.args(["target", "list", "--installed"]));
    installed.is_ok_and(|list| {
        list.lines().any(|name| name == target.name)
            || process::run(command("rustup", root).args(["target", "add", target.name])).is_ok()
    })
}

fn debian(root: &Path, target: &Target) -> Result<Library> {
    let oldest = rust_version(root)?;
    let ready = || {
        let all = [Some(library(target, Path::new(SYSTEM), None)), beside(target, &root.join(BESIDE))];
        all.into_iter().flatten().find(|library| usable(library, oldest))
    };
    if let Some(ready) = ready() {
        return Ok(ready);
    }
    let before = default_rustc(root);
    if let Err(error) = packages::install(target.packages) {
        eprintln!("warning: {error}; unpacking the packages into {BESIDE} instead");
        packages::unpack(&packages::dependencies(target.packages, &UNPACKED)?, &root.join(BESIDE))?;
    }
    let after = default_rustc(root);
    if before.is_some() && before != after {
        return Err(format!(
            "{SYSTEM}/rustc now hides rustup's compiler: put ~/.cargo/bin before {SYSTEM} on the PATH"
        ));
    }
    ready()
        .ok_or_else(|| format!("{} gave no compiler of at least {}.{}", target.packages.join(" "), oldest.0, oldest.1))
}

fn library(target: &Target, programs: &Path, libraries: Option<PathBuf>) -> Library {
    let variable = format!("CARGO_TARGET_{}_LINKER", target.name.to_uppercase().replace('-', "_"));
    let linker = target.linker.map(|linker| (variable, programs.join(linker)));
    Library::Debian { rustc: programs.join("rustc"), linker, libraries }
}

/// The packages unpacked beside the system, if they are.
fn beside(target: &Target, dir: &Path) -> Option<Library> {
    let is_multiarch = |path: &PathBuf| path.to_string_lossy().ends_with("-linux-gnu") && path.is_dir();
    let libraries = fs::read_dir(dir.join("usr/lib")).ok()?.flatten().map(|entry| entry.path()).find(is_multiarch)?;
    Some(library(target, &dir.join("usr/bin"), Some(libraries)))
}

/// Whether the compiler runs, is new enough, has the sources of the library beside it, and the linker is there.
fn usable(library: &Library, oldest: (u32, u32)) -> bool {
    let Library::Debian { rustc, linker, libraries } = library else { return true };
    if linker.as_ref().is_some_and(|(_, linker)| !linker.exists()) {
        return false;
    }
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
