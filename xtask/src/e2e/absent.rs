//! The shop without Kafka and Temporal: it serves what needs neither and names what is missing;
//! both appear, and all goes on without a restart.

use anyhow::{Result, ensure};
use tempfile::TempDir;
use tonic::Code;

use super::built::{Places, Shop};
use super::http::{get, post};
use super::process::{Ports, Process};
use super::story::{self, order};
use crate::ports;
use crate::report::Report;
use crate::servers::{self, Kafka, Temporal};
use crate::wait::until;

/// A process whose servers aren't there.
struct Alone {
    process: Process,
    kafka: u16,
    temporal: u16,
    // After the process, which uses it.
    _folder: TempDir,
}

pub(super) fn run(report: &mut Report, shop: &Shop) {
    let started = report.step("alone: starts, and /readyz names both servers", || {
        start(shop)
    });
    let Some(mut alone) = started else { return };
    let rest = alone.process.ports.http;
    let failures = report.failures();
    report.step("alone: reads work", || reads(rest));
    report.step("alone: POST /v1/orders says what is missing", || {
        refused(&alone)
    });
    let appeared = report.step("alone: Kafka and Temporal appear, and it is ready", || {
        let servers = (
            Kafka::start_at(alone.kafka)?,
            Temporal::start_at(alone.temporal)?,
        );
        alone.process.wait_for_readyz(200)?;
        Ok(servers)
    });
    let Some(servers) = appeared else { return };
    report.step("alone: the repeated POST goes through to FULFILLED", || {
        repeated(&alone)
    });
    report.explain(failures, || alone.process.tail());
    report.step("alone: SIGTERM ends it with exit code 0", || {
        alone.process.stop()?;
        drop(servers);
        Ok(())
    });
}

fn start(shop: &Shop) -> Result<Alone> {
    let folder = tempfile::tempdir()?;
    let [kafka, temporal] = [ports::free()?, ports::free()?];
    let [kafka_at, temporal_at] = [kafka, temporal].map(|port| format!("127.0.0.1:{port}"));
    let variables = [
        // Topics that are missing are made, as on a developer's machine.
        ("APP_DEV", "true"),
        (servers::KAFKA, &kafka_at),
        (servers::TEMPORAL, &temporal_at),
    ];
    let mut process = shop.launch("shop", folder.path(), &variables, Ports::free()?)?;
    let names = [servers::KAFKA, &kafka_at, servers::TEMPORAL, &temporal_at];
    let mut said = String::new();
    let both = until(|| {
        said = process.wait_for_readyz(503)?;
        Ok(names.iter().all(|name| said.contains(name)))
    })?;
    ensure!(
        both,
        "/readyz doesn't name {names:?}: {said}\n{}",
        process.tail()
    );
    Ok(Alone {
        process,
        kafka,
        temporal,
        _folder: folder,
    })
}

fn reads(rest: u16) -> Result<()> {
    for path in [
        "/v1/orders/first",
        "/v1/orders",
        "/v1/mails?to=ada@example.com",
    ] {
        get(rest, path)?.json(200)?;
    }
    Ok(())
}

/// Within the deadline of the call: one that had passed would be told as such.
fn refused(alone: &Alone) -> Result<()> {
    let answer = post(alone.process.ports.http, "/v1/orders", &order("alone"))?.json(503)?;
    ensure!(answer["code"] == Code::Unavailable as i32, "{answer}");
    let said = answer["message"].as_str().unwrap_or_default();
    for word in [servers::KAFKA, "start"] {
        ensure!(said.contains(word), "{word} is not named: {answer}");
    }
    Ok(())
}

fn repeated(alone: &Alone) -> Result<()> {
    let ports = alone.process.ports;
    let places = Places::of_one(&ports);
    let story = story::Story::begin(&places, "alone")?;
    story.fulfilled()?;
    story.paid()?;
    story.mailed()
}
