//! Routes for tests of the router alone: what they lead to makes no difference.

use tonica_gateway::{Body, Route, Segment, Variable};
use tonica_json::{Message, Method, Service, Shape};

static EMPTY: Message = Message::new("test.Empty", &[], &[], Shape::Plain);
static SERVICE: Service = Service {
    name: "test.Service",
    alias: "service",
    addr: "SERVICE_ADDR",
    timeout_ms: 1000,
    methods: &[Method {
        name: "Call",
        path: "/test.Service/Call",
        input: &EMPTY,
        output: &EMPTY,
        client_streaming: false,
        server_streaming: false,
        idempotent: true,
    }],
};

pub(crate) const fn route(
    method: &'static str,
    template: &'static str,
    segments: &'static [Segment],
    verb: Option<&'static str>,
    variables: &'static [Variable],
) -> Route {
    Route {
        method,
        template,
        segments,
        verb,
        variables,
        service: &SERVICE,
        rpc: 0,
        body: Body::None,
        response_body: None,
    }
}

pub(crate) const fn variable(field: &'static str, first: usize, last: usize) -> Variable {
    Variable { field, first, last }
}
