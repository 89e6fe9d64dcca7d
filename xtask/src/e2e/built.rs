//! The shop as it was built, and where the parts of a running one are.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::process::{Ports, Process, command};
use crate::program;
use crate::servers::Servers;
use crate::workspace::Workspace;

/// The built shop, and the servers that it uses.
pub(crate) struct Shop {
    pub(super) binaries: PathBuf,
    /// The FileDescriptorSet that the workspace carries.
    pub(super) descriptors: Vec<u8>,
    servers: Vec<(&'static str, String)>,
}

/// Where the parts of one system are, as ports of this machine.
pub(crate) struct Places {
    /// REST.
    pub(crate) rest: u16,
    /// gRPC of OrderService.
    pub(super) orders: u16,
    /// gRPC of MailService.
    pub(super) mails: u16,
    /// Metrics of the consumers.
    pub(super) consumer: u16,
    /// Metrics of the workers.
    pub(super) worker: u16,
}

impl Places {
    /// All in one process.
    pub(crate) fn of_one(ports: &Ports) -> Self {
        Self {
            rest: ports.http,
            orders: ports.grpc,
            mails: ports.grpc,
            consumer: ports.metrics,
            worker: ports.metrics,
        }
    }
}

impl Shop {
    /// Builds an emitted shop as its user would. It has no servers yet.
    pub(crate) fn build(emitted: &Workspace) -> Result<Self> {
        program::run(&mut emitted.cargo(&["build"]))?;
        let descriptors = emitted.folder.join("crates/grpc/src/descriptors.bin");
        Ok(Self {
            binaries: emitted.binaries("debug"),
            descriptors: fs::read(descriptors)?,
            servers: Vec::new(),
        })
    }

    /// The same shop with servers to use.
    pub(crate) fn on(mut self, servers: &Servers) -> Self {
        let settings = servers.settings().map(|(name, at)| (name, at.to_owned()));
        self.servers = settings.to_vec();
        self
    }

    pub(super) fn binary(&self, name: &str) -> PathBuf {
        self.binaries.join(name)
    }

    /// Starts a binary with more variables on free ports, and waits until it is ready.
    pub(crate) fn start(
        &self,
        name: &str,
        folder: &Path,
        variables: &[(&str, &str)],
    ) -> Result<Process> {
        let mut process = self.launch(name, folder, variables, Ports::free()?)?;
        process.wait_for_readyz(200)?;
        Ok(process)
    }

    /// Starts a binary on given ports. Variables may name other servers than the shop's own.
    pub(crate) fn launch(
        &self,
        name: &str,
        folder: &Path,
        variables: &[(&str, &str)],
        ports: Ports,
    ) -> Result<Process> {
        let mut command = command(&self.binary(name), folder, &ports);
        command.envs(self.servers.iter().map(|(name, at)| (name, at)));
        command.envs(variables.iter().copied());
        Process::start(command, ports)
    }
}
