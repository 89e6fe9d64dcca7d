//! Clients and services that don't behave: bodies that come slowly or not at all, clients that leave,
//! services that are away, silent, or no gRPC servers. Each has its status, and no answer tells what
//! is nobody's business.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use anyhow::{Context, Result, ensure};

use super::curl::{self, Answer, Request};
use super::pair::Pair;
use super::shop::SAMPLE;
use crate::e2e::built::Shop;
use crate::e2e::http;
use crate::ports;
use crate::report::Report;
use crate::servers::{KAFKA, TEMPORAL};
use crate::wait::{PATIENCE, until};

/// What no client should read of how the answer came to be.
const INTERNALS: [&str; 9] = [
    "127.0.0.1",
    "localhost",
    "os error",
    "hyper",
    "h2",
    "frame",
    ".rs",
    "panicked",
    "tonic",
];

/// A server that isn't one.
enum Fake {
    /// Takes connections and says nothing.
    Silent,
    /// Answers with these bytes, whatever it is asked, and closes.
    Says(&'static [u8]),
}

/// What stands in for the services of a gateway, and what is answered for it.
struct Upstream {
    name: &'static str,
    fake: Option<Fake>,
    status: u16,
    code: u64,
}

const UPSTREAMS: [Upstream; 5] = [
    Upstream {
        name: "down",
        fake: None,
        status: 503,
        code: 14,
    },
    Upstream {
        name: "silent",
        fake: Some(Fake::Silent),
        status: 504,
        code: 4,
    },
    Upstream {
        name: "an HTTP/1 server",
        fake: Some(Fake::Says(
            b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n",
        )),
        status: 503,
        code: 14,
    },
    Upstream {
        name: "garbage",
        fake: Some(Fake::Says(
            b"\xff\x00\x13\x37 nothing that anybody could read \xc3",
        )),
        status: 503,
        code: 14,
    },
    Upstream {
        name: "one that hangs up",
        fake: Some(Fake::Says(b"")),
        status: 503,
        code: 14,
    },
];

pub(super) fn run(report: &mut Report, shop: &Shop, pair: &Pair) {
    let (aio, grpc) = (pair.aio.ports.http, pair.aio.ports.grpc);
    report.step("rough: a body that comes slowly arrives", || slow_body(aio));
    report.step("rough: one that never comes is given up with 408", || {
        no_body(shop, grpc)
    });
    report.step("rough: one that breaks off harms nobody else", || {
        broken_body(aio)
    });
    for upstream in &UPSTREAMS {
        let Upstream {
            name, status, code, ..
        } = upstream;
        let step = format!("rough: a service that is {name} is {status} with code {code}");
        report.step(&step, || upstream.check(shop));
    }
    report.step("rough: a service that speaks HTTP/2 but no gRPC", || {
        no_grpc(shop, aio)
    });
    report.step("rough: a handler ends when its client leaves aio", || {
        left(shop, false)
    });
    report.step("rough: the same with the gateway between", || {
        left(shop, true)
    });
}

/// The body is longer than what curl sends in a second.
fn slow_body(port: u16) -> Result<()> {
    let order = format!(
        "{}{{\"requestId\":\"slow\",\"email\":\"slow@example.com\",\"items\":[{{\"sku\":\"cup\",\"quantity\":1}}]}}",
        " ".repeat(1500)
    );
    let answer = curl::send(
        port,
        &Request {
            method: "POST",
            path: "/v1/orders",
            headers: vec![("content-type", "application/json")],
            body: Some(order.as_bytes()),
            arguments: &["--limit-rate", "1k"],
        },
    )?;
    ensure!(answer.status == 200, "{answer:?}");
    Ok(())
}

fn no_body(shop: &Shop, grpc: u16) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let patience = [("GATEWAY_BODY_TIMEOUT", "300ms")];
    let gateway = SAMPLE.gateway(shop, folder.path(), grpc, &patience)?;
    let mut stream = connect(gateway.ports.http)?;
    stream.write_all(
        b"POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\n{\"request",
    )?;
    let mut answer = Vec::new();
    // Up to the end: the connection is of no more use.
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    ensure!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    ensure!(answer.contains("BODY_TOO_SLOW"), "{answer}");
    gateway.stop()
}

