//! The size of a program as it is shipped: without symbols.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::program;

/// A million bytes.
pub(super) const MB: f64 = 1_000_000.0;

/// Puts a program without its symbols into a folder; returns where it is, and its megabytes.
pub(super) fn stripped(program: &Path, into: &Path) -> Result<(PathBuf, f64)> {
    let copy = into.join(program.file_name().context("a program without a name")?);
    fs::copy(program, &copy)?;
    program::run(Command::new("strip").arg(&copy))?;
    let size = fs::metadata(&copy)?.len() as f64 / MB;
    Ok((copy, size))
}
