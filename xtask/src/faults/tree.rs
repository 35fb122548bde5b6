//! The copy of the repository in which faults are planted: the work tree itself is never touched.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::patch::Fault;
use crate::{Result, command, process};

pub(super) struct Tree {
    root: PathBuf,
    /// The copy.
    pub(super) dir: PathBuf,
    /// Where the copy is built.
    pub(super) target: PathBuf,
}

impl Tree {
    /// Makes the copy equal to what git sees in the work tree, tracked or not. Files that are equal already are left
    /// alone, so that cargo rebuilds only what changed; this also repairs a copy left by an interrupted run.
    pub(super) fn copy(root: &Path) -> Result<Tree> {
        let faults = root.join("target/faults");
        let tree = Tree { root: root.to_path_buf(), dir: faults.join("tree"), target: faults.join("target") };
        let mut list = command("git", root);
        let listed = process::read(list.args(["ls-files", "-co", "--exclude-standard", "-z"]))?;
        // A file deleted but not yet committed is still listed.
        let files: BTreeSet<&str> = listed.split_terminator('\0').filter(|file| root.join(file).is_file()).collect();
        tree.remove_others(&files)?;
        for file in files {
            tree.copy_file(file)?;
        }
        Ok(tree)
    }

    /// Applies a fault to the copy.
    pub(super) fn apply(&self, fault: &Fault) -> Result<()> {
        let mut apply = command("git", &self.dir);
        // Inside a repository, git apply passes over all that is outside the current directory and calls it success:
        // it must not find ours above the copy.
        if let Some(parent) = self.dir.parent() {
            apply.env("GIT_CEILING_DIRECTORIES", parent).env_remove("GIT_DIR").env_remove("GIT_WORK_TREE");
        }
        process::run(apply.args(["apply", "--whitespace=nowarn"]).arg(&fault.path))?;
        let changed = fault.touched.iter().any(|file| !same(&self.root.join(file), &self.dir.join(file)));
        if changed { Ok(()) } else { Err("applied, but nothing is different".to_owned()) }
    }

    /// Takes a fault out of the copy again.
    pub(super) fn restore(&self, fault: &Fault) -> Result<()> {
        for file in &fault.touched {
            if self.root.join(file).is_file() {
                self.copy_file(file)?;
            } else if self.dir.join(file).exists() {
                remove(&self.dir.join(file))?;
            }
        }
        Ok(())
    }

    fn copy_file(&self, file: &str) -> Result<()> {
        let (from, to) = (self.root.join(file), self.dir.join(file));
        if same(&from, &to) {
            return Ok(());
        }
        let failed = |error| format!("cannot copy {file} to {}: {error}", to.display());
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).map_err(failed)?;
        }
        fs::copy(&from, &to).map(|_| ()).map_err(failed)
    }

    /// Removes the files of the copy that are not in the list: a test or a build script may look for files.
    fn remove_others(&self, files: &BTreeSet<&str>) -> Result<()> {
        let mut dirs = vec![self.dir.clone()];
        while let Some(dir) = dirs.pop() {
            let Ok(entries) = fs::read_dir(&dir) else { continue };
            for entry in entries {
                let path = entry.map_err(|error| format!("cannot read {}: {error}", dir.display()))?.path();
                if path.is_dir() {
                    dirs.push(path);
                    continue;
                }
                let relative = path.strip_prefix(&self.dir).ok().and_then(Path::to_str);
                if relative.is_none_or(|relative| !files.contains(relative)) {
                    remove(&path)?;
                }
            }
        }
        Ok(())
    }
}

fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).map_err(|error| format!("cannot remove {}: {error}", path.display()))
}

fn same(a: &Path, b: &Path) -> bool {
    matches!((fs::read(a), fs::read(b)), (Ok(a), Ok(b)) if a == b)
}
