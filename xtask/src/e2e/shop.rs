//! The shop: everything in one process, then in five, then without its servers, then what its
//! binaries refuse.

use anyhow::{Result, ensure};

use super::built::{Places, Shop};
use super::{absent, browser, customer, described, http, reflection, refusals, split, story};
use crate::report::Report;
use crate::sample;
use crate::servers::{self, Servers};
use crate::workspace::{self, Workspace};

/// What the shop writes and reads in Kafka.
const TOPICS: [&str; 2] = ["orders", "orders.order-processors.dlq"];

/// Emits the shop, builds it and runs it.
pub(crate) fn run(report: &mut Report) -> Result<()> {
    let tonica = report.step("build tonica", || workspace::build_tonica(false));
    let Some(tonica) = tonica else { return Ok(()) };
    let shop = sample::named("shop")?;
    let emitted = report.step("shop: emit and check", || Workspace::emit(&tonica, &shop));
    let Some(emitted) = emitted else {
        return Ok(());
    };
    let servers = report.step("Kafka and Temporal answer", Servers::up);
    if let Some(servers) = servers {
        run_in(report, &emitted, &servers);
    }
    Ok(())
}

/// Builds and runs an emitted shop.
pub(crate) fn run_in(report: &mut Report, emitted: &Workspace, servers: &Servers) {
    let built = report.step("shop: build", || Shop::build(emitted));
    let Some(shop) = built else { return };
    let shop = shop.on(servers);
    let topics = report.step("shop: its topics are made", || {
        let mut topics = TOPICS.iter();
        topics.try_for_each(|topic| servers::create_topic(&servers.kafka, topic, 4))
    });
    if topics.is_some() {
        one_process(report, &shop);
        split::run(report, &shop);
        absent::run(report, &shop);
    }
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
    let places = Places::of_one(&process.ports);
    let failures = report.failures();
    story::run(report, "aio", &places);
    customer::run(report, "aio", shop, &places);
    report.step("aio: answers are as openapi.json says", || {
        described::answers(places.rest)
    });
    report.step("aio: a browser shows /docs and asks nobody else", || {
        browser::docs_page(places.rest)
    });
    report.step("aio: health and metrics", || health(process.ports.metrics));
    report.step("aio: reflection names the services", || {
        let services = reflection::services(process.ports.grpc)?;
        let orders = "shop.orders.v1.OrderService";
        ensure!(services.iter().any(|name| name == orders), "{services:?}");
        Ok(())
    });
    report.explain(failures, || process.tail());
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
