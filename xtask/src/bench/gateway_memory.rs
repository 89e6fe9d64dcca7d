//! What streams cost the gateway in memory: a file of 1 GB up and down, its service in the process
//! and elsewhere, and many streams of events that are idle. Peaks are the kernel's own.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use ureq::http::Request;
use ureq::{Agent, SendBody};

use super::size::MB;
use crate::e2e::process::{Ports, Process, command};
use crate::program;
use crate::report::Report;
use crate::sample;
use crate::workspace::Workspace;

/// A file.
const GB: u64 = 1_000_000_000;
/// Enough that what is allocated once is.
const WARM: u64 = 50_000_000;
/// Streams of events at once.
const IDLE: usize = 10_000;
/// Files that a process has open beside its connections.
const SPARE: u64 = 200;
/// How long a read may take: far longer than any pause between two parts.
const PATIENCE: Duration = Duration::from_secs(60);

/// Carries so many bytes by a port.
type Transfer = fn(u16, u64) -> Result<()>;

/// Where the programs are.
struct Built(PathBuf);

pub(crate) fn run(report: &mut Report, tonica: &Path) -> Result<()> {
    let built = report.step("build streams, release", || {
        let emitted = Workspace::emit(tonica, &sample::named("streams")?)?;
        program::run(&mut emitted.cargo(&["build", "--release", "--bins"]))?;
        Ok(Built(emitted.binaries("release")))
    });
    let Some(built) = built else {
        return Ok(());
    };
    let folder = tempfile::tempdir()?;
    let alone = built.start("streams", folder.path(), &[])?;
    files(report, "in process", &alone)?;
    alone.stop()?;
    let service = built.start("streams-service", folder.path(), &[])?;
    let addr = format!("127.0.0.1:{}", service.ports.grpc);
    let addrs = ["FILESERVICE_ADDR", "LIVESERVICE_ADDR"].map(|name| (name, addr.as_str()));
    let gateway = built.start("streams-gateway", folder.path(), &addrs)?;
    files(report, "to a service elsewhere", &gateway)?;
    gateway.stop()?;
    service.stop()?;
    open_files(IDLE as u64 + SPARE)?;
    let settings = [("EDGE_CONNECTIONS", "12000"), ("GATEWAY_SSE_PING", "5s")];
    let alone = built.start("streams", folder.path(), &settings)?;
    let streams = idle(alone.ports.http)?;
    let name = format!("{IDLE} idle streams of events, resident");
    report.figure(&name, alone.resident()? as f64 / MB, "MB", 100.0);
    drop(streams);
    alone.stop()
}

impl Built {
    fn start(&self, name: &str, folder: &Path, settings: &[(&str, &str)]) -> Result<Process> {
        let ports = Ports::free()?;
        let mut command = command(&self.0.join(name), folder, &ports);
        command.env("SHUTDOWN_DELAY", "0s");
        command.envs(settings.iter().copied());
        let mut process = Process::start(command, ports)?;
        process.wait_for_readyz(200)?;
        Ok(process)
    }
}

/// What a file adds, each way, to the memory of the process that its bytes pass.
fn files(report: &mut Report, way: &str, process: &Process) -> Result<()> {
    let down: Transfer = download;
    for (name, transfer) in [("down", down), ("up", upload)] {
        transfer(process.ports.http, WARM)?;
        let before = process.resident()?;
        process.forget_peak()?;
        transfer(process.ports.http, GB)?;
        let added = process.peak()?.saturating_sub(before);
        let name = format!("1 GB {name}, {way}, adds");
        report.figure(&name, added as f64 / MB, "MB", 10.0);
    }
    Ok(())
}

fn download(port: u16, size: u64) -> Result<()> {
    let url = format!("http://127.0.0.1:{port}/v1/files/large?size={size}");
    let mut answer = agent().run(Request::get(url).body(())?)?;
    let came = io::copy(&mut answer.body_mut().as_reader(), &mut io::sink())?;
    ensure!(came == size, "{came} bytes came of {size}");
    Ok(())
}

fn upload(port: u16, size: u64) -> Result<()> {
    let url = format!("http://127.0.0.1:{port}/v1/files/large");
    let mut bytes = io::repeat(b'x').take(size);
    let request = Request::put(url).header("content-type", "application/octet-stream");
    let mut answer = agent().run(request.body(SendBody::from_reader(&mut bytes))?)?;
    let text = answer.body_mut().read_to_string()?;
    let told = format!("\"size\":\"{size}\"");
    ensure!(text.contains(&told), "{told} is not in {text}");
    Ok(())
}

fn agent() -> Agent {
    let config = Agent::config_builder().proxy(None);
    config
        .timeout_recv_response(Some(10 * PATIENCE))
        .build()
        .into()
}

/// Opens many streams of events, and waits until each gave a sign of life: none is fresh.
fn idle(port: u16) -> Result<Vec<TcpStream>> {
    let request = "GET /v1/ticks?every=86400s HTTP/1.1\r\nhost: localhost\r\n\
                   accept: text/event-stream\r\n\r\n";
    let mut streams = Vec::with_capacity(IDLE);
    for nth in 0..IDLE {
        let stream = TcpStream::connect(("127.0.0.1", port));
        let mut stream = stream.with_context(|| format!("connection {nth}"))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(request.as_bytes())?;
        streams.push(stream);
    }
    for stream in &mut streams {
        read_until(stream, "\n:\n\n")?;
    }
    Ok(streams)
}

fn read_until(stream: &mut TcpStream, text: &str) -> Result<()> {
    let mut seen = Vec::new();
    let mut part = [0; 1024];
    while !String::from_utf8_lossy(&seen).contains(text) {
        match stream.read(&mut part)? {
            0 => bail!("closed after {}", String::from_utf8_lossy(&seen)),
            length => seen.extend_from_slice(&part[..length]),
        }
    }
    Ok(())
}

/// Lets this process, and those that it starts, have so many files open.
fn open_files(count: u64) -> Result<()> {
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_none_or(|current| current >= count) {
        return Ok(());
    }
    let raised = Rlimit {
        current: Some(count),
        maximum: limit.maximum.map(|maximum| maximum.max(count)),
    };
    setrlimit(Resource::Nofile, raised)
        .with_context(|| format!("{count} files can't be open at once: raise `ulimit -Hn`"))
}
