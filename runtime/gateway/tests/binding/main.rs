//! Where the parts of a request go. The service echoes what it gets, so that the answer's JSON
//! shows what was bound.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

#[path = "../common/mod.rs"]
mod common;
mod known;
mod parts;
mod scalars;
mod settings;

use common::{Got, echo, gateway, gateway_in, get, send, start};
use http::{Request, StatusCode};
use serde_json::{Value, json};
use tonica_gateway::{Options, Unescape};

/// What a GET binds.
async fn bound(path: &str) -> Value {
    let got = get(&gateway(echo), path).await;
    assert_eq!(got.status, StatusCode::OK, "{path}: {}", got.text);
    got.json()
}

#[tokio::test]
async fn paths_and_queries_bind_every_kind_of_field() {
    let cases = [
        ("/v1/orders/7", json!({"orderId": "7"})),
        ("/v1/orders/a%2Fb%20c+d", json!({"orderId": "a/b c+d"})),
        ("/v1/orders/%C3%A9", json!({"orderId": "é"})),
        (
            "/v1/totals/9007199254740993",
            json!({"total": "9007199254740993"}),
        ),
        (
            "/v1/shelves/1/books/2/3",
            json!({"parent": {"orderId": "shelves/1/books/2"}, "orderId": "3"}),
        ),
        (
            "/v1/shelves/a%2Fb/books/c%20d/e%2Ff",
            json!({"parent": {"orderId": "shelves/a%2Fb/books/c d"}, "orderId": "e/f"}),
        ),
        ("/v1/files/a/b/", json!({"orderId": "a/b/"})),
        ("/v1/files", json!({})),
        ("/v1/orders", json!({})),
        ("/v1/orders?", json!({})),
        ("/v1/orders?orderId=7&", json!({"orderId": "7"})),
        ("/v1/orders?order_id=a+b%2Bc", json!({"orderId": "a b+c"})),
        ("/v1/orders?status=PAID", json!({"status": "PAID"})),
        ("/v1/orders?status=1", json!({"status": "PAID"})),
        (
            "/v1/orders?customer.id=1&customer.fullName=x",
            json!({"customer": {"id": "1", "fullName": "x"}}),
        ),
        (
            "/v1/orders?parent.parent.total=5",
            json!({"parent": {"parent": {"total": "5"}}}),
        ),
        (
            "/v1/orders?tags=a&tags=&tags=b",
            json!({"tags": ["a", "", "b"]}),
        ),
        (
            "/v1/orders?numbers=1&numbers=-2",
            json!({"numbers": [1, -2]}),
        ),
        (
            "/v1/orders?labels[a]=1&labels%5Bb.c%5D=2",
            json!({"labels": {"a": 1, "b.c": 2}}),
        ),
        (
            "/v1/orders?parent.labels[a]=1",
            json!({"parent": {"labels": {"a": 1}}}),
        ),
        ("/v1/orders?rebate=0", json!({"rebate": "0"})),
        (
            "/v1/orders?created=2026-11-21T10:00:00Z",
            json!({"created": "2026-11-21T10:00:00Z"}),
        ),
        ("/v1/orders?wait=1.5s", json!({"wait": "1.500s"})),
        (
            "/v1/orders?mask=orderId,customer.fullName",
            json!({"mask": "orderId,customer.fullName"}),
        ),
        ("/v1/orders?data=_-8", json!({"data": "/+8="})),
        ("/v1/orders?rate=NaN", json!({"rate": "NaN"})),
        ("/v1/orders?cash=false", json!({"cash": false})),
    ];
    for (path, expected) in cases {
        assert_eq!(bound(path).await, expected, "{path}");
    }
}

#[tokio::test]
async fn the_switch_says_how_far_several_segments_are_decoded() {
    let path = "/v1/files/a%2Fb%3Fc%20d";
    let cases = [
        (Unescape::ExceptSlash, "a%2Fb?c d"),
        (Unescape::ExceptReserved, "a%2Fb%3Fc d"),
        (Unescape::All, "a/b?c d"),
    ];
    for (unescape, expected) in cases {
        let gateway = gateway_in(&start(&[]), Options::new().unescape(unescape), echo);
        assert_eq!(
            get(&gateway, path).await.json(),
            json!({"orderId": expected})
        );
    }
    let gateway = gateway_in(&start(&[("GATEWAY_UNESCAPE", "all")]), Options::new(), echo);
    assert_eq!(
        get(&gateway, path).await.json(),
        json!({"orderId": "a/b?c d"})
    );
}

async fn sent(request: http::request::Builder, body: &str) -> Got {
    send(&gateway(echo), request, body).await
}

#[tokio::test]
async fn bodies_bind_whole_or_to_a_field() {
    let whole = r#"{"orderId": "7", "tags": ["a"]}"#;
    let got = sent(Request::post("/v1/orders"), whole).await;
    assert_eq!(got.json(), json!({"orderId": "7", "tags": ["a"]}));

    let got = sent(Request::put("/v1/orders/8"), whole).await;
    assert_eq!(
        got.json(),
        json!({"orderId": "8", "tags": ["a"]}),
        "the path wins"
    );

    let got = sent(Request::post("/v1/orders/8:cancel"), "").await;
    assert_eq!(
        got.json(),
        json!({"orderId": "8"}),
        "no body is an empty message"
    );

    let field = r#"{"fullName": "x"}"#;
    let got = sent(Request::patch("/v1/customers/1?total=5"), field).await;
    assert_eq!(
        got.json(),
        json!({"customer": {"id": "1", "fullName": "x"}, "total": "5"})
    );
}

