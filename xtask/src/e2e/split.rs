//! Services and gateway as processes of their own: orders in one, payments and mail in another.
//! One of them goes away and comes back while the gateway serves the rest.

use std::path::Path;

use anyhow::{Result, ensure};
use serde_json::json;
use tempfile::TempDir;
use tonic::Code;

use super::process::{Ports, Process};
use super::shop::Shop;
use super::{http, story};
use crate::report::Report;
use crate::wait::until;

/// The processes of one system.
struct System {
    folder: TempDir,
    services: Process,
    gateway: Process,
}

pub(super) fn run(report: &mut Report, shop: &Shop) {
    two_processes(report, shop);
    upstream_down(report, shop);
}

fn two_processes(report: &mut Report, shop: &Shop) {
    let started = report.step("split: service and gateway start and are ready", || {
        let folder = tempfile::tempdir()?;
        let services = shop.start("shop-service", folder.path(), &[])?;
        let at = address(&services);
        let gateway = start_gateway(shop, folder.path(), [&at, &at, &at])?;
        Ok(System {
            folder,
            services,
            gateway,
        })
    });
    let Some(system) = started else { return };
    let rest = system.gateway.ports.http;
    story::run(report, "split", shop, rest, system.services.ports.grpc);
    report.step("split: SIGTERM ends both with exit code 0", || {
        system.gateway.stop()?;
        system.services.stop()?;
        Ok(system.folder.close()?)
    });
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

            let ports = Ports {
                ..orders_process.ports
            };
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

            let orders_process = shop.start_at("shop-service", folder.path(), &orders, ports)?;
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
