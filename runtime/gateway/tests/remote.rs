//! What a service in another process says beside its messages: metadata before and after them, and
//! the details of its errors. And what it sees of a request.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use common::{get, order, send};
use http::{HeaderMap, Request, Response, StatusCode};
use http_body::Frame;
use http_body_util::StreamBody;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpListener;
use tonica_gateway::Gateway;
use tonica_grpc::Channel;
use tonica_runtime::{Mode, TestStart};

type Frames = Vec<Result<Frame<Bytes>, Infallible>>;
type Body =
    StreamBody<futures_util::stream::Iter<std::vec::IntoIter<Result<Frame<Bytes>, Infallible>>>>;

/// An answer of gRPC: its headers, its message, and its trailers.
fn answer(
    headers: &[(&str, &str)],
    message: Option<&[u8]>,
    trailers: &[(&str, &str)],
) -> Response<Body> {
    let mut frames = Frames::new();
    if let Some(message) = message {
        let length = u32::try_from(message.len()).unwrap();
        let framed = [&[0], &length.to_be_bytes()[..], message].concat();
        frames.push(Ok(Frame::data(framed.into())));
    }
    let mut after = HeaderMap::new();
    for (name, value) in trailers {
        let name: http::HeaderName = name.parse().unwrap();
        after.append(name, value.parse().unwrap());
    }
    frames.push(Ok(Frame::trailers(after)));
    let mut response = Response::builder().header("content-type", "application/grpc");
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    let body = StreamBody::new(futures_util::stream::iter(frames));
    response.body(body).unwrap()
}

/// A gateway before a service elsewhere, which answers like this.
async fn before(
    answer: impl Fn(Request<Incoming>) -> Response<Body> + Clone + Send + 'static,
) -> Arc<Gateway> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let addr: SocketAddr = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let answer = answer.clone();
            let service = service_fn(move |request| {
                let response = answer(request);
                async move { Ok::<_, Infallible>(response) }
            });
            let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            tokio::spawn(server.serve_connection(TokioIo::new(stream), service));
        }
    });
    let start = TestStart {
        mode: Mode::Gateway,
        settings: vec![("ORDERS_ADDR".to_owned(), addr.to_string())],
        ..TestStart::default()
    };
    let start = start.start();
    let gateway = Gateway::new(&common::project(), &start, |service| {
        Channel::to(&start, service)
    });
    Arc::new(gateway.unwrap())
}

#[tokio::test]
async fn metadata_before_and_after_a_message_arrives() {
    let gateway = before(|_| {
        let headers = [("color", "red"), ("key-bin", "AQID"), ("etag", "\"v1\"")];
        let trailers = [("grpc-status", "0"), ("cost", "5"), ("more-bin", "BAU")];
        answer(&headers, Some(&order("7")), &trailers)
    })
    .await;
    let got = get(&gateway, "/v1/orders/7").await;
    assert_eq!(
        (got.status, &*got.text),
        (StatusCode::OK, r#"{"orderId":"7"}"#)
    );
    let expected = [
        ("grpc-metadata-color", Some("red")),
        ("grpc-metadata-key-bin", Some("AQID")),
        ("grpc-metadata-cost", Some("5")),
        ("grpc-metadata-more-bin", Some("BAU")),
        ("etag", Some("\"v1\"")),
        ("grpc-metadata-grpc-status", None),
        ("grpc-status", None),
    ];
    for (name, value) in expected {
        assert_eq!(got.header(name), value, "{name}");
    }
}

#[tokio::test]
async fn an_error_arrives_with_its_details_and_metadata() {
    // google.rpc.Status{code: 5, message: "no order", details: [shop.Customer{id: "1"}]}
    let details = "CAUSCG5vIG9yZGVyGigKIXR5cGUuZ29vZ2xlYXBpcy5jb20vc2hvcC5DdXN0b21lchIDCgEx";
    let gateway = before(move |_| {
        let trailers = [
            ("grpc-status", "5"),
            ("grpc-message", "no%20order"),
            ("grpc-status-details-bin", details),
            ("retry-in", "3s"),
            ("etag", "\"v1\""),
        ];
        answer(&[], None, &trailers)
    })
    .await;
    let got = get(&gateway, "/v1/orders/7").await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    let json = got.json();
    assert_eq!(
        (&json["code"], &json["message"]),
        (&5.into(), &"no order".into())
    );
    let detail = &json["details"][0];
    assert_eq!(
        detail["@type"], "type.googleapis.com/shop.Customer",
        "{json}"
    );
    assert_eq!(detail["id"], "1");
    assert_eq!(got.header("grpc-metadata-retry-in"), Some("3s"));
    assert_eq!(got.header("grpc-metadata-grpc-status-details-bin"), None);
    assert_eq!(got.header("etag"), None);
    assert_eq!(got.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn the_service_sees_what_is_meant_for_it() {
    let seen = Arc::new(Mutex::new(HeaderMap::new()));
    let spy = Arc::clone(&seen);
    let gateway = before(move |request| {
        *spy.lock().unwrap() = request.headers().clone();
        answer(&[], Some(&order("7")), &[("grpc-status", "0")])
    })
    .await;
    let request = Request::get("/v1/orders/7")
        .header("authorization", "Bearer t")
        .header("x-request-id", "r-1")
        .header("grpc-timeout", "2S")
        .header("grpc-metadata-color", "red")
        .header("grpc-metadata-color", "blue")
        .header("grpc-metadata-key-bin", "AQID")
        .header("cookie", "a=b")
        .header("accept-encoding", "br")
        .header("if-none-match", "\"x\"");
    assert_eq!(send(&gateway, request, "").await.status, StatusCode::OK);
    let seen = seen.lock().unwrap();
    let all = |name: &str| -> Vec<&str> {
        let values = seen.get_all(name).iter();
        values.map(|value| value.to_str().unwrap()).collect()
    };
    assert_eq!(all("authorization"), ["Bearer t"]);
    assert_eq!(all("x-request-id"), ["r-1"]);
    assert_eq!(all("color"), ["red", "blue"]);
    assert_eq!(all("key-bin"), ["AQID"]);
    for name in ["cookie", "if-none-match", "accept-encoding"] {
        assert!(all(name).is_empty(), "{name}");
    }
    let [timeout] = all("grpc-timeout")[..] else {
        panic!("one deadline");
    };
    let micros: u32 = timeout.strip_suffix('u').unwrap().parse().unwrap();
    assert!((1..=2_000_000).contains(&micros), "{timeout}");
}
