//! protoc, which a figure is told as a ratio to: found by PROTOC or on PATH.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{program, repository};

/// The protoc to measure, and what it calls itself.
pub(super) fn find() -> Result<(OsString, String)> {
    let protoc = env::var_os("PROTOC").unwrap_or_else(|| "protoc".into());
    let version = program::run(Command::new(&protoc).arg("--version"));
    let version =
        version.context("get protoc (apt-get install protobuf-compiler) or set PROTOC")?;
    Ok((protoc, version.trim().to_owned()))
}

/// protoc parsing every proto below `folder`, and nothing more.
pub(super) fn parse(protoc: &OsString, folder: &Path) -> Result<Command> {
    let built_in = repository::root().join("src/read/builtin");
    let mut command = Command::new(protoc);
    command
        .current_dir(folder)
        .args(["-I.", "-o/dev/null", "-I"])
        .arg(built_in)
        .args(protos(folder, Path::new(""))?);
    Ok(command)
}

/// The protos below a folder, relative to it.
fn protos(root: &Path, below: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root.join(below))? {
        let path = below.join(entry?.file_name());
        if root.join(&path).is_dir() {
            found.extend(protos(root, &path)?);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "proto")
        {
            found.push(path);
        }
    }
    Ok(found)
}
