//! Fields within fields, lists, maps and oneofs; and what a query, a path and a body may not do
//! to each other.

use http::Request;
use serde_json::{Value, json};

use crate::common::kinds::sent;

/// What a query binds.
async fn bound(query: &str) -> Value {
    let got = sent(Request::get(format!("/q?{query}")), "").await;
    assert_eq!(got.status, 200, "{query}: {}", got.text);
    got.json()
}

/// What is wrong with a query: fields and reasons.
async fn wrong(query: &str) -> Vec<(String, String)> {
    sent(Request::get(format!("/q?{query}")), "")
        .await
        .reasons()
}

#[tokio::test]
async fn nested_fields_go_by_either_name_and_merge() {
    let cases = [
        (
            "optional_nested_message.a=1",
            json!({"optionalNestedMessage": {"a": 1}}),
        ),
        (
            "recursiveMessage.optional_nested_message.a=1&recursive_message.optionalString=x",
            json!({"recursiveMessage": {"optionalString": "x", "optionalNestedMessage": {"a": 1}}}),
        ),
        (
            "optionalNestedMessage.corecursive.optionalNestedMessage.a=0&optionalInt32=1",
            json!({"optionalInt32": 1, "optionalNestedMessage": {"corecursive": {"optionalNestedMessage": {}}}}),
        ),
        (
            "optionalTimestamp.seconds=5",
            json!({"optionalTimestamp": "1970-01-01T00:00:05Z"}),
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(bound(query).await, expected, "{query}");
    }
    for field in [
        "nope",
        "optionalNestedMessage.nope",
        "optionalNestedMessage.",
        ".optionalInt32",
        "optionalInt32.a",
        "repeatedNestedMessage.a",
        "mapStringString.a",
    ] {
        let expected = [(field.to_owned(), "UNKNOWN_FIELD".to_owned())];
        assert_eq!(wrong(&format!("{field}=1")).await, expected);
    }
}

#[tokio::test]
async fn a_list_grows_with_each_parameter_and_a_comma_is_text() {
    let cases = [
        (
            "repeatedInt32=1&repeated_int32=-2",
            json!({"repeatedInt32": [1, -2]}),
        ),
        (
            "repeatedString=a,b&repeatedString=",
            json!({"repeatedString": ["a,b", ""]}),
        ),
        ("repeatedBool=true", json!({"repeatedBool": [true]})),
        (
            "repeatedBytes=AA&repeatedBytes=",
            json!({"repeatedBytes": ["AA==", ""]}),
        ),
        (
            "repeatedNestedEnum=BAR&repeatedNestedEnum=77",
            json!({"repeatedNestedEnum": ["BAR", 77]}),
        ),
        (
            "unpackedDouble=1&optionalInt32=1&unpackedDouble=NaN",
            json!({"optionalInt32": 1, "unpackedDouble": [1, "NaN"]}),
        ),
        (
            "repeatedDuration=1s&repeatedDuration=2s",
            json!({"repeatedDuration": ["1s", "2s"]}),
        ),
        (
            "recursiveMessage.repeatedInt32=1&recursiveMessage.repeatedInt32=2",
            json!({"recursiveMessage": {"repeatedInt32": [1, 2]}}),
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(bound(query).await, expected, "{query}");
    }
    let comma = [("repeatedInt32".to_owned(), "INVALID_VALUE".to_owned())];
    assert_eq!(wrong("repeatedInt32=1,2").await, comma);
}

#[tokio::test]
async fn a_map_takes_keys_of_every_kind_in_brackets() {
    let cases = [
        ("mapInt32Int32[-1]=2", json!({"mapInt32Int32": {"-1": 2}})),
        (
            "mapUint64Uint64[5]=6",
            json!({"mapUint64Uint64": {"5": "6"}}),
        ),
        (
            "mapSint64Sint64[-5]=6",
            json!({"mapSint64Sint64": {"-5": "6"}}),
        ),
        (
            "mapFixed32Fixed32[5]=6",
            json!({"mapFixed32Fixed32": {"5": 6}}),
        ),
        (
            "mapSfixed64Sfixed64[5]=-6",
            json!({"mapSfixed64Sfixed64": {"5": "-6"}}),
        ),
        (
            "mapBoolBool[true]=false",
            json!({"mapBoolBool": {"true": false}}),
        ),
        (
            "mapStringBytes[]=-_8",
            json!({"mapStringBytes": {"": "+/8="}}),
        ),
        (
            "mapStringNestedEnum[a.b]=BAR",
            json!({"mapStringNestedEnum": {"a.b": "BAR"}}),
        ),
        (
            "mapStringString[a%5D]=1&map_string_string[b%5Bc]=2",
            json!({"mapStringString": {"a]": "1", "b[c": "2"}}),
        ),
        (
            "recursiveMessage.mapStringString[k]=v",
            json!({"recursiveMessage": {"mapStringString": {"k": "v"}}}),
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(bound(query).await, expected, "{query}");
    }
    for (query, field, reason) in [
        ("mapInt32Int32[x]=1", "mapInt32Int32[x]", "INVALID_VALUE"),
        ("mapInt32Int32[1]=x", "mapInt32Int32[1]", "INVALID_VALUE"),
        (
            "mapInt32Double[1]=1e400",
            "mapInt32Double[1]",
            "OUT_OF_RANGE",
        ),
        ("mapBoolBool[1]=true", "mapBoolBool[1]", "INVALID_VALUE"),
        (
            "mapStringNestedEnum[a]=NOPE",
            "mapStringNestedEnum[a]",
            "UNKNOWN_ENUM_VALUE",
        ),
        (
            "mapStringNestedMessage[a]=1",
            "mapStringNestedMessage[a]",
            "WRONG_TYPE",
        ),
        ("mapStringString[a=1", "mapStringString[a", "UNKNOWN_FIELD"),
        ("repeatedString[a]=1", "repeatedString[a]", "WRONG_TYPE"),
        ("optionalInt32[a]=1", "optionalInt32[a]", "WRONG_TYPE"),
        ("nope[a]=1", "nope[a]", "UNKNOWN_FIELD"),
    ] {
        let expected = [(field.to_owned(), reason.to_owned())];
        assert_eq!(wrong(query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn what_is_set_twice_or_against_another_is_named() {
    for (query, field, reason) in [
        (
            "optionalInt32=1&optionalInt32=1",
            "optionalInt32",
            "DUPLICATE_FIELD",
        ),
        (
            "optionalInt32=1&optional_int32=1",
            "optional_int32",
            "DUPLICATE_FIELD",
        ),
        (
            "optionalTimestamp=1970-01-01T00:00:00Z&optionalTimestamp.nanos=1",
            "optionalTimestamp.nanos",
            "DUPLICATE_FIELD",
        ),
        (
            "mapStringString[a]=1&mapStringString[a]=1",
            "mapStringString[a]",
            "DUPLICATE_FIELD",
        ),
        (
            "oneofUint32=1&oneofString=a",
            "oneofString",
            "ONEOF_CONFLICT",
        ),
        (
            "oneofNestedMessage.a=1&oneofUint32=1",
            "oneofUint32",
            "ONEOF_CONFLICT",
        ),
    ] {
        let expected = [(field.to_owned(), reason.to_owned())];
        assert_eq!(wrong(query).await, expected, "{query}");
    }
    // Members of one oneof in two messages don't meet.
    let apart = bound("oneofUint32=0&recursiveMessage.oneofString=").await;
    assert_eq!(
        apart,
        json!({"oneofUint32": 0, "recursiveMessage": {"oneofString": ""}})
    );
    let every = wrong("optionalInt32=x&nope=1&oneofUint32=1&oneofBool=true").await;
    let fields: Vec<_> = every.iter().map(|(field, _)| &**field).collect();
    assert_eq!(fields, ["optionalInt32", "nope", "oneofBool"]);
}

#[tokio::test]
async fn path_body_and_query_keep_apart() {
    let reasons = |path: &'static str, body: &'static str| async move {
        sent(Request::post(path), body).await.reasons()
    };
    let elsewhere = |field: &str| vec![(field.to_owned(), "BOUND_ELSEWHERE".to_owned())];
    assert_eq!(
        reasons("/b?optionalInt32=1", "{}").await,
        elsewhere("optionalInt32")
    );
    assert_eq!(
        reasons("/f/x?recursiveMessage.optionalInt32=1", "{}").await,
        elsewhere("recursiveMessage.optionalInt32")
    );
    let got = sent(
        Request::post("/f/path?optionalInt32=1"),
        r#"{"optionalString": "body", "optionalBool": true}"#,
    )
    .await;
    assert_eq!(
        got.json(),
        json!({"optionalInt32": 1, "recursiveMessage": {"optionalString": "path", "optionalBool": true}})
    );
    let both = reasons("/f/%FF?nope=1", r#"{"nope": 1}"#).await;
    let told = |field: &str, reason: &str| (field.to_owned(), reason.to_owned());
    assert_eq!(
        both,
        [
            told("recursiveMessage.nope", "UNKNOWN_FIELD"),
            told("nope", "UNKNOWN_FIELD"),
            told("recursive_message.optional_string", "MALFORMED_ENCODING"),
        ]
    );
}
