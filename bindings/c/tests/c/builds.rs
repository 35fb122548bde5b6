//! Other builds of the library, for tests alone: with a planted fault, and watched by AddressSanitizer. Each has a target
//! folder of its own, so that neither is ever mistaken for the library that is shipped.

use crate::install::{root, scratch, succeed};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// A library in which one command panics; the folder to link against.
pub(crate) fn planted() -> &'static Path {
    static LIB: LazyLock<PathBuf> = LazyLock::new(|| {
        let target = scratch().join("planted");
        succeed(&mut cargo(&target));
        linked(&target.join("debug"))
    });
    &LIB
}

/// The same, its memory watched. The compiler's flag is not stable yet, hence the variable, which is set for this one
/// build. The runtime is that of the C compiler, which the program brings: both instrument to the same interface.
pub(crate) fn sanitized() -> &'static Path {
    static LIB: LazyLock<PathBuf> = LazyLock::new(|| {
        let (target, host) = (scratch().join("sanitized"), host());
        let mut build = cargo(&target);
        build.args(["--target", &host]).env("RUSTC_BOOTSTRAP", "1");
        // Reports find the callers by frame pointers.
        build.env("RUSTFLAGS", "-Zsanitizer=address -Cforce-frame-pointers=yes");
        succeed(&mut build);
        linked(&target.join(host).join("debug"))
    });
    &LIB
}

/// Debug assertions on, so that the standard library checks what is asked of it; optimised a little, as it runs a lot.
fn cargo(target: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--locked", "--package", "civigrid-c", "--features", "planted-panic"]);
    cargo.arg("--target-dir").arg(target).current_dir(root());
    cargo.env("CARGO_PROFILE_DEV_OPT_LEVEL", "1").env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only");
    cargo
}

fn host() -> String {
    let told = succeed(Command::new("rustc").arg("-vV"));
    told.lines().find_map(|line| line.strip_prefix("host: ")).expect("the host's triple").to_owned()
}

/// Links the built library by the names that linker and loader ask for.
fn linked(built: &Path) -> PathBuf {
    let lib = built.join("lib");
    std::fs::create_dir_all(&lib).expect("a folder for links");
    for name in ["libcivigrid.so", "libcivigrid.so.0"] {
        let link = lib.join(name);
        match std::fs::remove_file(&link) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => panic!("{}: {error}", link.display()),
            _ => {}
        }
        std::os::unix::fs::symlink(built.join("libcivigrid_c.so"), &link).expect("a link to the library");
    }
    lib
}
