//! What crosses between headers and metadata, and the ids of a request.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use std::sync::{Arc, Mutex};

use common::{echo, gateway, gateway_in, get, many, order, send, start};
use http::{Request, StatusCode};
use tonic::Status;
use tonic::metadata::MetadataMap;
use tonica_gateway::{Gateway, Options};
use tonica_grpc::Payload;

type Seen = Arc<Mutex<MetadataMap>>;

/// A gateway whose service keeps the metadata it sees.
fn spied(options: Options) -> (Arc<Gateway>, Seen) {
    let seen = Seen::default();
    let spy = Arc::clone(&seen);
    let gateway = gateway_in(
        &start(&[]),
        options,
        move |_, request: tonic::Request<Payload>| {
            *spy.lock().unwrap() = request.metadata().clone();
            async move { Ok(tonic::Response::new(request.into_inner())) }
        },
    );
    (gateway, seen)
}

fn value(seen: &Seen, name: &str) -> Option<String> {
    let seen = seen.lock().unwrap().clone().into_headers();
    seen.get(name)
        .map(|value| value.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_time_that_is_none_is_refused() {
    let (gateway, _) = spied(Options::new());
    for (time, status) in [
        ("1S", 200),
        ("99999999H", 200),
        ("100000000n", 400),
        ("S", 400),
        ("1s", 400),
        ("-1S", 400),
        ("", 400),
    ] {
        let request = Request::get("/v1/orders").header("grpc-timeout", time);
        let got = send(&gateway, request, "").await;
        assert_eq!(got.status, status, "{time:?}: {}", got.text);
        if status == 400 {
            assert_eq!(got.violations()[0].0, "header grpc-timeout");
        }
    }
}

#[tokio::test]
async fn chosen_headers_reach_the_service() {
    let (gateway, seen) = spied(Options::new().forward_headers(&["x-tenant"]));
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let request = Request::get("/v1/orders")
        .header("Authorization", "Bearer t")
        .header("traceparent", trace)
        .header("tracestate", "a=b")
        .header("grpc-timeout", "1S")
        .header("X-Request-ID", "r-1")
        .header("X-Correlation-ID", "c-1")
        .header("X-Tenant", "acme")
        .header("Grpc-Metadata-Color", "red")
        .header("Grpc-Metadata-Key-Bin", "AQID")
        .header("Cookie", "secret")
        .header("X-Other", "no");
    let got = send(&gateway, request, "").await;
    assert_eq!(got.status, StatusCode::OK, "{}", got.text);
    let expected = [
        ("authorization", Some("Bearer t")),
        ("traceparent", Some(trace)),
        ("tracestate", Some("a=b")),
        ("x-request-id", Some("r-1")),
        ("x-correlation-id", Some("c-1")),
        ("x-tenant", Some("acme")),
        ("color", Some("red")),
        ("key-bin", Some("AQID")),
        ("cookie", None),
        ("x-other", None),
        ("host", None),
    ];
    for (name, expected) in expected {
        assert_eq!(value(&seen, name).as_deref(), expected, "{name}");
    }
    let key = seen
        .lock()
        .unwrap()
        .get_bin("key-bin")
        .unwrap()
        .to_bytes()
        .unwrap();
    assert_eq!(&key[..], [1, 2, 3]);
    assert_eq!(got.header("x-request-id"), Some("r-1"));
    assert_eq!(got.header("x-correlation-id"), Some("c-1"));
}

#[tokio::test]
async fn metadata_that_grpc_owns_or_cannot_carry_is_refused() {
    let headers = [
        ("Grpc-Metadata-Grpc-Status", "0"),
        ("Grpc-Metadata-Key-Bin", "%%"),
        ("Grpc-Metadata-Connection", "close"),
    ];
    for (name, bad) in headers {
        let request = Request::get("/v1/orders").header(name, bad);
        let violations = send(&gateway(echo), request, "").await.violations();
        assert_eq!(violations[0].0, format!("header {}", name.to_lowercase()));
    }
}

#[tokio::test]
async fn a_request_without_an_id_gets_one() {
    let (gateway, seen) = spied(Options::new());
    let mut ids = Vec::new();
    for sent in [None, Some(""), Some("with space"), Some(&*"x".repeat(129))] {
        let mut request = Request::get("/v1/orders");
        if let Some(sent) = sent {
            request = request.header("x-request-id", sent);
        }
        let got = send(&gateway, request, "").await;
        let id = got.header("x-request-id").unwrap().to_owned();
        assert_eq!(id.len(), 32, "{id}");
        assert_eq!(value(&seen, "x-request-id").as_deref(), Some(&*id));
        ids.push(id);
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4);
}

#[tokio::test]
async fn errors_carry_the_ids_too() {
    let request = Request::get("/v1/nope")
        .header("x-request-id", "r")
        .header("x-correlation-id", "c");
    let got = send(&gateway(echo), request, "").await;
    assert_eq!(got.header("x-request-id"), Some("r"));
    assert_eq!(got.header("x-correlation-id"), Some("c"));
}

#[tokio::test]
async fn metadata_of_the_answer_are_headers() {
    let gateway = gateway(|_, request: tonic::Request<Payload>| async move {
        let mut response = tonic::Response::new(request.into_inner());
        response
            .metadata_mut()
            .insert("color", "red".parse().unwrap());
        // As a service in another process tells it back.
        let id = "theirs".parse().unwrap();
        response.metadata_mut().insert("x-request-id", id);
        response
            .metadata_mut()
            .insert_bin("key-bin", tonic::metadata::MetadataValue::from_bytes(&[1]));
        Ok(response)
    });
    let got = get(&gateway, "/v1/orders").await;
    assert_eq!(got.header("grpc-metadata-color"), Some("red"));
    assert_eq!(got.header("grpc-metadata-x-request-id"), None);
    assert!(
        got.header("grpc-metadata-key-bin")
            .unwrap()
            .starts_with("AQ")
    );
    assert_eq!(got.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn metadata_of_an_error_are_headers_too() {
    let gateway = gateway(|_, _| async {
        let mut status = Status::resource_exhausted("slow down");
        let metadata = status.metadata_mut();
        metadata.insert("retry-in", "3s".parse().unwrap());
        metadata.insert("etag", "\"v1\"".parse().unwrap());
        Err(status)
    });
    let got = get(&gateway, "/v1/orders").await;
    assert_eq!(got.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(got.header("grpc-metadata-retry-in"), Some("3s"));
    assert_eq!(got.header("etag"), None);
}

#[tokio::test]
async fn a_stream_has_the_form_that_accept_likes() {
    let whole = |_, _| async { Ok(many(vec![Ok(order("1")), Ok(order("2"))])) };
    let none = |_, _| async { Ok(many(vec![])) };
    let cases = [
        (
            "*/*",
            "application/json",
            r#"[{"orderId":"1"},{"orderId":"2"}]"#,
            "[]",
        ),
        (
            "application/x-ndjson",
            "application/x-ndjson",
            "{\"orderId\":\"1\"}\n{\"orderId\":\"2\"}\n",
            "",
        ),
        (
            "text/event-stream",
            "text/event-stream",
            "data: {\"orderId\":\"1\"}\n\ndata: {\"orderId\":\"2\"}\n\nevent: end\ndata: {}\n\n",
            "event: end\ndata: {}\n\n",
        ),
    ];
    for (accept, media, text, empty) in cases {
        let request = || Request::get("/v1/orders/watch").header("accept", accept);
        let got = send(&gateway(whole), request(), "").await;
        assert_eq!(got.header("content-type"), Some(media));
        assert_eq!(got.text, text);
        assert_eq!(send(&gateway(none), request(), "").await.text, empty);
    }
}

#[tokio::test]
async fn an_error_is_the_last_frame_of_a_stream() {
    let broken = |_, _| async {
        Ok(many(vec![
            Ok(order("1")),
            Err(Status::aborted("x")),
            Ok(order("2")),
        ]))
    };
    let error = r#"{"code":10,"message":"x","details":[]}"#;
    let cases = [
        (
            "application/json",
            format!(r#"[{{"orderId":"1"}},{{"error":{error}}}]"#),
        ),
        (
            "application/x-ndjson",
            format!("{{\"orderId\":\"1\"}}\n{{\"error\":{error}}}\n"),
        ),
        (
            "text/event-stream",
            format!("data: {{\"orderId\":\"1\"}}\n\nevent: error\ndata: {error}\n\n"),
        ),
    ];
    for (accept, text) in cases {
        let request = Request::get("/v1/orders/watch").header("accept", accept);
        assert_eq!(send(&gateway(broken), request, "").await.text, text);
    }
}
