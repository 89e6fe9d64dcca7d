//! What the REST part costs to compile, beside the messages of the same protos.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::super::shop::{Unit, timings};
use super::super::synthetic;
use crate::report::Report;
use crate::workspace::Workspace;
use crate::{cache, program};

/// Services of the synthetic project, of five rpcs each.
const SERVICES: usize = 20;

pub(super) fn run(report: &mut Report, tonica: &Path) -> Result<()> {
    let Some(units) = report.step("build the tables of 100 rpcs", || units(tonica)) else {
        return Ok(());
    };
    let seconds = |name: &str| -> Result<f64> {
        let unit = units.iter().find(|unit| unit.name == name);
        let unit = unit.with_context(|| format!("cargo didn't build {name}"))?;
        Ok(unit.duration)
    };
    let (rest, schema, messages) = (
        seconds("bench-rest")?,
        seconds("bench-schema")?,
        seconds("bench-api")?,
    );
    report.line(&format!(
        "100 rpcs: messages {messages:.2} s, their tables {schema:.2} s, routes {rest:.2} s"
    ));
    let ratio = (rest + schema) / messages;
    report.figure(
        "100 rpcs, tables and routes to messages, compile time",
        ratio,
        "times",
        0.1,
    );
    Ok(())
}

/// Builds messages, tables and routes, one after the other.
fn units(tonica: &Path) -> Result<Vec<Unit>> {
    let inputs = tempfile::tempdir()?;
    synthetic::write(inputs.path(), SERVICES)?;
    let emitted = Workspace::of_inputs(tonica, "bench-tables", "bench", inputs.path(), |_| Ok(()))?;
    let target = cache::sub_folder("bench-tables")?;
    let mut cargo = emitted.cargo(&["build", "--jobs", "1", "--timings"]);
    cargo.args(["--package", "bench-rest", "--package", "bench-api"]);
    program::run(cargo.env("CARGO_TARGET_DIR", &target))?;
    let units = timings(&target)?;
    fs::remove_dir_all(&target)?;
    ensure!(!units.is_empty(), "cargo tells no timings");
    Ok(units)
}
