//! Any request to a whole gateway before a service that echoes: it is answered, in JSON, and never
//! by a fault of the server's own.
#![no_main]

use std::net::SocketAddr;
use std::sync::LazyLock;

use bytes::Bytes;
use futures_util::FutureExt;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::Runtime;
use tonica_fuzz::routes::SERVICE;
use tonica_gateway::Segment::{Literal, Many, One};
use tonica_gateway::{Body, Gateway, Options, Route, Routes, Segment, Variable};
use tonica_grpc::{Answer, Channel, Dispatch, Instance, Payload};
use tonica_runtime::TestStart;

const fn route(
    method: &'static str,
    segments: &'static [Segment],
    variables: &'static [Variable],
    body: Body,
) -> Route {
    Route {
        method,
        template: "",
        segments,
        verb: None,
        variables,
        service: &SERVICE,
        rpc: 0,
        body,
        response_body: None,
    }
}

const fn variable(field: &'static str, first: usize, last: usize) -> Variable {
    Variable { field, first, last }
}

static ROUTES: &[Route] = &[
    route("GET", &[Literal("a")], &[], Body::None),
    route("POST", &[Literal("a")], &[], Body::Whole),
    Route {
        verb: Some("v"),
        ..route(
            "POST",
            &[Literal("a"), One, One],
            &[
                variable("recursive_message.optional_nested_message.a", 1, 1),
                variable("optional_nested_enum", 2, 2),
            ],
            Body::Field("recursive_message"),
        )
    },
    Route {
        response_body: Some("map_string_nested_message"),
        ..route(
            "GET",
            &[Literal("m"), One],
            &[variable("optional_timestamp", 1, 1)],
            Body::None,
        )
    },
    route(
        "GET",
        &[Literal("f"), Literal("x"), One, Many],
        &[
            variable("oneof_string", 1, 2),
            variable("optional_bytes", 3, 3),
        ],
        Body::None,
    ),
];

static SERVICES: &[&tonica_json::Service] = &[&SERVICE];

/// Answers with the message that came in.
struct Echo;

impl Dispatch for Echo {
    fn call(&self, _: usize, request: tonic::Request<Payload>) -> Answer {
        Box::pin(async move { Ok(tonic::Response::new(request.into_inner())) })
    }
}

static GATEWAY: LazyLock<Gateway> = LazyLock::new(|| {
    let routes = Routes {
        routes: ROUTES,
        services: SERVICES,
        types: conformance::TYPES,
        openapi: "",
        docs: None,
        options: Options::new(),
    };
    let channel = Channel::local(&SERVICE, Instance::new(Echo));
    let start = TestStart::default().start();
    Gateway::new(&routes, &start, |_| Ok(channel.clone())).expect("the tables are good")
});

/// For timeouts, which never come: a whole body is there at once.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime starts")
});

fuzz_target!(|input: &[u8]| {
    // A method, a path, and a body, each on a line.
    let mut parts = input.splitn(3, |byte| *byte == b'\n');
    let mut next = || parts.next().unwrap_or_default();
    let (method, path, body) = (next(), next(), next());
    let request = Request::builder()
        .method(method)
        .uri(path)
        .body(Full::new(Bytes::copy_from_slice(body)));
    // Some are no request at all: no HTTP server would hand them on.
    let Ok(request) = request else {
        return;
    };
    let _entered = RUNTIME.enter();
    let peer = SocketAddr::from(([127, 0, 0, 1], 9));
    let response = GATEWAY.handle(request, peer).now_or_never();
    let (head, body) = response.expect("nothing is waited for").into_parts();
    let body = body.collect().now_or_never().expect("the body is whole");
    let body = body.expect("the body has no errors").to_bytes();
    assert!(
        head.status.as_u16() < 500,
        "{}: {}",
        head.status,
        String::from_utf8_lossy(&body)
    );
    if method != b"HEAD" && head.status != StatusCode::NO_CONTENT {
        tonica_fuzz::check_json(&body);
    }
});
