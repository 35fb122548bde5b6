//! What the library exports is what the header declares, and numbers that other programs were compiled with stay.

use crate::install::{Language, compile, prefix, root, scratch, succeed};
use std::collections::BTreeSet;
use std::process::Command;

/// The functions that the header declares: names before an opening parenthesis, outside comments.
fn declared() -> BTreeSet<String> {
    let header = std::fs::read_to_string(root().join("include/civigrid.h")).expect("the header");
    let mut code = String::new();
    let mut rest = header.as_str();
    while let Some((before, after)) = rest.split_once("/*") {
        code.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    code.push_str(rest);
    let calls = code.split('(').filter_map(|before| before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next());
    calls.filter(|name| name.starts_with("civigrid_")).map(str::to_owned).collect()
}

#[test]
fn exported_are_the_declared_functions_and_nothing_else() {
    let mut nm = Command::new("nm");
    nm.args(["--dynamic", "--defined-only", "--format=posix"]).arg(prefix().join("lib/libcivigrid.so"));
    let exported: BTreeSet<String> =
        succeed(&mut nm).lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect();
    assert_eq!(exported, declared());
    assert_eq!(exported.len(), 35, "a function was added or removed: change the number in docs/c-api.md too");
}

/// The static library must define every function too.
#[test]
fn the_static_library_defines_the_same_functions() {
    let mut nm = Command::new("nm");
    nm.args(["--extern-only", "--defined-only", "--format=posix", "--quiet"]);
    let all = succeed(nm.arg(prefix().join("lib/libcivigrid.a")));
    let defined: BTreeSet<String> = all
        .lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| name.starts_with("civigrid_"))
        .map(str::to_owned)
        .collect();
    assert_eq!(defined, declared());
}

#[test]
fn the_shared_library_tells_the_loader_the_version_of_the_abi() {
    let told = succeed(Command::new("readelf").arg("--dynamic").arg(prefix().join("lib/libcivigrid.so")));
    let soname = told.lines().find(|line| line.contains("(SONAME)")).expect("a SONAME");
    assert!(soname.ends_with("[libcivigrid.so.0]"), "{soname}");
}

/// Numbers and layouts that compiled programs hold. A change here is a new version of the ABI.
#[test]
fn numbers_and_sizes_are_as_recorded() {
    let recorded = "ABI_VERSION 0\nOK 0\nREPEAT 1\nNONE 2\nREJECTED 10\nRULESET_INVALID 11\nBAD_ARGUMENT 20\nBUSY 21\n\
                    POISONED 22\nPANIC 23\nCOLUMN_ANSWERED 0\nCOLUMN_NONE 1\nCOLUMN_OUT_OF_RANGE 2\nCOLUMN_NOT_COVERED 3\n\
                    DEADLINES_DUE 4001\nTIME_REGRESSED 3001\nENTRY_SEQ 9002\nENTRY_PREV 9003\n\
                    NO_CELL 4294967295\nNO_INSTANT -9223372036854775808\ncivigrid_status 4\ncivigrid_buf 16 0 8\n\
                    civigrid_part 32 0 8 16 24\n";
    let names = recorded.lines().filter_map(|line| line.split(' ').next()).filter(|name| !name.starts_with("civigrid"));
    let prints: String =
        names.map(|name| format!("    printf(\"{name} %lld\\n\", (long long)CIVIGRID_{name});\n")).collect();
    let program = format!(
        "#include <civigrid.h>\n#include <stdio.h>\n#define AT(type, field) (unsigned)offsetof(type, field)\n\
         int main(void) {{\n{prints}\
         printf(\"civigrid_status %u\\n\", (unsigned)sizeof(civigrid_status));\n\
         printf(\"civigrid_buf %u %u %u\\n\", (unsigned)sizeof(civigrid_buf), AT(civigrid_buf, ptr), \
         AT(civigrid_buf, len));\n\
         printf(\"civigrid_part %u %u %u %u %u\\n\", (unsigned)sizeof(civigrid_part), AT(civigrid_part, name), \
         AT(civigrid_part, name_len), AT(civigrid_part, data), AT(civigrid_part, data_len));\n\
         return civigrid_abi_version() == CIVIGRID_ABI_VERSION ? 0 : 1;\n}}\n"
    );
    for (language, source) in [(Language::C99, "sizes.c"), (Language::Cpp17, "sizes.cpp")] {
        let (source, binary) = (scratch().join(source), scratch().join(format!("{source}.bin")));
        std::fs::write(&source, &program).expect("a scratch file");
        compile(language, &source, &binary, &[]);
        assert_eq!(succeed(&mut Command::new(&binary)), recorded);
    }
}
