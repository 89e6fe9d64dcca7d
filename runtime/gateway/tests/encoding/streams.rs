//! Streams: what was sent arrives, though it is compressed.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use http::Request;
use http_body_util::{BodyExt, Full};
use tokio::sync::{Mutex, mpsc};
use tonica_gateway::Options;
use tonica_grpc::Payload;

use crate::common::{self, order, send, start};
use crate::decompress;

type Messages = mpsc::UnboundedReceiver<Bytes>;

#[tokio::test]
async fn each_event_arrives_when_it_is_sent() {
    for coding in ["gzip", "br", "zstd"] {
        let (sender, receiver) = mpsc::unbounded_channel::<Bytes>();
        let receiver = Arc::new(Mutex::new(Some(receiver)));
        let settings = start(&[("GATEWAY_COMPRESSION", "gzip,br,zstd")]);
        let gateway = common::gateway_in(&settings, Options::new(), move |_, _| {
            let receiver = Arc::clone(&receiver);
            async move {
                let receiver: Messages = receiver.lock().await.take().unwrap();
                let messages = futures_util::stream::unfold(receiver, |mut receiver| async {
                    let message = receiver.recv().await?;
                    Some((Ok(message), receiver))
                });
                Ok(tonic::Response::new(Payload::Many(messages.boxed())))
            }
        });
        let request = Request::get("/v1/orders/watch")
            .header("accept", "text/event-stream")
            .header("accept-encoding", coding)
            .body(Full::new(Bytes::new()))
            .unwrap();
        let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 9));
        let response = gateway.handle(request, peer).await;
        let headers = response.headers();
        assert_eq!(headers["content-encoding"], coding);
        assert_eq!(headers["vary"], "accept-encoding");
        assert!(!headers.contains_key("content-length"));
        let mut body = response.into_body();
        let mut seen = Vec::new();
        for id in ["1", "2", "3"] {
            sender.send(order(id)).unwrap();
            let frame = body.frame().await.unwrap().unwrap();
            seen.extend_from_slice(&frame.into_data().unwrap());
            let end = format!("data: {{\"orderId\":\"{id}\"}}\n\n");
            let text = decompress(coding, &seen);
            assert!(text.ends_with(&end), "{coding}: {text}");
        }
        drop(sender);
        seen.extend_from_slice(&body.collect().await.unwrap().to_bytes());
        let text = decompress(coding, &seen);
        assert!(
            text.ends_with("event: end\ndata: {}\n\n"),
            "{coding}: {text}"
        );
    }
}

#[tokio::test]
async fn a_long_stream_comes_whole() {
    let settings = start(&[("GATEWAY_COMPRESSION", "gzip,br,zstd")]);
    let gateway = common::gateway_in(&settings, Options::new(), |_, _| async {
        let messages = (0..20_000).map(|n| Ok(order(&format!("order {n}"))));
        let messages = futures_util::stream::iter(messages).boxed();
        Ok(tonic::Response::new(Payload::Many(messages)))
    });
    let request = || Request::get("/v1/orders/watch").header("accept", "application/x-ndjson");
    let plain = send(&gateway, request(), "").await;
    assert_eq!(plain.text.lines().count(), 20_000);
    for coding in ["gzip", "br", "zstd"] {
        let got = send(&gateway, request().header("accept-encoding", coding), "").await;
        assert!(got.bytes.len() * 4 < plain.bytes.len(), "{coding}");
        assert_eq!(decompress(coding, &got.bytes), plain.text, "{coding}");
    }
}

#[tokio::test]
async fn a_stream_of_nothing_is_nothing_compressed() {
    let settings = start(&[("GATEWAY_COMPRESSION", "gzip,br,zstd")]);
    let gateway = common::gateway_in(&settings, Options::new(), |_, _| async {
        Ok(common::many(vec![]))
    });
    for coding in ["gzip", "br", "zstd"] {
        let request = Request::get("/v1/orders/watch")
            .header("accept", "application/x-ndjson")
            .header("accept-encoding", coding);
        let got = send(&gateway, request, "").await;
        assert!(!got.bytes.is_empty(), "an empty body is no {coding}");
        assert_eq!(decompress(coding, &got.bytes), "");
    }
}
