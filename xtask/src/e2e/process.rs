//! A process under test: started with free ports in a folder of its own, stopped by its id, and
//! never left behind.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::{Context, Result, bail, ensure};

use super::http;
use crate::guarded::{self, Guarded};
use crate::ports;
use crate::wait::until;

/// Lines of a log that are shown when something fails.
const TAIL: usize = 60;

/// The ports of one process.
#[derive(Clone, Copy)]
pub(crate) struct Ports {
    pub(crate) http: u16,
    pub(crate) grpc: u16,
    pub(crate) metrics: u16,
}

/// A running process.
pub(crate) struct Process {
    pub(crate) ports: Ports,
    child: Guarded,
    log: PathBuf,
}

/// A command for a program with ports of its own, on the loopback address, with a short drain.
pub(crate) fn command(program: &Path, folder: &Path, ports: &Ports) -> Command {
    let mut command = guarded::command(program);
    command
        .current_dir(folder)
        .env_clear()
        .env("APP_HTTP_ADDR", "127.0.0.1")
        .env("GRPC_ADDR", "127.0.0.1")
        .env("METRICS_ADDR", "127.0.0.1")
        .env("APP_PORT", ports.http.to_string())
        .env("GRPC_PORT", ports.grpc.to_string())
        .env("METRICS_PORT", ports.metrics.to_string())
        .env("SHUTDOWN_DELAY", "200ms");
    command
}

impl Ports {
    pub(crate) fn free() -> Result<Self> {
        Ok(Self {
            http: ports::free()?,
            grpc: ports::free()?,
            metrics: ports::free()?,
        })
    }
}

impl Process {
    /// Starts a command made by [`command`]; what it prints goes into its folder.
    pub(crate) fn start(mut command: Command, ports: Ports) -> Result<Self> {
        let folder = command
            .get_current_dir()
            .context("a command without a folder")?;
        let log = folder.join(format!("log-{}", ports.metrics));
        let out = File::options().create(true).append(true).open(&log)?;
        command.stdout(out.try_clone()?).stderr(out);
        let child = Guarded::spawn(&mut command)?;
        Ok(Self { ports, child, log })
    }

    /// Waits until /readyz answers with `status`; returns its body.
    pub(crate) fn wait_for_readyz(&mut self, status: u16) -> Result<String> {
        let port = self.ports.metrics;
        let mut last = String::from("no answer");
        let met = until(|| {
            if let Some(exit) = self.child.ended()? {
                bail!("it ended by itself: {exit}\n{}", self.tail());
            }
            let Ok(answer) = http::get(port, "/readyz") else {
                return Ok(false);
            };
            last = format!("{} {}", answer.status, answer.body);
            Ok(answer.status == status)
        })?;
        ensure!(met, "/readyz never said {status}: {last}\n{}", self.tail());
        Ok(last)
    }

    /// Asks it to end, by SIGTERM.
    pub(crate) fn terminate(&self) -> Result<()> {
        self.child.terminate()
    }

    /// Ends it by SIGKILL.
    pub(crate) fn kill(mut self) -> Result<()> {
        self.child.kill().map(drop)
    }

    /// Sends SIGTERM and waits for the end, which must be exit code 0.
    pub(crate) fn stop(self) -> Result<()> {
        self.terminate()?;
        self.stopped()
    }

    /// Waits for the end after SIGTERM, which must be exit code 0.
    pub(crate) fn stopped(mut self) -> Result<()> {
        let status = self.wait()?;
        let code = status.code();
        ensure!(code == Some(0), "SIGTERM: {status}\n{}", self.tail());
        Ok(())
    }

    /// Waits for the end.
    pub(crate) fn wait(&mut self) -> Result<ExitStatus> {
        let mut ended = None;
        until(|| {
            ended = self.child.ended()?;
            Ok(ended.is_some())
        })?;
        ended.with_context(|| format!("it never ended\n{}", self.tail()))
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Resident memory in bytes.
    pub(crate) fn resident(&self) -> Result<u64> {
        self.memory("VmRSS:")
    }

    /// The most resident memory that it ever had, in bytes.
    pub(crate) fn peak(&self) -> Result<u64> {
        self.memory("VmHWM:")
    }

    /// Lets the peak begin anew.
    pub(crate) fn forget_peak(&self) -> Result<()> {
        let file = format!("/proc/{}/clear_refs", self.child.id());
        // The number is the kernel's name for it: proc(5).
        fs::write(&file, "5").with_context(|| format!("can't write {file}"))
    }

    fn memory(&self, name: &str) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.trim().strip_suffix(" kB"));
        Ok(kib
            .with_context(|| format!("no {name}"))?
            .trim()
            .parse::<u64>()?
            * 1024)
    }

    /// What it printed so far.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_else(|error| format!("(no log: {error})"))
    }

    /// The file that it prints to.
    pub(crate) fn log_file(&self) -> &Path {
        &self.log
    }

    /// The end of what it printed, for people.
    pub(crate) fn tail(&self) -> String {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(TAIL)..].join("\n")
    }
}
