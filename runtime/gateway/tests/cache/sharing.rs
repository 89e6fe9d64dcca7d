//! Who gets an answer that was made for another, and how old it may be.

use std::time::Duration;

use http::{Request, StatusCode};

use crate::common::send;
use crate::{BY_TENANT, BY_TOKEN, Counted, PLAIN, call};

#[tokio::test(start_paused = true)]
async fn an_answer_is_given_again_until_it_is_too_old() {
    let shop = Counted::new(PLAIN, &[]);
    let first = shop.get("/v1/orders/7").await;
    assert_eq!(call(&first), "1");
    assert_eq!(first.header("cache-control"), Some("max-age=5"));
    assert_eq!(first.header("age"), None);
    for (wait, age) in [(0, "0"), (2, "2"), (2, "4")] {
        tokio::time::advance(Duration::from_secs(wait)).await;
        let again = shop.get("/v1/orders/7").await;
        assert_eq!(call(&again), "1");
        assert_eq!(again.header("age"), Some(age));
        assert_eq!(again.header("cache-control"), Some("max-age=5"));
        assert_eq!(again.header("content-type"), Some("application/json"));
        assert_eq!(again.text, first.text);
        assert_ne!(again.header("x-request-id"), first.header("x-request-id"));
    }
    tokio::time::advance(Duration::from_secs(1)).await;
    let new = shop.get("/v1/orders/7").await;
    assert_eq!((call(&new), new.header("age")), ("2", None));
    assert_eq!(call(&shop.get("/v1/orders/7").await), "2");
}

#[tokio::test]
async fn other_targets_have_answers_of_their_own() {
    let shop = Counted::new(PLAIN, &[]);
    let paths = [
        "/v1/orders/7",
        "/v1/orders/8",
        "/v1/orders?orderId=7",
        "/v1/orders",
        "/v1/files/7",
    ];
    for round in 0..2 {
        for path in paths {
            shop.get(path).await;
        }
        assert_eq!(shop.calls(), paths.len(), "round {round}");
    }
}

#[tokio::test]
async fn only_get_is_answered_so() {
    let shop = Counted::new(PLAIN, &[]);
    for _ in 0..2 {
        let got = send(&shop.gateway, Request::put("/v1/orders/7"), "{}").await;
        assert_eq!(got.header("cache-control"), None);
    }
    assert_eq!(shop.calls(), 2);
    shop.get("/v1/orders/7").await;
    let head = send(&shop.gateway, Request::head("/v1/orders/7"), "").await;
    assert_eq!((call(&head), shop.calls()), ("3", 3));
    assert_eq!(
        (head.text.as_str(), head.header("content-length")),
        ("", Some("15"))
    );
}

#[tokio::test]
async fn headers_of_the_rule_make_a_difference() {
    let shop = Counted::new(BY_TENANT, &[]);
    let tenants: [&[(&str, &str)]; 4] = [
        &[],
        &[("x-tenant", "a")],
        &[("x-tenant", "b")],
        &[("x-tenant", "a"), ("x-tenant", "b")],
    ];
    for _ in 0..2 {
        for (at, headers) in tenants.iter().enumerate() {
            let got = shop.with("/v1/orders/7", headers).await;
            assert_eq!(call(&got), (at + 1).to_string());
            assert_eq!(got.header("vary"), Some("x-tenant"));
        }
    }
}

#[tokio::test]
async fn what_may_be_meant_for_one_client_is_for_no_other() {
    let shop = Counted::new(PLAIN, &[]);
    let apart = [
        ("authorization", "Bearer a"),
        ("x-tenant", "a"),
        ("grpc-metadata-color", "red"),
    ];
    for header in apart {
        for _ in 0..2 {
            let before = shop.calls();
            let got = shop.with("/v1/orders/7", &[header]).await;
            assert_eq!(shop.calls(), before + 1, "{header:?}");
            assert_eq!(got.header("cache-control"), None, "{header:?}");
        }
    }
    let calls = shop.calls();
    shop.get("/v1/orders/7").await;
    assert_eq!(shop.calls(), calls + 1, "none of those was kept");
    let same = [
        ("x-request-id", "r"),
        ("x-correlation-id", "c"),
        (
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ),
        ("user-agent", "x"),
        ("cookie", "a=b"),
    ];
    shop.with("/v1/orders/7", &same).await;
    assert_eq!(shop.calls(), calls + 1);
}

#[tokio::test]
async fn with_credentials_only_where_the_rule_says_so() {
    let shop = Counted::new(BY_TOKEN, &[]);
    let token = |token| [("authorization", token)];
    for _ in 0..2 {
        for (who, number) in [("Bearer a", "1"), ("Bearer b", "2")] {
            let got = shop.with("/v1/orders/7", &token(who)).await;
            assert_eq!(call(&got), number);
            assert_eq!(got.header("cache-control"), Some("private, max-age=5"));
            assert_eq!(got.header("vary"), Some("authorization"));
        }
    }
    assert_eq!(call(&shop.get("/v1/orders/7").await), "3");
}

#[tokio::test]
async fn only_what_went_well_is_kept() {
    let shop = Counted::new(PLAIN, &[]);
    for calls in 1..3 {
        let got = shop.get("/v1/orders/missing").await;
        assert_eq!(got.status, StatusCode::NOT_FOUND);
        assert_eq!(got.header("cache-control"), None);
        assert_eq!(shop.calls(), calls);
    }
    shop.get("/v1/orders?nope=1").await;
    assert_eq!(shop.calls(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_client_may_ask_for_a_younger_answer() {
    let shop = Counted::new(PLAIN, &[]);
    let path = "/v1/orders/7";
    shop.get(path).await;
    tokio::time::advance(Duration::from_secs(2)).await;
    let control = |value| [("cache-control", value)];
    for (value, expected) in [
        ("max-age=3", "1"),
        ("max-age=100", "1"),
        ("nonsense, max-age=x", "1"),
        ("max-age=1", "2"),
        ("no-store", "3"),
        ("max-age=5", "2"),
        ("no-cache", "4"),
        ("only-if-found, max-age=5", "4"),
        ("max-age=0", "5"),
    ] {
        let got = shop.with(path, &control(value)).await;
        assert_eq!(call(&got), expected, "{value}");
    }
    assert_eq!(call(&shop.get(path).await), "5");
}
