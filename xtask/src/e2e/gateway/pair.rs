//! A sample's gateway in both modes: in the process of the services, and before them. Both look at
//! the same services, so that what they answer must be the same.

use std::net::TcpStream;
use std::path::Path;

use anyhow::{Result, ensure};
use tempfile::TempDir;

use super::requests::{self, Modes};
use crate::e2e::built::Shop as Built;
use crate::e2e::grpc::Client;
use crate::e2e::process::{Ports, Process};
use crate::report::Report;
use crate::wait::until;

/// A sample as its gateway sees it.
pub(super) struct Sample {
    /// The name of its binary for all modes.
    pub(super) binary: &'static str,
    /// The settings that say where its services are.
    pub(super) services: &'static [&'static str],
}

/// Everything in one process, and a gateway before its services.
pub(super) struct Pair {
    pub(super) aio: Process,
    pub(super) gateway: Process,
    grpc: Client,
    // After the processes, which use it.
    _folder: TempDir,
}

impl Pair {
    /// Starts both; `settings` are for both, too. What aio lacks it may go without.
    pub(super) fn start(built: &Built, sample: &Sample, settings: &[(&str, &str)]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let aio = sample.aio(built, folder.path(), settings)?;
        let mut gateway = sample.gateway(built, folder.path(), aio.ports.grpc, settings)?;
        gateway.wait_for_readyz(200)?;
        Ok(Self {
            grpc: Client::connect(aio.ports.grpc, &built.descriptors)?,
            aio,
            gateway,
            _folder: folder,
        })
    }

    /// Sends each request of a table to both, part by part.
    pub(super) fn ask(&self, report: &mut Report, label: &str, table: &str) {
        let modes = Modes {
            aio: self.aio.ports.http,
            gateway: self.gateway.ports.http,
            grpc: &self.grpc,
        };
        let read = format!("{label}: the table of requests is read");
        let table = report.step(&read, || requests::parse(table));
        for part in table.into_iter().flatten() {
            let (part, rows) = (part.part, part.rows);
            let name = format!("{label}: {part}: {} requests, aio = gateway", rows.len());
            report.step(&name, || requests::check(&rows, &modes));
        }
    }

    /// The ends of both logs, for a failure that may be either's.
    pub(super) fn tails(&self) -> String {
        let [aio, gateway] = [&self.aio, &self.gateway].map(Process::tail);
        format!("--- aio\n{aio}\n--- gateway\n{gateway}")
    }

    /// Sends SIGTERM to both, the one in front first; each must end with exit code 0.
    pub(super) fn stop(self) -> Result<()> {
        self.gateway.stop()?;
        self.aio.stop()
    }
}

impl Sample {
    /// Starts everything in one process; it need not be ready.
    pub(super) fn aio(
        &self,
        built: &Built,
        folder: &Path,
        settings: &[(&str, &str)],
    ) -> Result<Process> {
        listening(built.launch(self.binary, folder, settings, Ports::free()?)?)
    }

    /// Starts a gateway whose services are all at one port; it need not be ready.
    pub(super) fn gateway(
        &self,
        built: &Built,
        folder: &Path,
        port: u16,
        settings: &[(&str, &str)],
    ) -> Result<Process> {
        let at = format!("127.0.0.1:{port}");
        let places = self.services.iter().map(|service| (*service, at.as_str()));
        let settings: Vec<_> = places.chain(settings.iter().copied()).collect();
        let binary = format!("{}-gateway", self.binary);
        listening(built.launch(&binary, folder, &settings, Ports::free()?)?)
    }
}

/// Waits until the REST edge of a process listens.
fn listening(process: Process) -> Result<Process> {
    let port = process.ports.http;
    let listens = until(|| Ok(TcpStream::connect(("127.0.0.1", port)).is_ok()))?;
    ensure!(listens, "it never listened\n{}", process.tail());
    Ok(process)
}
