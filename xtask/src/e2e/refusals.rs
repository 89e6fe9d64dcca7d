//! What the shop's binaries refuse at the start: exit code 2, and the setting is named.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Result, ensure};

use super::built::Shop;
use super::process::{Ports, Process, command};
use crate::report::Report;

/// One start that must be refused.
struct Refusal {
    what: &'static str,
    binary: &'static str,
    arguments: &'static [&'static str],
    variables: &'static [(&'static str, &'static str)],
    /// What the error must say, beside the exit code.
    says: &'static [&'static str],
}

/// What most of them have.
const SHOP: Refusal = Refusal {
    what: "",
    binary: "shop",
    arguments: &[],
    variables: &[],
    says: &[],
};

const REFUSALS: [Refusal; 11] = [
    Refusal {
        what: "an unknown mode",
        variables: &[("APP_MODE", "everything")],
        says: &["APP_MODE", "everything", "aio", "gateway"],
        ..SHOP
    },
    Refusal {
        what: "two modes that differ",
        variables: &[("APP_MODE", "service"), ("RUN_MODE", "gateway")],
        says: &["APP_MODE", "RUN_MODE"],
        ..SHOP
    },
    Refusal {
        what: "a mode that the binary doesn't hold",
        binary: "shop-gateway",
        arguments: &["--mode", "service"],
        says: &["service", "gateway"],
        ..SHOP
    },
    Refusal {
        what: "a gateway that isn't told where the services are",
        binary: "shop-gateway",
        says: &[
            "ORDERSERVICE_ADDR",
            "PAYMENTSERVICE_ADDR",
            "MAILSERVICE_ADDR",
        ],
        ..SHOP
    },
    Refusal {
        what: "a value that is no time",
        variables: &[("SHUTDOWN_EDGE", "soon")],
        says: &["SHUTDOWN_EDGE"],
        ..SHOP
    },
    Refusal {
        what: "two wrong values, both named",
        variables: &[("METRICS_PORT", "all"), ("GRPC_PORT", "70000")],
        says: &["METRICS_PORT", "GRPC_PORT"],
        ..SHOP
    },
    Refusal {
        what: "a service that isn't there",
        binary: "shop-service",
        variables: &[("APP_SERVICES", "orders")],
        says: &["APP_SERVICES", "orders", "order_service"],
        ..SHOP
    },
    Refusal {
        what: "a consumer that isn't there",
        variables: &[("APP_CONSUMERS", "orders")],
        says: &["APP_CONSUMERS", "orders", "order_events"],
        ..SHOP
    },
    Refusal {
        what: "a topic that no consumer reads",
        binary: "shop-consumer",
        variables: &[("CONSUMER_TOPIC", "payments")],
        says: &["CONSUMER_TOPIC", "payments", "orders"],
        ..SHOP
    },
    Refusal {
        what: "a worker that isn't there",
        variables: &[("APP_WORKERS", "mailing")],
        says: &["APP_WORKERS", "mailing", "fulfilment"],
        ..SHOP
    },
    Refusal {
        what: "a task queue that no worker polls",
        binary: "shop-worker",
        variables: &[("WORKER_TASK_QUEUE", "mailing")],
        says: &["WORKER_TASK_QUEUE", "mailing", "fulfilment"],
        ..SHOP
    },
];

pub(super) fn run(report: &mut Report, shop: &Shop) {
    for refusal in &REFUSALS {
        report.step(&format!("refused: {}", refusal.what), || {
            refused(shop, refusal, Ports::free()?)
        });
    }
    for (index, setting) in ["APP_PORT", "GRPC_PORT", "METRICS_PORT"]
        .into_iter()
        .enumerate()
    {
        report.step(&format!("refused: {setting} is taken"), || {
            taken_port(shop, setting, index)
        });
    }
}

fn taken_port(shop: &Shop, setting: &'static str, index: usize) -> Result<()> {
    let ports = Ports::free()?;
    let port = [ports.http, ports.grpc, ports.metrics][index];
    let _taken = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let log = refused_log(shop, "shop", &[], &[], ports)?;
    ensure!(log.contains(setting), "{setting} is not named:\n{log}");
    ensure!(
        log.contains(&port.to_string()),
        "{port} is not named:\n{log}"
    );
    Ok(())
}

fn refused(shop: &Shop, refusal: &Refusal, ports: Ports) -> Result<()> {
    let Refusal {
        binary,
        arguments,
        variables,
        ..
    } = *refusal;
    let log = refused_log(shop, binary, arguments, variables, ports)?;
    for word in refusal.says {
        ensure!(log.contains(word), "{word} is not named:\n{log}");
    }
    Ok(())
}

/// Starts a binary that must end with exit code 2; returns what it printed.
fn refused_log(
    shop: &Shop,
    binary: &str,
    arguments: &[&str],
    variables: &[(&str, &str)],
    ports: Ports,
) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let mut command = command(&shop.binary(binary), folder.path(), &ports);
    command.args(arguments).envs(variables.iter().copied());
    let mut process = Process::start(command, ports)?;
    let status = process.wait()?;
    let log = process.log();
    ensure!(status.code() == Some(2), "it ended with {status}:\n{log}");
    Ok(log)
}
