//! What the gateway itself costs: finding a route in small and large tables, and one whole
//! request (route, bind, call a service that does nothing, write JSON) without a socket.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench that can't go on should stop"
)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;
use std::net::SocketAddr;

use bytes::Bytes;
use common::{echo, gateway};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use futures_util::FutureExt;
use http::Request;
use http_body_util::Full;
use tonica_gateway::{Body, Route, Router, Segment, Variable};
use tonica_grpc::Payload;

/// `GET /v1/resource<n>/{order_id}` and `POST /v1/resource<n>:archive` for each n.
fn table(resources: usize) -> &'static [Route] {
    const ID: &[Variable] = &[Variable {
        field: "order_id",
        first: 2,
        last: 2,
    }];
    let resource = |n: usize| {
        let name = Segment::Literal(format!("resource{n}").leak());
        let route = Route {
            method: "GET",
            template: "/v1/resource/{order_id}",
            segments: vec![Segment::Literal("v1"), name, Segment::One].leak(),
            verb: None,
            variables: ID,
            service: &common::tables::SERVICE,
            rpc: common::tables::ECHO,
            body: Body::None,
            response_body: None,
        };
        let archive = Route {
            method: "POST",
            segments: vec![Segment::Literal("v1"), name].leak(),
            verb: Some("archive"),
            variables: &[],
            ..route
        };
        [route, archive]
    };
    let routes: Vec<_> = (0..resources).flat_map(resource).collect();
    routes.leak()
}

fn routing(criterion: &mut Criterion) {
    for resources in [5, 5000] {
        let routes = table(resources);
        let path = format!("/v1/resource{}/ord-000123", resources / 2);
        let name = format!("route, table of {}", routes.len());
        let router = Router::new(routes).unwrap();
        criterion.bench_function(&name, |bench| {
            bench.iter(|| router.find(black_box("GET"), black_box(&path)));
        });
        let name = format!("build, table of {}", routes.len());
        criterion.bench_function(&name, |bench| bench.iter(|| Router::new(routes).unwrap()));
    }
}

/// An order as wire bytes.
fn order() -> Bytes {
    let fields: [(u8, &[u8]); 6] = [
        (1, b"ord-000123"),
        (2, b"\x0a\x09cust-0042\x12\x0cAda Lovelace"),
        (4, b"priority"),
        (4, b"gift"),
        (5, b"\x0a\x06region\x10\x07"),
        (6, b"\x08\xb2\xe4\xa1\xca\x06"),
    ];
    let mut wire = Vec::new();
    for (number, value) in fields {
        wire.extend([number << 3 | 2, u8::try_from(value.len()).unwrap()]);
        wire.extend_from_slice(value);
    }
    wire.into()
}

const JSON: &str = r#"{"orderId":"ord-000123","customer":{"id":"cust-0042","fullName":"Ada Lovelace"},
    "tags":["priority","gift"],"labels":{"region":7},"created":"2026-11-21T10:00:00Z"}"#;

fn requests(criterion: &mut Criterion) {
    let fixed = gateway(|_, _| async { Ok(tonic::Response::new(Payload::One(order()))) });
    let echo = gateway(echo);
    let peer = SocketAddr::from(([127, 0, 0, 1], 9));
    let query = "/v1/orders?status=PAID&customer.id=cust-0042&tags=a&total=50";
    let cases = [
        (
            "GET, one path variable",
            &fixed,
            "GET",
            "/v1/orders/ord-000123",
            "",
        ),
        ("GET, four query parameters", &fixed, "GET", query, ""),
        ("POST, whole body", &echo, "POST", "/v1/orders", JSON),
    ];
    for (name, gateway, method, path, body) in cases {
        let request = || {
            Request::builder()
                .method(method)
                .uri(path)
                .header("host", "localhost")
                .header("accept", "*/*")
                .body(Full::new(Bytes::from_static(body.as_bytes())))
                .unwrap()
        };
        criterion.bench_function(name, |bench| {
            bench.iter_batched(
                request,
                |request| gateway.handle(request, peer).now_or_never().unwrap(),
                BatchSize::SmallInput,
            );
        });
    }
}

fn all(criterion: &mut Criterion) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    let _entered = runtime.enter();
    routing(criterion);
    requests(criterion);
}

criterion_group!(benches, all);
criterion_main!(benches);
