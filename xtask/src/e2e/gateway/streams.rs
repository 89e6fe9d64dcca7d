//! The sample of streams: each form of a stream by `Accept`, bytes up and down, and a client that
//! leaves in the middle.

use std::io::{Read, Write};
use std::net::TcpStream;

use anyhow::{Result, ensure};

use super::pair::{Pair, Sample};
use crate::e2e::built::Shop as Built;
use crate::e2e::process::Process;
use crate::report::Report;
use crate::wait::PATIENCE;
use crate::workspace::Workspace;

/// The sample's folder.
pub(crate) const NAME: &str = "streams";

const SAMPLE: Sample = Sample {
    binary: "streams",
    services: &["FILESERVICE_ADDR", "LIVESERVICE_ADDR"],
};

/// Runs the emitted sample.
pub(crate) fn run_in(report: &mut Report, emitted: &Workspace) {
    let built = report.step("streams: build", || Built::build(emitted));
    let Some(built) = built else { return };
    let started = report.step("streams: aio, and a gateway before its services", || {
        Pair::start(&built, &SAMPLE, &[])
    });
    let Some(pair) = started else { return };
    let failures = report.failures();
    pair.ask(report, "streams", include_str!("streams.yaml"));
    report.step("streams: a handler ends when its client leaves aio", || {
        left(&pair.aio, &pair.aio, "local")
    });
    report.step("streams: the same with the gateway between", || {
        left(&pair.gateway, &pair.aio, "network")
    });
    report.explain(failures, || pair.tails());
    report.step("streams: SIGTERM ends both with exit code 0", || {
        pair.stop()
    });
}

/// A client hears the first ticks and leaves: the handler's call ends as CANCELLED.
fn left(front: &Process, service: &Process, entry: &str) -> Result<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", front.ports.http))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let request =
        "GET /v1/ticks?every=0.01s HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n";
    stream.write_all(request.as_bytes())?;
    let mut heard = String::new();
    let mut part = [0; 512];
    while heard.matches("data:").count() < 3 {
        let length = stream.read(&mut part)?;
        ensure!(length > 0, "the stream ended: {heard}");
        heard.push_str(&String::from_utf8_lossy(&part[..length]));
    }
    ensure!(heard.starts_with("HTTP/1.1 200 "), "{heard}");
    drop(stream);
    super::cancelled(service.ports.metrics, "Tick", entry)
}
