//! How fast `tonica` is, how long it takes to build, and how large it and its gateway are.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::Result;
use tempfile::TempDir;

use super::{gateway, protoc, synthetic, timing};
use crate::report::Report;
use crate::{cache, program, repository, sample, workspace};

const MB: f64 = 1_000_000.0;

pub(crate) fn run(report: &mut Report) -> Result<()> {
    let tonica = report.step("build tonica, release", || workspace::build_tonica(true));
    let Some(tonica) = tonica else { return Ok(()) };
    let size = fs::metadata(&tonica)?.len() as f64 / MB;
    report.figure("tonica, stripped", size, "MB", 20.0);
    three_services(report, &tonica)?;
    many_services(report, &tonica)?;
    gateway::run(report, &tonica)?;
    clean_build(report)
}

/// A project before it is emitted, and what emits it.
struct Project {
    tonica: PathBuf,
    folder: TempDir,
}

impl Project {
    fn new(tonica: &Path) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("inputs"))?;
        Ok(Self {
            tonica: tonica.to_owned(),
            folder,
        })
    }

    fn inputs(&self) -> PathBuf {
        self.folder.path().join("inputs")
    }

    fn workspace(&self) -> PathBuf {
        self.folder.path().join("workspace")
    }

    /// `tonica new` into a folder that isn't there.
    fn emit(&self) -> Result<Command> {
        if self.workspace().exists() {
            fs::remove_dir_all(self.workspace())?;
        }
        let mut command = Command::new(&self.tonica);
        command
            .current_dir(self.folder.path())
            .args(["new", "bench", "--from"]);
        command
            .arg(self.inputs())
            .arg("--into")
            .arg(self.workspace());
        Ok(command)
    }

    /// `tonica generate` in the emitted workspace, where nothing is to be done.
    fn generate(&self) -> Result<Command> {
        let mut command = Command::new(&self.tonica);
        command.current_dir(self.workspace()).arg("generate");
        Ok(command)
    }
}

fn three_services(report: &mut Report, tonica: &Path) -> Result<()> {
    let project = Project::new(tonica)?;
    sample::named("shop")?.write_inputs(&project.inputs())?;
    let (protoc, version) = protoc::find()?;
    let protos = project.inputs().join("proto");
    let parse = timing::median(50, || protoc::parse(&protoc, &protos))?;
    report.line(&format!(
        "{version} parses the shop's protos in {parse:.2} ms"
    ));
    let whole = timing::median(50, || project.emit())?;
    report.figure("3 services, whole", whole, "ms", 30.0);
    report.figure(
        "3 services, whole, to protoc's parse",
        whole / parse,
        "",
        2.7,
    );
    let unchanged = timing::median(50, || project.generate())?;
    report.figure("3 services, up to date", unchanged, "ms", 5.0);
    report.figure(
        "3 services, up to date, to protoc's parse",
        unchanged / parse,
        "",
        0.5,
    );
    Ok(())
}

fn many_services(report: &mut Report, tonica: &Path) -> Result<()> {
    let [small, large] = [10, 100].map(|services| -> Result<f64> {
        let project = Project::new(tonica)?;
        synthetic::write(&project.inputs(), services)?;
        timing::median(7, || project.emit())
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
