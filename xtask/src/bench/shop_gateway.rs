//! The size, memory and start of the emitted shop-gateway.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::size::{self, MB};
use super::timing;
use crate::e2e::http;
use crate::e2e::process::{Ports, Process, command};
use crate::program;
use crate::report::Report;
use crate::sample;
use crate::workspace::Workspace;

const STARTS: usize = 21;
/// Long past any start.
const GIVE_UP: Duration = Duration::from_secs(10);

pub(super) fn run(report: &mut Report, tonica: &Path) -> Result<()> {
    let shop = sample::named("shop")?;
    let emitted = report.step("build shop-gateway, release", || {
        let emitted = Workspace::emit(tonica, &shop)?;
        let arguments = ["build", "--release", "--package", "shop-gateway"];
        program::run(&mut emitted.cargo(&arguments))?;
        Ok(emitted)
    });
    let Some(emitted) = emitted else {
        return Ok(());
    };
    let built = emitted.binaries("release").join("shop-gateway");
    let folder = tempfile::tempdir()?;
    let (binary, size) = size::stripped(&built, folder.path())?;
    report.figure("shop-gateway, stripped", size, "MB", 10.0);

    let mut firsts = Vec::new();
    let mut resident = Vec::new();
    for _ in 0..STARTS {
        let (first, process) = first_answer(&binary, folder.path())?;
        firsts.push(first);
        resident.push(process.resident()? as f64 / MB);
        process.stop()?;
    }
    report.figure(
        "shop-gateway, start to first answer",
        timing::middle(firsts)?,
        "ms",
        20.0,
    );
    report.figure(
        "shop-gateway, idle, resident",
        timing::middle(resident)?,
        "MB",
        15.0,
    );
    Ok(())
}

/// Starts the gateway, with its services away, and asks until it answers: in milliseconds.
fn first_answer(binary: &Path, folder: &Path) -> Result<(f64, Process)> {
    let ports = Ports::free()?;
    let port = ports.http;
    let mut command = command(binary, folder, &ports);
    let nobody = format!("127.0.0.1:{}", Ports::free()?.grpc);
    for setting in [
        "ORDERSERVICE_ADDR",
        "PAYMENTSERVICE_ADDR",
        "MAILSERVICE_ADDR",
    ] {
        command.env(setting, &nobody);
    }
    command.env("SHUTDOWN_DELAY", "0s");
    let start = Instant::now();
    let process = Process::start(command, ports)?;
    loop {
        if let Ok(answer) = http::get(port, "/v1/nothing") {
            ensure!(answer.status == 404, "{}: {}", answer.status, answer.body);
            let millis = start.elapsed().as_secs_f64() * 1_000.0;
            return Ok((millis, process));
        }
        ensure!(start.elapsed() < GIVE_UP, "no answer\n{}", process.log());
    }
}
