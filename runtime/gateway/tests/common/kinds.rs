//! A service whose message has a field of every kind of proto3: protobuf's own test message.

use std::sync::Arc;

use conformance::protobuf_test_messages::proto3::TEST_ALL_TYPES_PROTO3 as TABLE;
use http::Request;
use tonica_gateway::Segment::{Literal, One};
use tonica_gateway::{Body, Gateway, Route, Routes, Segment, Variable};
use tonica_grpc::{Channel, Instance, Payload};
use tonica_json::{Method, Service};

use super::{Answers, Got, Result, echo, send, start};

static SERVICE: Service = Service {
    name: "test.Kinds",
    alias: "kinds",
    addr: "KINDS_ADDR",
    timeout_ms: 3000,
    methods: &[Method {
        name: "Echo",
        path: "/test.Kinds/Echo",
        input: &TABLE,
        output: &TABLE,
        client_streaming: false,
        server_streaming: false,
        idempotent: false,
    }],
};

const fn route(
    method: &'static str,
    template: &'static str,
    segments: &'static [Segment],
    variables: &'static [Variable],
    body: Body,
) -> Route {
    Route {
        method,
        template,
        segments,
        verb: None,
        variables,
        service: &SERVICE,
        rpc: 0,
        body,
        response_body: None,
    }
}

const fn variable(field: &'static str) -> Variable {
    Variable {
        field,
        first: 1,
        last: 1,
    }
}

const QUERY: Route = route("GET", "/q", &[Literal("q")], &[], Body::None);
const WHOLE: Route = route("POST", "/b", &[Literal("b")], &[], Body::Whole);
const FIELD: Route = route(
    "POST",
    "/f/{recursive_message.optional_string}",
    &[Literal("f"), One],
    &[variable("recursive_message.optional_string")],
    Body::Field("recursive_message"),
);

/// A gateway with `GET /q`, `POST /b` with the whole message as its body, `POST /f/{…}` with a
/// field as its body, and `GET /p/{field}`.
fn gateway_with(field: &'static str, settings: &[(&str, &str)]) -> Arc<Gateway> {
    let path: &'static [Variable] = vec![variable(field)].leak();
    let path = route("GET", "/p", &[Literal("p"), One], path, Body::None);
    answering(vec![QUERY, WHOLE, FIELD, path], settings, echo)
}

/// A gateway that echoes.
pub(crate) fn gateway() -> Arc<Gateway> {
    gateway_with("optional_string", &[])
}

fn answering<F, R>(routes: Vec<Route>, settings: &[(&str, &str)], answer: F) -> Arc<Gateway>
where
    F: Fn(usize, tonic::Request<Payload>) -> R + Send + Sync + 'static,
    R: Future<Output = Result> + Send + 'static,
{
    let routes = Routes {
        types: conformance::TYPES,
        ..Routes::new(routes.leak())
    };
    let channel = Channel::local(&SERVICE, Instance::new(Answers(Arc::new(answer))));
    Arc::new(Gateway::new(&routes, &start(settings), |_| Ok(channel.clone())).unwrap())
}

/// Sends to a gateway that echoes.
pub(crate) async fn sent(request: http::request::Builder, body: &str) -> Got {
    sent_with(&[], request, body).await
}

/// Sends to a gateway that echoes and has these settings.
pub(crate) async fn sent_with(
    settings: &[(&str, &str)],
    request: http::request::Builder,
    body: &str,
) -> Got {
    send(&gateway_with("optional_string", settings), request, body).await
}

/// What a field's text in a query leads to.
pub(crate) async fn queried(field: &str, text: &str) -> Got {
    let path = format!("/q?{}={}", encoded(field), encoded(text));
    sent(Request::get(path), "").await
}

/// What a field's text in a path leads to.
pub(crate) async fn pathed(field: &'static str, text: &str) -> Got {
    let path = format!("/p/{}", encoded(text));
    send(&gateway_with(field, &[]), Request::get(path), "").await
}

/// What the JSON of these wire bytes is, from a service that answers with them.
pub(crate) async fn answered(settings: &[(&str, &str)], wire: Vec<u8>) -> Got {
    let answer = move |_, _| {
        let wire = wire.clone();
        async move { Ok(tonic::Response::new(Payload::One(wire.into()))) }
    };
    let gateway = answering(vec![QUERY], settings, answer);
    send(&gateway, Request::get("/q"), "").await
}

/// Percent-encoded, every byte that is no letter or digit.
fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}
