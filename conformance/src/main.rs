//! `cargo xtask frames DIR`: writes the frames that runners in other languages read.

use civigrid_conformance::frames::{self, Frames};
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(dir) = std::env::args_os().nth(1) else {
        eprintln!("error: which folder?");
        return ExitCode::FAILURE;
    };
    let write = |name: &str, frames: &Frames| {
        let path = Path::new(&dir).join(name);
        println!("{}: {} runs, {} frames", path.display(), frames.runs, frames.frames);
        std::fs::create_dir_all(&dir).and_then(|()| std::fs::write(&path, &frames.bytes))
    };
    let written = write("vectors.frames", &frames::vectors())
        .and_then(|()| write("city.frames", &frames::city(frames::CITY_SEED, frames::CITY_COMMANDS)));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
