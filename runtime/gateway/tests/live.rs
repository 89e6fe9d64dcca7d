//! Streams over real sockets, to a service in the process and to one elsewhere: both ways at once,
//! clients that leave, answers that break off, and streams that are idle.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use common::streamed::{CHAT, GET, PUT, SUM, TICK, arriving, gateway_with, instance, routes};
use common::{Result, many};
use futures_util::{StreamExt, stream};
use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use tonic::{Status, Streaming};
use tonica_gateway::{Gateway, Options};
use tonica_grpc::{Payload, Services, dispatch};
use tonica_runtime::edge::{Edge, Limits};
use tonica_runtime::{Life, Mode, Part, Readiness, Role, Start, Stopper, TestStart};

use common::streamed::{Arriving, Broken, STREAMS};

/// Long enough that only a hang exceeds it.
const PATIENCE: Duration = Duration::from_secs(20);

/// What tests hear from handlers.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Heard {
    Message,
    Error(tonic::Code),
    End,
    Dropped,
}

type Ears = mpsc::UnboundedSender<Heard>;

/// Says that it is dropped.
struct Dropped(Ears);

impl Drop for Dropped {
    fn drop(&mut self) {
        // The test may be over already.
        let _ = self.0.send(Heard::Dropped);
    }
}

/// As far as the tests' handlers care.
#[derive(Clone, PartialEq, prost::Message)]
struct Order {
    #[prost(string, tag = "1")]
    order_id: String,
}

/// Says what came of a stream.
fn tell<T>(ears: &Ears, message: &std::result::Result<T, Status>) {
    let heard = match message {
        Ok(_) => Heard::Message,
        Err(status) => Heard::Error(status.code()),
    };
    // The test may be over already.
    let _ = ears.send(heard);
}

/// A handler that tells what happens to it, for each rpc. Streams come to it as they do to
/// those of users.
async fn handle(method: usize, request: tonic::Request<Payload>, ears: Ears) -> Result {
    let guard = Dropped(ears.clone());
    match method {
        // Reads its stream to the end.
        SUM | PUT => {
            let sum = |request: tonic::Request<Streaming<Order>>| async move {
                let mut messages = request.into_inner();
                while let Some(message) = messages.next().await {
                    tell(&guard.0, &message);
                    message?;
                }
                let _ = guard.0.send(Heard::End);
                let order_id = "sum".to_owned();
                Ok(tonic::Response::new(Order { order_id }))
            };
            dispatch::client_streaming(request, sum).await
        }
        // Answers each message with itself.
        CHAT => {
            let chat = |request: tonic::Request<Streaming<Order>>| async move {
                let messages = request.into_inner();
                let messages = messages.inspect(move |message| tell(&guard.0, message));
                Ok(tonic::Response::new(messages))
            };
            dispatch::bidi_streaming(request, chat).await
        }
        // Two parts, then an error.
        GET => Ok(many(vec![
            Ok(Bytes::from_static(b"\x0a\x03a/b\x12\x03one")),
            Ok(Bytes::from_static(b"\x12\x03two")),
            Err(Status::data_loss("the disk broke")),
        ])),
        // Silent for ever.
        TICK => {
            let silence = stream::pending().inspect(move |_: &std::result::Result<_, _>| {
                let _ = &guard;
            });
            Ok(tonic::Response::new(Payload::Many(silence.boxed())))
        }
        // Never answers.
        _ => {
            let _guard = guard;
            let _ = ears.send(Heard::Message);
            std::future::pending().await
        }
    }
}

/// What keeps servers running.
struct Running {
    addr: SocketAddr,
    _lives: Vec<Stopper>,
    _start: Start,
}

fn started(mode: Mode, settings: &[(&str, String)]) -> Start {
    let settings = settings.iter();
    let settings = settings.map(|(name, value)| ((*name).to_owned(), value.clone()));
    let runs = match mode {
        Mode::Service => vec![(Role::Services, STREAMS.alias)],
        _ => Vec::new(),
    };
    let start = TestStart {
        mode,
        runs,
        settings: settings.collect(),
    };
    start.start()
}

