//! The shop's gateway: the table of its requests, its docs page in a browser, and all that goes
//! wrong with clients and services.

use anyhow::Result;

use super::pair::{Pair, Sample};
use super::rough;
use crate::e2e::browser;
use crate::e2e::built::Shop;
use crate::ports;
use crate::report::Report;
use crate::servers::{KAFKA, Kafka, TEMPORAL};

pub(super) const SAMPLE: Sample = Sample {
    binary: "shop",
    services: &[
        "ORDERSERVICE_ADDR",
        "PAYMENTSERVICE_ADDR",
        "MAILSERVICE_ADDR",
    ],
};

/// Runs a built shop. `kafka`: where one is; else one is started.
pub(super) fn run(report: &mut Report, shop: &Shop, kafka: Option<&str>) {
    let started = report.step("shop: aio, and a gateway before its services", || {
        start(shop, kafka)
    });
    let Some((pair, _kafka)) = started else {
        return;
    };
    let failures = report.failures();
    pair.ask(report, "shop", include_str!("shop.yaml"));
    report.step("shop: a browser shows /docs of gateway mode", || {
        browser::docs_page(pair.gateway.ports.http)
    });
    rough::run(report, shop, &pair);
    report.explain(failures, || pair.tails());
    report.step("shop: SIGTERM ends both with exit code 0", || pair.stop());
}

/// Temporal is away, so that orders stay as they are: what is asked twice has one answer.
fn start(shop: &Shop, kafka: Option<&str>) -> Result<(Pair, Option<Kafka>)> {
    let own = match kafka {
        Some(_) => None,
        None => Some(Kafka::start()?),
    };
    let own_at = own.as_ref().map(Kafka::address);
    let kafka = kafka.or(own_at.as_deref()).unwrap_or_default();
    let temporal = format!("127.0.0.1:{}", ports::free()?);
    let settings = [
        // Topics that are missing are made.
        ("APP_DEV", "true"),
        (KAFKA, kafka),
        (TEMPORAL, &temporal),
        ("GATEWAY_MAX_BODY", "2KiB"),
    ];
    Ok((Pair::start(shop, &SAMPLE, &settings)?, own))
}
