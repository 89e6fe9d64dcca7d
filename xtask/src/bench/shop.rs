//! What it costs to check and build the shop: by crate, its workflows alone, and its worker.

use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::size;
use crate::report::Report;
use crate::workspace::{self, Workspace};
use crate::{cache, program, sample};

/// Crates that are named, the slowest first.
const NAMED: usize = 20;

/// A crate that cargo has checked or built, as its report of timings has it.
#[derive(Deserialize)]
pub(super) struct Unit {
    pub(super) name: String,
    target: String,
    /// In seconds.
    pub(super) duration: f64,
}

pub(crate) fn run(report: &mut Report) -> Result<()> {
    let tonica = report.step("build tonica", || workspace::build_tonica(false));
    let Some(tonica) = tonica else { return Ok(()) };
    let shop = sample::named("shop")?;
    let emitted = report.step("shop: emit and check", || Workspace::emit(&tonica, &shop));
    let Some(emitted) = emitted else {
        return Ok(());
    };
    // What is to be downloaded isn't measured.
    let fetched = report.step("shop: fetch its dependencies", || {
        program::run(&mut emitted.cargo(&["fetch", "--locked"])).map(drop)
    });
    if fetched.is_none() {
        return Ok(());
    }
    let workflows = ["check", "--locked", "--package", "shop-workflows"];
    if let Some(seconds) = report.step("shop-workflows: check from nothing", || {
        from_nothing(&emitted, &workflows, |_| Ok(()))
    }) {
        report.figure(
            "shop-workflows alone, check from nothing",
            seconds,
            "s",
            90.0,
        );
    }
    let mut units = Vec::new();
    let checked = report.step("shop: check from nothing", || {
        from_nothing(&emitted, &["check", "--locked", "--timings"], |target| {
            units = timings(target)?;
            Ok(())
        })
    });
    if let Some(seconds) = checked {
        report.line(&format!(
            "the whole shop is checked in {seconds:.1} s; the slowest crates:"
        ));
        units.sort_by(|a, b| b.duration.total_cmp(&a.duration));
        for Unit {
            name,
            target,
            duration,
        } in units.iter().take(NAMED)
        {
            report.line(&format!("{duration:8.1} s  {name}{target}"));
        }
    }
    worker(report, &emitted)
}

fn worker(report: &mut Report, emitted: &Workspace) -> Result<()> {
    let built = report.step("shop-worker: build, release", || {
        let arguments = ["build", "--locked", "--release", "--package", "shop-worker"];
        program::run(&mut emitted.cargo(&arguments)).map(drop)
    });
    if built.is_some() {
        let folder = tempfile::tempdir()?;
        let binary = emitted.binaries("release").join("shop-worker");
        let (_, megabytes) = size::stripped(&binary, folder.path())?;
        report.figure("shop-worker, stripped", megabytes, "MB", 25.0);
    }
    Ok(())
}

/// The seconds that cargo takes with an empty target folder, which `look` may look into.
fn from_nothing(
    shop: &Workspace,
    arguments: &[&str],
    look: impl FnOnce(&Path) -> Result<()>,
) -> Result<f64> {
    let target = cache::sub_folder("from-nothing")?;
    fs::remove_dir_all(&target)?;
    let mut cargo = shop.cargo(arguments);
    cargo.env("CARGO_TARGET_DIR", &target);
    let start = Instant::now();
    program::run(&mut cargo)?;
    let seconds = start.elapsed().as_secs_f64();
    look(&target)?;
    fs::remove_dir_all(&target)?;
    Ok(seconds)
}

/// The units of the page that `cargo --timings` writes: they stand in it as a list in JSON.
pub(super) fn timings(target: &Path) -> Result<Vec<Unit>> {
    let page = fs::read_to_string(target.join("cargo-timings/cargo-timing.html"))?;
    let list = page
        .split_once("const UNIT_DATA = ")
        .context("no units in cargo's timings")?
        .1;
    let list = list.split_once("];").context("no end of the units")?.0;
    Ok(serde_json::from_str(&format!("{list}]"))?)
}