/// Serves a gateway at the edge that serves real ones.
async fn serve(gateway: Arc<Gateway>, start: Start) -> Running {
    let edge = Edge {
        name: "REST",
        setting: "APP_PORT",
        addr: SocketAddr::from(([127, 0, 0, 1], 0)),
        limits: Limits::default(),
    };
    let bound = edge.bind().await.unwrap();
    let addr = bound.addr();
    let (life, stopper) = Life::new("REST", &Readiness::default());
    tokio::spawn(bound.run(gateway, life));
    Running {
        addr,
        _lives: vec![stopper],
        _start: start,
    }
}

/// The handler in the process of the gateway.
async fn in_process(settings: &[(&str, &str)]) -> (Running, mpsc::UnboundedReceiver<Heard>) {
    let (ears, heard) = mpsc::unbounded_channel();
    let gateway = gateway_with(settings, move |method, request| {
        handle(method, request, ears.clone())
    });
    (serve(gateway, common::start(&[])).await, heard)
}

/// The handler behind a gRPC server, reached by the gateway over HTTP/2.
async fn elsewhere() -> (Running, mpsc::UnboundedReceiver<Heard>) {
    let (ears, heard) = mpsc::unbounded_channel();
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr = port.local_addr().unwrap();
    drop(port);
    let service = started(Mode::Service, &[("GRPC_ADDR", addr.to_string())]);
    let part: Box<dyn Part<()>> = Box::new(tonica_grpc::services(move || {
        Services::new(&[]).with(&STREAMS, move |_| {
            instance(move |method, request| handle(method, request, ears.clone()))
        })
    }));
    let mut components = part.build(&service, Some(Arc::new(()))).unwrap();
    let server = components.remove(0);
    let (life, stopper) = Life::new("gRPC", service.readiness());
    tokio::spawn(async move { server.run(life).await.unwrap() });
    let start = started(Mode::Gateway, &[("STREAMS_ADDR", addr.to_string())]);
    let gateway = Gateway::new(&routes(Options::new()), &start, |service| {
        tonica_grpc::Channel::to(&start, service)
    });
    let patience = Instant::now() + PATIENCE;
    while !start.readiness().is_ready() {
        assert!(
            Instant::now() < patience,
            "{:?}",
            start.readiness().reasons()
        );
        tokio::task::yield_now().await;
    }
    let mut running = serve(Arc::new(gateway.unwrap()), start).await;
    running._lives.push(stopper);
    (running, heard)
}

/// The ways from the gateway to the handler.
async fn ways() -> [(Running, mpsc::UnboundedReceiver<Heard>); 2] {
    [in_process(&[]).await, elsewhere().await]
}

async fn next(heard: &mut mpsc::UnboundedReceiver<Heard>) -> Heard {
    timeout(PATIENCE, heard.recv()).await.unwrap().unwrap()
}

/// Waits until the handler says this.
async fn until(heard: &mut mpsc::UnboundedReceiver<Heard>, wanted: &Heard) {
    while next(heard).await != *wanted {}
}

