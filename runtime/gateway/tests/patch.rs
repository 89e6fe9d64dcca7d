//! The update_mask of a PATCH, derived from its body. The service echoes what it gets.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use common::tables::{CUSTOMER, FIELD_MASK, ORDER};
use common::{Got, echo, gateway_of, send, start};
use http::Request;
use serde_json::{Value, json};
use tonica_gateway::Segment::{Literal, One};
use tonica_gateway::{Body, Options, Route, Variable};
use tonica_json::{Field, Kind, Label, Message, Method, Service, Shape};

const fn part(number: u32, name: &'static str, json: &'static str, of: &'static Message) -> Field {
    Field::new(number, name, json, Kind::Message(of), Label::Explicit)
}

/// What AIP-134 asks for: the resource, and what of it to change.
static UPDATE: Message = Message::new(
    "shop.UpdateRequest",
    &[
        part(1, "order", "order", &ORDER),
        part(2, "update_mask", "updateMask", &FIELD_MASK),
        part(3, "customer", "customer", &CUSTOMER),
    ],
    &[
        ("customer", 2),
        ("order", 0),
        ("updateMask", 1),
        ("update_mask", 1),
    ],
    Shape::Plain,
);

static SERVICE: Service = Service {
    name: "shop.Updates",
    alias: "updates",
    addr: "UPDATES_ADDR",
    timeout_ms: 3000,
    methods: &[Method {
        name: "Update",
        path: "/shop.Updates/Update",
        input: &UPDATE,
        output: &UPDATE,
        client_streaming: false,
        server_streaming: false,
        idempotent: false,
    }],
};

const ORDER_ID: &[Variable] = &[Variable {
    field: "order.order_id",
    first: 0,
    last: 1,
}];

const PATCH: Route = Route {
    method: "PATCH",
    template: "/{order.order_id=orders/*}",
    segments: &[Literal("orders"), One],
    verb: None,
    variables: ORDER_ID,
    service: &SERVICE,
    rpc: 0,
    body: Body::Field("order"),
    response_body: None,
};

static ROUTES: &[Route] = &[
    PATCH,
    Route {
        method: "PUT",
        ..PATCH
    },
    Route {
        template: "/whole",
        segments: &[Literal("whole")],
        variables: &[],
        body: Body::Whole,
        ..PATCH
    },
];

async fn sent(settings: &[(&str, &str)], request: http::request::Builder, body: &str) -> Got {
    let gateway = gateway_of(ROUTES, &start(settings), Options::new(), echo);
    send(&gateway, request, body).await
}

async fn patched(path: &str, body: &str) -> Value {
    sent(&[], Request::patch(path), body).await.json()
}

#[tokio::test]
async fn the_body_says_what_is_updated() {
    let body = r#"{"customer":{"fullName":"x"},"total":"5","tags":["a"],"labels":{"a":1},"rebate":null,
        "created":"2026-11-21T10:00:00Z","parent":{}}"#;
    let got = patched("/orders/7", body).await;
    let mask = "customer.fullName,total,tags,labels,rebate,created,parent";
    assert_eq!(got["updateMask"], mask, "{got}");
    assert_eq!(got["order"]["orderId"], "orders/7");
    assert_eq!(got["order"]["customer"]["fullName"], "x");
}

#[tokio::test]
async fn a_variable_in_the_resource_is_no_change_unless_the_body_has_it_too() {
    let got = patched("/orders/7", r#"{"total":"5"}"#).await;
    assert_eq!(got["updateMask"], "total");
    let got = patched("/orders/7", r#"{"orderId":"orders/8"}"#).await;
    assert_eq!(got["updateMask"], "orderId");
    assert_eq!(got["order"]["orderId"], "orders/7", "the path wins");
}

#[tokio::test]
async fn what_the_query_says_is_not_added_to() {
    for query in ["updateMask=total", "update_mask=total"] {
        let path = format!("/orders/7?{query}");
        let got = patched(&path, r#"{"tags":["a"]}"#).await;
        assert_eq!(got["updateMask"], "total", "{query}");
    }
    let got = patched("/orders/7?updateMask=", r#"{"tags":["a"]}"#).await;
    assert_eq!(got["updateMask"], "");
    let got = patched("/orders/7?customer.id=1", r#"{"tags":["a"]}"#).await;
    assert_eq!(got["updateMask"], "tags");
}

#[tokio::test]
async fn nothing_to_update_is_an_empty_mask_and_no_body_is_none() {
    assert_eq!(patched("/orders/7", "{}").await["updateMask"], "");
    let got = patched("/orders/7", "").await;
    assert_eq!(got, json!({"order": {"orderId": "orders/7"}}));
}

#[tokio::test]
async fn only_a_patch_of_one_field_derives_it() {
    let body = r#"{"total":"5"}"#;
    let got = sent(&[], Request::put("/orders/7"), body).await.json();
    assert_eq!(got["updateMask"], Value::Null);
    let body = r#"{"order":{"total":"5"}}"#;
    assert_eq!(patched("/whole", body).await["updateMask"], Value::Null);
}

#[tokio::test]
async fn what_a_body_gets_wrong_is_told_once() {
    let got = sent(&[], Request::patch("/orders/7"), r#"{"nope":1}"#).await;
    let violations = got.violations();
    assert_eq!(violations.len(), 1, "{violations:?}");
    assert_eq!(violations[0].0, "order.nope");
    let lax = [("GATEWAY_IGNORE_UNKNOWN", "true")];
    let body = r#"{"nope":{"a":1},"status":"NOPE","total":"5"}"#;
    let got = sent(&lax, Request::patch("/orders/7"), body).await.json();
    assert_eq!(got["updateMask"], "total", "{got}");
}
