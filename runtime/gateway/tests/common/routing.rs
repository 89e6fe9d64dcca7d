//! A table with every kind of template, and a reader of templates that is right by reading.

use std::sync::LazyLock;

use tonica_gateway::Segment::{Literal, Many, One};
use tonica_gateway::{Body, Route, Segment, Variable};
use tonica_json::{Method, Service};

use super::tables::ORDER;

/// The rpc, the method and the template of each route, in the order in which the generator would
/// write them: verbs first, then from the left a literal before `*` before `**`. `%2F` stands for
/// a slash within a literal.
const ROWS: &[(&str, &str, &str)] = &[
    ("BatchGet", "GET", "/v1/orders:batchGet"),
    ("Cancel", "POST", "/v1/orders/{order_id}:cancel"),
    ("Raw", "GET", "/v1/{order_id=files/**}:raw"),
    ("Root", "GET", "/"),
    ("Assets", "GET", "/assets/{order_id=**}"),
    ("Blank", "GET", "/v1/a b%2Fc"),
    ("GetAny", "GET", "/v1/any/{order_id}"),
    ("Any", "*", "/v1/any/{order_id}"),
    (
        "OfCustomer",
        "GET",
        "/v1/customers/{customer.id}/orders/{order_id}",
    ),
    ("SpecialFile", "GET", "/v1/files/special"),
    ("Files", "GET", "/v1/{order_id=files/**}"),
    ("Size", "GET", "/v1/größe/{order_id}"),
    ("GetHeads", "GET", "/v1/heads"),
    ("Head", "HEAD", "/v1/heads"),
    ("Options", "OPTIONS", "/v1/options"),
    ("List", "GET", "/v1/orders"),
    ("Create", "POST", "/v1/orders"),
    ("Special", "GET", "/v1/orders/special"),
    ("Get", "GET", "/v1/orders/{order_id}"),
    ("Purge", "PURGE", "/v1/orders/{order_id}"),
    ("Replace", "PUT", "/v1/orders/{order_id}"),
    ("Put", "PUT", "/v1/puts"),
    (
        "Page",
        "GET",
        "/v1/{parent.order_id=shelves/*/books/*}/{order_id}",
    ),
    ("Get", "GET", "/v2/orders/{order_id}"),
];

/// The service of all routes, and its table: made once, and never freed.
pub(crate) fn table() -> (&'static Service, &'static [Route]) {
    static TABLE: LazyLock<(&Service, &[Route])> = LazyLock::new(made);
    *TABLE
}

fn made() -> (&'static Service, &'static [Route]) {
    let mut names: Vec<&'static str> = ROWS.iter().map(|(rpc, ..)| *rpc).collect();
    names.sort_unstable();
    names.dedup();
    let methods = names.iter().map(|name| Method {
        name,
        path: format!("/shop.Routing/{name}").leak(),
        input: &ORDER,
        output: &ORDER,
        client_streaming: false,
        server_streaming: false,
        idempotent: false,
    });
    let service: &'static Service = Box::leak(Box::new(Service {
        name: "shop.Routing",
        alias: "routing",
        addr: "ROUTING_ADDR",
        timeout_ms: 3000,
        methods: methods.collect::<Vec<_>>().leak(),
    }));
    let routes = ROWS.iter().map(|(rpc, method, template)| Route {
        rpc: names.binary_search(rpc).unwrap(),
        ..route(service, method, template)
    });
    (service, routes.collect::<Vec<_>>().leak())
}

/// A route by its template.
fn route(service: &'static Service, method: &'static str, template: &'static str) -> Route {
    let (path, verb) = match template.rsplit_once(':') {
        Some((path, verb)) => (path, Some(verb)),
        None => (template, None),
    };
    let mut segments = Vec::new();
    let mut variables = Vec::new();
    let mut rest = &path[1..];
    while !rest.is_empty() {
        let (part, after) = match rest.strip_prefix('{') {
            Some(inner) => inner.split_once('}').unwrap(),
            None => rest.split_at(rest.find('/').unwrap_or(rest.len())),
        };
        if rest.starts_with('{') {
            let (field, pattern) = part.split_once('=').unwrap_or((part, "*"));
            let first = segments.len();
            segments.extend(pattern.split('/').map(segment));
            let last = segments.len() - 1;
            variables.push(Variable { field, first, last });
        } else {
            segments.push(segment(part));
        }
        rest = after.trim_start_matches('/');
    }
    Route {
        method,
        template,
        segments: segments.leak(),
        verb,
        variables: variables.leak(),
        service,
        rpc: 0,
        body: match method {
            "POST" | "PUT" => Body::Whole,
            _ => Body::None,
        },
        response_body: None,
    }
}

fn segment(text: &str) -> Segment {
    match text {
        "*" => One,
        "**" => Many,
        literal => Literal(literal.replace("%2F", "/").leak()),
    }
}
