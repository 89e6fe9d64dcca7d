//! `cargo xtask e2e gateway`: the REST gateway as its clients know it, by curl, in both of its modes,
//! and against a gateway of other people's.

pub(crate) mod api;
mod curl;

use anyhow::Result;
use clap::ValueEnum;

use crate::report::Report;

/// A part that can be run alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Temporal's API against the server's own HTTP API
    Api,
}

pub(crate) fn run(report: &mut Report, only: Option<Part>) -> Result<()> {
    let wanted = |part| only.is_none_or(|only| only == part);
    if wanted(Part::Api) {
        api::run(report)?;
    }
    Ok(())
}
