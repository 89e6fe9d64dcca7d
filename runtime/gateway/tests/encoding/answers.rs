//! Answers that are whole.

use http::{Request, StatusCode};

use crate::common::{Got, get, send, start};
use crate::{common, compressing, decompress, tags};

/// GET of an order with this `Accept-Encoding`.
fn accepting(codings: &str) -> http::request::Builder {
    Request::get("/v1/orders/7").header("accept-encoding", codings)
}

#[tokio::test]
async fn nothing_is_compressed_by_default() {
    let gateway = common::gateway(|_, _| async {
        Ok(tonic::Response::new(tonica_grpc::Payload::One(tags(1000))))
    });
    let got = send(&gateway, accepting("gzip, identity;q=0"), "").await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(got.header("content-encoding"), None);
    assert_eq!(got.header("vary"), None);
}

#[tokio::test]
async fn each_coding_carries_the_same_text() {
    let gateway = compressing(&[], tags(1000));
    let plain = get(&gateway, "/v1/orders/7").await;
    assert_eq!(plain.header("content-encoding"), None);
    assert_eq!(plain.header("vary"), Some("accept-encoding"));
    for coding in ["gzip", "br", "zstd"] {
        let got = send(&gateway, accepting(coding), "").await;
        assert_eq!(got.header("content-encoding"), Some(coding));
        assert_eq!(got.header("vary"), Some("accept-encoding"));
        assert_eq!(got.header("content-type"), Some("application/json"));
        assert_eq!(got.header("etag"), plain.header("etag"), "one tag for all");
        assert!(got.bytes.len() * 2 < plain.bytes.len(), "{coding}");
        assert_eq!(decompress(coding, &got.bytes), plain.text);
    }
}

#[tokio::test]
async fn a_large_answer_is_compressed_too() {
    let gateway = compressing(&[], tags(100_000));
    let plain = get(&gateway, "/v1/orders/7").await;
    for coding in ["gzip", "br", "zstd"] {
        let got = send(&gateway, accepting(coding), "").await;
        assert_eq!(got.header("content-encoding"), Some(coding));
        assert_eq!(decompress(coding, &got.bytes), plain.text);
    }
}

