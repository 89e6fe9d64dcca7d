//! How fast `tonica` is, how long it takes to build, and how large it and its gateway are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Result;
use tempfile::TempDir;

use super::size::MB;
use super::{protoc, shop_gateway, synthetic, timing};
use crate::report::Report;
use crate::{cache, program, repository, sample, workspace};

pub(crate) fn run(report: &mut Report) -> Result<()> {
    let tonica = report.step("build tonica, release", || workspace::build_tonica(true));
    let Some(tonica) = tonica else { return Ok(()) };
    let size = fs::metadata(&tonica)?.len() as f64 / MB;
    report.figure("tonica, stripped", size, "MB", 20.0);
    three_services(report, &tonica)?;
    many_services(report, &tonica)?;
    shop_gateway::run(report, &tonica)?;
    clean_build(report)
}

/// A project in a temporary folder, and what generates it.
struct Project<'a> {
    tonica: &'a Path,
    folder: TempDir,
}

impl<'a> Project<'a> {
    /// `write` puts service.yaml and the protos into the folder that it is given.
    fn new(tonica: &'a Path, write: impl FnOnce(&Path) -> Result<()>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("inputs"))?;
        write(&folder.path().join("inputs"))?;
        Ok(Self { tonica, folder })
    }

    fn workspace(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    /// `tonica generate` beside inputs alone: every file is to be written.
    fn whole(&self) -> Result<Command> {
        if self.workspace().exists() {
            fs::remove_dir_all(self.workspace())?;
        }
        sample::copy(&self.folder.path().join("inputs"), &self.workspace())?;
        Ok(self.generate())
    }

    /// `tonica generate` as the workspace stands.
    fn generate(&self) -> Command {
        let mut command = Command::new(self.tonica);
        command.current_dir(self.workspace()).arg("generate");
        command
    }
}

fn three_services(report: &mut Report, tonica: &Path) -> Result<()> {
    let shop = sample::named("shop")?;
    let project = Project::new(tonica, |inputs| shop.write_inputs(inputs))?;
    let (protoc, version) = protoc::find()?;
    let protos = project.folder.path().join("inputs/proto");
    let parse = timing::median(50, || protoc::parse(&protoc, &protos))?;
    report.line(&format!(
        "{version} parses the shop's protos in {parse:.2} ms"
    ));
    let whole = timing::median(50, || project.whole())?;
    report.figure("3 services, whole", whole, "ms", 30.0);
    report.figure(
        "3 services, whole, to protoc's parse",
        whole / parse,
        "times",
        2.7,
    );
    let unchanged = timing::median(50, || Ok(project.generate()))?;
    report.figure("3 services, up to date", unchanged, "ms", 5.0);
    let ratio = unchanged / parse;
    report.figure(
        "3 services, up to date, to protoc's parse",
        ratio,
        "times",
        0.5,
    );
    Ok(())
}

fn many_services(report: &mut Report, tonica: &Path) -> Result<()> {
    let [small, large] = [10, 100].map(|services| -> Result<f64> {
        let project = Project::new(tonica, |inputs| synthetic::write(inputs, services))?;
        timing::median(7, || project.whole())
    });
    let (small, large) = (small?, large?);
    report.figure("100 services, 650 protos, whole", large, "ms", 1_500.0);
    report.figure(
        "ten times the protos, in time",
        large / small,
        "times",
        11.0,
    );
    Ok(())
}

/// The time of a release build from nothing but downloaded sources.
fn clean_build(report: &mut Report) -> Result<()> {
    let target = cache::sub_folder("clean-build")?;
    fs::remove_dir_all(&target)?;
    let arguments = ["build", "--release", "--package", "tonica"];
    let mut build = program::cargo(repository::root(), &arguments);
    let start = Instant::now();
    program::run(build.env("CARGO_TARGET_DIR", &target))?;
    let seconds = start.elapsed().as_secs_f64();
    fs::remove_dir_all(&target)?;
    report.figure("tonica, clean release build", seconds, "s", 180.0);
    Ok(())
}
