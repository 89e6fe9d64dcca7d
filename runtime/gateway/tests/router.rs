//! The router: a table of paths and what they find.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use common::router::{route, variable};
use tonica_gateway::Segment::{self, Literal, Many, One};
use tonica_gateway::{Route, Router};

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
