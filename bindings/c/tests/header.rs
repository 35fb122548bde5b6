//! `include/civigrid.h` is what cbindgen makes of the crate. `CIVIGRID_BLESS=1` writes it (`cargo xtask header`).

use cbindgen::{Braces, Builder, Config, DocumentationLength, DocumentationStyle, Language, Style};
use std::path::{Path, PathBuf};

/// In this order, so that a reader meets statuses and buffers first.
const SOURCES: [&str; 7] =
    ["status.rs", "rejection.rs", "buffer.rs", "ruleset.rs", "engine.rs", "columns.rs", "rows.rs"];

const TOP: &str = "\
/*
 * civigrid: grassroots governance of Chinese cities as a library. Made by `cargo xtask header`; do not edit.
 *
 * Every function keeps the conventions of docs/c-api.md. In short:
 * - Bytes go in as pointer and length, NULL only with length 0, in UTF-8 without a final NUL; they are not kept.
 * - A function that returns a status takes `out` last and always sets it, to the result or to the error's JSON; only with
 *   `out` NULL nothing is done. Free it with civigrid_buf_free.
 * - A handle that is passed as `const` may be used by any number of threads at once, otherwise by one alone; what breaks
 *   this is answered by CIVIGRID_BUSY. No function waits, keeps global state, or calls back.
 * - Instants are seconds since 1970-01-01T00:00:00Z.
 */";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn generated() -> String {
    let mut config = Config {
        language: Language::C,
        header: Some(TOP.into()),
        include_guard: Some("CIVIGRID_H".into()),
        include_version: false,
        no_includes: true,
        sys_includes: vec!["stddef.h".into(), "stdint.h".into()],
        cpp_compat: true,
        braces: Braces::SameLine,
        line_length: 110,
        tab_width: 4,
        style: Style::Both,
        documentation: true,
        documentation_style: DocumentationStyle::Doxy,
        documentation_length: DocumentationLength::Full,
        usize_is_size_t: true,
        ..Config::default()
    };
    config.export.include = vec!["civigrid_status".into()];
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let builder =
        SOURCES.iter().fold(Builder::new().with_config(config), |builder, name| builder.with_src(sources.join(name)));
    let mut bytes = Vec::new();
    builder.generate().expect("cbindgen reads the crate").write(&mut bytes);
    String::from_utf8(bytes).expect("a header is UTF-8")
}

#[test]
fn the_header_is_what_the_crate_says() {
    let (path, made) = (root().join("include/civigrid.h"), generated());
    if std::env::var_os("CIVIGRID_BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&path, &made).expect("the header can be written");
    }
    let committed = std::fs::read_to_string(&path).expect("the committed header");
    let differing = committed.lines().zip(made.lines()).enumerate().find(|(_, (old, new))| old != new);
    assert!(committed == made, "run `cargo xtask header`: {differing:?}");
}
