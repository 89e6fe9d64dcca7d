//! One service elsewhere: up, down, gone and back, and what its setting may say.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::time::timeout;
use tonic::{Code, Request, Status};
use tonica_grpc::{Channel, Payload, addresses};
use tonica_runtime::Mode;

use crate::echo::client::EchoClient;
use crate::echo::echo_v1::{Fault, Request as Asked};
use crate::echo::schema::ECHO;
use crate::process::{PATIENCE, Process, caller, free_port, start, until};
use crate::{answered, asked, detail};

#[tokio::test]
async fn one_that_is_down_is_named_by_the_status_and_by_readiness() {
    let addr = free_port().await.to_string();
    let (start, channel) = caller(&addr);
    let place = format!("echo at {addr}");
    until("the connection is refused", || {
        let reasons = start.readiness().reasons();
        reasons
            .iter()
            .any(|(name, reason)| *name == place && reason.contains("refused"))
    })
    .await;
    let status = EchoClient::new(channel).say(asked("")).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert_eq!(status.message(), "echo can't be reached");
    let why = detail(&status);
    for part in [place.as_str(), "ECHO_ADDR", "refused"] {
        assert!(why.contains(part), "{why}");
    }
}

#[tokio::test]
async fn one_that_comes_up_later_is_found() {
    let addr = free_port().await;
    let (start, channel) = caller(&addr.to_string());
    until("the connection is refused", || {
        start
            .readiness()
            .reasons()
            .iter()
            .any(|(_, reason)| reason.contains("refused"))
    })
    .await;
    let _process = Process::at(addr, &[]).await;
    assert_eq!(answered(&EchoClient::new(channel)).await, "again");
    until("readiness is told", || start.readiness().is_ready()).await;
}

#[tokio::test]
async fn one_that_goes_away_is_named_and_found_again() {
    let process = Process::new(&[]).await;
    let addr = process.addr;
    let (start, channel) = caller(&format!("http://{addr}"));
    let client = EchoClient::new(channel);
    client.say(asked("")).await.unwrap();
    process.kill().await;
    until("readiness is told", || !start.readiness().is_ready()).await;
    let status = client.say(asked("")).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable, "{status}");
    let _process = Process::at(addr, &[]).await;
    assert_eq!(answered(&client).await, "again");
}

#[tokio::test]
async fn a_call_on_a_connection_that_breaks_is_unavailable() {
    let process = Process::new(&[]).await;
    let hung = std::sync::Arc::clone(&process.hung);
    let (_start, channel) = caller(&process.addr.to_string());
    let client = EchoClient::new(channel);
    let request = Asked {
        fault: Fault::Hang.into(),
        ..Asked::default()
    };
    let call = tokio::spawn(async move { client.say(request).await });
    until("the handler is reached", || {
        hung.load(Ordering::Relaxed) == 1
    })
    .await;
    process.kill().await;
    let status = timeout(PATIENCE, call).await.unwrap().unwrap().unwrap_err();
    assert_eq!(status.code(), Code::Unavailable, "{status}");
    assert_eq!(status.message(), "the connection to echo was lost");
    assert!(detail(&status).contains("ECHO_ADDR"), "{status}");
}

#[tokio::test]
async fn drained_ones_are_left_without_a_failed_call() {
    let first = Process::new(&[]).await;
    let second = Process::new(&[]).await;
    let (_start, channel) = caller(&format!("{},{}", first.addr, second.addr));
    let client = EchoClient::new(channel);
    client.say(asked("")).await.unwrap();
    client.say(asked("")).await.unwrap();
    let drain = tokio::spawn(first.drain());
    for _ in 0..200 {
        client.say(asked("")).await.unwrap();
    }
    timeout(PATIENCE, drain).await.unwrap().unwrap().unwrap();
    client.say(asked("")).await.unwrap();
}

#[tokio::test]
async fn one_that_is_silent_is_given_up_at_the_deadline() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let (_start, channel) = caller(&listener.local_addr().unwrap().to_string());
    let mut request = Request::new(asked(""));
    request.set_timeout(Duration::from_millis(100));
    let status = EchoClient::new(channel).say(request).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded, "{status}");
}

#[tokio::test]
async fn one_that_speaks_something_else_is_named() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let (start, channel) = caller(&addr.to_string());
    until("the connection is lost", || {
        start
            .readiness()
            .reasons()
            .iter()
            .any(|(_, reason)| !reason.contains("not connected yet"))
    })
    .await;
    let status = EchoClient::new(channel).say(asked("")).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable, "{status}");
}

