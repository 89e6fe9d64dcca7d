//! `cargo xtask servers`: both in the foreground, for work by hand and for tests that need one to
//! appear, go away and come back. They end with this process, however it ends.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::{KAFKA, Kafka, TEMPORAL, Temporal, fetch};
use crate::{ports, wait};

#[derive(Args)]
pub(crate) struct Options {
    /// One of the two alone
    #[arg(long)]
    only: Option<Only>,
    /// Kafka's port; a free one if not given
    #[arg(long, value_name = "PORT")]
    kafka_port: Option<u16>,
    /// Temporal's port; a free one if not given
    #[arg(long, value_name = "PORT")]
    temporal_port: Option<u16>,
    /// Where their data stays; a temporary folder if not given
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    Kafka,
    Temporal,
}

/// Prints a line `SETTING=address` for each as it answers, and stays until Ctrl-C. `cache`: the
/// lock of the cache, which others may have while the servers run.
pub(crate) fn run(options: &Options, cache: File) -> Result<ExitCode> {
    let wanted = |kind| options.only.is_none_or(|only| only == kind);
    if wanted(Only::Kafka) {
        fetch::kafka()?;
    }
    if wanted(Only::Temporal) {
        fetch::temporal()?;
    }
    drop(cache);
    let temporary = tempfile::tempdir()?;
    let folder = options.folder.as_deref().unwrap_or(temporary.path());
    let folder = std::path::absolute(folder)?;
    let port = |port: Option<u16>| port.map_or_else(ports::free, Ok);
    let mut started = (None, None);
    if wanted(Only::Kafka) {
        let kafka = Kafka::in_folder(port(options.kafka_port)?, &folder.join("kafka"))?;
        tell(KAFKA, &started.0.insert(kafka).address())?;
    }
    if wanted(Only::Temporal) {
        let temporal = Temporal::in_folder(port(options.temporal_port)?, &folder.join("temporal"))?;
        tell(TEMPORAL, &started.1.insert(temporal).address())?;
    }
    eprintln!("until Ctrl-C");
    wait::for_interrupt()?;
    if let Some(temporal) = started.1 {
        temporal.stop()?;
    }
    if let Some(kafka) = started.0 {
        kafka.stop()?;
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(setting: &str, address: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{setting}={address}")?;
    Ok(out.flush()?)
}
