//! Every kind of bad input that a gateway meets, through the whole of it: each is told by the right
//! status, code, field and reason, and nothing of the inside shows.
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod common;

use common::kinds::{answered, sent, sent_with};
use common::{Got, echo, gateway_in, send, start};
use http::Request;
use http::request::Builder;
use tonica_gateway::Options;

/// A request that is a 400 with one violation: field and reason.
async fn refused(request: Builder, body: &str, field: &str, reason: &str) {
    let shown = format!("{request:?} {body:.100}");
    let got = sent(request, body).await;
    let expected = [(field.to_owned(), reason.to_owned())];
    assert_eq!(got.reasons(), expected, "{shown}: {}", got.text);
    harmless(&got);
}

/// An answer that is short and says nothing of files, code or memory.
fn harmless(got: &Got) {
    assert!(got.text.len() < 4096, "{} bytes", got.text.len());
    for word in ["panic", ".rs", "src/", "0x", "unwrap", "thread", "Err("] {
        assert!(!got.text.contains(word), "{word}: {}", got.text);
    }
    assert_eq!(got.header("content-type"), Some("application/json"));
}

#[tokio::test]
async fn malformed_json() {
    for body in [
        "{",
        "}",
        "[",
        "{,}",
        "{]",
        r#"{"optionalInt32"}"#,
        r#"{"optionalInt32":1,}"#,
        "{}{}",
        "{} x",
        "{'a':1}",
        "{a:1}",
        "nul",
        "\u{feff}{}",
        "/* */{}",
        "{\"optionalString\":\"\n\"}",
    ] {
        let got = sent(Request::post("/b"), body).await;
        let (_, reason) = &got.reasons()[0];
        assert_eq!(reason, "MALFORMED_JSON", "{body}: {}", got.text);
        let (_, description) = &got.violations()[0];
        assert!(description.contains("(line 1, column "), "{description}");
        harmless(&got);
    }
    refused(
        Request::post("/b"),
        r#"{"optionalInt32":-}"#,
        "optionalInt32",
        "MALFORMED_JSON",
    )
    .await;
    refused(
        Request::post("/b"),
        r#"{"optionalString":"\ud800"}"#,
        "optionalString",
        "MALFORMED_JSON",
    )
    .await;
    refused(
        Request::post("/f/x"),
        "{",
        "recursiveMessage",
        "MALFORMED_JSON",
    )
    .await;
    refused(Request::post("/b"), "[]", "", "WRONG_TYPE").await;
    refused(Request::post("/b"), "\"{}\"", "", "WRONG_TYPE").await;
}

