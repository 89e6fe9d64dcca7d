//! The settings of JSON, over HTTP: for every shape, in answers and in requests.

use http::Request;
use serde_json::json;

use crate::common::kinds::{answered, sent, sent_with};

const BODY: &str = r#"{"optionalNestedEnum": "BAR", "optionalNestedMessage": {"corecursive": {"optionalNestedEnum": "NEG"}},
    "repeatedNestedEnum": ["BAZ"], "mapStringNestedEnum": {"k": "BAR"}, "optionalInt64Wrapper": "0",
    "optionalAny": {"@type": "x/protobuf_test_messages.proto3.TestAllTypesProto3", "optionalNestedEnum": "BAR"},
    "optionalNullValue": null, "optionalValue": null, "optionalStruct": {"aB": 1}}"#;

#[tokio::test]
async fn proto_names_and_enum_numbers_reach_every_message() {
    let settings = [
        ("GATEWAY_PROTO_NAMES", "true"),
        ("GATEWAY_ENUM_NUMBERS", "true"),
    ];
    let got = sent_with(&settings, Request::post("/b"), BODY).await;
    assert_eq!(
        got.json(),
        json!({
            "optional_nested_enum": 1,
            "optional_nested_message": {"corecursive": {"optional_nested_enum": -1}},
            "repeated_nested_enum": [2],
            "map_string_nested_enum": {"k": 1},
            "optional_int64_wrapper": "0",
            "optional_any": {"@type": "x/protobuf_test_messages.proto3.TestAllTypesProto3", "optional_nested_enum": 1},
            "optional_value": null,
            "optional_struct": {"aB": 1},
        })
    );
}

#[tokio::test]
async fn defaults_are_written_where_there_is_no_presence() {
    let settings = [("GATEWAY_EMIT_DEFAULTS", "true")];
    let body = r#"{"optionalNestedMessage": {}, "optionalAny": {"@type": "x/protobuf_test_messages.proto3.ForeignMessage"}, "repeatedEmpty": [{}]}"#;
    let got = sent_with(&settings, Request::post("/b"), body).await.json();
    assert_eq!(got["optionalNestedMessage"], json!({"a": 0}));
    assert_eq!(
        got["optionalAny"],
        json!({"@type": "x/protobuf_test_messages.proto3.ForeignMessage", "c": 0})
    );
    assert_eq!(got["repeatedEmpty"], json!([{}]));
    assert_eq!(got["optionalInt64"], "0");
    assert_eq!(got["optionalNestedEnum"], "FOO");
    assert_eq!(got["repeatedInt32"], json!([]));
    assert_eq!(got["mapStringString"], json!({}));
    assert_eq!(got["optionalNullValue"], json!(null));
    for absent in [
        "oneofUint32",
        "recursiveMessage",
        "optionalInt32Wrapper",
        "optionalTimestamp",
    ] {
        assert!(got.get(absent).is_none(), "{absent}");
    }
}

#[tokio::test]
async fn unknown_names_are_read_over_but_wrong_values_are_not() {
    let settings = [("GATEWAY_IGNORE_UNKNOWN", "true")];
    let body = r#"{"nope": [{}], "optionalNestedEnum": "NOPE", "optionalNestedMessage": {"nope": 1, "a": 1},
        "optionalAny": {"@type": "x/protobuf_test_messages.proto3.ForeignMessage", "nope": 1}}"#;
    let got = sent_with(&settings, Request::post("/b"), body).await;
    assert_eq!(
        got.json(),
        json!({
            "optionalNestedMessage": {"a": 1},
            "optionalAny": {"@type": "x/protobuf_test_messages.proto3.ForeignMessage"},
        })
    );
    let got = sent_with(
        &settings,
        Request::get("/q?nope=1&nope.x=2&nope[a]=3&optionalInt32=4"),
        "",
    );
    assert_eq!(got.await.json(), json!({"optionalInt32": 4}));
    for path in [
        "/q?optionalInt32=x",
        "/q?optionalNestedEnum=NOPE",
        "/q?repeatedInt32[a]=1",
    ] {
        let got = sent_with(&settings, Request::get(path), "").await;
        assert_eq!(got.status, 400, "{path}");
    }
    for body in [r#"{"nope": tru}"#, r#"{"optionalInt32": "x"}"#] {
        let got = sent_with(&settings, Request::post("/b"), body).await;
        assert_eq!(got.status, 400, "{body}");
    }
}

/// What the gateway doesn't know of a message it neither shows nor stumbles over.
#[tokio::test]
async fn unknown_fields_of_an_answer_are_left_out() {
    // 900 as varint, 901 as a group, 902 as bytes, around optional_int32.
    let wire = [
        &[0xa0, 0x38, 1][..],
        &[0x08, 7],
        &[0xab, 0x38, 0x08, 1, 0xac, 0x38],
        &[0xb2, 0x38, 2, 0xff, 0xff],
    ]
    .concat();
    let got = answered(&[], wire).await;
    assert_eq!(got.json(), json!({"optionalInt32": 7}));
}

#[tokio::test]
async fn nesting_is_bounded_both_ways() {
    let nested = |levels: usize| {
        let open = r#"{"recursiveMessage":"#.repeat(levels);
        format!("{open}{{}}{}", "}".repeat(levels))
    };
    let got = sent(Request::post("/b"), &nested(99)).await;
    assert_eq!(got.text, nested(99));
    let got = sent(Request::post("/b"), &nested(100)).await;
    let path = vec!["recursiveMessage"; 100].join(".");
    assert_eq!(got.reasons(), [(path, "NESTED_TOO_DEEP".to_owned())]);

    let mut wire = Vec::new();
    for _ in 0..100 {
        let mut outer = vec![0xda, 0x01];
        let length = u16::try_from(wire.len()).unwrap();
        outer.extend([length as u8 | 0x80, (length >> 7) as u8]);
        outer.extend(&wire);
        wire = outer;
    }
    let got = answered(&[], wire).await;
    assert_eq!(got.status, 500);
    assert_eq!(
        got.json()["message"],
        "the service's answer can't be written as JSON"
    );
}
