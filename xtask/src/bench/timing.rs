//! Whole-process times: from the start of a program to its end, output thrown away.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

/// The median of `runs` warm runs, in milliseconds, after one that warms up. `prepare` makes the
/// command and whatever it needs, and is not timed.
pub(super) fn median(runs: usize, mut prepare: impl FnMut() -> Result<Command>) -> Result<f64> {
    time(&mut prepare()?)?;
    let mut times = Vec::with_capacity(runs);
    for _ in 0..runs {
        times.push(time(&mut prepare()?)?);
    }
    middle(times)
}

/// The middle one of some values.
pub(super) fn middle(mut values: Vec<f64>) -> Result<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.get(values.len() / 2).copied();
    middle.context("nothing was measured")
}

fn time(command: &mut Command) -> Result<f64> {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null());
    let quiet = quiet.stderr(Stdio::null());
    let start = Instant::now();
    let status = quiet.status().with_context(|| format!("{quiet:?}"))?;
    let millis = start.elapsed().as_secs_f64() * 1_000.0;
    ensure!(status.success(), "{command:?}: {status}");
    Ok(millis)
}
