//! `cargo xtask e2e gateway`: the REST gateway as its clients know it, by curl, in both of its modes,
//! and against a gateway of other people's.

pub(crate) mod api;
mod curl;
mod pair;
mod requests;
mod rough;
mod shop;
pub(crate) mod streams;

use anyhow::{Result, ensure};
use clap::ValueEnum;

use super::built::Shop;
use super::http;
use crate::report::Report;
use crate::sample;
use crate::servers::Servers;
use crate::wait::until;
use crate::workspace::{self, Workspace};

/// A part that can be run alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// The shop in both modes
    Shop,
    /// The sample of streams in both modes
    Streams,
    /// Temporal's API against the server's own HTTP API
    Api,
}

pub(crate) fn run(report: &mut Report, only: Option<Part>) -> Result<()> {
    let wanted = |part| only.is_none_or(|only| only == part);
    let tonica = report.step("build tonica", || workspace::build_tonica(false));
    let Some(tonica) = tonica else { return Ok(()) };
    let emit = |report: &mut Report, name: &'static str| {
        report.step(&format!("{name}: emit and check"), || {
            Workspace::emit(&tonica, &sample::named(name)?)
        })
    };
    if wanted(Part::Shop)
        && let Some(emitted) = emit(report, "shop")
    {
        run_in(report, &emitted, None);
    }
    if wanted(Part::Streams)
        && let Some(emitted) = emit(report, streams::NAME)
    {
        streams::run_in(report, &emitted);
    }
    if wanted(Part::Api)
        && let Some(emitted) = emit(report, api::SAMPLE)
    {
        api::run_in(report, &emitted);
    }
    Ok(())
}

/// Runs an emitted shop. `servers`: those that are up already.
pub(crate) fn run_in(report: &mut Report, emitted: &Workspace, servers: Option<&Servers>) {
    let built = report.step("shop: build", || Shop::build(emitted));
    if let Some(built) = built {
        shop::run(
            report,
            &built,
            servers.map(|servers| servers.kafka.as_str()),
        );
    }
}

/// Waits until a process has counted a call that ended because its client left.
fn cancelled(metrics: u16, method: &str, entry: &str) -> Result<()> {
    let mut text = String::new();
    let counted = until(|| {
        text = http::get(metrics, "/metrics")?.body;
        let calls = text
            .lines()
            .filter(|line| line.starts_with("grpc_requests_total{"));
        Ok(calls.into_iter().any(|line| {
            let is = |label: &str, value: &str| line.contains(&format!("{label}=\"{value}\""));
            is("method", method) && is("code", "CANCELLED") && is("entry", entry)
        }))
    })?;
    ensure!(counted, "{method} never ended as CANCELLED:\n{text}");
    Ok(())
}
