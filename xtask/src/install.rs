//! `cargo xtask install`: header, libraries and pkg-config file where C compilers look for them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{Result, process};

pub(crate) const HELP: &str = "\
cargo xtask install --prefix DIR

Builds the C library as it is shipped and installs below DIR: include/civigrid.h, lib/libcivigrid.so with
its versioned names, lib/libcivigrid.a, lib/pkgconfig/civigrid.pc. Prints the sizes of the libraries.";

/// What programs ask the loader for: the version of the ABI, as bindings/c/build.rs writes it.
const SONAME: &str = "libcivigrid.so.0";
/// What a program needs besides that links the static library: as `rustc --print native-static-libs` tells for it.
const LIBS_PRIVATE: &str = "-lgcc_s -lutil -lrt -lpthread -lm -ldl -lc";

pub(crate) fn run(root: &Path, args: &[String]) -> Result<()> {
    let [option, prefix] = args else { return Err(format!("--prefix DIR is missing\n\n{HELP}")) };
    if option != "--prefix" {
        return Err(format!("unknown option `{option}`\n\n{HELP}"));
    }
    let current = std::env::current_dir().map_err(|error| format!("cannot tell where this is: {error}"))?;
    let prefix = current.join(prefix);
    let built = build(root)?;
    let version = version(root)?;
    let (lib, include) = (prefix.join("lib"), prefix.join("include"));
    for dir in [&lib.join("pkgconfig"), &include] {
        fs::create_dir_all(dir).map_err(|error| format!("cannot create {}: {error}", dir.display()))?;
    }
    let shared = format!("libcivigrid.so.{version}");
    put(&root.join("include/civigrid.h"), &include.join("civigrid.h"))?;
    put(&built.join("libcivigrid_c.a"), &lib.join("libcivigrid.a"))?;
    put(&built.join("libcivigrid_c.so"), &lib.join(&shared))?;
    link(&shared, &lib.join(SONAME))?;
    link(SONAME, &lib.join("libcivigrid.so"))?;
    let file = lib.join("pkgconfig/civigrid.pc");
    fs::write(&file, pkg_config(&prefix, &version)).map_err(|error| format!("{}: {error}", file.display()))?;
    for name in [shared.as_str(), "libcivigrid.a"] {
        let size = fs::metadata(lib.join(name)).map_err(|error| format!("{name}: {error}"))?.len();
        println!("{name}: {size} bytes");
    }
    Ok(())
}

/// Builds the libraries as they are shipped; the folder in which they are.
fn build(root: &Path) -> Result<PathBuf> {
    process::run(process::cargo(root).args(["build", "--locked", "--package", "civigrid-c", "--profile", "shipped"]))?;
    let mut metadata = process::cargo(root);
    let told = process::read(metadata.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]))?;
    let told: serde_json::Value = serde_json::from_str(&told).map_err(|error| format!("cargo metadata: {error}"))?;
    let target = told["target_directory"].as_str().ok_or("cargo metadata names no target directory")?;
    Ok(Path::new(target).join("shipped"))
}

fn version(root: &Path) -> Result<String> {
    let manifest = fs::read_to_string(root.join("Cargo.toml")).map_err(|error| format!("Cargo.toml: {error}"))?;
    let version = manifest.lines().find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.map(str::to_owned).ok_or_else(|| "Cargo.toml names no version".to_owned())
}

fn pkg_config(prefix: &Path, version: &str) -> String {
    format!(
        "prefix={}\nlibdir=${{prefix}}/lib\nincludedir=${{prefix}}/include\n\nName: civigrid\n\
         Description: grassroots governance of Chinese cities as a library\nVersion: {version}\n\
         Libs: -L${{libdir}} -lcivigrid\nLibs.private: {LIBS_PRIVATE}\nCflags: -I${{includedir}}\n",
        prefix.display()
    )
}

/// Replaces a file by a new one: a program that has the old one mapped keeps it.
fn put(from: &Path, to: &Path) -> Result<()> {
    remove(to)?;
    fs::copy(from, to)
        .map(|_| ())
        .map_err(|error| format!("cannot copy {} to {}: {error}", from.display(), to.display()))
}

fn link(target: &str, name: &Path) -> Result<()> {
    remove(name)?;
    std::os::unix::fs::symlink(target, name).map_err(|error| format!("cannot link {}: {error}", name.display()))
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(format!("{}: {error}", path.display())),
        _ => Ok(()),
    }
}
