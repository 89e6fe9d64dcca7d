//! The shop: everything in one process, then service and gateway as processes of their own,
//! then what its binaries refuse.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::process::{Ports, Process, command};
use super::{http, reflection, refusals, split, story};
use crate::report::Report;
use crate::workspace::{self, Workspace};
use crate::{program, sample};

/// The built shop.
pub(super) struct Shop {
    pub(super) binaries: PathBuf,
    /// The FileDescriptorSet that the workspace carries.
    pub(super) descriptors: Vec<u8>,
}

/// Emits the shop, builds it and runs it.
pub(crate) fn run(report: &mut Report) -> Result<()> {
    let tonica = report.step("build tonica", || workspace::build_tonica(false));
    let Some(tonica) = tonica else { return Ok(()) };
    let shop = sample::named("shop")?;
    let emitted = report.step("shop: emit and check", || Workspace::emit(&tonica, &shop));
    if let Some(emitted) = emitted {
        run_in(report, &emitted);
    }
    Ok(())
}

/// Builds and runs an emitted shop.
pub(crate) fn run_in(report: &mut Report, emitted: &Workspace) {
    let built = report.step("shop: build", || {
        program::run(&mut emitted.cargo(&["build"]))?;
        let descriptors = emitted.folder.join("crates/grpc/src/descriptors.bin");
        Ok(Shop {
            binaries: emitted.binaries("debug"),
            descriptors: fs::read(descriptors)?,
        })
    });
    let Some(shop) = built else { return };
    one_process(report, &shop);
    split::run(report, &shop);
    refusals::run(report, &shop);
}

fn one_process(report: &mut Report, shop: &Shop) {
    let started = report.step("aio: starts and is ready", || {
        let folder = tempfile::tempdir()?;
        let process = shop.start("shop", folder.path(), &[("GRPC_REFLECTION", "true")])?;
        Ok((folder, process))
    });
    let Some((_folder, process)) = started else {
        return;
    };
    story::run(report, "aio", shop, process.ports.http, process.ports.grpc);
    report.step("aio: health and metrics", || health(process.ports.metrics));
    report.step("aio: reflection names the services", || {
        let services = reflection::services(process.ports.grpc)?;
        let orders = "shop.orders.v1.OrderService";
        ensure!(services.iter().any(|name| name == orders), "{services:?}");
        Ok(())
    });
    report.step("aio: SIGTERM ends it with exit code 0", || process.stop());
}

fn health(port: u16) -> Result<()> {
    for path in ["/livez", "/readyz", "/healthz", "/health"] {
        let answer = http::get(port, path)?;
        ensure!(
            answer.status == 200,
            "{path}: {} {}",
            answer.status,
            answer.body
        );
    }
    let metrics = http::get(port, "/metrics")?.body;
    for name in ["app_info", "http_requests_total", "grpc_requests_total"] {
        ensure!(metrics.contains(name), "no {name} in\n{metrics}");
    }
    let raw = "orders/first";
    ensure!(!metrics.contains(raw), "a raw path is a label:\n{metrics}");
    Ok(())
}

impl Shop {
    pub(super) fn binary(&self, name: &str) -> PathBuf {
        self.binaries.join(name)
    }

    /// Starts a binary with more variables, and waits until it is ready.
    pub(super) fn start(
        &self,
        name: &str,
        folder: &Path,
        variables: &[(&str, &str)],
    ) -> Result<Process> {
        self.start_at(name, folder, variables, Ports::free()?)
    }

    /// The same on given ports.
    pub(super) fn start_at(
        &self,
        name: &str,
        folder: &Path,
        variables: &[(&str, &str)],
        ports: Ports,
    ) -> Result<Process> {
        let mut command = command(&self.binary(name), folder, &ports);
        command.envs(variables.iter().copied());
        let mut process = Process::start(command, ports)?;
        process.wait_for_readyz(200)?;
        Ok(process)
    }
}
