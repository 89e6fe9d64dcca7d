//! The gateway's own rules hold for custom routes, too.

use std::sync::atomic::Ordering;

use axum::http::Request;
use bytes::Bytes;
use http_body_util::Empty;
use tonica_gateway::Gateway;
use tonica_runtime::Part;

use crate::project::{self, Shared, TABLE, gateway, get_of, got, routes, send};

#[tokio::test]
async fn extractors_get_what_the_path_the_body_and_the_state_hold() {
    let (gateway, shared) = gateway();
    let answer = send(&gateway, "POST", "/hooks/payments", r#"{"amount": 7}"#).await;
    assert_eq!(
        (answer.status, answer.text.as_str()),
        (202, r#"{"amount":7}"#)
    );
    assert_eq!(shared.hooks.load(Ordering::Relaxed), 1);
    assert_eq!(get_of(&gateway, "/hooks:count").await.text, "1");
    assert_eq!(
        get_of(&gateway, "/files/me/a/b%20c/").await.text,
        "me a/b c/"
    );
    assert_eq!(get_of(&gateway, "/hooks/a%2Fb?x=y").await.text, "hook a/b");
}

#[tokio::test]
async fn one_router_tells_404_405_options_and_head() {
    let (gateway, _) = gateway();
    assert_eq!(get_of(&gateway, "/files/me").await.status, 404);
    assert_eq!(get_of(&gateway, "/hooks/payments/").await.status, 404);
    let refused = send(&gateway, "DELETE", "/hooks/payments", "").await;
    assert_eq!(refused.status, 405);
    assert_eq!(refused.headers["allow"], "GET, HEAD, OPTIONS, POST");
    assert_eq!(refused.json()["details"][0]["reason"], "METHOD_NOT_ALLOWED");
    let options = send(&gateway, "OPTIONS", "/echo", "").await;
    assert_eq!(
        (options.status, &options.headers["allow"]),
        (204, &"OPTIONS, POST".parse().unwrap())
    );
    let head = send(&gateway, "HEAD", "/hooks/7", "").await;
    assert_eq!((head.status, head.text.as_str()), (200, ""));
    assert_eq!(head.headers["content-length"], "6");
}

#[tokio::test]
async fn a_path_that_two_routes_match_goes_by_method_first() {
    let (gateway, _) = gateway();
    assert_eq!(
        get_of(&gateway, "/hooks/payments").await.text,
        "hook payments"
    );
    let answer = send(&gateway, "POST", "/hooks/payments", r#"{"amount": 7}"#).await;
    assert_eq!(answer.status, 202);
}

#[tokio::test]
async fn literals_may_come_percent_encoded() {
    let (gateway, _) = gateway();
    let answer = send(
        &gateway,
        "POST",
        "/h%6Foks/p%61yments?a=%20",
        r#"{"amount": 7}"#,
    )
    .await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    assert_eq!(get_of(&gateway, "/ho%6Fks:c%6Funt").await.text, "1");
}

#[tokio::test]
async fn a_handler_sees_the_ids_and_the_peer_and_the_answer_has_the_ids() {
    let (gateway, _) = gateway();
    let request = Request::get("/who")
        .header("x-request-id", "mine")
        .header("x-correlation-id", "ours")
        .header("traceparent", "00-1-2-01");
    let answer = got(&gateway, request.body(Empty::<Bytes>::new()).unwrap()).await;
    assert_eq!(answer.text, "127.0.0.1:9 mine 00-1-2-01");
    assert_eq!(answer.headers["x-request-id"], "mine");
    assert_eq!(answer.headers["x-correlation-id"], "ours");
    let answer = get_of(&gateway, "/who").await;
    let id = answer.headers["x-request-id"].to_str().unwrap();
    assert!(answer.text.contains(id), "{}", answer.text);
}

#[tokio::test]
async fn a_client_that_leaves_takes_its_handler_with_it() {
    let (gateway, shared) = gateway();
    let request = Request::get("/stuck").body(Empty::<Bytes>::new()).unwrap();
    let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 9));
    {
        let answer = std::pin::pin!(gateway.handle(request, peer));
        tokio::select! {
            _ = answer => panic!("it answers never"),
            () = shared.entered.notified() => {}
        }
    }
    shared.dropped.notified().await;
}

#[tokio::test]
async fn requests_are_counted_by_the_path_of_the_table() {
    let start = project::start(&[]);
    let part = tonica_routes::routes(|| project::tables(TABLE), routes);
    assert!(Part::<Shared>::needs_state(&part));
    assert!(Part::<Shared>::names(&part).contains(&"/files/{owner}/{*path}"));
    let none = |_: &'static _| Err(tonica_runtime::Error::new("there are no services"));
    let custom = routes()
        .answering(TABLE, &std::sync::Arc::default(), 9)
        .unwrap();
    let gateway = Gateway::new(&project::tables(TABLE), &start, none).unwrap();
    let gateway = std::sync::Arc::new(gateway.with_custom(custom));
    get_of(&gateway, "/files/me/secret").await;
    let metrics = start.metrics().text();
    let label =
        r#"http_requests_total{method="GET",route="/files/{owner}/{*path}",status="200"} 1"#;
    assert!(metrics.contains(label), "{metrics}");
}

#[test]
fn tables_and_handlers_must_be_of_one_service_yaml() {
    let state = std::sync::Arc::default();
    let error = |routes: tonica_routes::Routes<Shared>, table| {
        let error = routes.answering(table, &state, 9).err().unwrap();
        error.to_string()
    };
    let without = tonica_routes::Routes::new();
    assert!(error(without, TABLE).contains("`POST /echo`"));
    assert!(error(routes(), &TABLE[1..]).contains("run `tonica generate`"));
}
