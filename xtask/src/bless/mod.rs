//! The Cargo.lock that those of fresh workspaces are cut out of, the sample's own, and that of the
//! fuzz targets. Cargo makes them, with the versions that this repository is tested with.

mod locks;
mod parts;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use crate::{fuzz, program, repository, sample, workspace};
use parts::{PROJECT, Parts};

/// What each package of a lock begins with.
const PACKAGE: &str = "[[package]]\n";

/// Writes the locks anew.
pub(crate) fn run() -> Result<()> {
    for (path, text) in made()? {
        fs::write(path, text)?;
    }
    fuzz::lock()
}

/// Fails where a lock is not what `run` would write.
pub(crate) fn check() -> Result<()> {
    for (path, text) in made()? {
        let stands = fs::read_to_string(&path).unwrap_or_default();
        let path = path.display();
        ensure!(
            stands == text,
            "{path} is not up to date: run `cargo xtask bless`"
        );
    }
    Ok(())
}

/// Each file's path in this repository, and what it should hold.
fn made() -> Result<Vec<(PathBuf, String)>> {
    let tonica = workspace::build_tonica(false)?;
    let folder = repository::root().join("templates/locks");
    let all = folder.join("all.lock");
    let mut sets = Vec::new();
    for parts in Parts::sets() {
        let inputs = tempfile::tempdir()?;
        parts.write_inputs(inputs.path())?;
        let text = lock(&tonica, PROJECT, inputs.path(), &all, |_| Ok(()))?;
        sets.push((parts, text));
    }
    let by_parts = locks::by_parts(&sets)?;
    let whole = sets.pop().map(|(_, text)| text).unwrap_or_default();
    let shop = sample::named("shop")?;
    let inputs = tempfile::tempdir()?;
    shop.write_inputs(inputs.path())?;
    let own = repository::samples().join("shop/overlay/Cargo.lock");
    let project = shop.project()?;
    let text = lock(&tonica, &project, inputs.path(), &own, |fresh| {
        shop.lay_overlay(fresh)
    })?;
    Ok(vec![
        (all, whole),
        (folder.join("by-parts.txt"), by_parts),
        (own, text),
    ])
}

/// The lock that cargo makes for a workspace of these inputs: of the versions in this
/// repository's own lock, else of those in the lock at `before`, else of the newest.
fn lock(
    tonica: &Path,
    project: &str,
    inputs: &Path,
    before: &Path,
    lay: impl FnOnce(&Path) -> Result<()>,
) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let fresh = folder.path().join(project);
    let mut new = Command::new(tonica);
    new.args(["new", project, "--from"])
        .arg(inputs)
        .arg("--into")
        .arg(&fresh);
    program::run(&mut new)?;
    lay(&fresh)?;
    let stored = fresh.join("Cargo.lock");
    fs::write(
        &stored,
        known(
            &fs::read_to_string(repository::root().join("Cargo.lock"))?,
            before,
        ),
    )?;
    program::run(&mut program::cargo(
        &fresh,
        &["metadata", "--quiet", "--format-version", "1"],
    ))?;
    Ok(fs::read_to_string(&stored)?)
}

/// All packages of the first lock, and those of the second that the first doesn't name.
fn known(ours: &str, before: &Path) -> String {
    let name = |block: &str| block.lines().next().unwrap_or_default().to_owned();
    let names: BTreeSet<String> = ours.split(PACKAGE).map(name).collect();
    let mut known = ours.to_owned();
    let before = fs::read_to_string(before).unwrap_or_default();
    for block in before.split(PACKAGE).skip(1) {
        if block.contains("\nsource = ") && !names.contains(&name(block)) {
            known.push_str(&format!("\n{PACKAGE}{}\n", block.trim_end()));
        }
    }
    known
}
