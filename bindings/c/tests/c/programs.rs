//! The test programs: each alone, under valgrind, and with sanitizers. What they hold is in their own comments.

use crate::install::{output, prefix, scratch, succeed};
use crate::watch::{Library, Watch, lunan, program, run, source, told};
use std::process::Command;

/// Runs a program in every way; `args` gives what follows the folder of the example ruleset. Its stdout, the same always.
fn in_every_way(name: &str, library: Library, args: impl Fn(Watch) -> &'static [&'static str]) -> String {
    let folder = lunan();
    let (plain, watched) = (program(name, library, Watch::Nobody), program(name, library, Watch::Sanitizers));
    let mut printed = None;
    for (watch, program) in [(Watch::Nobody, &plain), (Watch::Valgrind, &plain), (Watch::Sanitizers, &watched)] {
        let arguments = [&[folder.to_str().expect("a path in UTF-8")], args(watch)].concat();
        let output = run(program, watch, &arguments);
        assert!(output.status.success(), "{name} by {watch:?}: {}\n{}", output.status, told(&output));
        let stdout = String::from_utf8(output.stdout).expect("programs print UTF-8");
        assert_eq!(*printed.get_or_insert_with(|| stdout.clone()), stdout, "{name} by {watch:?}");
    }
    printed.expect("it ran")
}

/// How many rounds threads make: fewer where each step takes longer.
fn rounds(watch: Watch) -> &'static [&'static str] {
    match watch {
        Watch::Nobody => &["100"],
        Watch::Valgrind => &["5"],
        Watch::Sanitizers => &["20"],
    }
}

#[test]
fn ownership() {
    let printed = in_every_way("ownership.c", Library::Shipped, |watch| match watch {
        Watch::Nobody => &["20", "whole"],
        Watch::Valgrind => &["1"],
        Watch::Sanitizers => &["2", "whole"],
    });
    assert_eq!(printed, concat!(env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn statuses() {
    in_every_way("statuses.c", Library::Shipped, |_| &[]);
}

#[test]
fn misuse() {
    in_every_way("misuse.c", Library::Shipped, |_| &[]);
}

/// The header's functions that return a status: all of them stand in the table of what can be wrong.
#[test]
fn misuse_leaves_no_function_out() {
    let header = std::fs::read_to_string(prefix().join("include/civigrid.h")).expect("the installed header");
    let names: Vec<&str> = header
        .split("\ncivigrid_status ")
        .skip(1)
        .map(|rest| rest.split('(').next().expect("a name before the parenthesis"))
        .collect();
    assert!(names.len() > 20 && names.contains(&"civigrid_engine_decide"), "{names:?}");
    let cases = std::fs::read_to_string(source("misuse.c")).expect("the program");
    for name in names {
        let calls = cases.matches(&format!("{name}(")).count();
        let without_out = cases.matches(&format!("NOTHING({name}(")).count();
        assert!(without_out == 1 && calls >= 2, "{name} occurs {calls} times in misuse.c");
    }
}

#[test]
fn journal() {
    in_every_way("journal.c", Library::Shipped, |_| &[]);
}

#[test]
fn columns() {
    in_every_way("columns.c", Library::Shipped, |_| &[]);
}

#[test]
fn rows() {
    in_every_way("rows.c", Library::Shipped, |_| &[]);
}

#[test]
fn threads() {
    in_every_way("threads.c", Library::Shipped, rounds);
}

#[test]
fn busy() {
    in_every_way("busy.c", Library::Shipped, |_| &[]);
}

#[test]
fn panic() {
    in_every_way("panic.c", Library::Planted, |_| &[]);
}

#[test]
fn owners_in_cpp() {
    in_every_way("owners.cpp", Library::Shipped, |_| &[]);
}

#[test]
fn threads_in_cpp() {
    in_every_way("threads.cpp", Library::Shipped, rounds);
}

/// The static library serves as well, with what the pkg-config file names besides.
#[test]
fn the_static_library_serves_as_well() {
    let lib = prefix().join("lib");
    let file = std::fs::read_to_string(lib.join("pkgconfig/civigrid.pc")).expect("the pkg-config file");
    let private = file.lines().find_map(|line| line.strip_prefix("Libs.private: ")).expect("what it needs besides");
    let program = scratch().join("journal.c.static");
    let mut compile = Command::new("cc");
    compile.args(["-std=c99", "-D_POSIX_C_SOURCE=200809L", "-I"]).arg(prefix().join("include"));
    compile.arg(source("journal.c")).arg(lib.join("libcivigrid.a")).args(private.split(' ')).arg("-o").arg(&program);
    succeed(&mut compile);
    succeed(Command::new(&program).arg(lunan()));
    let needed = succeed(Command::new("readelf").arg("--dynamic").arg(&program));
    assert!(needed.contains("(NEEDED)") && !needed.contains("libcivigrid"), "{needed}");
}

/// The header alone, under every standard that it is for, with more warnings than most programs have.
#[test]
fn the_header_alone_compiles_under_every_standard() {
    let text = "#include <civigrid.h>\n#include <civigrid.h>\nextern int a_program_has_something;\n";
    let both = ["-Wall", "-Wextra", "-Werror", "-pedantic", "-Wconversion", "-Wshadow", "-Wundef", "-fsyntax-only"];
    let c = ["-Wstrict-prototypes", "-Wmissing-prototypes", "-Wold-style-definition", "-Wc++-compat"];
    let cpp = ["-Wold-style-cast", "-Wzero-as-null-pointer-constant", "-Wsign-conversion", "-Weffc++"];
    let of_c = ["c99", "c11", "c17"].map(|standard| ("cc", "c", standard, c));
    let of_cpp = ["c++11", "c++14", "c++17", "c++20"].map(|standard| ("c++", "cpp", standard, cpp));
    for (compiler, extension, standard, more) in of_c.into_iter().chain(of_cpp) {
        let source = scratch().join(format!("header.{extension}"));
        std::fs::write(&source, text).expect("a scratch file");
        let mut compile = Command::new(compiler);
        compile.arg(format!("-std={standard}")).args(both).args(more);
        succeed(compile.arg("-I").arg(prefix().join("include")).arg(&source));
    }
}

/// From C++ the functions are those of C: without `extern "C"` their names would be others, and not be found.
#[test]
fn cpp_links_by_the_names_of_c() {
    let source = scratch().join("names.cpp");
    let (object, lib) = (scratch().join("names.o"), prefix().join("include"));
    let text = "#include <civigrid.h>\nvoid free_it(civigrid_buf *buf) { civigrid_buf_free(buf); }\n";
    std::fs::write(&source, text).expect("a scratch file");
    succeed(Command::new("c++").args(["-std=c++17", "-c", "-I"]).arg(lib).arg(&source).arg("-o").arg(&object));
    let names = output(Command::new("nm").args(["--undefined-only", "--format=posix"]).arg(&object));
    let names = told(&names);
    assert!(names.lines().any(|line| line.starts_with("civigrid_buf_free ")), "{names}");
}
