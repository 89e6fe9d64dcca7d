//! What a small call to another process costs the caller: its thread's CPU time, so that a busy
//! machine measures the same; ours beside tonic's client over hyper's connection.

#[path = "../tests/echo/mod.rs"]
mod echo;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use futures_util::future::{BoxFuture, join_all};
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Incoming;
use hyper::client::conn::http2::SendRequest;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tonic::body::Body;
use tonic_prost::ProstCodec;
use tonica_grpc::{Channel, Payload};
use tonica_runtime::{Mode, TestStart};

use echo::echo_v1;
use echo::schema::ECHO;

/// Calls at once.
const CROWDS: [usize; 3] = [1, 8, 64];
/// Bytes of the reply's text.
const LENGTH: u8 = 200;

/// The CPU time of this thread so far.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Duration::from_nanos(nanos.unwrap_or_default())
}

/// The same bytes to every request.
fn reply() -> Bytes {
    let text = [b'x'; LENGTH as usize];
    let message = [&[10, LENGTH, 1][..], &text].concat();
    let length = [0, 0, 0, 0, message.len() as u8];
    [&length[..], &message].concat().into()
}

/// Answers every request with the same bytes.
async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        let answer = service_fn(|request: Request<Incoming>| async {
            let _ = request.into_body().collect().await;
            let mut trailers = HeaderMap::new();
            trailers.insert("grpc-status", HeaderValue::from_static("0"));
            let frames = [Frame::data(reply()), Frame::trailers(trailers)];
            let frames = futures_util::stream::iter(frames.map(Ok::<_, Infallible>));
            let mut response = Response::new(StreamBody::new(frames));
            let grpc = HeaderValue::from_static("application/grpc");
            response.headers_mut().insert("content-type", grpc);
            Ok::<_, Infallible>(response)
        });
        let _ = stream.set_nodelay(true);
        let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
        tokio::spawn(server.serve_connection(TokioIo::new(stream), answer));
    }
}

/// hyper's connection, as tonic's client takes one.
#[derive(Clone)]
struct Wire(SendRequest<Body>);

impl tower_service::Service<Request<Body>> for Wire {
    type Response = Response<Incoming>;
    type Error = hyper::Error;
    type Future = BoxFuture<'static, Result<Self::Response, hyper::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), hyper::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(self.0.send_request(request))
    }
}

async fn wire(addr: SocketAddr) -> Result<Wire, Box<dyn std::error::Error>> {
    let stream = TcpStream::connect(addr).await?;
    stream.set_nodelay(true)?;
    let io = TokioIo::new(stream);
    let (sender, connection) =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), io).await?;
    tokio::spawn(connection);
    Ok(Wire(sender))
}

async fn by_tonic(wire: Wire, addr: SocketAddr) -> Result<usize, tonic::Status> {
    let origin = format!("http://{addr}").parse().unwrap_or_default();
    let mut client = tonic::client::Grpc::with_origin(wire, origin);
    let path = PathAndQuery::from_static("/echo.v1.Echo/Say");
    let codec = ProstCodec::<echo_v1::Request, echo_v1::Reply>::default();
    let request = tonic::Request::new(echo_v1::Request::default());
    let reply = client.unary(request, path, codec).await?;
    Ok(reply.get_ref().text.len())
}

async fn by_us(channel: &Channel) -> Result<usize, tonic::Status> {
    let request = tonic::Request::new(Payload::One(Bytes::new()));
    let reply = channel.call(0, request).await?.into_inner().one().await?;
    Ok(reply.len())
}

/// The address of a server with a thread of its own.
fn server() -> std::io::Result<SocketAddr> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0))?;
    listener.set_nonblocking(true)?;
    let addr = listener.local_addr()?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    std::thread::spawn(move || {
        runtime.block_on(async {
            if let Ok(listener) = TcpListener::from_std(listener) {
                serve(listener).await;
            }
        });
    });
    Ok(addr)
}

fn channel(addr: SocketAddr) -> Result<Channel, String> {
    let start = TestStart {
        mode: Mode::Gateway,
        runs: Vec::new(),
        settings: vec![("ECHO_ADDR".to_owned(), addr.to_string())],
    };
    Channel::to(&start.start(), &ECHO).map_err(|error| error.to_string())
}

/// So many rounds of a crowd that calls at once.
async fn rounds<F>(rounds: u64, crowd: usize, call: impl Fn() -> F) -> Duration
where
    F: Future<Output = Result<usize, tonic::Status>>,
{
    let before = cpu();
    for _ in 0..rounds {
        let answers = join_all((0..crowd).map(|_| call())).await;
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    }
    cpu() - before
}

fn remote(criterion: &mut Criterion) {
    let Ok(runtime) = Builder::new_current_thread().enable_all().build() else {
        return;
    };
    let set_up = runtime.block_on(async {
        let addr = server()?;
        Ok::<_, Box<dyn std::error::Error>>((addr, channel(addr)?, wire(addr).await?))
    });
    let Ok((addr, channel, wire)) = set_up else {
        return;
    };
    for crowd in CROWDS {
        let mut group = criterion.benchmark_group(format!("{crowd} calls at once elsewhere"));
        group.throughput(Throughput::Elements(crowd as u64));
        group.bench_function("by this crate", |bencher| {
            bencher.iter_custom(|count| runtime.block_on(rounds(count, crowd, || by_us(&channel))));
        });
        group.bench_function("by tonic over hyper", |bencher| {
            bencher.iter_custom(|count| {
                runtime.block_on(rounds(count, crowd, || by_tonic(wire.clone(), addr)))
            });
        });
        group.finish();
    }
}

criterion_group!(benches, remote);
criterion_main!(benches);
