//! What a client sees of a service elsewhere that can't be reached or doesn't answer as one: the
//! right status, and not where it is.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use common::tables::SERVICE;
use common::{Got, gateway_over, get, start};
use http::StatusCode;
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tonica_gateway::Options;
use tonica_grpc::Channel;

/// What a client gets when the service is said to be at this address.
async fn asked(addr: &str) -> Got {
    let start = start(&[(SERVICE.addr, addr)]);
    let channel = Channel::to(&start, &SERVICE).unwrap();
    get(&gateway_over(&start, Options::new(), channel), "/v1/orders").await
}

fn is_unavailable(got: &Got) {
    assert_eq!(got.status, StatusCode::SERVICE_UNAVAILABLE);
    let message = format!("{} can't be reached", SERVICE.alias);
    assert_eq!(
        got.json(),
        json!({"code": 14, "message": message, "details": []})
    );
}

#[tokio::test]
async fn a_service_that_is_away_is_503() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let addr = listener.local_addr().unwrap().to_string();
    drop(listener);
    is_unavailable(&asked(&addr).await);
}

#[tokio::test]
async fn something_else_in_its_place_is_503() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let addr = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"220 mail.internal ESMTP\r\n").await;
        }
    });
    is_unavailable(&asked(&addr).await);
}
