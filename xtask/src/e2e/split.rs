//! The shop in several processes: all five of them, with faults, and services of which one goes
//! away and comes back while the gateway serves the rest.

use std::path::Path;

use anyhow::{Result, ensure};
use serde_json::json;
use tonic::Code;

use super::built::Shop;
use super::process::Process;
use super::system::System;
use super::{customer, faults, http, story};
use crate::report::Report;
use crate::wait::until;

pub(super) fn run(report: &mut Report, shop: &Shop) {
    five_processes(report, shop);
    upstream_down(report, shop);
}

fn five_processes(report: &mut Report, shop: &Shop) {
    let started = report.step("five: all processes start and are ready", || {
        System::start(shop)
    });
    let Some(mut system) = started else { return };
    let failures = report.failures();
    story::run(report, "five", &system.places);
    customer::run(report, "five", shop, &system.places);
    faults::run(report, &mut system);
    report.explain(failures, || system.tails());
    report.step("five: SIGTERM ends all with exit code 0", || system.stop());
}

fn upstream_down(report: &mut Report, shop: &Shop) {
    report.step(
        "an upstream that goes away is named, the rest serves, and it comes back",
        || {
            let folder = tempfile::tempdir()?;
            let orders = [("APP_SERVICES", "order_service")];
            let others = [("APP_SERVICES", "payment_service,mail_service")];
            let orders_process = shop.start("shop-service", folder.path(), &orders)?;
            let others_process = shop.start("shop-service", folder.path(), &others)?;
            let [o, p] = [address(&orders_process), address(&others_process)];
            let mut gateway = start_gateway(shop, folder.path(), [&o, &p, &p])?;
            let rest = gateway.ports.http;
            http::get(rest, "/v1/orders/first")?.json(200)?;

            let ports = orders_process.ports;
            orders_process.stop()?;
            let down = http::get(rest, "/v1/orders/first")?.json(503)?;
            ensure!(down["code"] == Code::Unavailable as i32, "{down}");
            let reason = gateway.wait_for_readyz(503)?;
            ensure!(
                reason.contains("OrderService") || reason.contains("order_service"),
                "{reason}"
            );
            ensure!(
                http::get(gateway.ports.metrics, "/livez")?.status == 200,
                "not live"
            );
            let mails = http::get(rest, "/v1/mails?to=ada@example.com")?.json(200)?;
            ensure!(mails == json!({}), "{mails}");

            let orders_process = shop.launch("shop-service", folder.path(), &orders, ports)?;
            let back = until(|| Ok(http::get(rest, "/v1/orders/first")?.status == 200))?;
            ensure!(back, "orders never came back\n{}", gateway.log());
            gateway.wait_for_readyz(200)?;
            for process in [gateway, orders_process, others_process] {
                process.stop()?;
            }
            Ok(())
        },
    );
}

/// `at`: where orders, payments and mail are.
fn start_gateway(shop: &Shop, folder: &Path, at: [&str; 3]) -> Result<Process> {
    let variables = [
        ("ORDERSERVICE_ADDR", at[0]),
        ("PAYMENTSERVICE_ADDR", at[1]),
        ("MAILSERVICE_ADDR", at[2]),
    ];
    shop.start("shop-gateway", folder, &variables)
}

fn address(process: &Process) -> String {
    format!("127.0.0.1:{}", process.ports.grpc)
}
