//! What the gateway refuses and how it tells, and how a service's errors look over HTTP.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use common::{Result, echo, gateway, gateway_in, get, order, send, start};
use http::{Request, StatusCode};
use prost::Message;
use serde_json::{Value, json};
use tonic::{Code, Status};
use tonica_gateway::{Errors, Options};
use tonica_grpc::Payload;

const INFO: &str = "type.googleapis.com/google.rpc.ErrorInfo";

/// Code and reason of an error of the gateway's own.
fn told(json: &Value) -> (i64, &str) {
    assert_eq!(json["details"][0]["@type"], INFO, "{json}");
    assert_eq!(json["details"][0]["domain"], "tonica.gateway");
    (
        json["code"].as_i64().unwrap(),
        json["details"][0]["reason"].as_str().unwrap(),
    )
}

#[tokio::test]
async fn a_wrong_path_is_404() {
    let got = get(&gateway(echo), "/v1/nope").await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    assert_eq!(told(&got.json()), (5, "PATH_NOT_FOUND"));
    assert_eq!(got.header("content-type"), Some("application/json"));
    assert_eq!(got.json()["message"], "/v1/nope is not served here");

    let got = get(&gateway(echo), "/v1/orders/").await;
    assert_eq!(
        got.json()["message"],
        "/v1/orders/ is not served here; /v1/orders, without the slash at its end, is"
    );
}

