//! Writes the constants by which the compiler of TypeScript judges the types: `cargo run -p civigrid-schema -- FILE
//! MODULE`, where MODULE is how the file imports the types.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use civigrid_schema::vectors;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [file, module] = args.as_slice() else {
        eprintln!("error: which file, and from which module are the types?");
        return ExitCode::FAILURE;
    };
    let dir = Path::new(file).parent().unwrap_or(Path::new(""));
    match fs::create_dir_all(dir).and_then(|()| fs::write(file, vectors::constants(module))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {file}: {error}");
            ExitCode::FAILURE
        }
    }
}