#[tokio::test]
async fn several_addresses_share_the_calls() {
    let processes = [Process::new(&[]).await, Process::new(&[]).await];
    let addrs = processes
        .each_ref()
        .map(|process| process.addr.to_string())
        .join(", ");
    let (start, channel) = caller(&addrs);
    until("one is connected", || start.readiness().is_ready()).await;
    let client = EchoClient::new(channel);
    let counted = |process: &Process| {
        process
            .metrics(r#"grpc_requests_total{entry="network""#)
            .first()
            .cloned()
    };
    timeout(PATIENCE, async {
        while processes.iter().any(|process| counted(process).is_none()) {
            client.say(asked("")).await.unwrap();
        }
    })
    .await
    .expect("calls to both");
}

#[tokio::test]
async fn a_request_that_breaks_off_ends_the_call_with_its_own_status() {
    let process = Process::new(&[]).await;
    let (_start, channel) = caller(&process.addr.to_string());
    let broken = stream::iter([Err(Status::invalid_argument("line 2 is no JSON"))]).boxed();
    let status = channel
        .call(2, Request::new(Payload::Many(broken)))
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status}");
    assert_eq!(status.message(), "line 2 is no JSON");
}

#[tokio::test]
async fn messages_travel_compressed_when_asked_to() {
    let process = Process::new(&[]).await;
    for encoding in ["gzip", "zstd"] {
        let addr = process.addr.to_string();
        let settings = [
            ("ECHO_ADDR", addr.as_str()),
            ("GRPC_UPSTREAM_COMPRESSION", encoding),
        ];
        let start = start(Mode::Gateway, &[], &settings);
        let client = EchoClient::new(Channel::to(&start, &ECHO).unwrap());
        let request = Asked {
            padding: 100_000,
            ..asked(&"long ".repeat(1_000))
        };
        let reply = client.say(request).await.unwrap().into_inner();
        assert_eq!(
            (reply.text.len(), reply.padding.len()),
            (5_000, 100_000),
            "{encoding}"
        );
    }
}

#[tokio::test]
async fn without_an_address_a_gateway_does_not_start() {
    let start = start(Mode::Gateway, &[], &[]);
    let error = Channel::to(&start, &ECHO).unwrap_err();
    assert!(error.is_config());
    let text = error.to_string();
    assert!(
        text.contains("ECHO_ADDR") && text.contains("host:port"),
        "{text}"
    );
}

#[tokio::test]
async fn without_an_address_other_modes_answer_unavailable() {
    for mode in [Mode::Aio, Mode::Service, Mode::Worker, Mode::Consumer] {
        let start = start(mode, &[], &[]);
        let client = EchoClient::new(Channel::to(&start, &ECHO).unwrap());
        let status = client.say(asked("")).await.unwrap_err();
        assert_eq!(status.code(), Code::Unavailable, "{mode:?}: {status}");
        assert!(status.message().contains("ECHO_ADDR"), "{mode:?}: {status}");
    }
}

#[tokio::test]
async fn an_address_that_is_none_is_an_error_of_its_setting() {
    for wrong in [
        "orders",
        "orders:",
        ":50051",
        "https://orders",
        "ftp://orders:50051",
        "orders:99999",
        "a b:1",
    ] {
        let start = start(Mode::Gateway, &[], &[("ECHO_ADDR", wrong)]);
        let error = Channel::to(&start, &ECHO).unwrap_err();
        assert!(
            error.is_config() && error.to_string().contains("ECHO_ADDR"),
            "{wrong}: {error}"
        );
    }
}

#[test]
fn every_setting_of_a_service_elsewhere_has_a_row() {
    let names: Vec<_> = addresses(&[&ECHO])
        .iter()
        .map(|row| row.env.to_string())
        .collect();
    assert_eq!(
        names,
        [
            "ECHO_ADDR",
            "GRPC_MAX_REQUEST",
            "GRPC_MAX_RESPONSE",
            "GRPC_UPSTREAM_CONNECTIONS",
            "GRPC_CONNECT_TIMEOUT",
            "GRPC_UPSTREAM_RESOLVE",
            "GRPC_UPSTREAM_KEEPALIVE",
            "GRPC_UPSTREAM_KEEPALIVE_TIMEOUT",
            "GRPC_UPSTREAM_ATTEMPTS",
            "GRPC_UPSTREAM_EJECTION",
            "GRPC_UPSTREAM_COMPRESSION",
            "GRPC_UPSTREAM_CA",
            "GRPC_UPSTREAM_CERT",
            "GRPC_UPSTREAM_KEY",
            "GRPC_UPSTREAM_SERVER_NAME",
        ]
    );
}
