//! How long it took from the command to the first fulfilled order, by phase.

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result};

/// The time of each phase, in seconds.
pub(super) struct Phases {
    last: Instant,
    told: Vec<String>,
    sum: f64,
}

impl Phases {
    /// The first phase is over: this program was built. `cargo run` becomes the program that it
    /// has built, so that the process is as old as the command.
    pub(super) fn begin() -> Self {
        // Only Linux tells it; elsewhere the sum is that of the other phases.
        let age = age().ok();
        Self {
            last: Instant::now(),
            told: age
                .map(|age| format!("build xtask {age:.1}"))
                .into_iter()
                .collect(),
            sum: age.unwrap_or_default(),
        }
    }

    /// The next one is over.
    pub(super) fn end(&mut self, name: &str) {
        let seconds = self.last.elapsed().as_secs_f64();
        self.told.push(format!("{name} {seconds:.1}"));
        self.sum += seconds;
        self.last = Instant::now();
    }

    /// All of them, and their sum.
    pub(super) fn line(&self) -> String {
        let (sum, told) = (self.sum, self.told.join(", "));
        format!("the first order was FULFILLED after {sum:.1} s: {told}")
    }
}

/// How long this process has been there, in seconds.
fn age() -> Result<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // Past the name, which may hold anything, the start is the 20th field: hundredths of a second
    // since the machine started.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let start = fields.split_whitespace().nth(19);
    let start: f64 = start.context("no start in /proc/self/stat")?.parse()?;
    let uptime = fs::read_to_string("/proc/uptime")?;
    let uptime = uptime.split(' ').next().unwrap_or_default();
    Ok(uptime.parse::<f64>()? - start / 100.0)
}
