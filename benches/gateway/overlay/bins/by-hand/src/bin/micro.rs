//! What one step costs, beside what it is measured against: our transcoder and the one written by
//! hand, small and large messages, small and large tables of routes. Both are timed in turns, in
//! one process; what comes out is JSON, the nanoseconds of each.

use std::hint::black_box;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use by_hand::{Writer, request, wire};
use bytes::Bytes;
use http::Request;
use http_body_util::Full;
use orders_api::shop::v1::{
    CreateOrderRequest, GetOrderRequest, ListOrdersRequest, ListOrdersResponse,
};
use orders_schema::shop::v1::{CREATE_ORDER_REQUEST, LIST_ORDERS_RESPONSE, ORDER, ORDER_SERVICE};
use orders_services::order_service;
use prost::Message as _;
use tonica_gateway::{Body, Gateway, Options, Route, Routes, Segment, Variable};
use tonica_grpc::{Answer, Channel, Dispatch, Instance, Payload};
use tonica_json::{Message, Service, to_json, to_wire};
use tonica_runtime::Start;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ROUNDS: usize = 500;
/// How long each side of a round takes.
const SLICE: Duration = Duration::from_micros(500);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let body = std::env::args()
        .nth(1)
        .expect("the file of a body that creates an order");
    let body = std::fs::read(body).unwrap();
    let lists = [5, 50, 500].map(page);
    let pages = lists.each_ref().map(ListOrdersResponse::encode_to_vec);
    let order = order_service::get(GetOrderRequest {
        id: "ord-000123".into(),
    });
    let order = order.encode_to_vec();
    check(&pages[1], &order, &body);

    compare(
        "get: wire to JSON",
        || by_hand(&order, wire::order),
        || our_json(&ORDER, &order),
    );
    compare(
        "list: wire to JSON",
        || by_hand(&pages[1], wire::page),
        || our_json(&LIST_ORDERS_RESPONSE, &pages[1]),
    );
    compare(
        "create: JSON to wire",
        || request::create(&body).unwrap().encode_to_vec(),
        || our_wire(&CREATE_ORDER_REQUEST, &body),
    );
    for (name, small, large) in [("short", 0, 1), ("long", 1, 2)] {
        let [small, large] = [&pages[small], &pages[large]];
        compare(
            &format!("ten times a {name} list: wire to JSON"),
            || our_json(&LIST_ORDERS_RESPONSE, large),
            || our_json(&LIST_ORDERS_RESPONSE, small),
        );
        let [small, large] = [small, large].map(|wire| our_json(&LIST_ORDERS_RESPONSE, wire));
        compare(
            &format!("ten times a {name} list: JSON to wire"),
            || our_wire(&LIST_ORDERS_RESPONSE, &large),
            || our_wire(&LIST_ORDERS_RESPONSE, &small),
        );
    }
    let [few, many] = [10, 10_000].map(gateway);
    compare(
        "10,000 routes to 10: a request without HTTP",
        || ask(&many, 5_000),
        || ask(&few, 5),
    );
}

fn page(orders: usize) -> ListOrdersResponse {
    let request = ListOrdersRequest {
        page_size: 50,
        status: 2,
        ..Default::default()
    };
    let mut page = order_service::list(request);
    let order = page.orders[0].clone();
    page.orders.resize(orders, order);
    page
}

/// That both transcoders say the same.
fn check(page: &[u8], order: &[u8], body: &[u8]) {
    assert_eq!(
        our_json(&LIST_ORDERS_RESPONSE, page),
        by_hand(page, wire::page)
    );
    assert_eq!(our_json(&ORDER, order), by_hand(order, wire::order));
    let ours = CreateOrderRequest::decode(&*our_wire(&CREATE_ORDER_REQUEST, body));
    assert_eq!(ours.unwrap(), request::create(body).unwrap());
}

fn by_hand(
    bytes: &[u8],
    write: impl Fn(&mut Writer, &[u8]) -> Result<(), wire::Refused>,
) -> Vec<u8> {
    let mut out = Writer(Vec::with_capacity(bytes.len() * 3 + 64));
    write(&mut out, bytes).unwrap();
    out.0
}

fn our_json(message: &'static Message, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 3 + 64);
    let options = tonica_json::Options::new();
    to_json(message, bytes, &options, &mut out).unwrap();
    out
}

fn our_wire(message: &'static Message, json: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(json.len());
    let options = tonica_json::Options::new();
    to_wire(message, json, &options, &mut out).unwrap();
    out
}

/// Answers every call with the same order.
struct Fixed(Bytes);

impl Dispatch for Fixed {
    fn call(&self, _: usize, _: tonic::Request<Payload>) -> Answer {
        let answer = tonic::Response::new(Payload::One(self.0.clone()));
        Box::pin(std::future::ready(Ok(answer)))
    }
}

static SERVICES: &[&Service] = &[&ORDER_SERVICE];

/// A gateway with so many routes, `GET /v1/resource7/{id}` each.
fn gateway(routes: usize) -> Gateway {
    let route = |number: usize| {
        let resource = Segment::Literal(format!("resource{number}").leak());
        Route {
            method: "GET",
            template: format!("/v1/resource{number}/{{id}}").leak(),
            segments: vec![Segment::Literal("v1"), resource, Segment::One].leak(),
            verb: None,
            variables: &[Variable {
                field: "id",
                first: 2,
                last: 2,
            }],
            service: &ORDER_SERVICE,
            rpc: 0,
            body: Body::None,
            response_body: None,
        }
    };
    let routes = Routes {
        routes: (0..routes).map(route).collect::<Vec<_>>().leak(),
        services: SERVICES,
        types: orders_schema::TYPES,
        options: Options::new(),
    };
    let order = order_service::get(GetOrderRequest {
        id: "ord-000123".into(),
    });
    let service = Instance::new(Fixed(order.encode_to_vec().into()));
    let channel = Channel::local(&ORDER_SERVICE, service);
    Gateway::new(&routes, &Start::test(), |_| Ok(channel.clone())).unwrap()
}

fn ask(gateway: &Gateway, resource: usize) -> http::StatusCode {
    let request = Request::get(format!("/v1/resource{resource}/ord-000123"));
    let request = request.body(Full::<Bytes>::default()).unwrap();
    let peer = SocketAddr::from(([127, 0, 0, 1], 9));
    let answer = std::pin::pin!(gateway.handle(request, peer));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match answer.poll(&mut context) {
        std::task::Poll::Ready(response) => response.status(),
        std::task::Poll::Pending => panic!("the handler doesn't wait"),
    }
}

/// Times two ways to do something in turns and prints a line of JSON. What disturbs a round only
/// makes it longer: the shortest of many is what the step costs.
fn compare<A, B>(name: &str, mut first: impl FnMut() -> A, mut second: impl FnMut() -> B) {
    let mut shortest = [f64::INFINITY; 2];
    for _ in 0..ROUNDS {
        shortest[0] = shortest[0].min(time(&mut first));
        shortest[1] = shortest[1].min(time(&mut second));
    }
    let [first, second] = shortest;
    println!(r#"{{"name": {name:?}, "first": {first:.1}, "second": {second:.1}}}"#);
}

/// Nanoseconds of one time.
fn time<T>(work: &mut impl FnMut() -> T) -> f64 {
    let begin = Instant::now();
    let mut times = 0_u32;
    while begin.elapsed() < SLICE {
        black_box(work());
        times += 1;
    }
    begin.elapsed().as_nanos() as f64 / f64::from(times)
}