fn broken_body(port: u16) -> Result<()> {
    let mut stream = connect(port)?;
    stream.write_all(
        b"POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\n{\"request",
    )?;
    stream.shutdown(Shutdown::Write)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let told = answer.is_empty() || answer.starts_with("HTTP/1.1 400 ");
    ensure!(told, "{answer}");
    ensure!(
        http::get(port, "/v1/orders/first")?.status == 200,
        "no more"
    );
    Ok(())
}

impl Upstream {
    fn check(&self, shop: &Shop) -> Result<()> {
        let folder = tempfile::tempdir()?;
        let port = match &self.fake {
            Some(fake) => fake.listen()?,
            None => ports::free()?,
        };
        let gateway = SAMPLE.gateway(shop, folder.path(), port, &[])?;
        let answer = curl::send(
            gateway.ports.http,
            &Request {
                method: "GET",
                path: "/v1/orders/first",
                headers: vec![("grpc-timeout", "1S")],
                ..Request::default()
            },
        )?;
        discreet(&answer)?;
        let code = &answer.json()?["code"];
        ensure!(
            answer.status == self.status && *code == self.code,
            "{answer:?}"
        );
        gateway.stop()
    }
}

/// REST's own port takes HTTP/2, too, and answers what is no gRPC.
fn no_grpc(shop: &Shop, rest: u16) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let gateway = SAMPLE.gateway(shop, folder.path(), rest, &[])?;
    let answer = curl::send(
        gateway.ports.http,
        &Request {
            method: "GET",
            path: "/v1/orders/first",
            ..Request::default()
        },
    )?;
    discreet(&answer)?;
    ensure!((500..600).contains(&answer.status), "{answer:?}");
    gateway.stop()
}

/// An order waits for a Kafka that says nothing; its client leaves.
fn left(shop: &Shop, between: bool) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let kafka = format!("127.0.0.1:{}", Fake::Silent.listen()?);
    let temporal = format!("127.0.0.1:{}", ports::free()?);
    let variables = [(KAFKA, kafka.as_str()), (TEMPORAL, &temporal)];
    let aio = SAMPLE.aio(shop, folder.path(), &variables)?;
    let front = between
        .then(|| SAMPLE.gateway(shop, folder.path(), aio.ports.grpc, &[]))
        .transpose()?;
    let port = front
        .as_ref()
        .map_or(aio.ports.http, |front| front.ports.http);
    let body =
        r#"{"requestId":"left","email":"left@example.com","items":[{"sku":"cup","quantity":1}]}"#;
    let length = body.len();
    let mut stream = connect(port)?;
    stream.write_all(
        format!("POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n{body}")
            .as_bytes(),
    )?;
    // It has begun: the order is stored before Kafka is told of it.
    let begun = until(|| {
        let orders = http::get(aio.ports.http, "/v1/orders")?.body;
        Ok(orders.contains("left@example.com"))
    })?;
    ensure!(begun, "the order never began\n{}", aio.tail());
    drop(stream);
    let entry = if between { "network" } else { "local" };
    super::cancelled(aio.ports.metrics, "CreateOrder", entry)?;
    if let Some(front) = front {
        front.stop()?;
    }
    aio.stop()
}

impl Fake {
    /// Serves on a port of its own for as long as this process lives.
    fn listen(&self) -> Result<u16> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let says = match self {
            Self::Silent => None,
            Self::Says(bytes) => Some(*bytes),
        };
        thread::spawn(move || {
            let mut kept = Vec::new();
            for stream in listener.incoming().flatten() {
                match says {
                    None => kept.push(stream),
                    // A client that is gone already needs no answer.
                    Some(bytes) => drop((&stream).write_all(bytes)),
                }
            }
        });
        Ok(port)
    }
}

fn connect(port: u16) -> Result<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port)).context("it doesn't listen")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

/// A status in JSON that tells nothing of the inside.
fn discreet(answer: &Answer) -> Result<()> {
    let json = answer.json()?;
    ensure!(json["message"].is_string(), "{answer:?}");
    let told = INTERNALS.iter().find(|word| answer.body.contains(**word));
    ensure!(told.is_none(), "it tells {told:?}: {answer:?}");
    Ok(())
}
