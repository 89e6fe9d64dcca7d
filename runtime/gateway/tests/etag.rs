//! Entity tags of answers, and clients that have an answer already.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use std::sync::Arc;

use common::{Got, echo, gateway, gateway_in, get, many, order, send, start};
use http::{Request, StatusCode};
use tonic::Status;
use tonica_gateway::{Gateway, Options};
use tonica_grpc::Payload;

/// GET of an order by a client that has these tags.
async fn asked(gateway: &Arc<Gateway>, tags: &str) -> Got {
    let request = Request::get("/v1/orders/7").header("if-none-match", tags);
    send(gateway, request, "").await
}

/// A gateway whose service gives its answer this tag.
fn tagged(tag: &'static str) -> Arc<Gateway> {
    gateway(move |_, request: tonic::Request<Payload>| async move {
        let mut response = tonic::Response::new(request.into_inner());
        let metadata = response.metadata_mut();
        metadata.insert("etag", tag.parse().unwrap());
        metadata.insert("color", "red".parse().unwrap());
        Ok(response)
    })
}

#[tokio::test]
async fn an_answer_to_get_has_a_weak_tag_of_its_bytes() {
    let gateway = gateway(echo);
    let got = get(&gateway, "/v1/orders/7").await;
    let tag = got.header("etag").unwrap();
    assert_eq!((tag.len(), &tag[..3]), (20, "W/\""), "{tag}");
    assert_eq!(
        get(&gateway, "/v1/orders?orderId=7").await.header("etag"),
        Some(tag)
    );
    assert_ne!(
        get(&gateway, "/v1/orders/8").await.header("etag"),
        Some(tag)
    );
    let head = send(&gateway, Request::head("/v1/orders/7"), "").await;
    assert_eq!(head.header("etag"), Some(tag));
}

#[tokio::test]
async fn what_a_client_has_is_not_sent_again() {
    let gateway = gateway(echo);
    let tag = get(&gateway, "/v1/orders/7")
        .await
        .header("etag")
        .unwrap()
        .to_owned();
    let strong = tag.trim_start_matches("W/").to_owned();
    let lists = [
        tag.clone(),
        strong.clone(),
        "*".to_owned(),
        format!("\"other\", W/\"more\" ,{tag}"),
        format!("\"a,b\",{strong}"),
    ];
    for list in &lists {
        let request = Request::get("/v1/orders/7")
            .header("if-none-match", list)
            .header("x-request-id", "r");
        let got = send(&gateway, request, "").await;
        assert_eq!(got.status, StatusCode::NOT_MODIFIED, "{list}");
        assert_eq!(got.text, "");
        assert_eq!(got.header("etag"), Some(&*tag));
        assert_eq!(got.header("x-request-id"), Some("r"));
        for name in ["content-type", "content-length", "content-encoding"] {
            assert_eq!(got.header(name), None, "{name}");
        }
    }
    for list in [
        "\"other\"",
        "",
        "W/",
        "nonsense",
        &strong[1..],
        &format!("\"a\"{tag}"),
    ] {
        let got = asked(&gateway, list).await;
        assert_eq!(got.status, StatusCode::OK, "{list}");
        assert_eq!(got.text, r#"{"orderId":"7"}"#);
    }
    let lines = Request::get("/v1/orders/7")
        .header("if-none-match", "\"a\"")
        .header("if-none-match", &tag);
    assert_eq!(
        send(&gateway, lines, "").await.status,
        StatusCode::NOT_MODIFIED
    );
    let head = Request::head("/v1/orders/7").header("if-none-match", &tag);
    assert_eq!(
        send(&gateway, head, "").await.status,
        StatusCode::NOT_MODIFIED
    );
}

#[tokio::test]
async fn a_services_own_tag_is_taken() {
    let cases = [
        ("\"v1\"", "\"v1\""),
        ("W/\"v1\"", "W/\"v1\""),
        ("v1", "\"v1\""),
        ("BwWWja0YfJA=", "\"BwWWja0YfJA=\""),
    ];
    for (tag, expected) in cases {
        let gateway = tagged(tag);
        let got = get(&gateway, "/v1/orders/7").await;
        assert_eq!(got.header("etag"), Some(expected));
        assert_eq!(got.header("grpc-metadata-etag"), None);
        assert_eq!(got.header("grpc-metadata-color"), Some("red"));
        assert_eq!(
            asked(&gateway, expected).await.status,
            StatusCode::NOT_MODIFIED
        );
        assert_eq!(asked(&gateway, "\"v2\"").await.status, StatusCode::OK);
    }
    for bad in ["\"a\"b\"", "a b", "\"", "W/v1\""] {
        let got = get(&tagged(bad), "/v1/orders/7").await;
        assert_eq!(got.header("grpc-metadata-etag"), Some(bad), "{bad}");
        assert!(got.header("etag").unwrap().starts_with("W/\""), "{bad}");
    }
}

#[tokio::test]
async fn only_answers_to_reading_have_one() {
    let gateway = gateway(echo);
    let post = Request::post("/v1/orders").header("if-none-match", "*");
    let got = send(&gateway, post, "{}").await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(got.header("etag"), None);
    let missing = common::gateway(|_, _| async { Err(Status::not_found("x")) });
    let got = asked(&missing, "*").await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    assert_eq!(got.header("etag"), None);
    let stream = common::gateway(|_, _| async { Ok(many(vec![Ok(order("1"))])) });
    let request = Request::get("/v1/orders/watch").header("if-none-match", "*");
    let got = send(&stream, request, "").await;
    assert_eq!((got.status, got.header("etag")), (StatusCode::OK, None));
    // A service may tell it of what it has written, too.
    let post = send(&tagged("\"v1\""), Request::post("/v1/orders"), "{}").await;
    assert_eq!(post.header("etag"), Some("\"v1\""));
}

#[tokio::test]
async fn the_setting_turns_it_off() {
    let off = [("GATEWAY_ETAG", "false")];
    let gateway = gateway_in(&start(&off), Options::new(), echo);
    let got = asked(&gateway, "*").await;
    assert_eq!((got.status, got.header("etag")), (StatusCode::OK, None));
}
