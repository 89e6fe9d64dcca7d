//! The gateway over real sockets: HTTP/1 and HTTP/2, HEAD, broken clients, and what is counted.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use common::{echo, gateway, gateway_in, order, start};
use futures_util::StreamExt;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tonica_gateway::{Gateway, Options};
use tonica_grpc::Payload;
use tonica_runtime::edge::Serve;

/// Long enough that only a hang exceeds it.
const PATIENCE: Duration = Duration::from_secs(20);

/// Serves a gateway on a port of its own for as long as the test runs.
async fn serve(gateway: Arc<Gateway>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, peer) = listener.accept().await.unwrap();
            let gateway = Arc::clone(&gateway);
            tokio::spawn(async move {
                let service = service_fn(move |request| {
                    let gateway = Arc::clone(&gateway);
                    async move { Ok::<_, std::convert::Infallible>(gateway.serve(request, peer).await) }
                });
                let connection = auto::Builder::new(TokioExecutor::new());
                // A client that breaks off is an error here, and what some tests are about.
                let _ = connection
                    .serve_connection(TokioIo::new(stream), service)
                    .await;
            });
        }
    });
    addr
}

/// Sends bytes and reads until the server closes.
async fn raw(addr: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    let read = stream.read_to_string(&mut answer);
    tokio::time::timeout(PATIENCE, read).await.unwrap().unwrap();
    answer
}

#[tokio::test]
async fn head_is_get_without_its_body() {
    let addr = serve(gateway(echo)).await;
    let request =
        |method| format!("{method} /v1/orders/7 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    let get = raw(addr, &request("GET")).await;
    let (_, body) = get.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, r#"{"orderId":"7"}"#);
    assert!(get.contains("content-length: 15\r\n"), "{get}");
    let head = raw(addr, &request("HEAD")).await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains("content-length: 15\r\n"), "{head}");
    assert!(head.ends_with("\r\n\r\n"), "{head}");
}

#[tokio::test]
async fn http2_is_served_alike() {
    let addr = serve(gateway(echo)).await;
    let stream = TcpStream::connect(addr).await.unwrap();
    let (mut sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream))
            .await
            .unwrap();
    tokio::spawn(connection);
    for (method, body) in [("GET", r#"{"orderId":"7"}"#), ("HEAD", "")] {
        let request = Request::builder()
            .method(method)
            .uri(format!("http://{addr}/v1/orders/7"))
            .body(Empty::<Bytes>::new())
            .unwrap();
        let response = sender.send_request(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-length"], "15");
        assert_eq!(
            response.into_body().collect().await.unwrap().to_bytes(),
            body
        );
    }
}

#[tokio::test]
async fn a_body_is_not_awaited_where_its_length_is_too_much() {
    let addr = serve(gateway_in(&start(&[]), Options::new().max_body(10), echo)).await;
    let answer = raw(
        addr,
        "POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-length: 11\r\nconnection: close\r\n\r\n",
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn a_body_in_pieces_is_read_whole_and_a_slow_one_is_408() {
    let settings = [("GATEWAY_BODY_TIMEOUT", "300ms")];
    let addr = serve(gateway_in(&start(&settings), Options::new(), echo)).await;
    let head =
        "POST /v1/orders HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked";
    let pieces = "3\r\n{\"o\r\n6\r\nrderId\r\n6\r\n\":\"7\"}\r\n0\r\n\r\n";
    let answer = raw(addr, &format!("{head}\r\n\r\n{pieces}")).await;
    assert!(answer.ends_with(r#"{"orderId":"7"}"#), "{answer}");
    let answer = raw(addr, &format!("{head}\r\n\r\n3\r\n{{\"o\r\n")).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

/// Reports when it is dropped.
struct Dropped(mpsc::UnboundedSender<()>);

impl Drop for Dropped {
    fn drop(&mut self) {
        // The test may be over already.
        let _ = self.0.send(());
    }
}

#[tokio::test]
async fn a_client_that_leaves_ends_the_call_and_the_stream() {
    let (sender, mut dropped) = mpsc::unbounded_channel();
    let gateway = gateway(move |method, _| {
        let guard = Dropped(sender.clone());
        async move {
            if method == common::tables::WATCH {
                let first = futures_util::stream::once(async { Ok(order("1")) });
                let rest = futures_util::stream::pending().inspect(move |_| {
                    let _ = &guard;
                });
                return Ok(tonic::Response::new(Payload::Many(
                    first.chain(rest).boxed(),
                )));
            }
            let _guard = guard;
            std::future::pending().await
        }
    });
    let addr = serve(gateway).await;
    for path in ["/v1/orders/7", "/v1/orders/watch"] {
        let mut stream = TcpStream::connect(addr).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\naccept: */*\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        if path.ends_with("watch") {
            let mut seen = Vec::new();
            while !seen.ends_with(b"[{\"orderId\":\"1\"}\r\n") {
                let read = stream.read_buf(&mut seen);
                assert_ne!(
                    tokio::time::timeout(PATIENCE, read).await.unwrap().unwrap(),
                    0
                );
            }
        }
        drop(stream);
        tokio::time::timeout(PATIENCE, dropped.recv())
            .await
            .unwrap()
            .unwrap();
    }
}

#[tokio::test]
async fn requests_are_counted_by_method_template_and_status() {
    let start = start(&[]);
    let gateway = gateway_in(&start, Options::new(), echo);
    for path in [
        "/v1/orders/1",
        "/v1/orders/2",
        "/v1/orders/2?nope=1",
        "/v1/other",
        "/v1/x",
    ] {
        common::get(&gateway, path).await;
    }
    common::send(&gateway, Request::head("/v1/orders/1"), "").await;
    common::send(&gateway, Request::delete("/v1/orders"), "").await;
    common::send(&gateway, Request::builder().method("BREW").uri("/v1/x"), "").await;
    let text = start.metrics().text();
    let template = "/v1/orders/{order_id}";
    let expected = [
        ("GET", template, 200, 2),
        ("GET", template, 400, 1),
        ("HEAD", template, 200, 1),
        ("GET", "none", 404, 2),
        ("DELETE", "none", 405, 1),
        ("other", "none", 404, 1),
    ];
    for (method, route, status, count) in expected {
        let labels =
            format!("{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}");
        for name in ["http_requests_total", "http_request_duration_seconds_count"] {
            assert!(
                text.contains(&format!("{name}{labels}\n")),
                "{name}{labels} in\n{text}"
            );
        }
    }
}
