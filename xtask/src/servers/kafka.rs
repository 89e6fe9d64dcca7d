//! Apache Kafka as one node, broker and controller at once.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use tempfile::TempDir;

use super::fetch;
use super::server::Server;
use crate::{guarded, ports, program};

/// What it logs when it takes requests.
const STARTED: &str = "Kafka Server started";

/// A broker of our own.
pub(crate) struct Kafka {
    port: u16,
    controller: u16,
    jars: PathBuf,
    server: Server,
    // After the server, which uses it.
    _folder: Option<TempDir>,
}

impl Kafka {
    /// Starts one on a free port; its folder goes with it.
    pub(crate) fn start() -> Result<Self> {
        Self::start_at(ports::free()?)
    }

    /// The same on a given port.
    pub(crate) fn start_at(port: u16) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut kafka = Self::in_folder(port, folder.path())?;
        kafka._folder = Some(folder);
        Ok(kafka)
    }

    /// Starts one that keeps its data in a folder, and finds there what an earlier one left.
    pub(super) fn in_folder(port: u16, folder: &Path) -> Result<Self> {
        let mut kafka = Self {
            port,
            controller: ports::free()?,
            jars: fetch::kafka()?,
            server: Server::new("Kafka", folder.to_owned())?,
            _folder: None,
        };
        kafka.format()?;
        kafka.run()?;
        Ok(kafka)
    }

    fn run(&mut self) -> Result<()> {
        let mut command = guarded::command("java");
        command.args(java(&self.jars, "512m", "kafka.Kafka"));
        command.arg(self.properties());
        self.server
            .start(command, |server| server.log().contains(STARTED))
    }

    /// Stops it, and keeps what it has stored in a folder that was given.
    pub(super) fn stop(mut self) -> Result<()> {
        self.server.stop()
    }

    /// Where it is: host:port.
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Writes its settings, and the format of its data where there is none.
    fn format(&self) -> Result<()> {
        let data = self.server.folder.join("data");
        let template = fs::read_to_string(fetch::source("kafka/server.properties"))?;
        let settings = template
            .replace("@PORT@", &self.port.to_string())
            .replace("@CONTROLLER_PORT@", &self.controller.to_string())
            .replace("@DATA@", &data.display().to_string());
        fs::write(self.properties(), settings)?;
        if !data.join("meta.properties").exists() {
            // Any 16 bytes in URL-safe base64 name a cluster; it is alone.
            let arguments = [
                "format",
                "--standalone",
                "-t",
                "dG9uaWNhLXh0YXNrLWthZg",
                "-c",
            ];
            let mut format = Command::new("java");
            format.args(java(&self.jars, "128m", "kafka.tools.StorageTool"));
            program::run(format.args(arguments).arg(self.properties()))?;
        }
        Ok(())
    }

    fn properties(&self) -> PathBuf {
        self.server.folder.join("server.properties")
    }
}

/// Makes a topic, unless it is there.
pub(crate) fn create_topic(kafka: &str, topic: &str, partitions: u32) -> Result<()> {
    let mut create = Command::new("java");
    create
        .args(java(
            &fetch::kafka()?,
            "128m",
            "org.apache.kafka.tools.TopicCommand",
        ))
        .args(["--bootstrap-server", kafka, "--create", "--if-not-exists"])
        .args(["--topic", topic, "--replication-factor", "1"])
        .args(["--partitions", &partitions.to_string()]);
    program::run(&mut create)
        .map(drop)
        .with_context(|| format!("can't make topic {topic}"))
}

/// The arguments of `java` before those of a class.
fn java(jars: &Path, heap: &str, class: &str) -> Vec<OsString> {
    let log = fetch::source("kafka/log4j2.xml");
    let mut arguments: Vec<OsString> = vec![
        format!("-Xmx{heap}").into(),
        // They start sooner and leave no files behind.
        "-XX:+UseSerialGC".into(),
        "-XX:TieredStopAtLevel=1".into(),
        "-XX:-UsePerfData".into(),
        "-Djava.awt.headless=true".into(),
        format!("-Dlog4j2.configurationFile={}", log.display()).into(),
        "-cp".into(),
    ];
    arguments.push(jars.join("*").into());
    arguments.push(class.into());
    arguments
}
