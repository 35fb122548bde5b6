//! A planted fault as kept: a header that says what it is for, then a unified diff.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::Result;

#[derive(Debug)]
pub(super) struct Fault {
    /// The file name without `.patch`.
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// What the fault breaks.
    pub(super) invariant: String,
    /// The integration test file, without `tests/` and `.rs`.
    pub(super) target: String,
    /// The test function in it.
    pub(super) test: String,
    pub(super) why: String,
    /// The files that the diff touches, relative to the root.
    pub(super) touched: BTreeSet<String>,
}

/// All faults of a directory in order of name; that there are none is an error, because then nothing is proven.
pub(super) fn read_all(dir: &Path) -> Result<Vec<Fault>> {
    let failed = |error| format!("cannot read {}: {error}", dir.display());
    let mut faults = Vec::new();
    for entry in fs::read_dir(dir).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_none_or(|extension| extension != "patch") {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        faults.push(parse(&path, &text).map_err(|error| format!("{}: {error}", path.display()))?);
    }
    faults.sort_by(|a, b| a.name.cmp(&b.name));
    if faults.is_empty() { Err(format!("there is no planted fault in {}", dir.display())) } else { Ok(faults) }
}

fn parse(path: &Path, text: &str) -> Result<Fault> {
    let header: Vec<&str> = text.lines().take_while(|line| line.starts_with('#')).collect();
    let field = |name: &str| {
        let prefix = format!("# {name}:");
        let mut values = header.iter().filter_map(|line| line.strip_prefix(&prefix)).map(str::trim);
        match (values.next(), values.next()) {
            (Some(value), None) if !value.is_empty() => Ok(value.to_owned()),
            _ => Err(format!("the header needs one line `{prefix} ...`")),
        }
    };
    let caught_by = field("caught-by")?;
    let (target, test) = caught_by
        .split_once("::")
        .filter(|(target, test)| !target.is_empty() && !test.is_empty())
        .ok_or_else(|| format!("caught-by `{caught_by}` is not `<test file>::<test function>`"))?;
    let touched = touched(text);
    if touched.is_empty() {
        return Err("the diff changes nothing".to_owned());
    }
    if let Some(file) = touched.iter().find(|file| file.starts_with("tests/")) {
        return Err(format!("`{file}` is part of a test; a fault is planted in what is tested"));
    }
    Ok(Fault {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        path: path.to_path_buf(),
        invariant: field("invariant")?,
        target: target.to_owned(),
        test: test.to_owned(),
        why: field("why")?,
        touched,
    })
}

/// The files named by `--- a/...` and `+++ b/...` lines that stand together before a hunk.
fn touched(text: &str) -> BTreeSet<String> {
    let lines: Vec<&str> = text.lines().collect();
    let mut files = BTreeSet::new();
    for window in lines.windows(3) {
        let &[old, new, hunk] = window else { continue };
        let (Some(old), Some(new)) = (old.strip_prefix("--- "), new.strip_prefix("+++ ")) else { continue };
        if hunk.starts_with("@@ ") {
            files.extend([old, new].into_iter().filter_map(repository_path));
        }
    }
    files
}

fn repository_path(side: &str) -> Option<String> {
    // diff -u writes a tab and a time after the name; /dev/null stands for a file that is not there.
    let name = side.split('\t').next().unwrap_or_default();
    name.strip_prefix("a/").or_else(|| name.strip_prefix("b/")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATCH: &str = "# invariant: 17 a rejected command changes nothing\n# caught-by: replay::equals_live\n\
        # why: the head moved\n\ndiff --git a/src/a.rs b/src/a.rs\n--- a/src/a.rs\n+++ b/src/a.rs\n\
        @@ -1 +1 @@\n-a\n+b\n";

    #[test]
    fn a_patch_says_what_it_is_for() {
        let fault = parse(Path::new("faults/head-moves.patch"), PATCH);
        assert!(fault.is_ok_and(|fault| fault.name == "head-moves"
            && fault.target == "replay"
            && fault.test == "equals_live"
            && fault.touched == BTreeSet::from(["src/a.rs".to_owned()])));
    }

    #[test]
    fn a_patch_that_lacks_something_is_refused() {
        for (from, to) in [
            ("# why: the head moved\n", ""),
            ("# invariant: 17 a rejected command changes nothing", "# invariant:"),
            ("replay::equals_live", "replay"),
            ("# why:", "# why: twice\n# why:"),
            ("@@ -1 +1 @@\n-a\n+b\n", ""),
            ("src/a.rs", "tests/replay.rs"),
        ] {
            assert!(parse(Path::new("x.patch"), &PATCH.replace(from, to)).is_err(), "{from}");
        }
    }
}
