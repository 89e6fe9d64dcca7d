//! Pages of other origins: who may read answers, and what browsers are told beforehand.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use std::sync::Arc;

use common::{Got, echo, gateway, gateway_in, many, order, send, start};
use http::{Request, StatusCode};
use tonica_gateway::{Gateway, Options};
use tonica_runtime::{Error, Part, Start};

const APP: &str = "https://app.example.com";

fn open(settings: &[(&str, &str)]) -> Arc<Gateway> {
    gateway_in(&start(settings), Options::new(), echo)
}

fn to(origins: &'static str) -> Arc<Gateway> {
    open(&[("APP_CORS_ORIGINS", origins)])
}

async fn asked(gateway: &Arc<Gateway>, origin: &str) -> Got {
    send(
        gateway,
        Request::get("/v1/orders/7").header("origin", origin),
        "",
    )
    .await
}

fn preflight(path: &str, method: &str) -> http::request::Builder {
    Request::options(path)
        .header("origin", APP)
        .header("access-control-request-method", method)
}

fn allowed(got: &Got) -> Option<&str> {
    got.header("access-control-allow-origin")
}

#[tokio::test]
async fn closed_by_default() {
    let gateway = gateway(echo);
    let got = asked(&gateway, APP).await;
    assert_eq!(got.status, StatusCode::OK);
    let named = |got: &Got| {
        let mut names = got.headers.keys();
        names.any(|name| name.as_str().starts_with("access-control") || name == "vary")
    };
    assert!(!named(&got), "{:?}", got.headers);
    let got = send(&gateway, preflight("/v1/orders", "POST"), "").await;
    assert_eq!(got.status, StatusCode::NO_CONTENT);
    assert!(!named(&got), "{:?}", got.headers);
}

#[tokio::test]
async fn origins_are_told_apart() {
    let list = "https://app.example.com, https://*.shop.example,http://localhost:3000,\
                HTTPS://Upper.example:443,http://[::1]:8000,https://*.ports.example:8443";
    let gateway = to(list);
    let right = [
        APP,
        "https://a.shop.example",
        "https://a.b.shop.example",
        "http://localhost:3000",
        "https://upper.example",
        "http://[::1]:8000",
        "https://a.ports.example:8443",
    ];
    for origin in right {
        let got = asked(&gateway, origin).await;
        assert_eq!(allowed(&got), Some(origin));
        assert_eq!(got.header("vary"), Some("origin"));
        assert_eq!(got.header("access-control-allow-credentials"), None);
    }
    let wrong = [
        "http://app.example.com",
        "https://app.example.com:8443",
        "https://app.example.com.evil.example",
        "https://evil-app.example.com",
        "https://shop.example",
        "https://.shop.example",
        "https://evilshop.example",
        "https://evil.example/.shop.example",
        "https://evil.example:1.shop.example",
        "https://user@a.shop.example",
        "https://a.ports.example",
        "http://localhost",
        "null",
        "",
        "*",
    ];
    for origin in wrong {
        let got = asked(&gateway, origin).await;
        assert_eq!(got.status, StatusCode::OK, "{origin}");
        assert_eq!(allowed(&got), None, "{origin}");
        assert_eq!(got.header("vary"), Some("origin"), "{origin}");
    }
    let got = common::get(&gateway, "/v1/orders/7").await;
    assert_eq!((allowed(&got), got.header("vary")), (None, Some("origin")));
}

#[tokio::test]
async fn any_origin_is_a_star() {
    let got = asked(&to("*"), "https://anything.example").await;
    assert_eq!(allowed(&got), Some("*"));
    assert_eq!(got.header("vary"), None);
    assert_eq!(allowed(&asked(&to("*"), "null").await), Some("*"));
}

#[tokio::test]
async fn a_preflight_is_answered_from_the_routes() {
    let gateway = to(APP);
    let request = preflight("/v1/orders", "POST").header(
        "access-control-request-headers",
        "content-type, grpc-metadata-color,no good,x-tenant",
    );
    let got = send(&gateway, request, "").await;
    assert_eq!(got.status, StatusCode::NO_CONTENT);
    assert_eq!(allowed(&got), Some(APP));
    let expected = [
        ("access-control-allow-methods", "GET, HEAD, OPTIONS, POST"),
        (
            "access-control-allow-headers",
            "content-type, grpc-metadata-color, x-tenant",
        ),
        ("access-control-max-age", "3600"),
    ];
    for (name, value) in expected {
        assert_eq!(got.header(name), Some(value), "{name}");
    }
    let vary: Vec<_> = got.headers.get_all("vary").iter().collect();
    assert_eq!(vary.len(), 3, "{vary:?}");
    let got = send(&gateway, preflight("/v1/customers/7", "PATCH"), "").await;
    let methods = got.header("access-control-allow-methods");
    assert_eq!(methods, Some("OPTIONS, PATCH"));
    assert_eq!(got.header("access-control-allow-headers"), None);
    let got = send(&gateway, preflight("/v1/nope", "GET"), "").await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    assert_eq!(allowed(&got), Some(APP));
    let request = Request::options("/v1/orders")
        .header("origin", "https://evil.example")
        .header("access-control-request-method", "POST");
    let got = send(&gateway, request, "").await;
    assert_eq!(got.header("access-control-allow-methods"), None);
    assert_eq!(got.header("allow"), Some("GET, HEAD, OPTIONS, POST"));
}

