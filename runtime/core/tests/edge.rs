//! The edge: what it serves, and that its drain is bounded whatever its clients do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use http::{Request, Response};
use http_body::{Body, Frame};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tonica_runtime::edge::{Edge, Limits, Serve};
use tonica_runtime::{Error, Life, Readiness, Stopper};

const PATIENCE: Duration = Duration::from_secs(30);

/// `/slow` waits for a permit, `/stream` never ends its body, `/panic` panics.
struct Handler {
    permits: Semaphore,
    began: AtomicUsize,
}

/// One frame, and then nothing or the end.
struct Answer {
    frame: Option<&'static str>,
    endless: bool,
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.frame.take() {
            Some(frame) => Poll::Ready(Some(Ok(Frame::data(Bytes::from(frame))))),
            None if self.endless => Poll::Pending,
            None => Poll::Ready(None),
        }
    }
}

impl Serve for Handler {
    type Body = Answer;

    async fn serve(self: Arc<Self>, request: Request<Incoming>, _: SocketAddr) -> Response<Answer> {
        self.began.fetch_add(1, Ordering::Relaxed);
        match request.uri().path() {
            "/slow" => self.permits.acquire().await.unwrap().forget(),
            "/body" => drop(request.into_body().collect().await),
            "/panic" => panic!("on purpose"),
            "/stream" => {
                return Response::new(Answer {
                    frame: Some("first"),
                    endless: true,
                });
            }
            _ => {}
        }
        Response::new(Answer {
            frame: Some("done"),
            endless: false,
        })
    }
}

/// An edge that runs.
struct Running {
    addr: SocketAddr,
    handler: Arc<Handler>,
    stopper: Stopper,
    edge: JoinHandle<Result<(), Error>>,
}

impl Running {
    async fn start(limits: Limits) -> Self {
        let addr = "127.0.0.1:0".parse().unwrap();
        let edge = Edge {
            name: "test",
            setting: "TEST_PORT",
            addr,
            limits,
        };
        let bound = edge.bind().await.unwrap();
        let addr = bound.addr();
        let (life, stopper) = Life::new("test", &Readiness::default());
        let handler = Handler {
            permits: Semaphore::new(0),
            began: AtomicUsize::new(0),
        };
        let handler = Arc::new(handler);
        let edge = tokio::spawn(bound.run(Arc::clone(&handler), life));
        Self {
            addr,
            handler,
            stopper,
            edge,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.addr).await.unwrap()
    }

    async fn send(&self, path: &str) -> TcpStream {
        let mut stream = self.connect().await;
        write(
            &mut stream,
            &format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n"),
        )
        .await;
        stream
    }

    /// Waits until that many requests have reached the handler.
    async fn began(&self, count: usize) {
        within(async {
            while self.handler.began.load(Ordering::Relaxed) < count {
                tokio::task::yield_now().await;
            }
        })
        .await;
    }

    fn drain(&self) {
        self.stopper.drain(Instant::now() + PATIENCE);
    }

    async fn ended(self) -> Result<(), Error> {
        within(self.edge).await.unwrap()
    }
}

async fn within<T>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.expect("in time")
}

async fn write(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).await.unwrap();
}

/// All that comes until the connection ends.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset ends it as well.
    let _ = within(stream.read_to_end(&mut bytes)).await;
    String::from_utf8(bytes).unwrap()
}

/// What comes, up to and including `end`.
async fn until(stream: &mut TcpStream, end: &str) -> String {
    let mut text = String::new();
    while !text.contains(end) {
        let byte = within(stream.read_u8()).await.unwrap();
        text.push(char::from(byte));
    }
    text
}

fn limits() -> Limits {
    Limits {
        linger: Duration::from_millis(50),
        ..Limits::default()
    }
}

#[tokio::test]
async fn a_connection_serves_requests_until_the_stop_is_near() {
    let running = Running::start(limits()).await;
    let mut stream = running.send("/").await;
    assert!(
        !until(&mut stream, "0\r\n\r\n")
            .await
            .contains("connection: close")
    );
    running.stopper.leave();
    write(&mut stream, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    // Served still, and told to go elsewhere.
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("connection: close\r\n"), "{answer}");
    running.drain();
    running.ended().await.unwrap();
}

#[tokio::test]
async fn requests_in_hand_are_finished_and_new_connections_refused() {
    let running = Running::start(limits()).await;
    let mut stream = running.send("/slow").await;
    running.began(1).await;
    running.drain();
    within(async { while TcpStream::connect(running.addr).await.is_ok() {} }).await;
    running.handler.permits.add_permits(1);
    let answer = rest(&mut stream).await;
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("done"),
        "{answer}"
    );
    running.ended().await.unwrap();
}

#[tokio::test]
async fn a_request_on_its_way_when_the_drain_begins_is_served() {
    let running = Running::start(Limits {
        linger: PATIENCE,
        ..limits()
    })
    .await;
    let mut stream = running.connect().await;
    write(&mut stream, "GET / HTTP/1.1\r\n").await;
    let mut other = running.send("/").await;
    until(&mut other, "0\r\n\r\n").await;
    running.drain();
    within(async { while TcpStream::connect(running.addr).await.is_ok() {} }).await;
    write(&mut stream, "host: x\r\n\r\n").await;
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    drop(other);
    running.ended().await.unwrap();
}

#[tokio::test]
async fn idle_and_half_sent_do_not_hold_the_drain() {
    let running = Running::start(limits()).await;
    let mut idle = running.send("/").await;
    until(&mut idle, "0\r\n\r\n").await;
    let silent = running.connect().await;
    let mut half = running.connect().await;
    write(&mut half, "GET / HTTP/1.1\r\nhost").await;
    let mut later = running.send("/").await;
    until(&mut later, "0\r\n\r\n").await;
    write(&mut later, "GET / HT").await;
    running.drain();
    running.ended().await.unwrap();
    drop((idle, silent, half, later));
}

