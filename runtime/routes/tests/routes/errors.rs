//! Errors of handlers and of axum's extractors look like the gateway's own.

use serde_json::json;

use crate::project::{TABLE, gateway, gateway_of, get_of, routes, send};

#[tokio::test]
async fn a_handlers_error_has_its_code_and_message() {
    let (gateway, _) = gateway();
    let answer = send(&gateway, "POST", "/hooks/payments", r#"{"amount": 0}"#).await;
    assert_eq!(answer.status, 400);
    let meant = json!({"code": 9, "message": "nothing was paid", "details": []});
    assert_eq!(answer.json(), meant);
    assert_eq!(answer.headers["content-type"], "application/json");
}

#[tokio::test]
async fn it_has_the_shape_that_the_gateway_is_set_to() {
    let (gateway, _) = gateway_of(routes(), TABLE, &[("GATEWAY_ERRORS", "aip193")]);
    let error = json!({"code": 404, "message": "x", "status": "NOT_FOUND", "details": []});
    assert_eq!(
        get_of(&gateway, "/fail/x").await.json(),
        json!({"error": error})
    );
}

#[tokio::test]
async fn what_an_extractor_refuses_is_told_alike() {
    let (gateway, _) = gateway();
    let answer = send(&gateway, "POST", "/hooks/payments", "{").await;
    assert_eq!((answer.status, &answer.json()["code"]), (400, &json!(3)));
    let message = answer.json()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("line 1 column 1"), "{message}");
    let answer = send(&gateway, "POST", "/hooks/payments", r#"{"amount": "x"}"#).await;
    assert_eq!((answer.status, &answer.json()["code"]), (422, &json!(3)));
    let answer = get_of(&gateway, "/hooks/%FF").await;
    assert_eq!((answer.status, &answer.json()["code"]), (400, &json!(3)));
}

#[tokio::test]
async fn plain_words_and_bare_statuses_are_told_and_all_else_is_left() {
    let (gateway, _) = gateway();
    for (how, status, body) in [
        ("status", 410, r#"{"code":5,"message":"Gone","details":[]}"#),
        (
            "text",
            409,
            r#"{"code":10,"message":"it is taken","details":[]}"#,
        ),
        ("json", 409, r#""it is taken""#),
        ("html", 502, "<p>"),
    ] {
        let answer = get_of(&gateway, &format!("/fail/{how}")).await;
        assert_eq!((answer.status, answer.text.as_str()), (status, body));
    }
}

#[tokio::test]
async fn an_errors_own_headers_stay() {
    let (gateway, _) = gateway();
    let answer = get_of(&gateway, "/fail/later").await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.headers["retry-after"], "7");
    assert_eq!(answer.json()["message"], "later");
}

#[tokio::test]
async fn a_panic_is_a_500_without_its_words() {
    let (gateway, _) = gateway();
    let answer = get_of(&gateway, "/fail/panic").await;
    assert_eq!((answer.status, &answer.json()["code"]), (500, &json!(13)));
    assert!(!answer.text.contains("as it was asked"));
}
