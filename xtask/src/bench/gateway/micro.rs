//! Single steps, measured by the program `micro` of the emitted workspace.

use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::call::Call;
use super::wrk::SERVER_CORE;
use crate::program;
use crate::report::Report;
use crate::workspace::Workspace;

/// Two ways to do something, or two sizes of it.
#[derive(Deserialize)]
struct Step {
    name: String,
    /// In nanoseconds.
    first: f64,
    second: f64,
}

pub(super) fn run(report: &mut Report, ours: &Workspace) -> Result<()> {
    let Some(printed) = report.step("single steps", || measure(ours)) else {
        return Ok(());
    };
    for line in printed.lines() {
        let step: Step = serde_json::from_str(line).with_context(|| line.to_owned())?;
        let Step {
            name,
            first,
            second,
        } = step;
        let ratio = first / second;
        report.line(&format!("{first:10.0} ns to {second:8.0} ns  {name}"));
        if name.starts_with("ten times") {
            report.figure(&name, ratio, "times", 10.0);
        } else if name.starts_with("10,000 routes") {
            report.figure(&name, ratio, "times", 1.1);
        } else {
            report.at_least(&format!("{name}, by hand to ours"), ratio, "times", 0.8);
        }
    }
    Ok(())
}

fn measure(ours: &Workspace) -> Result<String> {
    let mut micro = Command::new("taskset");
    micro
        .args(["-c", SERVER_CORE])
        .arg(ours.binaries("release").join("micro"));
    program::run(micro.args(Call::Create.body()))
}
