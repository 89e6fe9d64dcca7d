//! Whatever is sent, the answer is an HTTP answer with JSON in it and never the server's fault.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use common::{echo, gateway, send};
use futures_util::FutureExt;
use http::Request;
use proptest::prelude::*;

/// Paths, queries and bodies that begin like good ones.
fn path() -> impl Strategy<Value = String> {
    let base = prop::sample::select(vec![
        "/v1/orders/",
        "/v1/orders",
        "/v1/totals/",
        "/v1/shelves/1/books/",
        "/v1/files/",
        "/v1/customers/",
        "/",
    ]);
    let parameter = "(customer[.]|parent[.]|labels|tags|total|status|rate|data|wait|created|mask|[a-z])\
                     (id|[.a-z]{0,3}|\\[[a-z%.]{0,3}\\]?)=?[-+0-9a-zA-Z.:%,_]{0,12}";
    (
        base,
        "[-a-z0-9:/%.~]{0,12}",
        prop::collection::vec(parameter, 0..4),
    )
        .prop_map(|(base, rest, parameters)| format!("{base}{rest}?{}", parameters.join("&")))
}

fn body() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,40}",
        r#"\{("(orderId|tags|labels|total|customer|parent)":("[a-z\\]{0,4}"|[-0-9.e]{1,5}|\[|\{|null|true),?){0,3}[}\]]{0,2}"#,
    ]
}

proptest! {
    #[test]
    fn garbage_is_answered(
        method in prop::sample::select(vec!["GET", "POST", "PUT", "PATCH", "HEAD", "BREW"]),
        path in path(),
        body in body(),
        accept in "([a-z*]{0,4}/?[a-z*]{0,4}(;q=[0-9.]{0,3})?,? ?){0,3}",
        media in prop::sample::select(vec!["application/json", "a/b+json", "", ";", "text/plain"]),
    ) {
        // Some texts are no URI at all: no HTTP server would hand them on.
        prop_assume!(path.parse::<http::Uri>().is_ok());
        let gateway = gateway(echo);
        let request = Request::builder()
            .method(method)
            .uri(&path)
            .header("accept", accept)
            .header("content-type", media);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let _entered = runtime.enter();
        let got = send(&gateway, request, &body).now_or_never().unwrap();
        prop_assert!(got.status.as_u16() < 500, "{method} {path} {body}: {}", got.text);
        if method != "HEAD" {
            got.json();
        }
        if !got.status.is_success() && method != "HEAD" {
            prop_assert!(got.json()["message"].as_str().is_some_and(|text| !text.is_empty()));
        }
    }
}