#[tokio::test]
async fn the_best_liked_coding_is_taken() {
    let gateway = compressing(&[], tags(1000));
    let cases = [
        ("gzip, deflate, br, zstd", Some("zstd")),
        ("gzip, br", Some("br")),
        ("gzip;q=1.0, br;q=0.5", Some("gzip")),
        ("GZIP", Some("gzip")),
        ("x-gzip", Some("gzip")),
        ("deflate", None),
        ("", None),
        ("identity", None),
        ("*", Some("zstd")),
        ("*;q=0.5, gzip", Some("gzip")),
        ("zstd;q=0, *", Some("br")),
        ("gzip;q=0", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip", Some("gzip")),
        ("identity;q=0, br", Some("br")),
        ("*;q=0, gzip", Some("gzip")),
        ("gzip;q=nonsense", None),
    ];
    for (codings, expected) in cases {
        let got = send(&gateway, accepting(codings), "").await;
        assert_eq!(got.status, StatusCode::OK, "{codings}");
        assert_eq!(got.header("content-encoding"), expected, "{codings}");
    }
    let gzip_first = compressing(&[("GATEWAY_COMPRESSION", "gzip,zstd")], tags(1000));
    let got = send(&gzip_first, accepting("zstd, gzip, br"), "").await;
    assert_eq!(got.header("content-encoding"), Some("gzip"));
}

#[tokio::test]
async fn who_takes_nothing_that_there_is_gets_406() {
    let gateway = common::gateway_in(
        &start(&[("GATEWAY_COMPRESSION", "gzip")]),
        tonica_gateway::Options::new(),
        |_, _| async { panic!("must not be called") },
    );
    for codings in [
        "identity;q=0",
        "*;q=0",
        "br, identity;q=0",
        "gzip;q=0, *;q=0",
    ] {
        let got = send(&gateway, accepting(codings), "").await;
        assert_eq!(got.status, StatusCode::NOT_ACCEPTABLE, "{codings}");
        let json = got.json();
        assert_eq!(
            json["details"][0]["reason"],
            "CONTENT_CODING_NOT_ACCEPTABLE"
        );
        assert_eq!(json["details"][0]["metadata"]["offered"], "gzip");
    }
}

#[tokio::test]
async fn a_small_answer_stays_as_it_is_unless_that_is_refused() {
    let gateway = compressing(&[], tags(10));
    let coding = |got: &Got| got.header("content-encoding").map(str::to_owned);
    assert_eq!(coding(&send(&gateway, accepting("gzip"), "").await), None);
    let got = send(&gateway, accepting("gzip, identity;q=0"), "").await;
    assert_eq!(coding(&got).as_deref(), Some("gzip"));
    assert!(decompress("gzip", &got.bytes).contains("tag 009"));
    let eager = compressing(&[("GATEWAY_COMPRESSION_MIN", "10")], tags(10));
    let got = send(&eager, accepting("gzip"), "").await;
    assert_eq!(coding(&got).as_deref(), Some("gzip"));
    // What would grow stays, too.
    let got = send(&eager, accepting("gzip"), "").await;
    assert!(got.bytes.len() < 120, "{}", got.bytes.len());
    let tiny = compressing(&[("GATEWAY_COMPRESSION_MIN", "1")], tags(1));
    assert_eq!(coding(&send(&tiny, accepting("gzip"), "").await), None);
}

#[tokio::test]
async fn head_has_the_headers_of_get() {
    let gateway = compressing(&[], tags(1000));
    let get = send(&gateway, accepting("br"), "").await;
    let head = Request::head("/v1/orders/7").header("accept-encoding", "br");
    let head = send(&gateway, head, "").await;
    for name in ["content-encoding", "etag", "vary", "content-type"] {
        assert_eq!(head.header(name), get.header(name), "{name}");
    }
    let length = head.header("content-length").unwrap();
    assert_eq!(length, get.bytes.len().to_string());
}

#[tokio::test]
async fn a_client_that_has_the_answer_gets_none_in_any_coding() {
    let gateway = compressing(&[], tags(1000));
    let tag = get(&gateway, "/v1/orders/7").await;
    let tag = tag.header("etag").unwrap();
    for coding in ["gzip", "br", "identity"] {
        let request = accepting(coding).header("if-none-match", tag);
        let got = send(&gateway, request, "").await;
        assert_eq!(got.status, StatusCode::NOT_MODIFIED);
        assert_eq!(got.header("content-encoding"), None);
        assert_eq!(got.header("vary"), Some("accept-encoding"));
    }
}

#[tokio::test]
async fn a_strong_tag_of_the_service_becomes_a_weak_one() {
    let gateway = common::gateway_in(
        &start(&[("GATEWAY_COMPRESSION", "gzip")]),
        tonica_gateway::Options::new(),
        |_, _| async {
            let mut response = tonic::Response::new(tonica_grpc::Payload::One(tags(1000)));
            let tag = "\"v1\"".parse().unwrap();
            response.metadata_mut().insert("etag", tag);
            Ok(response)
        },
    );
    let got = send(&gateway, accepting("gzip"), "").await;
    assert_eq!(got.header("etag"), Some("W/\"v1\""));
    assert_eq!(
        get(&gateway, "/v1/orders/7").await.header("etag"),
        Some("\"v1\"")
    );
}

#[tokio::test]
async fn errors_are_as_they_are() {
    let gateway = compressing(&[("GATEWAY_COMPRESSION_MIN", "1")], tags(1));
    let nope = Request::get("/v1/nope").header("accept-encoding", "gzip");
    let got = send(&gateway, nope, "").await;
    assert_eq!(got.header("content-encoding"), None);
    assert_eq!(got.json()["code"], 5);
}

#[test]
fn codings_that_are_none_are_refused_at_the_start() {
    let part = tonica_gateway::routes(common::project);
    let settings = tonica_runtime::Part::<()>::settings(&part);
    let mut settings = settings.iter();
    let setting = settings.find(|setting| setting.env == "GATEWAY_COMPRESSION");
    let kind = setting.unwrap().kind;
    for right in ["none", "gzip", "zstd, br, gzip"] {
        kind.check(right).unwrap();
    }
    for (wrong, reason) in [
        ("gzip,gzip", "twice"),
        ("deflate", "none of"),
        ("gzip,none", "none of"),
    ] {
        let error = kind.check(wrong).unwrap_err();
        assert!(error.contains(reason), "{error}");
    }
}
