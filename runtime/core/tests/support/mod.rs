//! Runs the fixture as a process and reads what it says.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// For what must happen; nothing takes nearly as long.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The fixture with any free ports, quick stops and no variables but these and the given ones.
pub(crate) fn fixture(settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_core-fixture"));
    command
        .env_clear()
        .env("METRICS_ADDR", "127.0.0.1")
        .env("METRICS_PORT", "0")
        .env("APP_PORT", "0")
        .env("SHUTDOWN_DELAY", "0")
        .envs(settings.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Runs it to its end.
pub(crate) fn output(settings: &[(&str, &str)], args: &[&str]) -> Output {
    fixture(settings).args(args).output().unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A running fixture.
pub(crate) struct Process {
    child: Child,
    lines: Receiver<String>,
    pub(crate) log: Vec<String>,
}

impl Process {
    pub(crate) fn start(settings: &[(&str, &str)]) -> Self {
        let mut child = fixture(settings).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Self {
            child,
            lines,
            log: Vec::new(),
        }
    }

    /// Waits for a line of the log with that text.
    pub(crate) fn wait_for(&mut self, text: &str) -> String {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => {
                    self.log.push(line.clone());
                    if line.contains(text) {
                        return line;
                    }
                }
                Err(error) => panic!("no {text:?} ({error}) in:\n{}", self.log.join("\n")),
            }
        }
    }

    /// The address of the metrics port; waits for it.
    pub(crate) fn metrics(&mut self) -> SocketAddr {
        let line = self.wait_for("edge=\"metrics\"");
        line.split("addr=").nth(1).unwrap().trim().parse().unwrap()
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let status = Command::new("kill")
            .args(["-s", name, &pid])
            .status()
            .unwrap();
        assert!(status.success());
    }

    /// Waits for the end: the exit code and the whole log.
    pub(crate) fn end(mut self) -> (i32, String) {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => self.log.push(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("no end in:\n{}", self.log.join("\n")),
            }
        }
        let code = self.child.wait().unwrap().code();
        (
            code.expect("ended by itself"),
            std::mem::take(&mut self.log).join("\n"),
        )
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Of a test that failed; has no effect on one that ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request over a connection of its own: the status and the body.
pub(crate) fn get(addr: SocketAddr, path: &str) -> (u16, String) {
    request(
        addr,
        &format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n"),
    )
}

pub(crate) fn request(addr: SocketAddr, text: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
    let body = answer.split_once("\r\n\r\n").unwrap().1.to_owned();
    (status, body)
}

/// Asserts that `text` holds these parts in this order.
#[track_caller]
pub(crate) fn assert_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => panic!("no {part:?} (or not after the ones before it) in:\n{text}"),
        }
    }
}