#[tokio::test]
async fn a_wrong_method_is_405_with_allow() {
    let got = send(&gateway(echo), Request::delete("/v1/orders"), "").await;
    assert_eq!(got.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(got.header("allow"), Some("GET, HEAD, OPTIONS, POST"));
    assert_eq!(told(&got.json()), (12, "METHOD_NOT_ALLOWED"));
}

#[tokio::test]
async fn options_tells_the_methods() {
    let got = send(&gateway(echo), Request::options("/v1/orders"), "").await;
    assert_eq!(got.status, StatusCode::NO_CONTENT);
    assert_eq!(got.header("allow"), Some("GET, HEAD, OPTIONS, POST"));
    let got = send(&gateway(echo), Request::options("/v1/nope"), "").await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn media_types_are_checked() {
    let gateway = gateway(echo);
    let bodies = [
        ("application/json", 200),
        ("Application/JSON; charset=utf-8", 200),
        ("application/merge-patch+json", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
    ];
    for (media, status) in bodies {
        let request = Request::post("/v1/orders").header("content-type", media);
        let got = send(&gateway, request, "{}").await;
        assert_eq!(got.status, status, "{media}");
    }
    let accepts = [
        ("*/*", 200),
        ("application/*;q=0.1, text/html", 200),
        ("text/html, application/json;q=0.5", 200),
        ("text/html", 406),
        ("application/json;q=0, */*", 406),
    ];
    for (accept, status) in accepts {
        let got = send(
            &gateway,
            Request::get("/v1/orders").header("accept", accept),
            "",
        )
        .await;
        assert_eq!(got.status, status, "{accept}");
        if status == 406 {
            assert_eq!(told(&got.json()), (3, "MEDIA_TYPE_NOT_ACCEPTABLE"));
        }
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_413() {
    let gateway = gateway_in(&start(&[]), Options::new().max_body(30), echo);
    let body = |length| format!(r#"{{"orderId":"{}"}}"#, "x".repeat(length));
    assert_eq!(body(16).len(), 30);
    let got = send(&gateway, Request::post("/v1/orders"), &body(16)).await;
    assert_eq!(got.status, StatusCode::OK, "{}", got.text);
    let got = send(&gateway, Request::post("/v1/orders"), &body(17)).await;
    assert_eq!(got.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(told(&got.json()), (8, "BODY_TOO_LARGE"));
    assert_eq!(got.json()["details"][0]["metadata"], json!({"limit": "30"}));
}

#[tokio::test]
async fn every_code_has_its_http_status() {
    let statuses = [
        (Code::Cancelled, 499),
        (Code::Unknown, 500),
        (Code::InvalidArgument, 400),
        (Code::DeadlineExceeded, 504),
        (Code::NotFound, 404),
        (Code::AlreadyExists, 409),
        (Code::PermissionDenied, 403),
        (Code::ResourceExhausted, 429),
        (Code::FailedPrecondition, 400),
        (Code::Aborted, 409),
        (Code::OutOfRange, 400),
        (Code::Unimplemented, 501),
        (Code::Internal, 500),
        (Code::Unavailable, 503),
        (Code::DataLoss, 500),
        (Code::Unauthenticated, 401),
    ];
    for (code, status) in statuses {
        let gateway = gateway(move |_, _| async move { Err(Status::new(code, "why \"so\"")) });
        let got = get(&gateway, "/v1/orders").await;
        assert_eq!(got.status.as_u16(), status);
        assert_eq!(
            got.json(),
            json!({"code": code as i32, "message": "why \"so\"", "details": []})
        );
        let challenge = got.header("www-authenticate").is_some();
        assert_eq!(challenge, code == Code::Unauthenticated);
    }
}

/// google.rpc.Status, as a service writes it into grpc-status-details-bin.
#[derive(Message)]
struct RpcStatus {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<RpcAny>,
}

#[derive(Message)]
struct RpcAny {
    #[prost(string, tag = "1")]
    type_url: String,
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

async fn detailed(_: usize, _: tonic::Request<Payload>) -> Result {
    let any = |name: &str, value: &[u8]| RpcAny {
        type_url: format!("type.googleapis.com/{name}"),
        value: value.to_vec(),
    };
    let details = RpcStatus {
        code: 8,
        message: "slow down".to_owned(),
        details: vec![
            // retry_delay { seconds: 5 }
            any("google.rpc.RetryInfo", &[10, 2, 8, 5]),
            // a message of the project: id: "7"
            any("shop.Customer", &[10, 1, b'7']),
            any("unknown.Type", &[1, 2, 3]),
        ],
    };
    let details = details.encode_to_vec().into();
    Err(Status::with_details(
        Code::ResourceExhausted,
        "slow down",
        details,
    ))
}

fn expected_details() -> Value {
    json!([
        {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "5s"},
        {"@type": "type.googleapis.com/shop.Customer", "id": "7"},
        {"@type": "type.googleapis.com/unknown.Type", "value": "AQID"},
    ])
}

#[tokio::test]
async fn details_of_a_status_are_json() {
    let got = get(&gateway(detailed), "/v1/orders").await;
    let expected = json!({"code": 8, "message": "slow down", "details": expected_details()});
    assert_eq!(got.json(), expected);
}

#[tokio::test]
async fn errors_can_have_the_shape_of_aip_193() {
    let expected = json!({"error": {
        "code": 429,
        "message": "slow down",
        "status": "RESOURCE_EXHAUSTED",
        "details": expected_details(),
    }});
    let gateway = gateway_in(&start(&[]), Options::new().errors(Errors::Aip193), detailed);
    assert_eq!(get(&gateway, "/v1/orders").await.json(), expected);
    let gateway = gateway_in(
        &start(&[("GATEWAY_ERRORS", "aip193")]),
        Options::new(),
        detailed,
    );
    assert_eq!(get(&gateway, "/v1/orders").await.json(), expected);
    let got = get(&gateway, "/v1/nope").await.json();
    assert_eq!(got["error"]["code"], 404);
    assert_eq!(got["error"]["status"], "NOT_FOUND");
}

#[tokio::test]
async fn garbage_from_a_service_is_500_and_no_leak() {
    let garbage = |_, _| async { Ok(tonic::Response::new(Payload::One(vec![0xff; 3].into()))) };
    let got = get(&gateway(garbage), "/v1/orders").await;
    assert_eq!(got.status, StatusCode::INTERNAL_SERVER_ERROR);
    let message = "the service's answer can't be written as JSON";
    assert_eq!(
        got.json(),
        json!({"code": 13, "message": message, "details": []})
    );

    let bad = |_, _| async {
        Err(Status::with_details(
            Code::Aborted,
            "x",
            vec![26, 2, 0xff, 0xff].into(),
        ))
    };
    let got = get(&gateway(bad), "/v1/orders").await;
    assert_eq!(
        got.json(),
        json!({"code": 10, "message": "x", "details": [{}]})
    );
}

#[tokio::test]
async fn a_panic_is_500_and_the_next_request_is_served() {
    let gateway = gateway(|_, request: tonic::Request<Payload>| async move {
        let Payload::One(bytes) = request.into_inner() else {
            panic!("one message");
        };
        assert_ne!(bytes, order("boom"), "a panic on purpose");
        Ok(tonic::Response::new(Payload::One(bytes)))
    });
    let got = get(&gateway, "/v1/orders/boom").await;
    assert_eq!(got.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(got.json()["code"], 13);
    assert!(!got.text.contains("on purpose"), "{}", got.text);
    assert_eq!(get(&gateway, "/v1/orders/7").await.status, StatusCode::OK);
}
