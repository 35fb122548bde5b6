//! All conformance vectors through the C ABI, each in every way, and a long run of the simulator.

use crate::install::{Language, compile, output, scratch, succeed};
use civigrid_conformance::frames::{self, Frames};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The runner, compiled once.
fn runner() -> &'static Path {
    static RUNNER: LazyLock<PathBuf> = LazyLock::new(|| {
        let program = scratch().join("frames");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/c/programs/frames.c");
        compile(Language::C99, &source, &program, &[]);
        program
    });
    &RUNNER
}

fn write(name: &str, bytes: &[u8]) -> PathBuf {
    let path = scratch().join(name);
    std::fs::write(&path, bytes).expect("a scratch file");
    path
}

fn run(name: &str, frames: &Frames) {
    let told = succeed(Command::new(runner()).arg(write(name, &frames.bytes)));
    assert_eq!(told, format!("{} runs, {} frames\n", frames.runs, frames.frames));
}

#[test]
fn vectors_give_the_same_bytes_in_c_in_every_way() {
    let frames = frames::vectors();
    let listed = civigrid_conformance::vector::all().len();
    assert_eq!(frames.runs, 3 * listed, "each vector straight, with extra ticks, with snapshot and restore");
    assert!(listed >= 52 && frames.frames > 10_000, "{listed} vectors, {} frames", frames.frames);
    run("vectors.frames", &frames);
}

#[test]
fn twenty_thousand_commands_come_to_the_same_digest_in_c() {
    let frames = frames::city(frames::CITY_SEED, frames::CITY_COMMANDS);
    assert_eq!(frames::CITY_COMMANDS, 20_000);
    // A run begins, two parts, the ruleset, an engine, the directory; and the digest and snapshot at the end.
    assert_eq!((frames.runs, frames.frames), (1, 20_000 + 8));
    run("city.frames", &frames);
}

/// A runner that finds nothing would say nothing of the library: one wrong byte anywhere must be told.
#[test]
fn a_wrong_byte_is_told() {
    let whole = frames::city(5, 20);
    run("whole.frames", &whole);
    let broken = |name: &str, bytes: &[u8]| {
        let found = output(Command::new(runner()).arg(write(name, bytes)));
        assert_eq!(found.status.code(), Some(1), "{name}");
        String::from_utf8(found.stdout).expect("the runner prints UTF-8")
    };
    let mut last = whole.bytes.clone();
    let place = last.len() - 2; // the closing brace of the digest that ends the snapshot, before its LF
    last[place] = b'!';
    assert!(broken("last.frames", &last).contains("frame 28: S at 0 of"));
    assert!(broken("cut.frames", &whole.bytes[..whole.bytes.len() - 1]).contains("frame 28 is cut short"));
    let mut status = whole.bytes.clone();
    status[1] = 1; // the status expected of the first frame
    assert!(broken("status.frames", &status).contains("frame 1: V"));
}
