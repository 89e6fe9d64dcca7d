//! `tonica new NAME` without inputs: the shop with its bodies, as a user gets it from the README.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use crate::program;
use crate::report::Report;
use crate::tree;
use crate::workspace::Workspace;

pub(super) fn run(report: &mut Report, tonica: &Path, shop: &Workspace) {
    report.step("new shop: the sample itself", || same(tonica, shop));
    report.step("new corner-store: the sample under another name", || {
        renamed(tonica, shop)
    });
}

/// The same files as the sample's with the overlay on it, but for what tells the two apart: the
/// bodies of the overlay are seeded files here and edits of a user there.
fn same(tonica: &Path, shop: &Workspace) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let fresh = new(tonica, folder.path(), "shop")?;
    let (fresh, sample) = (files(&fresh)?, files(&shop.folder)?);
    let differ = |path: &&PathBuf| fresh.get(*path) != sample.get(*path);
    let paths = fresh.keys().chain(sample.keys());
    let differing: Vec<_> = paths.filter(differ).collect();
    ensure!(differing.is_empty(), "these differ: {differing:?}");
    Ok(())
}

/// Builds under a name with a dash, which crates and modules don't have.
fn renamed(tonica: &Path, shop: &Workspace) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let fresh = new(tonica, folder.path(), "corner-store")?;
    program::run(Command::new(tonica).current_dir(&fresh).arg("check"))?;
    let mut check = shop.cargo(&["check", "--locked", "--all-targets"]);
    program::run(check.current_dir(&fresh))?;
    program::run(&mut program::cargo(&fresh, &["fmt", "--all", "--check"]))?;
    Ok(())
}

fn new(tonica: &Path, folder: &Path, name: &str) -> Result<PathBuf> {
    let mut new = Command::new(tonica);
    program::run(new.current_dir(folder).args(["new", name]))?;
    Ok(folder.join(name))
}

/// Every file of a workspace but the tool's own notes of it.
fn files(root: &Path) -> Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = tree::files(root)?;
    files.retain(|path, _| !path.starts_with(".tonica") && !path.ends_with("tonica.lock"));
    Ok(files)
}
