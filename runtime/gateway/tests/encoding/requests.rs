//! Bodies that come compressed.

use std::convert::Infallible;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use tonica_gateway::Options;

use crate::common::{Got, echo, gateway, gateway_in, send_bytes, start};
use crate::compress;

const CODINGS: [&str; 3] = ["gzip", "br", "zstd"];

fn post(coding: &str) -> http::request::Builder {
    Request::post("/v1/orders").header("content-encoding", coding)
}

async fn sent(coding: &str, body: Vec<u8>) -> Got {
    send_bytes(&gateway(echo), post(coding), body).await
}

/// The JSON of an order with an id of this length.
fn json(length: usize) -> String {
    format!("{{\"orderId\":\"{}\"}}", "x".repeat(length))
}

#[tokio::test]
async fn they_are_read_as_what_they_are() {
    for coding in CODINGS {
        for length in [1, 1000, 16 << 10, 100_000] {
            let text = json(length);
            let got = sent(coding, compress(coding, text.as_bytes())).await;
            assert_eq!(got.status, StatusCode::OK, "{coding}: {}", got.text);
            assert_eq!(got.text, text, "{coding}");
        }
    }
    let got = sent("x-gzip", compress("gzip", json(9).as_bytes())).await;
    assert_eq!(got.text, json(9));
    let got = sent("identity", json(9).into_bytes()).await;
    assert_eq!(got.text, json(9));
    assert_eq!(sent("gzip", Vec::new()).await.text, "{}", "no body at all");
}

#[tokio::test]
async fn several_parts_one_after_another_are_one_body() {
    let text = json(100);
    let (first, second) = text.as_bytes().split_at(50);
    for coding in ["gzip", "zstd"] {
        let body = [compress(coding, first), compress(coding, second)].concat();
        assert_eq!(sent(coding, body).await.text, text, "{coding}");
    }
}

#[tokio::test]
async fn they_may_come_byte_by_byte() {
    let text = json(500);
    for coding in CODINGS {
        let body = compress(coding, text.as_bytes());
        let bytes = body.into_iter().map(|byte| Bytes::from(vec![byte]));
        let frames = bytes.map(|bytes| Ok::<_, Infallible>(Frame::data(bytes)));
        let body = StreamBody::new(futures_util::stream::iter(frames));
        let request = post(coding).body(body).unwrap();
        let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 9));
        let response = gateway(echo).handle(request, peer).await;
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(bytes, text, "{coding}");
    }
}

#[tokio::test]
async fn the_limit_counts_what_they_hold() {
    let gateway = gateway_in(&start(&[]), Options::new().max_body(100_000), echo);
    for coding in CODINGS {
        let right = compress(coding, json(99_000).as_bytes());
        let got = send_bytes(&gateway, post(coding), right).await;
        assert_eq!(got.status, StatusCode::OK, "{coding}");
        // Refused after its first 100 KB.
        let bomb = compress(coding, &vec![b' '; 20 << 20]);
        assert!(bomb.len() < 100_000, "{coding}: {}", bomb.len());
        let got = send_bytes(&gateway, post(coding), bomb).await;
        assert_eq!(got.status, StatusCode::PAYLOAD_TOO_LARGE, "{coding}");
    }
}

#[tokio::test]
async fn a_window_that_no_receiver_needs_to_bear_is_refused() {
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    encoder.window_log(27).unwrap();
    std::io::Write::write_all(&mut encoder, json(1000).as_bytes()).unwrap();
    let got = sent("zstd", encoder.finish().unwrap()).await;
    assert_eq!(got.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_is_broken_is_400_and_says_so() {
    for coding in CODINGS {
        let body = compress(coding, json(1000).as_bytes());
        let mut flipped = body.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 0x55;
        let broken = [
            b"{\"orderId\":\"7\"}".to_vec(),
            body[..body.len() - 3].to_vec(),
            body[..1].to_vec(),
            [&body[..], b"more"].concat(),
            flipped,
        ];
        for body in broken {
            let got = sent(coding, body).await;
            assert_eq!(
                got.status,
                StatusCode::BAD_REQUEST,
                "{coding}: {}",
                got.text
            );
        }
        let got = sent(coding, body[..body.len() - 3].to_vec()).await;
        let json = got.json();
        assert_eq!(json["details"][0]["reason"], "BODY_GARBLED", "{json}");
        assert_eq!(json["details"][0]["metadata"]["coding"], coding);
    }
}

#[tokio::test]
async fn other_codings_are_415_and_told_which_are_known() {
    for coding in ["deflate", "compress", "nonsense", "gzip, gzip", "br, gzip"] {
        let got = sent(coding, json(1).into_bytes()).await;
        assert_eq!(got.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{coding}");
        assert_eq!(got.header("accept-encoding"), Some("gzip, br, zstd"));
        assert_eq!(
            got.json()["details"][0]["reason"],
            "CONTENT_CODING_NOT_SUPPORTED"
        );
    }
}