#[tokio::test]
async fn the_answer_can_be_one_field() {
    assert_eq!(
        bound("/v1/orders/tags?tags=a&tags=b").await,
        json!(["a", "b"])
    );
    assert_eq!(bound("/v1/orders/tags").await, json!([]));
}

#[tokio::test]
async fn json_is_written_as_the_settings_say() {
    let settings = [
        ("GATEWAY_PROTO_NAMES", "true"),
        ("GATEWAY_ENUM_NUMBERS", "true"),
    ];
    let gateway = gateway_in(&start(&settings), Options::new(), echo);
    let got = get(&gateway, "/v1/orders/7?status=PAID").await;
    assert_eq!(got.json(), json!({"order_id": "7", "status": 1}));

    let gateway = gateway_in(
        &start(&[("GATEWAY_EMIT_DEFAULTS", "true")]),
        Options::new(),
        echo,
    );
    let got = get(&gateway, "/v1/orders").await.json();
    assert_eq!(got["orderId"], "");
    assert_eq!(got["tags"], json!([]));

    let gateway = gateway_in(
        &start(&[("GATEWAY_IGNORE_UNKNOWN", "true")]),
        Options::new(),
        echo,
    );
    let got = send(
        &gateway,
        Request::patch("/v1/customers/1?nope=1"),
        r#"{"nope": 1}"#,
    )
    .await;
    assert_eq!(got.json(), json!({"customer": {"id": "1"}}));
}

/// The names of the fields that a request got wrong.
async fn wrong(request: http::request::Builder, body: &str) -> Vec<String> {
    let violations = sent(request, body).await.violations();
    assert!(
        violations
            .iter()
            .all(|(_, description)| !description.is_empty())
    );
    violations.into_iter().map(|(field, _)| field).collect()
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let cases: [(&str, &[&str]); 16] = [
        ("/v1/totals/x", &["total"]),
        ("/v1/orders/%zz", &["order_id"]),
        ("/v1/orders/%ff", &["order_id"]),
        ("/v1/orders?nope=1", &["nope"]),
        ("/v1/orders?customer.nope=1", &["customer.nope"]),
        ("/v1/orders?customer=1", &["customer"]),
        (
            "/v1/orders?total=x&cash=2&nope=1",
            &["total", "cash", "nope"],
        ),
        ("/v1/orders?total=1&total=1", &["total"]),
        ("/v1/orders?orderId=1&order_id=1", &["order_id"]),
        ("/v1/orders/7?orderId=1", &["orderId"]),
        ("/v1/orders?card=1&cash=true", &["cash"]),
        ("/v1/orders?status=NOPE", &["status"]),
        ("/v1/orders?total=%9", &["total"]),
        ("/v1/orders?labels[a]=x", &["labels[a]"]),
        ("/v1/orders?labels[a]=1&labels[a]=2", &["labels[a]"]),
        ("/v1/orders?tags[a]=1", &["tags[a]"]),
    ];
    for (path, fields) in cases {
        assert_eq!(wrong(Request::get(path), "").await, fields, "{path}");
    }
    assert_eq!(
        wrong(Request::post("/v1/orders?tags=a"), "{}").await,
        ["tags"]
    );
    let both = wrong(Request::patch("/v1/customers/1?customer.fullName=x"), "{}").await;
    assert_eq!(both, ["customer.fullName"], "the body holds the customer");
    let path = wrong(
        Request::patch("/v1/customers/1?nope=x"),
        r#"{"fullName": 1}"#,
    )
    .await;
    assert_eq!(path, ["customer.fullName", "nope"]);
    assert_eq!(
        wrong(Request::post("/v1/orders"), r#"{"tags": ["a", 1]}"#).await,
        ["tags[1]"]
    );
}

#[tokio::test]
async fn malformed_json_is_told_with_its_position() {
    let cases = [
        (r#"{"orderId": "7",}"#, "line 1, column 17"),
        ("{\n  \"orderId\": \"é\" 7\n}", "line 2, column 18"),
        ("{\r\n\"tags\": [\n1]}", "line 3, column 1"),
        ("{\n", "line 2, column 1"),
    ];
    for (body, place) in cases {
        let got = sent(Request::post("/v1/orders"), body).await;
        let (_, description) = &got.violations()[0];
        let expected = format!("({place} of the body)");
        assert!(description.ends_with(&expected), "{body}: {description}");
        assert!(got.json()["message"].as_str().unwrap().contains(&expected));
    }
}

#[tokio::test]
async fn a_query_has_a_bounded_number_of_parameters() {
    let query = "tags=a&".repeat(1001);
    assert_eq!(
        wrong(Request::get(format!("/v1/orders?{query}")), "").await,
        ["query"]
    );
}
