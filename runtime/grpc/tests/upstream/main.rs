//! Services elsewhere: found by their setting, kept connected, and named when they can't be reached.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what can't go on ends the test"
)]

#[path = "../echo/mod.rs"]
mod echo;
#[path = "../process/mod.rs"]
mod process;

mod broken;
mod crowd;
mod ejection;
mod fake;
mod garbage;
mod names;
mod reach;
mod retries;
mod tls;

use std::time::Duration;

use tokio::time::timeout;
use tonic::{Code, Request, Status};
use tonica_grpc::{Channel, Payload};
use tonica_json::{Method, Service};
use tonica_runtime::{Mode, Start};

use echo::client::EchoClient;
use echo::echo_v1::Request as Asked;
use echo::schema::{REPLY, REQUEST};
use process::{PATIENCE, start};

/// The echo service with methods that may be tried again, and one that may not.
static STEADY: Service = Service {
    name: "echo.v1.Echo",
    alias: "echo",
    addr: "ECHO_ADDR",
    timeout_ms: 10_000,
    methods: &[
        method("/echo.v1.Echo/Say", true, false),
        method("/echo.v1.Echo/Say", false, false),
        method("/echo.v1.Echo/Repeat", true, true),
    ],
};
/// Say, which may be tried again.
const GET: usize = 0;
/// Say, which may not.
const PUT: usize = 1;
/// Repeat, which may.
const LIST: usize = 2;

const fn method(path: &'static str, idempotent: bool, server_streaming: bool) -> Method {
    Method {
        name: "Say",
        path,
        input: &REQUEST,
        output: &REPLY,
        client_streaming: false,
        server_streaming,
        idempotent,
    }
}

/// Another process, that calls the service at this address with these settings.
fn steady(addr: &str, settings: &[(&str, &str)]) -> (Start, Channel) {
    let settings = [&[("ECHO_ADDR", addr)], settings].concat();
    let start = start(Mode::Gateway, &[], &settings);
    let channel = Channel::to(&start, &STEADY).unwrap();
    (start, channel)
}

/// One call, and all messages of its answer.
async fn call(channel: &Channel, method: usize) -> Result<Vec<Vec<u8>>, Status> {
    let request = Request::new(Payload::One(b"\n\x02hi".as_slice().into()));
    let answer = timeout(PATIENCE, channel.call(method, request));
    let payload = answer.await.expect("an answer")?.into_inner();
    if method != LIST {
        return Ok(vec![payload.one().await?.to_vec()]);
    }
    let mut messages = payload.many();
    let mut all = Vec::new();
    while let Some(message) = futures_util::StreamExt::next(&mut messages).await {
        all.push(message?.to_vec());
    }
    Ok(all)
}

fn asked(text: &str) -> Asked {
    Asked {
        text: text.to_owned(),
        ..Asked::default()
    }
}

/// What a status says beside its message: to logs and callers in the process, not to the network.
fn detail(status: &Status) -> String {
    std::error::Error::source(status).map_or(String::new(), ToString::to_string)
}

/// Calls until it is answered: a connection takes a moment to come back.
async fn answered(client: &EchoClient) -> String {
    let attempts = async {
        loop {
            match client.say(asked("again")).await {
                Ok(reply) => return reply.into_inner().text,
                Err(status) => assert_eq!(status.code(), Code::Unavailable, "{status}"),
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, attempts)
        .await
        .unwrap_or_else(|_| panic!("no answer once the service was back"))
}

/// The value of this line of the metrics; nothing where there is no such line.
fn metric(start: &Start, line: &str) -> Option<u64> {
    let text = start.metrics().text();
    let value = text.lines().find_map(|it| it.strip_prefix(line))?;
    Some(value.trim().parse().unwrap())
}

/// How many endpoints are in this state.
fn endpoints(start: &Start, state: &str) -> u64 {
    let line = format!(r#"grpc_upstream_endpoints{{service="echo.v1.Echo",state="{state}"}}"#);
    metric(start, &line).unwrap_or(0)
}
