//! The Temporal server in one process over a SQLite file, with the namespace `default`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use tempfile::TempDir;

use super::fetch;
use super::server::Server;
use crate::{guarded, ports};

/// The file that it writes once its namespace answers.
const ANSWERS: &str = "answers";

/// A Temporal server of our own.
pub(crate) struct Temporal {
    port: u16,
    http_port: u16,
    program: PathBuf,
    server: Server,
    // After the server, which uses it.
    _folder: Option<TempDir>,
}

impl Temporal {
    /// Starts one on a free port; its folder goes with it.
    pub(crate) fn start() -> Result<Self> {
        Self::start_at(ports::free()?)
    }

    /// The same on a given port.
    pub(crate) fn start_at(port: u16) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut temporal = Self::in_folder(port, folder.path())?;
        temporal._folder = Some(folder);
        Ok(temporal)
    }

    /// Starts one that keeps its data in a folder, and finds there what an earlier one left.
    pub(super) fn in_folder(port: u16, folder: &Path) -> Result<Self> {
        let mut temporal = Self {
            port,
            http_port: ports::free()?,
            program: fetch::temporal()?,
            server: Server::new("Temporal", folder.to_owned())?,
            _folder: None,
        };
        temporal.run()?;
        Ok(temporal)
    }

    fn run(&mut self) -> Result<()> {
        let answers = self.server.folder.join(ANSWERS);
        if answers.exists() {
            std::fs::remove_file(&answers)?;
        }
        let mut command = guarded::command(&self.program);
        command.args(["-port", &self.port.to_string()]);
        command.args(["-http-port", &self.http_port.to_string()]);
        command.args(["-db", "temporal.db", "-addr-file", ANSWERS]);
        self.server.start(command, |_| answers.exists())
    }

    /// Stops it, and keeps what it has stored in a folder that was given.
    pub(super) fn stop(mut self) -> Result<()> {
        self.server.stop()
    }

    /// Its port for gRPC.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The port of its own HTTP API.
    pub(crate) fn http_port(&self) -> u16 {
        self.http_port
    }

    /// Where it is: host:port.
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }
}