/// Waits until the handler knows that its client is gone: by an error of its stream or by being
/// dropped. The end is never what it sees.
async fn gone(heard: &mut mpsc::UnboundedReceiver<Heard>) {
    loop {
        match next(heard).await {
            Heard::Dropped => return,
            Heard::Error(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// A client's connection.
enum Client {
    Http1(http1::SendRequest<Arriving>),
    Http2(http2::SendRequest<Arriving>),
}

impl Client {
    async fn all(addr: SocketAddr) -> [Self; 2] {
        let stream = TcpStream::connect(addr).await.unwrap();
        let (one, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let stream = TcpStream::connect(addr).await.unwrap();
        let stream = TokioIo::new(stream);
        let (two, connection) = http2::handshake(TokioExecutor::new(), stream)
            .await
            .unwrap();
        tokio::spawn(connection);
        [Self::Http1(one), Self::Http2(two)]
    }

    async fn send(
        &mut self,
        request: http::request::Builder,
        body: Arriving,
    ) -> Response<Incoming> {
        let request: Request<Arriving> = request.body(body).unwrap();
        let response = async {
            match self {
                Self::Http1(sender) => sender.send_request(request).await,
                Self::Http2(sender) => sender.send_request(request).await,
            }
        };
        timeout(PATIENCE, response).await.unwrap().unwrap()
    }
}

fn post(addr: SocketAddr, path: &str) -> http::request::Builder {
    let request = Request::post(format!("http://{addr}{path}")).header("host", "x");
    request.header("content-type", "application/x-ndjson")
}

async fn frame(body: &mut Incoming) -> Bytes {
    let frame = timeout(PATIENCE, body.frame()).await.unwrap();
    frame.unwrap().unwrap().into_data().unwrap()
}

#[tokio::test]
async fn both_sides_speak_at_once_over_http_1_and_http_2() {
    for (running, mut heard) in ways().await {
        for mut client in Client::all(running.addr).await {
            let (sender, body) = arriving();
            let response = client.send(post(running.addr, "/chat"), body).await;
            assert_eq!(response.status(), 200);
            let mut answer = response.into_body();
            for id in ["1", "2", "3"] {
                let line = format!("{{\"orderId\":\"{id}\"}}\n");
                sender.send(Ok(line.clone().into())).unwrap();
                assert_eq!(frame(&mut answer).await, line);
            }
            drop(sender);
            let end = timeout(PATIENCE, answer.collect()).await.unwrap();
            assert!(end.unwrap().to_bytes().is_empty());
            until(&mut heard, &Heard::Dropped).await;
        }
    }
}

#[tokio::test]
async fn a_client_that_leaves_in_the_middle_is_noticed_by_the_handler() {
    for (running, mut heard) in ways().await {
        for (path, method) in [("/sum/7", "POST"), ("/files/7", "PUT"), ("/chat", "POST")] {
            let mut stream = TcpStream::connect(running.addr).await.unwrap();
            let head = format!(
                "{method} {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-ndjson\r\n\
                 transfer-encoding: chunked\r\n\r\n3\r\n{{}}\n\r\n"
            );
            stream.write_all(head.as_bytes()).await.unwrap();
            assert_eq!(next(&mut heard).await, Heard::Message, "{path}");
            drop(stream);
            gone(&mut heard).await;
        }
    }
}

#[tokio::test]
async fn a_client_that_takes_its_http_2_stream_back_is_noticed_by_the_handler() {
    for (running, mut heard) in ways().await {
        for path in ["/sum/7", "/chat", "/tick", "/turn"] {
            let [_, mut client] = Client::all(running.addr).await;
            let (sender, body) = arriving();
            sender.send(Ok("{}\n".into())).unwrap();
            let request = match path {
                "/tick" => Request::get(format!("http://{}{path}", running.addr)),
                _ => post(running.addr, path),
            };
            let stream = ["/sum/7", "/chat"].contains(&path);
            let answer = tokio::spawn(async move { client.send(request, body).await });
            if path == "/tick" {
                // Its answer has begun; both sides are given up.
                drop(sender);
                drop(answer.await.unwrap());
            } else if stream {
                assert_eq!(next(&mut heard).await, Heard::Message, "{path}");
                sender.send(Err(Broken)).unwrap();
            } else {
                drop(sender);
                assert_eq!(next(&mut heard).await, Heard::Message, "{path}");
                answer.abort();
            }
            gone(&mut heard).await;
        }
    }
}

#[tokio::test]
async fn an_upload_that_its_client_cancels_is_never_whole() {
    for (running, mut heard) in ways().await {
        for path in ["/sum/7", "/files/7", "/chat"] {
            let stream = TcpStream::connect(running.addr).await.unwrap();
            let (requests, connection) = h2::client::handshake(stream).await.unwrap();
            tokio::spawn(connection);
            let mut requests = requests.ready().await.unwrap();
            let mut request = post(running.addr, path);
            if path == "/files/7" {
                request = request.method("PUT");
            }
            let (_answer, mut body) = requests
                .send_request(request.body(()).unwrap(), false)
                .unwrap();
            body.send_data("{}\n".into(), false).unwrap();
            assert_eq!(next(&mut heard).await, Heard::Message, "{path}");
            // As a browser does when its user closes the page.
            body.send_reset(h2::Reason::CANCEL);
            gone(&mut heard).await;
        }
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_stream_is_told_however_its_handler_is_reached() {
    for (running, _heard) in ways().await {
        for mut client in Client::all(running.addr).await {
            for (path, status) in [("/sum/7", 400), ("/chat", 200)] {
                let (sender, body) = arriving();
                let wrong = || sender.send(Ok("{\"total\":1.5}\n".into())).unwrap();
                sender.send(Ok("{}\n".into())).unwrap();
                if status == 400 {
                    wrong();
                }
                let response = client.send(post(running.addr, path), body).await;
                assert_eq!(response.status(), status, "{path}");
                if status == 200 {
                    wrong();
                }
                let body = timeout(PATIENCE, response.into_body().collect()).await;
                let body = body.unwrap().unwrap().to_bytes();
                let text = String::from_utf8_lossy(&body);
                assert!(text.contains("(line 2, column "), "{path}: {text}");
                if let Client::Http1(_) = client {
                    // Its connection ends with an answer to a request that isn't whole.
                    client = Client::all(running.addr).await.into_iter().next().unwrap();
                }
            }
        }
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_seen_to_be_incomplete() {
    for (running, _heard) in ways().await {
        for mut client in Client::all(running.addr).await {
            let request = Request::get(format!("http://{}/files/7", running.addr));
            let (sender, body) = arriving();
            drop(sender);
            let response = client.send(request.header("host", "x"), body).await;
            assert_eq!(response.headers()["content-type"], "a/b");
            let mut answer = response.into_body();
            let mut got = Vec::new();
            let end = loop {
                match timeout(PATIENCE, answer.frame()).await.unwrap() {
                    Some(Ok(frame)) => got.extend_from_slice(&frame.into_data().unwrap()),
                    Some(Err(error)) => break Some(error),
                    None => break None,
                }
            };
            assert!(end.is_some(), "{got:?} is told to be whole");
        }
    }
}

/// Reads until the text is there.
async fn read_until(stream: &mut TcpStream, text: &str) -> String {
    let mut seen = Vec::new();
    loop {
        let so_far = String::from_utf8_lossy(&seen).into_owned();
        if so_far.contains(text) {
            return so_far;
        }
        let read = timeout(PATIENCE, stream.read_buf(&mut seen)).await;
        assert_ne!(read.unwrap().unwrap(), 0, "closed after {so_far}");
    }
}

#[tokio::test]
async fn an_idle_stream_of_events_begins_at_once_and_gives_signs_of_life() {
    let (running, mut heard) = in_process(&[("GATEWAY_SSE_PING", "10ms")]).await;
    let mut stream = TcpStream::connect(running.addr).await.unwrap();
    let request = "GET /tick HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let head = read_until(&mut stream, "\r\n\r\n").await;
    for header in [
        "content-type: text/event-stream\r\n",
        "cache-control: no-cache\r\n",
        "x-accel-buffering: no\r\n",
    ] {
        assert!(head.contains(header), "{head}");
    }
    read_until(&mut stream, ":\n\n\r\n3\r\n:\n\n").await;
    drop(stream);
    until(&mut heard, &Heard::Dropped).await;
}

#[tokio::test]
async fn a_stream_of_events_is_silent_where_the_setting_says_so() {
    let (running, _heard) = in_process(&[("GATEWAY_SSE_PING", "0")]).await;
    let mut stream = TcpStream::connect(running.addr).await.unwrap();
    let request = "GET /tick HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\
                   grpc-timeout: 50m\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let answer = read_until(&mut stream, "\r\n0\r\n\r\n").await;
    assert!(!answer.contains(":\n\n"), "{answer}");
    assert!(
        answer.contains("event: error\ndata: {\"code\":4"),
        "{answer}"
    );
}
