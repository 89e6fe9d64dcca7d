//! Any request to a whole gateway before a service that echoes: it is answered, in JSON, and never
//! by a fault of the server's own.
#![no_main]

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::Runtime;
use tonica_fuzz::routes::SERVICE;
use tonica_gateway::Segment::{Literal, Many, One};
use tonica_gateway::{Body, Gateway, Route, Routes, Segment, Variable};
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
    Route {
        rpc: 1,
        ..route("POST", &[Literal("s")], &[], Body::Whole)
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

/// Answers with the message that came in.
struct Echo;

impl Dispatch for Echo {
    fn call(&self, _: usize, request: tonic::Request<Payload>) -> Answer {
        Box::pin(async move { Ok(tonic::Response::new(request.into_inner())) })
    }
}

static GATEWAY: LazyLock<Arc<Gateway>> = LazyLock::new(|| {
    let routes = Routes {
        types: conformance::TYPES,
        ..Routes::new(ROUTES)
    };
    let channel = Channel::local(&SERVICE, Instance::new(Echo));
    let start = TestStart::default().start();
    let gateway = Gateway::new(&routes, &start, |_| Ok(channel.clone()));
    Arc::new(gateway.expect("the tables are good"))
});

/// On one thread: the same input does the same.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime starts")
});

fuzz_target!(|input: &[u8]| {
    // A method, a path, a header, and a body, each on a line.
    let mut parts = input.splitn(4, |byte| *byte == b'\n');
    let mut next = || parts.next().unwrap_or_default();
    let (method, path, header, body) = (next(), next(), next(), next());
    let mut request = Request::builder().method(method).uri(path);
    if let Some(colon) = header.iter().position(|byte| *byte == b':') {
        request = request.header(&header[..colon], &header[colon + 1..]);
    }
    // Some are no request at all: no HTTP server would hand them on.
    let Ok(request) = request.body(Full::new(Bytes::copy_from_slice(body))) else {
        return;
    };
    let (head, body) = RUNTIME.block_on(async {
        let response = GATEWAY.handle(request, SocketAddr::from(([127, 0, 0, 1], 9)));
        let (head, body) = response.await.into_parts();
        (head, body.collect().await)
    });
    // Cut off is what can't be told in a stream that has begun.
    let body = body.map(|body| body.to_bytes()).unwrap_or_default();
    assert!(
        head.status.as_u16() < 500,
        "{}: {}",
        head.status,
        String::from_utf8_lossy(&body)
    );
    let json = head
        .headers
        .get("content-type")
        .is_some_and(|kind| kind == "application/json");
    let plain = !head.headers.contains_key("content-encoding");
    if json && plain && method != b"HEAD" {
        tonica_fuzz::check_json(&body);
    }
});
