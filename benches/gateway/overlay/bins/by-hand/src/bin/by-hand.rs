//! The limit: hyper, and JSON straight from the handler's structs. Requests have ids, a deadline
//! and metrics, and nothing else that can be left out. ADDR says where it listens.

use std::convert::Infallible;
use std::env;
use std::time::{Duration, Instant};

use by_hand::Writer;
use by_hand::observe::{self, Counts};
use by_hand::request::{self, Call};
use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use orders_api::shop::v1::GetOrderRequest;
use orders_services::order_service;
use tokio::net::TcpListener;
use tokio::time::timeout;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

static COUNTS: [Counts; 3] = [const { Counts::new() }; 3];
const DEADLINE: Duration = Duration::from_secs(30);

type Answer = Response<Full<Bytes>>;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind(env::var("ADDR").unwrap_or_default()).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = service_fn(|request| async { Ok::<_, Infallible>(answer(request).await) });
        // A connection that fails is its client's affair.
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn answer(request: Request<Incoming>) -> Answer {
    let begin = Instant::now();
    let id = observe::id(request.headers());
    let called = timeout(DEADLINE, call(request));
    let mut response = match called.await {
        Ok(Ok((index, json))) => {
            COUNTS[index].count(begin);
            let mut response = Response::new(Full::from(json));
            let json = HeaderValue::from_static("application/json");
            response.headers_mut().insert(header::CONTENT_TYPE, json);
            response
        }
        Ok(Err((status, text))) => refused(status, text),
        Err(_) => refused(StatusCode::GATEWAY_TIMEOUT, "too slow"),
    };
    response.headers_mut().insert("x-request-id", id);
    response
}

async fn call(request: Request<Incoming>) -> Result<(usize, Vec<u8>), (StatusCode, &'static str)> {
    let (head, body) = request.into_parts();
    let bad = |text| (StatusCode::BAD_REQUEST, text);
    match request::route(&head.method, &head.uri) {
        Some(Call::Get(id)) => {
            let mut out = Writer(Vec::with_capacity(1024));
            let id = id.into_owned();
            out.order(&order_service::get(GetOrderRequest { id }));
            Ok((0, out.0))
        }
        Some(Call::Create) => {
            let body = body.collect().await.map_err(|_| bad("broken off"))?;
            let order = request::create(&body.to_bytes()).map_err(bad)?;
            let mut out = Writer(Vec::with_capacity(2048));
            out.order(&order_service::create(order));
            Ok((1, out.0))
        }
        Some(Call::List(query)) => {
            let query = request::list(query).map_err(bad)?;
            let mut out = Writer(Vec::with_capacity(24 * 1024));
            out.page(&order_service::list(query));
            Ok((2, out.0))
        }
        None => Err((StatusCode::NOT_FOUND, "no such route")),
    }
}

fn refused(status: StatusCode, text: &'static str) -> Answer {
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response
}
