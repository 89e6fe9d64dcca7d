//! `cargo xtask e2e gateway`: the REST gateway as its clients know it, by curl, in both of its modes,
//! and against a gateway of other people's.

pub(crate) mod api;
mod curl;
mod requests;
mod rough;
mod shop;

use anyhow::Result;
use clap::ValueEnum;

use super::built::Shop;
use crate::report::Report;
use crate::sample;
use crate::servers::Servers;
use crate::workspace::{self, Workspace};

/// A part that can be run alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// The shop in both modes
    Shop,
    /// Temporal's API against the server's own HTTP API
    Api,
}

pub(crate) fn run(report: &mut Report, only: Option<Part>) -> Result<()> {
    let wanted = |part| only.is_none_or(|only| only == part);
    let tonica = report.step("build tonica", || workspace::build_tonica(false));
    let Some(tonica) = tonica else { return Ok(()) };
    if wanted(Part::Shop) {
        let shop = sample::named("shop")?;
        let emitted = report.step("shop: emit and check", || Workspace::emit(&tonica, &shop));
        if let Some(emitted) = emitted {
            run_in(report, &emitted, None);
        }
    }
    if wanted(Part::Api) {
        let temporal = sample::named(api::SAMPLE)?;
        let emitted = report.step("temporal: emit and check", || {
            Workspace::emit(&tonica, &temporal)
        });
        if let Some(emitted) = emitted {
            api::run_in(report, &emitted);
        }
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
