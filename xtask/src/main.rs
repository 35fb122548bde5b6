//! The task runner of civigrid: `cargo xtask <task>`.

mod bless;
mod counts;
mod faults;
mod frames;
mod fuzz;
mod header;
mod install;
mod lunan;
mod nostd;
mod packages;
mod process;
mod schema;
mod setup;
mod source;
mod suite;
mod targets;
mod wasm;
mod web;

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

/// Tasks are for people: an error is the sentence to print.
type Result<T> = std::result::Result<T, String>;

const HELP: &str = "\
cargo xtask <task> [options]        cargo xtask <task> --help

  setup     install what the tests need and is missing
  test      everything that must hold: format, lints, docs, tests, examples, faults
  nostd     build the core crate for a target that has no std
  faults    plant faults and require that the named tests catch them
  fuzz      run the fuzz targets
  bless     rewrite the golden test vectors
  frames    write the vectors for runners in other languages
  header    write the C header
  schema    write the JSON Schemas and the types of TypeScript
  install   install the C library below a directory
  wasm      build the npm package
  web       build the first page of Lunan District, one file
  lunan     make the example directory of Lunan District";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let result = match args.split_first() {
        Some((task, rest)) => dispatch(task, rest),
        None => Err(HELP.to_owned()),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}

fn dispatch(task: &str, args: &[String]) -> Result<ExitCode> {
    let help = match task {
        "setup" => setup::HELP,
        "test" => suite::HELP,
        "nostd" => nostd::HELP,
        "faults" => faults::HELP,
        "fuzz" => fuzz::HELP,
        "bless" => bless::HELP,
        "frames" => frames::HELP,
        "header" => header::HELP,
        "schema" => schema::HELP,
        "install" => install::HELP,
        "lunan" => lunan::HELP,
        "wasm" => wasm::HELP,
        "web" => web::HELP,
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            return Ok(ExitCode::SUCCESS);
        }
        _ => return Err(format!("unknown task `{task}`\n\n{HELP}")),
    };
    if args.iter().any(|arg| arg == "--help" || arg == "-h") {
        println!("{help}");
        return Ok(ExitCode::SUCCESS);
    }
    if !matches!(task, "faults" | "frames" | "fuzz" | "install" | "lunan")
        && let Some(arg) = args.first()
    {
        return Err(format!("`{task}` takes no `{arg}`\n\n{help}"));
    }
    let root = &root()?;
    match task {
        "setup" => setup::run(root),
        "test" => return Ok(suite::run(root)),
        "nostd" => nostd::run(root),
        "faults" => faults::run(root, args),
        "fuzz" => fuzz::run(root, args),
        "bless" => bless::run(root),
        "frames" => frames::run(root, args),
        "header" => header::run(root),
        "schema" => schema::run(root),
        "install" => install::run(root, args),
        "wasm" => wasm::run(root),
        "web" => web::run(root),
        _ => lunan::run(root, args),
    }
    .map(|()| ExitCode::SUCCESS)
}

/// The root of the workspace that the caller stands in.
fn root() -> Result<PathBuf> {
    let mut locate = process::cargo(Path::new("."));
    let manifest = process::read(locate.args(["locate-project", "--workspace", "--message-format", "plain"]))?;
    let root = Path::new(manifest.trim_end()).parent().map(Path::to_path_buf);
    root.ok_or_else(|| format!("`{manifest}` is not the path of a manifest"))
}

/// A command that runs in a directory.
fn command(program: &str, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(dir);
    command
}
