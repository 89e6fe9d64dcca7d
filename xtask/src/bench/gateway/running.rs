//! The contestants as processes, all on one core, each with what was measured of it.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::{Context, Result, ensure};

use super::call::Call;
use super::contestants::{Contestant, To};
use super::wrk::{self, Load};
use crate::e2e::process::{Ports, Process, command};
use crate::wait::until;

/// What is measured in a round: of which call, and what.
pub(super) type Measured = (Call, Sample);

/// A contestant at work.
pub(super) struct Running {
    pub(super) contestant: Contestant,
    process: Process,
    pub(super) measured: Vec<Measured>,
    /// The service that it calls; more than one may call it.
    _backend: Option<Rc<Process>>,
}

/// One load and what it cost.
#[derive(Clone, Copy)]
pub(super) struct Sample {
    pub(super) load: Load,
    /// CPU time of a request, in microseconds: of the contestant alone.
    pub(super) cpu: f64,
}

/// Starts them, and the services that they call.
pub(super) fn start(contestants: &[Contestant], folder: &Path) -> Result<Vec<Running>> {
    let mut backends: Vec<(PathBuf, Rc<Process>)> = Vec::new();
    let mut all = Vec::new();
    for contestant in contestants {
        let backend = match &contestant.to {
            To::Itself => None,
            To::Backend(program) => {
                let known = backends.iter().find(|(known, _)| known == program);
                Some(match known {
                    Some((_, backend)) => backend.clone(),
                    None => {
                        let backend = Rc::new(backend(program, folder)?);
                        backends.push((program.clone(), backend.clone()));
                        backend
                    }
                })
            }
        };
        let to = backend.as_ref().map(|backend| backend.ports.http);
        let process = process(&contestant.program, folder, to)?;
        let running = Running {
            contestant: contestant.clone(),
            process,
            measured: Vec::new(),
            _backend: backend,
        };
        running.wait()?;
        all.push(running);
    }
    Ok(all)
}

/// Starts a program on the servers' core, told in every contestant's own way where it listens and
/// whom it calls.
fn process(program: &Path, folder: &Path, backend: Option<u16>) -> Result<Process> {
    let ports = Ports::free()?;
    let mut command = command(Path::new("taskset"), folder, &ports);
    command
        .args(["-c", wrk::SERVER_CORE])
        .arg(program)
        .env("ADDR", format!("127.0.0.1:{}", ports.http))
        .env("GOMAXPROCS", "1");
    if let Some(port) = backend {
        let addr = format!("127.0.0.1:{port}");
        command.env("BACKEND", &addr).env("ORDERSERVICE_ADDR", addr);
    }
    Process::start(command, ports)
}

fn backend(program: &Path, folder: &Path) -> Result<Process> {
    let process = process(program, folder, None)?;
    let port = process.ports.http;
    let up = until(|| Ok(TcpStream::connect(("127.0.0.1", port)).is_ok()))?;
    let name = program.display();
    ensure!(up, "{name} doesn't listen\n{}", process.tail());
    Ok(process)
}

impl Running {
    pub(super) fn port(&self) -> u16 {
        self.process.ports.http
    }

    fn wait(&self) -> Result<()> {
        let answers = || {
            Ok(Call::Get
                .ask(self.port())
                .is_ok_and(|answer| answer.status == 200))
        };
        let name = self.contestant.name;
        ensure!(
            until(answers)?,
            "{name} doesn't answer\n{}",
            self.process.tail()
        );
        Ok(())
    }

    /// Loads it with one call for so many seconds.
    pub(super) fn load(&self, call: Call, seconds: u32) -> Result<Sample> {
        let name = self.contestant.name;
        let before = self.cpu()?;
        let load = wrk::load(self.port(), call, seconds);
        let load = load.with_context(|| format!("{name}, {}", call.name()))?;
        let cpu = (self.cpu()? - before) * 1e6 / load.requests as f64;
        Ok(Sample { load, cpu })
    }

    /// The seconds of CPU time that it has used, in user and in kernel mode.
    fn cpu(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        // The name in brackets may hold anything; what follows it starts with field 3.
        let (_, fields) = stat
            .rsplit_once(") ")
            .context("no name in /proc/PID/stat")?;
        let fields: Vec<&str> = fields.split(' ').collect();
        let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
        Ok(ticks as f64 / rustix::param::clock_ticks_per_second() as f64)
    }
}