#[tokio::test]
async fn an_open_stream_and_a_half_sent_body_are_cut_off_at_the_deadline() {
    for (path, head) in [("/stream", "GET"), ("/body", "POST")] {
        let running = Running::start(limits()).await;
        let mut stream = running.connect().await;
        let request = format!("{head} {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhalf");
        write(&mut stream, &request).await;
        running.began(1).await;
        running.drain();
        running.stopper.kill();
        let error = running.ended().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "1 requests not finished, on 1 connections"
        );
        rest(&mut stream).await;
    }
}

#[tokio::test]
async fn a_stuck_http2_client_does_not_hold_the_drain() {
    let running = Running::start(limits()).await;
    let mut stream = running.connect().await;
    // The preface and empty settings; the server's are never acknowledged, nor its ping answered.
    stream
        .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
        .await
        .unwrap();
    within(stream.read_u8()).await.unwrap();
    running.drain();
    running.ended().await.unwrap();
}

#[tokio::test]
async fn an_http2_request_in_hand_is_finished() {
    let running = Running::start(limits()).await;
    let (client, connection) = h2::client::handshake(running.connect().await)
        .await
        .unwrap();
    let connection = tokio::spawn(connection);
    let mut client = client.ready().await.unwrap();
    let request = Request::get("http://x/slow").body(()).unwrap();
    let (response, _) = client.send_request(request, true).unwrap();
    running.began(1).await;
    running.drain();
    // No new one after the GOAWAY.
    within(async {
        while client
            .clone()
            .ready()
            .now_or_never()
            .is_none_or(|ready| ready.is_ok())
        {
            tokio::task::yield_now().await;
        }
    })
    .await;
    running.handler.permits.add_permits(1);
    let mut body = within(response).await.unwrap().into_body();
    assert_eq!(within(body.data()).await.unwrap().unwrap(), "done");
    drop((client, body));
    running.ended().await.unwrap();
    within(connection).await.unwrap().unwrap();
}

/// A request for `http://x/` on that stream, as an HTTP/2 frame.
fn headers(stream: u32) -> Vec<u8> {
    let fields = [0x82, 0x86, 0x84, 0x41, 1, b'x'];
    let mut frame = vec![0, 0, 6, 1, 5];
    frame.extend(stream.to_be_bytes());
    frame.extend(fields);
    frame
}

#[tokio::test]
async fn many_streams_taken_back_at_once_do_not_end_an_http2_connection() {
    let running = Running::start(limits()).await;
    let mut stream = running.connect().await;
    let mut bytes = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0".to_vec();
    let last = 2_001;
    for id in (1..last).step_by(2) {
        bytes.extend(headers(id));
        bytes.extend([0, 0, 4, 3, 0]);
        bytes.extend(id.to_be_bytes());
        bytes.extend([0, 0, 0, 8]);
    }
    bytes.extend(headers(last));
    stream.write_all(&bytes).await.unwrap();
    let mut answered = false;
    while !answered {
        let mut head = [0; 9];
        within(stream.read_exact(&mut head)).await.unwrap();
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        within(stream.read_exact(&mut payload)).await.unwrap();
        assert_ne!(head[3], 7, "GOAWAY {}", String::from_utf8_lossy(&payload));
        let id = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        assert!(id != last || head[3] != 3, "the last request was refused");
        answered = id == last && head[3] == 1;
    }
}

#[tokio::test]
async fn slow_headers_and_idle_connections_are_cut_off() {
    let short = Duration::from_millis(20);
    let slow = Running::start(Limits {
        header_timeout: short,
        ..limits()
    })
    .await;
    let mut silent = slow.connect().await;
    let mut half = slow.connect().await;
    write(&mut half, "GET / HTTP/1.1\r\nhost").await;
    assert_eq!(rest(&mut silent).await, "");
    assert_eq!(rest(&mut half).await, "");
    // Its headers came in time: it may take as long as it likes.
    let mut busy = slow.send("/slow").await;
    let mut again = slow.send("/").await;
    until(&mut again, "0\r\n\r\n").await;
    write(&mut again, "GET / HT").await;
    assert_eq!(rest(&mut again).await, "");
    slow.handler.permits.add_permits(1);
    assert!(until(&mut busy, "0\r\n\r\n").await.contains("done"));

    let idle = Running::start(Limits {
        idle_timeout: short,
        ..limits()
    })
    .await;
    let mut stream = idle.send("/").await;
    assert!(rest(&mut stream).await.ends_with("0\r\n\r\n"));
}

#[tokio::test]
async fn connections_beyond_the_limit_wait() {
    let running = Running::start(Limits {
        connections: 1,
        ..limits()
    })
    .await;
    let first = running.send("/slow").await;
    running.began(1).await;
    let mut second = running.send("/").await;
    let mut byte = [0];
    assert!(second.read(&mut byte).now_or_never().is_none());
    assert_eq!(running.handler.began.load(Ordering::Relaxed), 1);
    running.handler.permits.add_permits(1);
    drop(first);
    assert!(until(&mut second, "0\r\n\r\n").await.contains("done"));
}

#[tokio::test]
async fn a_panic_answers_500_and_the_connection_goes_on() {
    let running = Running::start(limits()).await;
    let mut stream = running.send("/panic").await;
    let answer = until(&mut stream, "\r\n\r\n").await;
    assert!(
        answer.starts_with("HTTP/1.1 500 Internal Server Error\r\n"),
        "{answer}"
    );
    assert!(answer.contains("content-length: 0"), "{answer}");
    write(&mut stream, "GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
    assert!(until(&mut stream, "0\r\n\r\n").await.contains("done"));
}
