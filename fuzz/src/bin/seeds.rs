//! `seeds FOLDER`: writes the seeds of every target into `FOLDER/<target>/`.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("seeds FOLDER");
        return ExitCode::FAILURE;
    };
    for target in ["ruleset", "commands", "snapshot", "c_api", "table"] {
        if let Err(error) = write(&Path::new(&folder).join(target), target) {
            eprintln!("{folder}/{target}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn write(folder: &Path, target: &str) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for (number, seed) in civigrid_fuzz::seeds::of(target).iter().enumerate() {
        std::fs::write(folder.join(format!("seed-{number:04}")), seed)?;
    }
    Ok(())
}
