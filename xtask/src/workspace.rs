//! Emitted workspaces of samples: made anew by the real `tonica` in a temporary folder, then
//! carried over to a fixed one in the cache, where a file that didn't change keeps its time, so
//! that cargo builds only what did.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::sample::Sample;
use crate::{cache, program, repository};

/// A sample's workspace in the cache.
pub(crate) struct Workspace {
    /// Its root.
    pub(crate) folder: PathBuf,
    target: PathBuf,
}

/// Builds `tonica` from this checkout; returns where it is.
pub(crate) fn build_tonica(release: bool) -> Result<PathBuf> {
    let profile = if release { "release" } else { "dev" };
    let arguments = ["build", "--package", "tonica", "--profile", profile];
    let arguments = [
        &arguments[..],
        &["--message-format", "json-render-diagnostics"],
    ]
    .concat();
    let build = program::output(&mut program::cargo(repository::root(), &arguments))?;
    let diagnostics = String::from_utf8_lossy(&build.stderr);
    ensure!(
        build.status.success(),
        "cargo build: {}\n{diagnostics}",
        build.status
    );
    let messages = String::from_utf8_lossy(&build.stdout);
    let executable = messages.lines().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    executable.context("cargo names no executable of tonica")
}

impl Workspace {
    /// Emits a sample's workspace with its overlay, and has `tonica check` find nothing to do.
    pub(crate) fn emit(tonica: &Path, sample: &Sample) -> Result<Self> {
        let inputs = tempfile::tempdir()?;
        sample.write_inputs(inputs.path())?;
        let (name, project) = (&sample.name, sample.project()?);
        Self::of_inputs(tonica, name, &project, inputs.path(), |fresh| {
            sample.lay_overlay(fresh)
        })
    }

    /// Emits the workspace of a service.yaml and protos; it stands under `name` in the cache.
    /// `lay` puts over it what is not emitted.
    pub(crate) fn of_inputs(
        tonica: &Path,
        name: &str,
        project: &str,
        inputs: &Path,
        lay: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<Self> {
        let temporary = tempfile::tempdir()?;
        let fresh = temporary.path().join("workspace");
        program::run(
            Command::new(tonica)
                .current_dir(temporary.path())
                .args(["new", project, "--from"])
                .arg(inputs)
                .arg("--into")
                .arg(&fresh),
        )?;
        lay(&fresh)?;
        program::run(Command::new(tonica).current_dir(&fresh).arg("check"))?;
        let folder = cache::sub_folder("samples")?.join(name);
        mirror(&fresh, &folder)?;
        Ok(Self {
            folder,
            target: cache::sub_folder("target")?,
        })
    }

    /// Cargo in the workspace, with the target folder that all samples share.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = program::cargo(&self.folder, arguments);
        command.env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// The folder of what was built: `debug` or `release`.
    pub(crate) fn binaries(&self, profile: &str) -> PathBuf {
        self.target.join(profile)
    }
}

/// Makes `to` hold what `from` holds, and touches only files that differ.
pub(crate) fn mirror(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let mut kept = BTreeSet::new();
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            mirror(&entry.path(), &target)?;
        } else {
            let bytes = fs::read(entry.path())?;
            if fs::read(&target).ok().as_ref() != Some(&bytes) {
                fs::write(&target, bytes)?;
            }
        }
        kept.insert(entry.file_name());
    }
    for entry in fs::read_dir(to)? {
        let entry = entry?;
        if kept.contains(&entry.file_name()) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
