//! Consumers and producers against a real Kafka, whose address is in `KAFKA_BROKERS`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[path = "../support/mod.rs"]
mod support;

mod group;
mod letters;
mod order;
mod outage;
mod remade;

use support::start;
use tonica_runtime::Start;

/// Where the broker is.
fn brokers() -> String {
    std::env::var("KAFKA_BROKERS").expect("KAFKA_BROKERS is the address of a Kafka for tests")
}

/// A start on a developer's machine: missing topics are made.
fn dev() -> Start {
    start(&[
        ("KAFKA_BROKERS", &brokers()),
        ("APP_DEV", "true"),
        ("KAFKA_SEND_TIMEOUT", "30s"),
    ])
}
