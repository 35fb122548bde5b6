//! Debian packages: installed by apt-get, as root or by way of sudo.

use std::path::Path;
use std::process::Command;

use crate::{Result, process};

/// Installs packages; where that is not possible, the error says what to install.
/// `--no-remove` because a task must never take away what somebody chose to have.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if !process::found("apt-get") {
        return Err(format!("please install what Debian calls: {list}"));
    }
    let Some(mut update) = as_root() else {
        return Err(format!("please run as root: apt-get install --no-install-recommends {list}"));
    };
    // An old list may name versions that are no longer there; without a network it may still be good enough.
    if let Err(error) = process::run(update.arg("update")) {
        eprintln!("warning: {error}");
    }
    let Some(mut install) = as_root() else { return Err(format!("please install: {list}")) };
    process::run(install.args(["install", "--no-install-recommends", "--no-remove", "-y"]).args(packages))
}

/// Downloads packages and unpacks them into a directory beside the system: needs no root and conflicts with nothing.
pub(crate) fn unpack(packages: &[String], into: &Path) -> Result<()> {
    let debs = into.join("debs");
    std::fs::create_dir_all(&debs).map_err(|error| format!("cannot create {}: {error}", debs.display()))?;
    process::run(Command::new("apt-get").arg("download").args(packages).current_dir(&debs))?;
    let entries = std::fs::read_dir(&debs).map_err(|error| format!("cannot read {}: {error}", debs.display()))?;
    for entry in entries {
        let deb = entry.map_err(|error| format!("cannot read {}: {error}", debs.display()))?.path();
        process::run(Command::new("dpkg").arg("-x").arg(&deb).arg(into))?;
    }
    std::fs::remove_dir_all(&debs).map_err(|error| format!("cannot remove {}: {error}", debs.display()))
}

/// The packages that these depend on, directly or not, whose name starts with one of the prefixes.
pub(crate) fn dependencies(packages: &[&str], prefixes: &[&str]) -> Result<Vec<String>> {
    let mut depends = Command::new("apt-cache");
    depends.args(["depends", "--recurse", "--no-recommends", "--no-suggests", "--no-conflicts", "--no-breaks"]);
    depends.args(["--no-replaces", "--no-enhances"]).args(packages);
    let printed = process::read(&mut depends)?;
    // Names stand at the start of a line, what is said about them is indented.
    let wanted = |name: &&str| prefixes.iter().any(|prefix| name.starts_with(prefix));
    let mut found: Vec<String> = printed.lines().filter(wanted).map(str::to_owned).collect();
    found.sort();
    found.dedup();
    Ok(found)
}

fn as_root() -> Option<Command> {
    let is_root = process::ask(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let mut command = if is_root {
        Command::new("apt-get")
    } else if process::found("sudo") {
        let mut sudo = Command::new("sudo");
        // sudo drops the environment, so the variable goes through env.
        sudo.args(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    } else {
        return None;
    };
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=600"]);
    Some(command)
}
