//! Child processes: run with their output shown, read, or both at once.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::Result;

/// The cargo that runs this task, so that nested calls use the same toolchain.
pub(crate) fn cargo(root: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Runs a command with its output shown; anything but success is an error.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|error| format!("cannot run `{}`: {error}", line(command)))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` failed ({status})", line(command))) }
}

/// What a command prints on stdout; its stderr is shown.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    command.stdin(Stdio::null()).stderr(Stdio::inherit());
    finished(command)
}

/// What a command prints on stdout, nothing shown: for questions whose failure is an answer too.
pub(crate) fn ask(command: &mut Command) -> Result<String> {
    command.stdin(Stdio::null()).stderr(Stdio::null());
    finished(command)
}

fn finished(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|error| format!("cannot run `{}`: {error}", line(command)))?;
    if !output.status.success() {
        return Err(format!("`{}` failed ({})", line(command), output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("`{}` did not print UTF-8: {error}", line(command)))
}

/// Runs a command, shows its stdout line by line as it comes and hands each line over; whether it succeeded.
pub(crate) fn tee(command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<bool> {
    let failed = |command: &Command, error| format!("cannot run `{}`: {error}", line(command));
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| failed(command, error))?;
    if let Some(stdout) = child.stdout.take() {
        let mut reader = BufReader::new(stdout);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).map_err(|error| failed(command, error))? > 0 {
            // A closed stdout of our own must not hide the verdict of the child.
            let mut out = std::io::stdout().lock();
            let _ = out.write_all(&bytes).and_then(|()| out.flush());
            on_line(&String::from_utf8_lossy(&bytes));
            bytes.clear();
        }
    }
    child.wait().map(|status| status.success()).map_err(|error| failed(command, error))
}

/// Whether a program is found on the PATH.
pub(crate) fn found(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

/// A command as one would type it: the program by its name alone.
pub(crate) fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let words = [program.file_name().unwrap_or(program.as_os_str())].into_iter().chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