#[tokio::test]
async fn the_settings_say_how_long_and_whether_with_cookies() {
    let gateway = open(&[
        ("APP_CORS_ORIGINS", APP),
        ("GATEWAY_CORS_CREDENTIALS", "true"),
        ("GATEWAY_CORS_MAX_AGE", "5m"),
    ]);
    let got = send(&gateway, preflight("/v1/orders", "GET"), "").await;
    assert_eq!(got.header("access-control-max-age"), Some("300"));
    assert_eq!(got.header("access-control-allow-credentials"), Some("true"));
    let got = asked(&gateway, APP).await;
    assert_eq!(got.header("access-control-allow-credentials"), Some("true"));
    let got = asked(&gateway, "https://evil.example").await;
    assert_eq!(got.header("access-control-allow-credentials"), None);
}

#[tokio::test]
async fn pages_may_read_the_headers_that_an_answer_has() {
    let settings = [("APP_CORS_ORIGINS", APP)];
    let gateway = gateway_in(&start(&settings), Options::new(), |_, _| async {
        let mut response = tonic::Response::new(tonica_grpc::Payload::One(order("1")));
        let red = "red".parse().unwrap();
        response.metadata_mut().insert("color", red);
        Ok(response)
    });
    let request = Request::get("/v1/orders/7")
        .header("origin", APP)
        .header("x-correlation-id", "c");
    let got = send(&gateway, request, "").await;
    let mut exposed: Vec<_> = got
        .header("access-control-expose-headers")
        .unwrap()
        .split(", ")
        .collect();
    exposed.sort_unstable();
    let expected = [
        "etag",
        "grpc-metadata-color",
        "x-correlation-id",
        "x-request-id",
    ];
    assert_eq!(exposed, expected);
}

#[tokio::test]
async fn errors_and_streams_may_be_read_too() {
    let gateway = to(APP);
    let cases = [
        (Request::get("/v1/nope"), "", StatusCode::NOT_FOUND),
        (
            Request::delete("/v1/orders"),
            "",
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (Request::post("/v1/orders"), "{", StatusCode::BAD_REQUEST),
        (
            Request::get("/v1/orders").header("accept", "image/png"),
            "",
            StatusCode::NOT_ACCEPTABLE,
        ),
    ];
    for (request, body, status) in cases {
        let got = send(&gateway, request.header("origin", APP), body).await;
        assert_eq!(got.status, status);
        assert_eq!(allowed(&got), Some(APP), "{status}");
    }
    let settings = [("APP_CORS_ORIGINS", APP)];
    let stream = gateway_in(&start(&settings), Options::new(), |_, _| async {
        Ok(many(vec![Ok(order("1"))]))
    });
    let request = Request::get("/v1/orders/watch").header("origin", APP);
    assert_eq!(allowed(&send(&stream, request, "").await), Some(APP));
    let panics = gateway_in(
        &start(&settings),
        Options::new(),
        |method, request| async move {
            assert_ne!(method, common::tables::ECHO);
            echo(method, request).await
        },
    );
    let got = asked(&panics, APP).await;
    assert_eq!(got.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(allowed(&got), Some(APP));
}

fn build(start: &Start) -> Result<(), Error> {
    let part: Box<dyn Part<()>> = Box::new(tonica_gateway::routes(common::project));
    part.build(start, None).map(drop)
}

#[tokio::test]
async fn any_page_with_cookies_is_refused_at_the_start() {
    let settings = [
        ("APP_CORS_ORIGINS", "*"),
        ("GATEWAY_CORS_CREDENTIALS", "true"),
    ];
    let error = build(&start(&settings)).unwrap_err();
    assert!(error.is_config());
    let text = error.to_string();
    assert!(text.contains("GATEWAY_CORS_CREDENTIALS"), "{text}");
    assert!(text.contains("APP_CORS_ORIGINS"), "{text}");
}

#[test]
fn origins_that_no_browser_sends_are_refused() {
    let settings = Part::<()>::settings(&tonica_gateway::routes(common::project));
    let mut settings = settings.iter();
    let setting = settings
        .find(|setting| setting.env == "APP_CORS_ORIGINS")
        .unwrap();
    let cases = [
        ("app.example.com", "https://app.example.com"),
        ("https://app.example.com/", "without a path"),
        ("https://app.example.com/x", "without a path"),
        ("https://u@app.example.com", "user"),
        ("https://app.example.com:x", "port"),
        ("https://app.example.com:0", "port"),
        ("https://", "host"),
        ("https://a..b", "host"),
        ("https://*", "https://*.example.com"),
        ("https://*example.com", "https://*.example.com"),
        ("https://a.*.example.com", "https://*.example.com"),
        ("https://bücher.example", "xn--"),
        ("https://[::1", "host"),
        ("https://[zz]", "IPv6"),
        ("://a", "scheme"),
        ("null", "no origin"),
        ("https://a.example,,https://b.example", "no origin"),
    ];
    for (value, reason) in cases {
        let error = setting.kind.check(value).unwrap_err();
        assert!(error.contains(reason), "{value}: {error}");
    }
    for value in [
        "*",
        "https://a.example, *",
        "capacitor://localhost",
        "http://127.0.0.1:80",
    ] {
        setting.kind.check(value).unwrap();
    }
}
