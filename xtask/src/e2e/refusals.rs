//! What the shop's binaries refuse at the start: exit code 2, and the setting is named.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Result, ensure};

use super::process::{Ports, Process, command};
use super::shop::Shop;
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

const REFUSALS: [Refusal; 7] = [
    Refusal {
        what: "an unknown mode",
        binary: "shop",
        arguments: &[],
        variables: &[("APP_MODE", "everything")],
        says: &["APP_MODE", "everything", "aio", "gateway"],
    },
    Refusal {
        what: "two modes that differ",
        binary: "shop",
        arguments: &[],
        variables: &[("APP_MODE", "service"), ("RUN_MODE", "gateway")],
        says: &["APP_MODE", "RUN_MODE"],
    },
    Refusal {
        what: "a mode that the binary doesn't hold",
        binary: "shop-gateway",
        arguments: &["--mode", "service"],
        variables: &[],
        says: &["service", "gateway"],
    },
    Refusal {
        what: "a gateway that isn't told where the services are",
        binary: "shop-gateway",
        arguments: &[],
        variables: &[],
        says: &[
            "ORDERSERVICE_ADDR",
            "PAYMENTSERVICE_ADDR",
            "MAILSERVICE_ADDR",
        ],
    },
    Refusal {
        what: "a value that is no time",
        binary: "shop",
        arguments: &[],
        variables: &[("SHUTDOWN_EDGE", "soon")],
        says: &["SHUTDOWN_EDGE"],
    },
    Refusal {
        what: "two wrong values, both named",
        binary: "shop",
        arguments: &[],
        variables: &[("METRICS_PORT", "all"), ("GRPC_PORT", "70000")],
        says: &["METRICS_PORT", "GRPC_PORT"],
    },
    Refusal {
        what: "a service that isn't there",
        binary: "shop-service",
        arguments: &[],
        variables: &[("APP_SERVICES", "orders")],
        says: &["APP_SERVICES", "orders", "order_service"],
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
