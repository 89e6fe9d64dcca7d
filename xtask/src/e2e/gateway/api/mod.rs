//! A real API: the gateway that is made from Temporal's protos, in front of a real Temporal server,
//! against the HTTP API that the server has itself. The same status and the same JSON, up to a list
//! of differences, each explained.

mod calls;
mod canonical;
mod differences;
mod worker;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::e2e::process::{Ports, Process, command};
use crate::program;
use crate::report::Report;
use crate::servers::Temporal;
use crate::workspace::Workspace;

/// The sample whose gateway it is.
pub(crate) const SAMPLE: &str = "temporal";

/// The server, and our gateway in front of it.
struct Both {
    temporal: Temporal,
    gateway: Process,
    /// The FileDescriptorSet that the workspace carries.
    descriptors: Vec<u8>,
    // After the gateway, which logs there.
    _folder: TempDir,
}

/// Compares, with an emitted gateway.
pub(crate) fn run_in(report: &mut Report, emitted: &Workspace) {
    let built = report.step("temporal: build the gateway", || {
        program::run(&mut emitted.cargo(&["build", "--package", "temporal-api-gateway"]))
    });
    if built.is_none() {
        return;
    }
    let started = report.step("temporal: a server, and the gateway in front of it", || {
        start(emitted)
    });
    let Some(both) = started else { return };
    let failures = report.failures();
    calls::run(report, &both);
    report.explain(failures, || both.gateway.tail());
    report.step(
        "temporal: SIGTERM ends the gateway with exit code 0",
        || both.gateway.stop(),
    );
}

fn start(emitted: &Workspace) -> Result<Both> {
    let temporal = Temporal::start()?;
    let folder = tempfile::tempdir()?;
    let ports = Ports::free()?;
    let binary = emitted.binaries("debug").join("temporal-api-gateway");
    let mut command = command(&binary, folder.path(), &ports);
    let address = temporal.address();
    command.env("WORKFLOWSERVICE_ADDR", &address);
    command.env("OPERATORSERVICE_ADDR", &address);
    let mut gateway = Process::start(command, ports)?;
    gateway.wait_for_readyz(200)?;
    let descriptors = emitted.folder.join("crates/grpc/src/descriptors.bin");
    let descriptors = std::fs::read(&descriptors)
        .with_context(|| format!("can't read {}", descriptors.display()))?;
    ensure!(!descriptors.is_empty(), "no descriptors");
    Ok(Both {
        temporal,
        gateway,
        descriptors,
        _folder: folder,
    })
}
