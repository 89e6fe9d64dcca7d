//! Requests of every kind through a whole gateway: which rpc each calls with what, or how it is
//! refused. The rows are the decisions that the crate's documentation lists.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use std::sync::Arc;

use common::{Result, gateway_of, routing, send, start};
use http::Request;
use serde_json::{Value, json};
use tonica_gateway::{Gateway, Options, Unescape};
use tonica_grpc::Payload;

/// A gateway before a service that answers with the message that came in, and the name of the rpc
/// beside it.
fn gateway(unescape: Unescape) -> Arc<Gateway> {
    let (service, routes) = routing::table();
    let echo = move |rpc: usize, request: tonic::Request<Payload>| async move {
        let mut response = tonic::Response::new(request.into_inner());
        let name = service.methods[rpc].name.parse().unwrap();
        response.metadata_mut().insert("rpc", name);
        Result::Ok(response)
    };
    let options = Options::new().unescape(unescape);
    gateway_of(routes, &start(&[]), options, echo)
}

/// What becomes of a request without a body, in words: `Rpc {its message}`, or a status with the
/// reason and the methods allowed.
async fn outcome(gateway: &Arc<Gateway>, line: &str) -> String {
    let (method, path) = line.split_once(' ').unwrap();
    let request = Request::builder().method(method).uri(path);
    let got = send(gateway, request, "").await;
    if let Some(rpc) = got.header("grpc-metadata-rpc") {
        return format!("{rpc} {}", got.text).trim_end().to_owned();
    }
    let mut words = vec![got.status.as_str().to_owned()];
    if !got.text.is_empty() {
        let detail = &got.json()["details"][0];
        let reason = detail["reason"].as_str();
        let field = &detail["fieldViolations"][0]["field"];
        words.extend(reason.or(field.as_str()).map(str::to_owned));
    }
    words.extend(got.header("allow").map(|allow| format!("allow {allow}")));
    words.join(" ")
}

