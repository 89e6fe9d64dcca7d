//! Running other programs to their end. What they print is shown only when they fail.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, bail};

/// Cargo in a folder.
pub(crate) fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(folder).args(arguments);
    command
}

/// Runs a program that must succeed; returns its stdout.
pub(crate) fn run(command: &mut Command) -> Result<String> {
    let output = output(command)?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr);
        bail!("{}: {}\n{stdout}{stderr}", line(command), output.status);
    }
    Ok(stdout)
}

/// Runs a program, whatever its exit code.
pub(crate) fn output(command: &mut Command) -> Result<Output> {
    let result = command.stdin(Stdio::null()).output();
    result.with_context(|| format!("can't run {}", line(command)))
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}
