//! The shop's gateway in both modes: in the process of the services, and before them. Both look at
//! one database, so that what they answer must be the same.

use anyhow::Result;
use tempfile::TempDir;

use super::requests::{self, Modes};
use super::rough;
use crate::e2e::built::Shop;
use crate::e2e::grpc::Client;
use crate::e2e::process::{Ports, Process};
use crate::ports;
use crate::report::Report;
use crate::servers::{KAFKA, Kafka, TEMPORAL};

const BODIES: (&str, &str) = ("GATEWAY_MAX_BODY", "2KiB");

/// Everything in one process, and a gateway before its services.
struct Running {
    aio: Process,
    gateway: Process,
    grpc: Client,
    // After the processes, which use them.
    _kafka: Option<Kafka>,
    _folder: TempDir,
}

/// Runs a built shop. `kafka`: where one is; else one is started.
pub(super) fn run(report: &mut Report, shop: &Shop, kafka: Option<&str>) {
    let started = report.step("shop: aio, and a gateway before its services", || {
        start(shop, kafka)
    });
    let Some(running) = started else { return };
    let failures = report.failures();
    let modes = Modes {
        aio: running.aio.ports.http,
        gateway: running.gateway.ports.http,
        grpc: &running.grpc,
    };
    let table = report.step("shop: shop.yaml is read", || {
        requests::parse(include_str!("shop.yaml"))
    });
    for part in table.into_iter().flatten() {
        let name = format!(
            "shop: {}: {} requests, aio = gateway",
            part.part,
            part.rows.len()
        );
        report.step(&name, || requests::check(&part.rows, &modes));
    }
    rough::run(report, shop, modes.aio, running.aio.ports.grpc);
    report.explain(failures, || {
        let [aio, gateway] = [&running.aio, &running.gateway].map(Process::tail);
        format!("--- aio\n{aio}\n--- gateway\n{gateway}")
    });
    report.step("shop: SIGTERM ends both with exit code 0", || {
        running.gateway.stop()?;
        running.aio.stop()
    });
}

/// Temporal is away, so that orders stay as they are: what is asked twice has one answer.
fn start(shop: &Shop, kafka: Option<&str>) -> Result<Running> {
    let own = match kafka {
        Some(_) => None,
        None => Some(Kafka::start()?),
    };
    let kafka = match (&own, kafka) {
        (Some(own), _) => own.address(),
        (None, at) => at.unwrap_or_default().to_owned(),
    };
    let temporal = format!("127.0.0.1:{}", ports::free()?);
    let folder = tempfile::tempdir()?;
    let variables = [
        // Topics that are missing are made.
        ("APP_DEV", "true"),
        (KAFKA, kafka.as_str()),
        (TEMPORAL, &temporal),
        BODIES,
    ];
    let aio = shop.launch("shop", folder.path(), &variables, Ports::free()?)?;
    rough::serves(&aio)?;
    let mut gateway = rough::gateway(shop, folder.path(), aio.ports.grpc, &[BODIES])?;
    gateway.wait_for_readyz(200)?;
    Ok(Running {
        grpc: Client::connect(aio.ports.grpc, &shop.descriptors)?,
        aio,
        gateway,
        _kafka: own,
        _folder: folder,
    })
}