/// Every row, so that one run tells all that differ.
async fn check(gateway: &Arc<Gateway>, rows: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (line, expected) in rows {
        let outcome = outcome(gateway, line).await;
        if outcome != *expected {
            wrong.push(format!(
                "{line}\n   expected: {expected}\n      found: {outcome}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const NONE: &str = "404 PATH_NOT_FOUND";

#[tokio::test]
async fn the_most_specific_route_serves() {
    let rows = [
        ("GET /", "Root {}"),
        ("GET /v1/orders", "List {}"),
        ("POST /v1/orders", "Create {}"),
        ("GET /v1/orders/7", r#"Get {"orderId":"7"}"#),
        ("GET /v1/orders/special", "Special {}"),
        // Another method of a less specific template.
        ("PURGE /v1/orders/special", r#"Purge {"orderId":"special"}"#),
        ("PUT /v1/orders/7", r#"Replace {"orderId":"7"}"#),
        // An additional binding is a route as any other.
        ("GET /v2/orders/7", r#"Get {"orderId":"7"}"#),
        (
            "GET /v1/customers/ada/orders/7",
            r#"OfCustomer {"orderId":"7","customer":{"id":"ada"}}"#,
        ),
        (
            "GET /v1/shelves/3/books/12/9",
            r#"Page {"orderId":"9","parent":{"orderId":"shelves/3/books/12"}}"#,
        ),
        ("GET /v1/shelves/3/books/12", NONE),
        ("GET /v1/shelves/3/books/12/9/1", NONE),
        // Methods and paths are told apart by case.
        ("GET /V1/orders", NONE),
        (
            "get /v1/orders",
            "405 METHOD_NOT_ALLOWED allow GET, HEAD, OPTIONS, POST",
        ),
        // Dots have no meaning: a proxy before the gateway may resolve them, it does not.
        ("GET /v1/../v1/orders", NONE),
        ("GET /v1/orders/..", r#"Get {"orderId":".."}"#),
        ("GET /v1/orders/7;a=b", r#"Get {"orderId":"7;a=b"}"#),
    ];
    check(&gateway(Unescape::ExceptSlash), &rows).await;
}

#[tokio::test]
async fn verbs_are_split_off_at_the_last_colon() {
    let rows = [
        ("POST /v1/orders/7:cancel", r#"Cancel {"orderId":"7"}"#),
        ("POST /v1/orders/a:b:cancel", r#"Cancel {"orderId":"a:b"}"#),
        ("POST /v1/orders/7:c%61ncel", r#"Cancel {"orderId":"7"}"#),
        ("GET /v1/orders:batchGet", "BatchGet {}"),
        ("GET /v1/files/a/b:raw", r#"Raw {"orderId":"files/a/b"}"#),
        ("GET /v1/files:raw", r#"Raw {"orderId":"files"}"#),
        // A verb goes before what would be more specific without it.
        (
            "GET /v1/files/special:raw",
            r#"Raw {"orderId":"files/special"}"#,
        ),
        ("GET /v1/files/special", "SpecialFile {}"),
        // Elsewhere a colon is a letter as any other.
        ("GET /v1/orders/7:cancel", r#"Get {"orderId":"7:cancel"}"#),
        ("GET /v1/orders/7%3Acancel", r#"Get {"orderId":"7:cancel"}"#),
        (
            "POST /v1/orders/7%3Acancel",
            "405 METHOD_NOT_ALLOWED allow GET, HEAD, OPTIONS, PURGE, PUT",
        ),
        (
            "POST /v1/orders/7:Cancel",
            "405 METHOD_NOT_ALLOWED allow GET, HEAD, OPTIONS, PURGE, PUT",
        ),
        ("POST /v1/orders/7:cancel/", "404 PATH_NOT_FOUND"),
        ("GET /v1/orders:", NONE),
        ("GET /v1/orders:batchget", NONE),
        ("GET /v1/files/a:b/c", r#"Files {"orderId":"files/a:b/c"}"#),
    ];
    check(&gateway(Unescape::ExceptSlash), &rows).await;
}

#[tokio::test]
async fn slashes_count() {
    let rows = [
        ("GET /v1/orders/", NONE),
        ("GET /v1/orders//", NONE),
        ("GET //v1/orders", NONE),
        ("GET /v1//orders", NONE),
        ("GET /v1/orders/7/", NONE),
        ("GET /v1/customers//orders/7", NONE),
        // A segment that would be only a verb is none: it is the text `:cancel`.
        (
            "POST /v1/orders/:cancel",
            "405 METHOD_NOT_ALLOWED allow GET, HEAD, OPTIONS, PURGE, PUT",
        ),
        ("GET /v1/orders/:cancel", r#"Get {"orderId":":cancel"}"#),
        // `**` matches any number of segments, none and empty ones among them.
        ("GET /v1/files", r#"Files {"orderId":"files"}"#),
        ("GET /v1/files/", r#"Files {"orderId":"files/"}"#),
        ("GET /v1/files/a//b/", r#"Files {"orderId":"files/a//b/"}"#),
        ("GET /assets", "Assets {}"),
        ("GET /assets/", "Assets {}"),
        ("GET /assets/a/b", r#"Assets {"orderId":"a/b"}"#),
    ];
    check(&gateway(Unescape::ExceptSlash), &rows).await;
}

#[tokio::test]
async fn methods_are_told_where_they_are_not_served() {
    let rows = [
        (
            "DELETE /v1/orders",
            "405 METHOD_NOT_ALLOWED allow GET, HEAD, OPTIONS, POST",
        ),
        ("OPTIONS /v1/orders", "204 allow GET, HEAD, OPTIONS, POST"),
        (
            "OPTIONS /v1/orders/special",
            "204 allow GET, HEAD, OPTIONS, PURGE, PUT",
        ),
        (
            "OPTIONS /v1/orders/7:cancel",
            "204 allow GET, HEAD, OPTIONS, POST, PURGE, PUT",
        ),
        ("OPTIONS /v1/nope", NONE),
        ("PATCH /v1/nope", NONE),
        // HEAD is GET without its body, unless a route is HEAD's own.
        ("HEAD /v1/orders/7", "Get"),
        ("HEAD /v1/heads", "Head"),
        ("GET /v1/heads", "GetHeads {}"),
        ("OPTIONS /v1/heads", "204 allow GET, HEAD, OPTIONS"),
        ("HEAD /v1/orders:cancel", "404"),
        ("HEAD /v1/puts", "405 allow OPTIONS, PUT"),
        // OPTIONS may be a route's own method, too.
        ("OPTIONS /v1/options", "Options {}"),
        // Any method, but at one template the exact one first.
        ("GET /v1/any/7", r#"GetAny {"orderId":"7"}"#),
        ("BREW /v1/any/7", r#"Any {"orderId":"7"}"#),
        ("OPTIONS /v1/any/7", r#"Any {"orderId":"7"}"#),
        ("HEAD /v1/any/7", "Any"),
        // A custom kind is a method.
        ("PURGE /v1/orders/7", r#"Purge {"orderId":"7"}"#),
        (
            "BREW /v1/orders/7",
            "405 METHOD_NOT_ALLOWED allow GET, HEAD, OPTIONS, PURGE, PUT",
        ),
    ];
    check(&gateway(Unescape::ExceptSlash), &rows).await;
}

#[tokio::test]
async fn percent_encoding_is_undone_where_it_stands() {
    let rows = [
        // In literals of the template and of the path alike.
        ("GET /v1/%6Frders", "List {}"),
        ("GET /v1%2Forders", NONE),
        ("GET /v1/gr%C3%B6%C3%9Fe/7", r#"Size {"orderId":"7"}"#),
        ("GET /v1/gr%c3%b6%c3%9fe/7", r#"Size {"orderId":"7"}"#),
        ("GET /v1/größe/7", r#"Size {"orderId":"7"}"#),
        ("GET /v1/a%20b%2Fc", "Blank {}"),
        ("GET /v1/a+b%2Fc", NONE),
        // In a variable of one segment whole, `+` is itself.
        ("GET /v1/orders/a%2Fb", r#"Get {"orderId":"a/b"}"#),
        ("GET /v1/orders/a%252Fb", r#"Get {"orderId":"a%2Fb"}"#),
        ("GET /v1/orders/a+b%20c", r#"Get {"orderId":"a+b c"}"#),
        ("GET /v1/orders/gr%C3%BCn", r#"Get {"orderId":"grün"}"#),
        ("GET /v1/orders/%F0%9F%8D%B5", r#"Get {"orderId":"🍵"}"#),
        // In one of several segments but for `%2F`.
        (
            "GET /v1/files/a%2Fb/c%3Ad",
            r#"Files {"orderId":"files/a%2Fb/c:d"}"#,
        ),
        ("GET /assets/%2F", r#"Assets {"orderId":"%2F"}"#),
        // What can't be decoded names the field; in a literal it matches nothing.
        ("GET /v1/orders/%", "400 order_id"),
        ("GET /v1/orders/%zz", "400 order_id"),
        ("GET /v1/orders/%C3", "400 order_id"),
        ("GET /v1/files/%FF", "400 order_id"),
        ("GET /v1/%zzrders", NONE),
        ("GET /v1/gr%C3/7", NONE),
    ];
    check(&gateway(Unescape::ExceptSlash), &rows).await;
}

#[tokio::test]
async fn variables_of_several_segments_are_decoded_as_the_project_says() {
    let line = "GET /v1/files/a%2Fb%3Ac%20d";
    for (unescape, file) in [
        (Unescape::ExceptSlash, "files/a%2Fb:c d"),
        (Unescape::ExceptReserved, "files/a%2Fb%3Ac d"),
        (Unescape::All, "files/a/b:c d"),
    ] {
        let expected = format!("Files {}", json!({"orderId": file}));
        let rows = [
            (line, expected.as_str()),
            ("GET /v1/orders/a%2Fb%3Ac", r#"Get {"orderId":"a/b:c"}"#),
        ];
        check(&gateway(unescape), &rows).await;
    }
}

#[tokio::test]
async fn a_404_tells_of_the_path_without_its_last_slash() {
    let got = common::get(&gateway(Unescape::ExceptSlash), "/v1/orders/").await;
    let json: Value = got.json();
    let message = "/v1/orders/ is not served here; /v1/orders, without the slash at its end, is";
    assert_eq!(json["message"], message);
}
