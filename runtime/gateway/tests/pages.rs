//! The OpenAPI document and the docs page: what is sent, what is not sent again, and what a
//! setting takes away.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use std::sync::Arc;

use common::{Got, OPENAPI, echo, gateway, gateway_in, send, start};
use http::{Request, StatusCode};
use tonica_gateway::{Gateway, Options};

async fn ask(gateway: &Arc<Gateway>, method: &str, path: &str, headers: &[(&str, &str)]) -> Got {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(gateway, request, "").await
}

#[tokio::test]
async fn the_document_is_sent_once_for_its_etag() {
    let gateway = gateway(echo);
    let got = ask(&gateway, "GET", "/openapi.json", &[]).await;
    assert_eq!((got.status, &*got.text), (StatusCode::OK, OPENAPI));
    assert_eq!(got.header("content-type"), Some("application/json"));
    assert!(got.header("x-request-id").is_some());
    let etag = got.header("etag").unwrap().to_owned();
    let strong = etag.trim_start_matches("W/");
    for known in [&*etag, strong, "*", &format!("\"other\", {etag}")] {
        let known = [("if-none-match", known)];
        let got = ask(&gateway, "GET", "/openapi.json", &known).await;
        assert_eq!((got.status, &*got.text), (StatusCode::NOT_MODIFIED, ""));
        assert_eq!(got.header("etag"), Some(&*etag));
    }
    let other = [("if-none-match", "\"other\"")];
    let got = ask(&gateway, "GET", "/openapi.json", &other).await;
    assert_eq!(got.status, StatusCode::OK);
}

#[tokio::test]
async fn head_has_the_headers_of_get() {
    let got = ask(&gateway(echo), "HEAD", "/openapi.json", &[]).await;
    assert_eq!((got.status, &*got.text), (StatusCode::OK, ""));
    let length = OPENAPI.len().to_string();
    assert_eq!(got.header("content-length"), Some(&*length));
    assert!(got.header("etag").is_some());
}

#[tokio::test]
async fn other_methods_are_told_what_is_served() {
    let gateway = gateway(echo);
    for path in ["/openapi.json", "/docs", "/docs/"] {
        let got = ask(&gateway, "POST", path, &[]).await;
        assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert_eq!(got.header("allow"), Some("GET, HEAD, OPTIONS"), "{path}");
        let got = ask(&gateway, "OPTIONS", path, &[]).await;
        assert_eq!(got.status, StatusCode::NO_CONTENT, "{path}");
        assert_eq!(got.header("allow"), Some("GET, HEAD, OPTIONS"), "{path}");
    }
}

#[tokio::test]
async fn the_docs_page_lies_behind_a_slash() {
    let gateway = gateway(echo);
    let got = ask(&gateway, "GET", "/docs", &[]).await;
    assert_eq!(got.status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(got.header("location"), Some("docs/"));
    let got = ask(&gateway, "GET", "/docs/", &[]).await;
    assert_eq!((got.status, &*got.text), (StatusCode::OK, "plain"));
    assert_eq!(got.header("content-type"), Some("text/html"));
    assert_eq!(got.header("etag"), Some("\"page\""));
    let got = ask(&gateway, "GET", "/docs/other", &[]).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    assert_eq!(got.json()["code"], 5);
    let got = ask(&gateway, "GET", "/docsother", &[]).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn gzip_is_sent_to_those_who_take_it() {
    let gateway = gateway(echo);
    for (accepted, text) in [
        ("gzip, br", "gzip"),
        ("*", "gzip"),
        ("br", "plain"),
        ("gzip;q=0, *", "plain"),
    ] {
        let got = ask(&gateway, "GET", "/docs/", &[("accept-encoding", accepted)]).await;
        assert_eq!(got.text, text, "{accepted}");
    }
}

#[tokio::test]
async fn a_setting_takes_both_away() {
    let start = start(&[("GATEWAY_DOCS", "false")]);
    let gateway = gateway_in(&start, Options::new(), echo);
    for path in ["/openapi.json", "/docs", "/docs/"] {
        let got = ask(&gateway, "GET", path, &[]).await;
        assert_eq!(got.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn pages_are_counted_under_their_own_names() {
    let start = start(&[]);
    let gateway = gateway_in(&start, Options::new(), echo);
    ask(&gateway, "GET", "/docs/any", &[]).await;
    ask(&gateway, "GET", "/openapi.json", &[]).await;
    let metrics = start.metrics().text();
    for route in ["route=\"/docs\"", "route=\"/openapi.json\""] {
        assert!(metrics.contains(route), "{metrics}");
    }
}
