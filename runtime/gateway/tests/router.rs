//! The router: a table of paths and what they find, and any table against a matcher so plain
//! that it is right by reading.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

use proptest::prelude::*;
use tonica_gateway::Segment::{self, Literal, Many, One};
use tonica_gateway::{Body, Route, Router, Variable};
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

const fn route(
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

const fn variable(field: &'static str, first: usize, last: usize) -> Variable {
    Variable { field, first, last }
}

const V1: Segment = Literal("v1");
const ORDERS: Segment = Literal("orders");

/// Most specific first, as the generator writes it.
static ROUTES: &[Route] = &[
    route(
        "GET",
        "/v1/orders/special",
        &[V1, ORDERS, Literal("special")],
        None,
        &[],
    ),
    route(
        "GET",
        "/v1/orders:batchGet",
        &[V1, ORDERS],
        Some("batchGet"),
        &[],
    ),
    route("GET", "/v1/orders", &[V1, ORDERS], None, &[]),
    route("POST", "/v1/orders", &[V1, ORDERS], None, &[]),
    route(
        "POST",
        "/v1/orders/{id}:cancel",
        &[V1, ORDERS, One],
        Some("cancel"),
        &[variable("id", 2, 2)],
    ),
    route(
        "GET",
        "/v1/orders/{id}",
        &[V1, ORDERS, One],
        None,
        &[variable("id", 2, 2)],
    ),
    route(
        "PURGE",
        "/v1/orders/{id}",
        &[V1, ORDERS, One],
        None,
        &[variable("id", 2, 2)],
    ),
    route(
        "GET",
        "/v1/{book.name=shelves/*/books/*}/{page}",
        &[V1, Literal("shelves"), One, Literal("books"), One, One],
        None,
        &[variable("book.name", 1, 4), variable("page", 5, 5)],
    ),
    route(
        "*",
        "/v1/any/{id}",
        &[V1, Literal("any"), One],
        None,
        &[variable("id", 2, 2)],
    ),
    route(
        "GET",
        "/v1/any/{id}",
        &[V1, Literal("any"), One],
        None,
        &[variable("id", 2, 2)],
    ),
    route(
        "GET",
        "/v1/a b/{id}",
        &[V1, Literal("a b"), One],
        None,
        &[variable("id", 2, 2)],
    ),
    route(
        "GET",
        "/v1/{name=files/**}:raw",
        &[V1, Literal("files"), Many],
        Some("raw"),
        &[variable("name", 1, 2)],
    ),
    route(
        "GET",
        "/v1/{name=files/**}",
        &[V1, Literal("files"), Many],
        None,
        &[variable("name", 1, 2)],
    ),
    route(
        "GET",
        "/{path=**}",
        &[Many],
        None,
        &[variable("path", 0, 0)],
    ),
];

/// The template that serves a request, and what its variables hold.
fn found(method: &str, path: &str) -> Option<(&'static str, Vec<String>)> {
    let router = Router::new(ROUTES).unwrap();
    let matched = router.find(method, path)?;
    let route = &ROUTES[matched.route];
    let text = |variable| matched.text(route, variable).to_owned();
    Some((route.template, route.variables.iter().map(text).collect()))
}

#[test]
fn a_request_is_served_by_the_most_specific_route() {
    let cases: &[(&str, &str, &str, &[&str])] = &[
        ("GET", "/v1/orders", "/v1/orders", &[]),
        ("POST", "/v1/orders", "/v1/orders", &[]),
        ("GET", "/v1/orders/special", "/v1/orders/special", &[]),
        ("GET", "/v1/orders/7", "/v1/orders/{id}", &["7"]),
        ("PURGE", "/v1/orders/7", "/v1/orders/{id}", &["7"]),
        (
            "PURGE",
            "/v1/orders/special",
            "/v1/orders/{id}",
            &["special"],
        ),
        ("GET", "/v1/orders:batchGet", "/v1/orders:batchGet", &[]),
        (
            "POST",
            "/v1/orders/7:cancel",
            "/v1/orders/{id}:cancel",
            &["7"],
        ),
        (
            "POST",
            "/v1/orders/a:b:cancel",
            "/v1/orders/{id}:cancel",
            &["a:b"],
        ),
        (
            "POST",
            "/v1/orders/7:c%61ncel",
            "/v1/orders/{id}:cancel",
            &["7"],
        ),
        (
            "GET",
            "/v1/orders/7:cancel",
            "/v1/orders/{id}",
            &["7:cancel"],
        ),
        ("GET", "/v1/orders/a%2Fb", "/v1/orders/{id}", &["a%2Fb"]),
        ("GET", "/v1/%6Frders", "/v1/orders", &[]),
        ("GET", "/v1/a%20b/x", "/v1/a b/{id}", &["x"]),
        (
            "GET",
            "/v1/shelves/s1/books/b2/3",
            "/v1/{book.name=shelves/*/books/*}/{page}",
            &["shelves/s1/books/b2", "3"],
        ),
        ("GET", "/v1/any/1", "/v1/any/{id}", &["1"]),
        ("DELETE", "/v1/any/1", "/v1/any/{id}", &["1"]),
        ("GET", "/v1/files", "/v1/{name=files/**}", &["files"]),
        ("GET", "/v1/files/", "/v1/{name=files/**}", &["files/"]),
        (
            "GET",
            "/v1/files/a//b/",
            "/v1/{name=files/**}",
            &["files/a//b/"],
        ),
        (
            "GET",
            "/v1/files/a/b:raw",
            "/v1/{name=files/**}:raw",
            &["files/a/b"],
        ),
        ("GET", "/", "/{path=**}", &[""]),
        ("GET", "/v1/orders/", "/{path=**}", &["v1/orders/"]),
        (
            "GET",
            "/v1/orders/7/items",
            "/{path=**}",
            &["v1/orders/7/items"],
        ),
        ("GET", "//v1/orders", "/{path=**}", &["/v1/orders"]),
    ];
    for (method, path, template, variables) in cases {
        let variables = variables.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(
            found(method, path),
            Some((*template, variables)),
            "{method} {path}"
        );
    }
}

#[test]
fn the_exact_method_goes_before_any_method_at_one_template() {
    let router = Router::new(ROUTES).unwrap();
    let matched = router.find("GET", "/v1/any/1").unwrap();
    assert_eq!(ROUTES[matched.route].method, "GET");
    let matched = router.find("PUT", "/v1/any/1").unwrap();
    assert_eq!(ROUTES[matched.route].method, "*");
}

#[test]
fn what_no_template_matches_is_not_found() {
    let only: &'static [Route] = &ROUTES[..12];
    let router = Router::new(only).unwrap();
    let paths = [
        "",
        "*",
        "/",
        "v1/orders",
        "/v1",
        "/v1/",
        "/v1/orders/",
        "/v1/orders//",
        "/v1/Orders",
        "/v1/orders/7/items",
        "/v1//orders",
        "/v1/orders:",
        "/v1/orders:batchget",
        "/v1/orders%3AbatchGet",
        "/v1/orders%2F7",
        "/v1/%zzrders",
        "/v1/shelves/1/books/2",
    ];
    for path in paths {
        assert_eq!(router.find("GET", path), None, "{path}");
        assert_eq!(router.methods(path), Vec::<&str>::new(), "{path}");
    }
}

#[test]
fn the_methods_of_a_path_are_those_of_every_matching_template() {
    let router = Router::new(&ROUTES[..12]).unwrap();
    assert_eq!(router.methods("/v1/orders"), ["GET", "POST"]);
    assert_eq!(router.methods("/v1/orders/special"), ["GET", "PURGE"]);
    assert_eq!(
        router.methods("/v1/orders/7:cancel"),
        ["GET", "POST", "PURGE"]
    );
}

#[test]
fn tables_that_contradict_themselves_are_refused() {
    let twice = [ROUTES[2], ROUTES[2]];
    let error = Router::new(&twice).unwrap_err().to_string();
    assert_eq!(
        error,
        "routes `GET /v1/orders` and `GET /v1/orders` match the same requests"
    );

    let middle = [route("GET", "/**/a", &[Many, Literal("a")], None, &[])];
    let error = Router::new(&middle).unwrap_err().to_string();
    assert_eq!(error, "route `GET /**/a`: `**` must be the last segment");

    static WIDE: &[Route] = &[route("GET", "/{a}", &[One], None, &[variable("a", 0, 1)])];
    let error = Router::new(WIDE).unwrap_err().to_string();
    assert_eq!(
        error,
        "route `GET /{a}`: variable `a` spans segments 0 to 1 of 1"
    );
}

/// Whether a template matches a path; from the definition, one segment after the other.
fn matches(segments: &[Segment], path: &[&str]) -> bool {
    match (segments, path) {
        ([], []) | ([Many], _) => true,
        ([One, segments @ ..], [first, path @ ..]) => !first.is_empty() && matches(segments, path),
        ([Literal(text), segments @ ..], [first, path @ ..]) => {
            first == text && matches(segments, path)
        }
        _ => false,
    }
}

/// The first route that matches; at the very same template, the exact method before any.
fn naive(routes: &[Route], method: &str, path: &str) -> Option<usize> {
    let split = |path: &str, verb: Option<&str>| -> Option<String> {
        match verb {
            None => Some(path.to_owned()),
            Some(verb) => {
                let path = path.strip_suffix(verb)?.strip_suffix(':')?;
                (!verb.contains(':') && !verb.contains('/')).then(|| path.to_owned())
            }
        }
    };
    let fits = |route: &Route| {
        split(&path[1..], route.verb).is_some_and(|path| {
            let path: Vec<_> = if path.is_empty() {
                vec![]
            } else {
                path.split('/').collect()
            };
            matches(route.segments, &path)
        })
    };
    let first = routes
        .iter()
        .position(|route| (route.method == method || route.method == "*") && fits(route))?;
    let twin = |route: &Route| {
        route.method == method
            && route.segments == routes[first].segments
            && route.verb == routes[first].verb
    };
    Some(routes.iter().position(twin).unwrap_or(first))
}

fn segment() -> impl Strategy<Value = Segment> {
    prop_oneof![
        3 => prop::sample::select(vec!["a", "b", "c"]).prop_map(Literal),
        2 => Just(One),
    ]
}

fn any_route() -> impl Strategy<Value = Route> {
    (
        prop::sample::select(vec!["GET", "POST", "*"]),
        prop::collection::vec(segment(), 0..5),
        prop::bool::weighted(0.2),
        prop::option::weighted(0.3, prop::sample::select(vec!["x", "y"])),
    )
        .prop_map(|(method, mut segments, many, verb)| {
            if many {
                segments.push(Many);
            }
            route(method, "", segments.leak(), verb, &[])
        })
}

/// Tables in any order: what decides is the table, not how the generator sorts it.
fn table() -> impl Strategy<Value = Vec<Route>> {
    prop::collection::vec(any_route(), 0..12).prop_map(|routes| {
        let mut kept: Vec<Route> = Vec::new();
        for route in routes {
            let twin = kept.iter().any(|other| {
                (other.method, other.segments, other.verb)
                    == (route.method, route.segments, route.verb)
            });
            if !twin {
                kept.push(route);
            }
        }
        kept
    })
}

proptest! {
    #[test]
    fn any_table_finds_what_the_plain_matcher_finds(
        routes in table(),
        method in prop::sample::select(vec!["GET", "POST", "PUT"]),
        path in "(/[abcd]?){0,5}(:[xyz]?)?",
    ) {
        let path = format!("/{}", path.trim_start_matches('/'));
        let router = Router::new(&routes).unwrap();
        let found = router.find(method, &path).map(|matched| matched.route);
        prop_assert_eq!(found, naive(&routes, method, &path), "{} {} in {:?}", method, path, routes);
    }

    #[test]
    fn no_path_panics(path in "[/:%a-c\\PC]{0,40}") {
        let router = Router::new(ROUTES).unwrap();
        if let Some(matched) = router.find("GET", &path) {
            for variable in ROUTES[matched.route].variables {
                let text = matched.text(&ROUTES[matched.route], variable);
                prop_assert!(path.contains(text));
            }
        }
        prop_assert!(router.methods(&path).len() <= ROUTES.len());
    }
}
