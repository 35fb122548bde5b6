//! Which faults are near what changed.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;

use super::patch::Fault;
use crate::{Result, command, process};

/// What changed, and whether a fixed quarter of the faults is planted besides.
pub(super) struct Near {
    since: Option<String>,
    files: BTreeSet<String>,
    quarter: bool,
}

impl Near {
    pub(super) fn includes(&self, fault: &Fault) -> bool {
        let patch = format!("faults/{}.patch", fault.name);
        let test_dir = format!("tests/{}/", fault.target);
        let near = |file: &String| {
            *file == patch
                || *file == format!("tests/{}.rs", fault.target)
                || file.starts_with(&test_dir)
                || fault.touched.contains(file)
        };
        self.files.iter().any(near) || (self.quarter && in_quarter(&fault.name))
    }
}

impl fmt::Display for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.since {
            Some(since) => write!(f, "files changed since {since}: {}", self.files.len())?,
            None => write!(f, "nothing to compare with")?,
        }
        if self.quarter { write!(f, "; with a fixed quarter of the faults") } else { Ok(()) }
    }
}

/// The files that differ from the merge base with origin/main. Where HEAD is that base itself (a clone of main), what
/// is new cannot be told: the last commit counts, and a fixed quarter is planted besides. Without any commit before
/// HEAD there is the quarter alone. What is not committed always counts.
pub(super) fn near_changes(root: &Path) -> Result<Near> {
    let ask = |args: &[&str]| process::ask(command("git", root).args(args)).map(|printed| printed.trim().to_owned());
    let head = ask(&["rev-parse", "--verify", "HEAD^{commit}"]).ok();
    let base = ask(&["merge-base", "HEAD", "origin/main"]).ok().filter(|base| Some(base) != head.as_ref());
    let since = base.clone().or_else(|| ask(&["rev-parse", "--verify", "HEAD~1^{commit}"]).ok());
    let knows_main = ask(&["rev-parse", "--verify", "origin/main^{commit}"]).is_ok();
    let quarter = since.is_none() || (base.is_none() && knows_main);
    let mut files = BTreeSet::new();
    let mut add = |args: &[&str]| -> Result<()> {
        let listed = process::read(command("git", root).args(args))?;
        files.extend(listed.split_terminator('\0').map(str::to_owned));
        Ok(())
    };
    if let Some(since) = since.as_ref().or(head.as_ref()) {
        // Against the work tree, so that what is changed but not committed counts too.
        add(&["diff", "--name-only", "--no-renames", "-z", since])?;
        add(&["ls-files", "--others", "--exclude-standard", "-z"])?;
    }
    Ok(Near { since, files, quarter })
}

/// FNV-1a of the name: the same quarter everywhere, whatever faults come or go.
fn in_quarter(name: &str) -> bool {
    let mix = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, mix);
    // The low bits of FNV-1a mix worst.
    (hash >> 32).is_multiple_of(4)
}
