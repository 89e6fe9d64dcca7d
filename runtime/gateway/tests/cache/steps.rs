//! A kept answer goes through the same steps as a new one.

use std::io::Read as _;

use http::StatusCode;

use crate::{Counted, PLAIN, call};

#[tokio::test]
async fn a_client_that_has_it_gets_304() {
    let shop = Counted::new(PLAIN, &[]);
    let first = shop.get("/v1/orders/7").await;
    let tag = first.header("etag").unwrap();
    let got = shop.with("/v1/orders/7", &[("if-none-match", tag)]).await;
    assert_eq!((got.status, shop.calls()), (StatusCode::NOT_MODIFIED, 1));
    for (name, value) in [("age", "0"), ("cache-control", "max-age=5"), ("etag", tag)] {
        assert_eq!(got.header(name), Some(value), "{name}");
    }
    assert_eq!(
        shop.get("/v1/orders/7").await.text,
        first.text,
        "it was kept whole"
    );
}

#[tokio::test]
async fn it_is_compressed_for_who_wants_it_so() {
    let settings = [
        ("GATEWAY_COMPRESSION", "gzip"),
        ("GATEWAY_COMPRESSION_MIN", "1"),
    ];
    let shop = Counted::new(PLAIN, &settings);
    let path = format!("/v1/orders/{}", "x".repeat(500));
    let gzip = [("accept-encoding", "gzip")];
    for calls in [1, 1] {
        let got = shop.with(&path, &gzip).await;
        assert_eq!(got.header("content-encoding"), Some("gzip"));
        assert_eq!(got.header("vary"), Some("accept-encoding"));
        let mut text = String::new();
        let mut decoder = flate2::read::GzDecoder::new(&got.bytes[..]);
        decoder.read_to_string(&mut text).unwrap();
        let plain = shop.get(&path).await;
        assert_eq!(plain.header("content-encoding"), None);
        assert_eq!((text, shop.calls()), (plain.text, calls));
    }
}

#[tokio::test]
async fn each_origin_is_told_of_itself() {
    let origins = "https://a.example,https://b.example";
    let shop = Counted::new(PLAIN, &[("APP_CORS_ORIGINS", origins)]);
    for origin in origins.split(',') {
        let got = shop.with("/v1/orders/7", &[("origin", origin)]).await;
        assert_eq!(got.header("access-control-allow-origin"), Some(origin));
        assert_eq!(call(&got), "1");
    }
    let got = shop.get("/v1/orders/7").await;
    assert_eq!(got.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn a_form_that_there_is_not_is_406_all_the_same() {
    let shop = Counted::new(PLAIN, &[]);
    shop.get("/v1/orders/7").await;
    let got = shop.with("/v1/orders/7", &[("accept", "text/html")]).await;
    assert_eq!(got.status, StatusCode::NOT_ACCEPTABLE);
}
