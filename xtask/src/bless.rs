//! The Cargo.locks that come with a fresh workspace: cargo makes one for each set of
//! parts that a project may have, with the versions that this repository is tested with.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use crate::{program, repository, sample, workspace};

/// The name of the project in the locks that no sample stands behind.
const PROJECT: &str = "project";

/// What each package of a lock begins with.
const PACKAGE: &str = "[[package]]\n";

const PROTO: &str = r#"syntax = "proto3";
package project.v1;
import "google/api/annotations.proto";
service Project {
  rpc Get(GetRequest) returns (GetResponse) {
    option (google.api.http) = { get: "/v1/project" };
  }
}
message GetRequest {}
message GetResponse {}
"#;

/// The sets of parts: the lock's name, and what service.yaml says of the only service.
const SETS: [(&str, &str); 3] = [
    ("services", "rest: false"),
    ("gateway", "remote: true"),
    ("services-gateway", "rest: true"),
];

/// Writes the locks anew.
pub(crate) fn run() -> Result<()> {
    for (path, text) in locks()? {
        fs::write(path, text)?;
    }
    Ok(())
}

/// Fails where a lock is not what `run` would write.
pub(crate) fn check() -> Result<()> {
    for (path, text) in locks()? {
        let stands = fs::read_to_string(&path).unwrap_or_default();
        let path = path.display();
        ensure!(
            stands == text,
            "{path} is not up to date: run `cargo xtask bless`"
        );
    }
    Ok(())
}

/// Each lock's path in this repository, and what it should hold.
fn locks() -> Result<Vec<(PathBuf, String)>> {
    let tonica = workspace::build_tonica(false)?;
    let mut locks = Vec::new();
    for (set, says) in SETS {
        let inputs = tempfile::tempdir()?;
        fs::create_dir(inputs.path().join("proto"))?;
        fs::write(inputs.path().join("proto/project.proto"), PROTO)?;
        let yaml = format!(
            "version: 1\nname: {PROJECT}\nservices:\n  - proto: project.v1.Project\n    {says}\n"
        );
        fs::write(inputs.path().join("service.yaml"), yaml)?;
        let path = repository::root().join(format!("templates/locks/{set}.lock"));
        let text = lock(&tonica, PROJECT, inputs.path(), &path, |_| Ok(()))?;
        locks.push((path, text));
    }
    let shop = sample::named("shop")?;
    let inputs = tempfile::tempdir()?;
    shop.write_inputs(inputs.path())?;
    let path = repository::samples().join("shop/overlay/Cargo.lock");
    let project = shop.project()?;
    let text = lock(&tonica, &project, inputs.path(), &path, |fresh| {
        shop.lay_overlay(fresh)
    })?;
    locks.push((path, text));
    Ok(locks)
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
