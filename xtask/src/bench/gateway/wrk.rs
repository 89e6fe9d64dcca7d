//! wrk, which asks as fast as it is answered, over 64 connections from a core of its own.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::call::Call;
use crate::{program, repository};

/// Where the server that is measured runs, and the one that it calls.
pub(super) const SERVER_CORE: &str = "0";
/// Where the load comes from.
const LOAD_CORE: &str = "1";
const CONNECTIONS: &str = "64";

/// What wrk saw.
#[derive(Clone, Copy, Deserialize)]
pub(super) struct Load {
    pub(super) requests: u64,
    /// All of it, in microseconds.
    duration: f64,
    /// Latencies in microseconds.
    pub(super) p50: f64,
    pub(super) p99: f64,
    /// Answers of another status than 200, connections that failed.
    errors: u64,
}

impl Load {
    /// Requests a second.
    pub(super) fn rate(&self) -> f64 {
        self.requests as f64 / self.duration * 1e6
    }
}

/// That what is needed is here.
pub(super) fn present() -> Result<()> {
    program::output(Command::new("wrk").arg("--version"))
        .context("wrk makes the load: get it (apt-get install wrk)")?;
    for core in [SERVER_CORE, LOAD_CORE] {
        program::run(Command::new("taskset").args(["-c", core, "true"]))
            .context("servers and load each need a core, and taskset (util-linux) to get it")?;
    }
    Ok(())
}

/// Asks for one call over and over.
pub(super) fn load(port: u16, call: Call, seconds: u32) -> Result<Load> {
    let script = repository::root().join("benches/gateway/load.lua");
    let mut wrk = Command::new("taskset");
    wrk.args(["-c", LOAD_CORE, "wrk", "-t1", "-c", CONNECTIONS])
        .arg(format!("-d{seconds}s"))
        .arg("-s")
        .arg(script)
        .arg(format!("http://127.0.0.1:{port}{}", call.path()))
        .arg("--");
    wrk.args(call.body());
    let printed = program::run(&mut wrk)?;
    let last = printed.lines().last().unwrap_or_default();
    let load: Load = serde_json::from_str(last).with_context(|| format!("wrk says\n{printed}"))?;
    ensure!(
        load.errors == 0,
        "{} of {} requests failed",
        load.errors,
        load.requests
    );
    Ok(load)
}