#[tokio::test]
async fn deep_nesting() {
    let messages = r#"{"recursiveMessage":"#.repeat(5000);
    let path = vec!["recursiveMessage"; 100].join(".");
    refused(Request::post("/b"), &messages, &path, "NESTED_TOO_DEEP").await;
    let lists = format!(r#"{{"optionalValue":{}"#, "[".repeat(100_000));
    let got = sent(Request::post("/b"), &lists).await;
    assert_eq!(got.reasons()[0].1, "NESTED_TOO_DEEP");
    harmless(&got);
    let unknown = format!(r#"{{"x":{}"#, r#"{"":["#.repeat(100_000));
    let ignoring = [("GATEWAY_IGNORE_UNKNOWN", "true")];
    let got = sent_with(&ignoring, Request::post("/b"), &unknown).await;
    assert_eq!(got.reasons()[0].1, "NESTED_TOO_DEEP");
    let query = format!("/q?{}optionalInt32=1", "recursiveMessage.".repeat(120));
    let got = sent(Request::get(query), "").await;
    assert_eq!(got.reasons()[0].1, "NESTED_TOO_DEEP");
}

#[tokio::test]
async fn huge_numbers() {
    let huge = "9".repeat(100_000);
    for (field, number) in [
        ("optionalDouble", "1e400"),
        ("optionalDouble", "-1e400"),
        ("optionalFloat", "3.5e38"),
        ("optionalDouble", &huge),
        ("optionalInt32", "1e400"),
        ("optionalInt64", &huge),
        ("optionalInt64", "9223372036854775808"),
        ("optionalUint32", "-1"),
        ("optionalInt32", "1e99999999999999999999"),
        ("optionalNestedEnum", "2147483648"),
    ] {
        for body in [
            format!(r#"{{"{field}":{number}}}"#),
            format!(r#"{{"{field}":"{number}"}}"#),
        ] {
            // The name of an enum's value in quotes is another matter.
            let reason = if body.contains("Enum\":\"") {
                "UNKNOWN_ENUM_VALUE"
            } else {
                "OUT_OF_RANGE"
            };
            refused(Request::post("/b"), &body, field, reason).await;
        }
    }
    let tiny = format!(r#"{{"optionalDouble":0.{}1}}"#, "0".repeat(100_000));
    assert_eq!(
        sent(Request::post("/b"), &tiny).await.text,
        "{}",
        "it is 0, next to it"
    );
}

#[tokio::test]
async fn wrong_values() {
    for (body, field, reason) in [
        (r#"{"optionalInt32":"x"}"#, "optionalInt32", "INVALID_VALUE"),
        (r#"{"optionalInt32":1.5}"#, "optionalInt32", "INVALID_VALUE"),
        (r#"{"optionalInt32":true}"#, "optionalInt32", "WRONG_TYPE"),
        (r#"{"optionalBool":"true"}"#, "optionalBool", "WRONG_TYPE"),
        (r#"{"optionalString":7}"#, "optionalString", "WRONG_TYPE"),
        (r#"{"repeatedString":"a"}"#, "repeatedString", "WRONG_TYPE"),
        (
            r#"{"repeatedString":["a",1]}"#,
            "repeatedString[1]",
            "WRONG_TYPE",
        ),
        (
            r#"{"mapStringString":{"k":1}}"#,
            r#"mapStringString["k"]"#,
            "WRONG_TYPE",
        ),
        (
            r#"{"mapInt32Int32":{"k":1}}"#,
            r#"mapInt32Int32["k"]"#,
            "INVALID_VALUE",
        ),
        (r#"{"optionalBytes":"*"}"#, "optionalBytes", "INVALID_VALUE"),
        (
            r#"{"optionalBytes":"AAA=="}"#,
            "optionalBytes",
            "INVALID_VALUE",
        ),
        (
            r#"{"optionalTimestamp":"now"}"#,
            "optionalTimestamp",
            "INVALID_VALUE",
        ),
        (
            r#"{"optionalDuration":"1"}"#,
            "optionalDuration",
            "INVALID_VALUE",
        ),
        (
            r#"{"optionalFieldMask":"a_b"}"#,
            "optionalFieldMask",
            "INVALID_VALUE",
        ),
        (
            r#"{"optionalNestedEnum":"NOPE"}"#,
            "optionalNestedEnum",
            "UNKNOWN_ENUM_VALUE",
        ),
        (
            r#"{"repeatedNestedEnum":["BAR","x"]}"#,
            "repeatedNestedEnum[1]",
            "UNKNOWN_ENUM_VALUE",
        ),
        (r#"{"nope":1}"#, "nope", "UNKNOWN_FIELD"),
        (
            r#"{"optionalNestedMessage":{"nope":1}}"#,
            "optionalNestedMessage.nope",
            "UNKNOWN_FIELD",
        ),
        (
            r#"{"optionalNestedMessage":{"a b":1}}"#,
            r#"optionalNestedMessage["a b"]"#,
            "UNKNOWN_FIELD",
        ),
        (
            r#"{"optionalInt32":1,"optional_int32":1}"#,
            "optionalInt32",
            "DUPLICATE_FIELD",
        ),
        (
            r#"{"mapStringString":{"k":"","k":""}}"#,
            r#"mapStringString["k"]"#,
            "DUPLICATE_FIELD",
        ),
        (
            r#"{"optionalStruct":{"k":1,"k":1}}"#,
            r#"optionalStruct["k"]"#,
            "DUPLICATE_FIELD",
        ),
        (
            r#"{"oneofUint32":1,"oneofString":""}"#,
            "oneofString",
            "ONEOF_CONFLICT",
        ),
        (
            r#"{"optionalAny":{"@type":"x/no.Such"}}"#,
            "optionalAny",
            "UNKNOWN_TYPE",
        ),
        (
            r#"{"optionalAny":{"@type":"no address"}}"#,
            "optionalAny",
            "UNKNOWN_TYPE",
        ),
        (r#"{"optionalAny":{"a":1}}"#, "optionalAny", "INVALID_VALUE"),
        (
            r#"{"optionalAny":{"@type":"x/google.protobuf.Duration","value":"1"}}"#,
            "optionalAny.value",
            "INVALID_VALUE",
        ),
    ] {
        refused(Request::post("/b"), body, field, reason).await;
    }
}

#[tokio::test]
async fn text_that_is_no_utf8() {
    let body = b"{\"optionalString\":\"\xff\"}".to_vec();
    let got = common::send_bytes(&common::kinds::gateway(), Request::post("/b"), body).await;
    assert_eq!(
        got.reasons(),
        [(String::new(), "MALFORMED_JSON".to_owned())]
    );
    let description = &got.violations()[0].1;
    assert_eq!(
        description,
        "is not valid UTF-8 (line 1, column 20 of the body)"
    );
    for path in ["/q?optionalString=%ff", "/q?optionalString=%C3"] {
        refused(
            Request::get(path),
            "",
            "optionalString",
            "MALFORMED_ENCODING",
        )
        .await;
    }
    refused(
        Request::get("/p/%ff"),
        "",
        "optional_string",
        "MALFORMED_ENCODING",
    )
    .await;
    refused(Request::get("/q?%ff=1"), "", "%ff", "MALFORMED_ENCODING").await;
}

#[tokio::test]
async fn percent_signs_without_digits() {
    for text in ["%", "%2", "%zz", "a%2", "%%20", "%+1"] {
        let query = Request::get(format!("/q?optionalString={text}"));
        refused(query, "", "optionalString", "MALFORMED_ENCODING").await;
        let path = Request::get(format!("/p/{text}"));
        refused(path, "", "optional_string", "MALFORMED_ENCODING").await;
        let name = Request::get(format!("/q?{text}=1"));
        refused(name, "", text, "MALFORMED_ENCODING").await;
    }
}

/// Status, gRPC code and reason of what the gateway refuses as a whole.
async fn told(request: Builder, body: &str) -> (u16, i64, String) {
    let got = sent(request, body).await;
    harmless(&got);
    let json = got.json();
    let detail = &json["details"][0];
    assert_eq!(detail["@type"], "type.googleapis.com/google.rpc.ErrorInfo");
    let reason = detail["reason"].as_str().unwrap().to_owned();
    (got.status.as_u16(), json["code"].as_i64().unwrap(), reason)
}

#[tokio::test]
async fn what_is_refused_before_it_is_read() {
    let is = |status, code, reason: &str| (status, code, reason.to_owned());
    let typed = |media: &'static str| Request::post("/b").header("content-type", media);
    for media in [
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "json",
        "",
        "é",
    ] {
        let expected = is(415, 3, "MEDIA_TYPE_NOT_SUPPORTED");
        assert_eq!(told(typed(media), "{}").await, expected, "{media}");
    }
    let accepting = Request::get("/q").header("accept", "image/png");
    assert_eq!(
        told(accepting, "").await,
        is(406, 3, "MEDIA_TYPE_NOT_ACCEPTABLE")
    );
    // A path whose variable is missing is another path.
    for path in ["/p", "/p/", "/nope", "/q/", "//q", "/f/"] {
        assert_eq!(
            told(Request::get(path), "").await,
            is(404, 5, "PATH_NOT_FOUND"),
            "{path}"
        );
    }
    assert_eq!(
        told(Request::delete("/q"), "").await,
        is(405, 12, "METHOD_NOT_ALLOWED")
    );
    let large = format!(r#"{{"optionalString":"{}"}}"#, "x".repeat(4 << 20));
    assert_eq!(
        told(Request::post("/b"), &large).await,
        is(413, 8, "BODY_TOO_LARGE")
    );
}

#[tokio::test]
async fn a_query_without_end() {
    let query = |count| format!("/q?{}", "nope=1&".repeat(count));
    refused(
        Request::get(query(1001)),
        "",
        "query",
        "TOO_MANY_PARAMETERS",
    )
    .await;
    let got = sent(Request::get(query(1000)), "").await;
    assert_eq!(got.violations().len(), 100);
    let message = got.json()["message"].as_str().unwrap().to_owned();
    assert!(
        message.ends_with("(in the query); and 995 more"),
        "{message}"
    );
    assert!(message.len() < 1000, "{message}");
    let long = format!(
        "/q?optionalInt32={}",
        "é".repeat(5000).replace('é', "%C3%A9")
    );
    refused(Request::get(long), "", "optionalInt32", "INVALID_VALUE").await;
    let long = format!("/q?{}=1", "x".repeat(10_000));
    let got = sent(Request::get(long), "").await;
    assert_eq!(got.reasons()[0].1, "UNKNOWN_FIELD");
    harmless(&got);
}

#[tokio::test]
async fn garbage_of_a_service() {
    let cases: [&[u8]; 9] = [
        &[0xff; 3],
        &[0x08],
        &[0x08, 0x80],
        &[0x72, 5, b'a'],
        &[0x72, 1, 0xff],
        &[0x0a, 1, 1],
        // A timestamp beyond its range, an Any of no type that is known, a Value of nothing.
        &[
            0xf2, 0x12, 11, 0x10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1,
        ],
        &[0x8a, 0x13, 5, 0x0a, 3, b'a', b'/', b'b'],
        &[0x92, 0x13, 0],
    ];
    for wire in cases {
        let got = answered(&[], wire.to_vec()).await;
        assert_eq!(got.status, 500, "{wire:?}: {}", got.text);
        assert_eq!(
            got.text,
            r#"{"code":13,"message":"the service's answer can't be written as JSON","details":[]}"#
        );
    }
}

#[tokio::test]
async fn a_violation_has_aip_193_s_shape_too() {
    let gateway = gateway_in(
        &start(&[("GATEWAY_ERRORS", "aip193")]),
        Options::new(),
        echo,
    );
    let got = send(&gateway, Request::get("/v1/orders?nope=1"), "").await;
    assert_eq!(
        got.json(),
        serde_json::json!({"error": {
            "code": 400,
            "message": "the request is not valid: nope: shop.Order has no field \"nope\" (in the query)",
            "status": "INVALID_ARGUMENT",
            "details": [{
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [{
                    "field": "nope",
                    "description": "shop.Order has no field \"nope\" (in the query)",
                    "reason": "UNKNOWN_FIELD",
                }],
            }],
        }})
    );
}
