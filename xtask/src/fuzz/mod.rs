//! The fuzz targets: built by the stable compiler with libFuzzer's instrumentation, run from their
//! seeds, two at a time on two cores. An input that one breaks on is kept in the cache and told.

mod found;
mod target;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use anyhow::{Context, Result, bail};

use self::target::Target;
use crate::report::Report;
use crate::{cache, program, repository};

/// How long each target is run.
#[derive(Clone, Copy)]
pub(crate) enum Length {
    Seconds(u32),
    Inputs(u64),
}

impl Length {
    fn flag(self) -> String {
        match self {
            Length::Seconds(seconds) => format!("-max_total_time={seconds}"),
            Length::Inputs(count) => format!("-runs={count}"),
        }
    }
}

/// An input that takes longer than this is as wrong as one that breaks a promise.
const SLOWEST: &str = "-timeout=10";

/// What libFuzzer needs to know of the code that it runs (`cargo fuzz` passes the same).
const INSTRUMENTED: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Runs all targets, or the one of this name; each is a step.
pub(crate) fn run(report: &mut Report, name: Option<&str>, length: Length) -> Result<()> {
    let targets = target::named(name)?;
    report.step("fuzz: fmt", || cargo(&["fmt", "--check"]).map(drop));
    report.step("fuzz: clippy", || {
        cargo(&[
            "clippy",
            "--locked",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ])
        .map(drop)
    });
    let Some(programs) = report.step("fuzz: build the targets", build) else {
        return Ok(());
    };
    let next = AtomicUsize::new(0);
    let (done, results) = mpsc::channel();
    thread::scope(|scope| {
        let workers = thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..workers.min(targets.len()) {
            let (done, next, programs) = (done.clone(), &next, &programs);
            scope.spawn(move || {
                while let Some(target) = targets.get(next.fetch_add(1, Ordering::Relaxed)) {
                    // Only a receiver that is gone could refuse it.
                    let _ = done.send((target, fuzz(target, programs, length)));
                }
            });
        }
        drop(done);
        for (target, result) in results {
            let name = match &result {
                Ok(inputs) => format!("fuzz: {} holds for {inputs} inputs", target.name),
                Err(_) => format!("fuzz: {}", target.name),
            };
            report.step(&name, || result);
        }
    });
    Ok(())
}

/// Runs a target on one input, and shows all that it says.
pub(crate) fn again(name: &str, input: &Path) -> Result<ExitCode> {
    let input = std::path::absolute(input)?;
    let [target] = target::named(Some(name))? else {
        bail!("there is more than one target {name}");
    };
    let programs = build()?;
    let mut command = Command::new(programs.join(target.name));
    let status = command.arg(SLOWEST).arg(input).status()?;
    Ok(ExitCode::from(u8::from(!status.success())))
}

/// Builds every target; returns the folder they lie in.
fn build() -> Result<PathBuf> {
    let version = program::run(Command::new("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("rustc doesn't say for which target it builds")?;
    // With a target of their own, build scripts and macros are left as they are.
    let arguments = ["build", "--locked", "--release", "--target", host];
    let mut command = program::cargo(&folder(), &arguments);
    command.env("RUSTFLAGS", INSTRUMENTED);
    program::run(command.env("CARGO_TARGET_DIR", built()?))?;
    Ok(built()?.join(host).join("release"))
}

/// Runs a target; returns how many inputs it took.
fn fuzz(target: &Target, programs: &Path, length: Length) -> Result<u64> {
    let found = cache::sub_folder(&format!("fuzz/found/{}", target.name))?;
    let mut command = Command::new(programs.join(target.name));
    command
        .current_dir(folder())
        .args([SLOWEST, "-print_final_stats=1"])
        .arg(length.flag())
        .arg(format!("-seed_inputs={}", target.seeds(&folder())?))
        .arg(format!("-dict={}", target.dictionary))
        .arg(format!("-artifact_prefix={}/", found.display()));
    let output = program::output(&mut command)?;
    let text = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        bail!(found::tell(target.name, &text));
    }
    let count = text.lines().find_map(|line| {
        let count = line.strip_prefix("stat::number_of_executed_units:")?;
        count.trim().parse().ok()
    });
    count.context("the target doesn't say how many inputs it took")
}

fn cargo(arguments: &[&str]) -> Result<String> {
    let mut command = program::cargo(&folder(), arguments);
    program::run(command.env("CARGO_TARGET_DIR", built()?))
}

fn folder() -> PathBuf {
    repository::root().join("fuzz")
}

fn built() -> Result<PathBuf> {
    cache::sub_folder("fuzz/target")
}
