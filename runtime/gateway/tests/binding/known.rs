//! The well-known types that text can spell, and those that it can't.

use serde_json::{Value, json};

use crate::common::kinds::{pathed, queried};

async fn binds(field: &'static str, name: &str, text: &str, expected: Value) {
    let expected = json!({name: expected});
    let got = queried(field, text).await;
    assert_eq!(got.status, 200, "{field}={text}: {}", got.text);
    assert_eq!(got.json(), expected, "{field}={text}");
    if !text.is_empty() {
        assert_eq!(pathed(field, text).await.json(), expected, "{field}={text}");
    }
}

async fn refused(field: &'static str, text: &str, reason: &str) {
    let expected = [(field.to_owned(), reason.to_owned())];
    let got = queried(field, text).await;
    assert_eq!(got.reasons(), expected, "{field}={text}: {}", got.text);
}

#[tokio::test]
async fn wrappers_bind_as_what_they_wrap() {
    let cases = [
        (
            "optional_bool_wrapper",
            "optionalBoolWrapper",
            "true",
            json!(true),
        ),
        (
            "optional_bool_wrapper",
            "optionalBoolWrapper",
            "false",
            json!(false),
        ),
        (
            "optional_int32_wrapper",
            "optionalInt32Wrapper",
            "-1",
            json!(-1),
        ),
        (
            "optional_int32_wrapper",
            "optionalInt32Wrapper",
            "0",
            json!(0),
        ),
        (
            "optional_int64_wrapper",
            "optionalInt64Wrapper",
            "5",
            json!("5"),
        ),
        (
            "optional_uint32_wrapper",
            "optionalUint32Wrapper",
            "5",
            json!(5),
        ),
        (
            "optional_uint64_wrapper",
            "optionalUint64Wrapper",
            "0",
            json!("0"),
        ),
        (
            "optional_float_wrapper",
            "optionalFloatWrapper",
            "0.5",
            json!(0.5),
        ),
        (
            "optional_double_wrapper",
            "optionalDoubleWrapper",
            "NaN",
            json!("NaN"),
        ),
        (
            "optional_string_wrapper",
            "optionalStringWrapper",
            "",
            json!(""),
        ),
        (
            "optional_string_wrapper",
            "optionalStringWrapper",
            "a b",
            json!("a b"),
        ),
        (
            "optional_bytes_wrapper",
            "optionalBytesWrapper",
            "-_8",
            json!("+/8="),
        ),
        (
            "repeated_int32_wrapper",
            "repeatedInt32Wrapper",
            "0",
            json!([0]),
        ),
    ];
    for (field, name, text, expected) in cases {
        // A path binds no repeated field, and no empty text.
        let got = queried(field, text).await;
        assert_eq!(got.status, 200, "{field}={text}: {}", got.text);
        assert_eq!(got.json(), json!({name: expected}), "{field}={text}");
    }
    refused("optional_bool_wrapper", "1", "INVALID_VALUE").await;
    refused("optional_int32_wrapper", "x", "INVALID_VALUE").await;
    refused("optional_int32_wrapper", "2147483648", "OUT_OF_RANGE").await;
    refused("optional_bytes_wrapper", "*", "INVALID_VALUE").await;
    // The field within is no place of its own in JSON, but a path of the message all the same.
    binds(
        "optional_int32_wrapper.value",
        "optionalInt32Wrapper",
        "5",
        json!(5),
    )
    .await;
}

#[tokio::test]
async fn timestamps_bind_with_any_offset() {
    let (field, name) = ("optional_timestamp", "optionalTimestamp");
    for (text, expected) in [
        ("2026-01-31T08:15:00Z", "2026-01-31T08:15:00Z"),
        ("2026-01-31T08:15:00.5Z", "2026-01-31T08:15:00.500Z"),
        (
            "2026-01-31T08:15:00.000000001Z",
            "2026-01-31T08:15:00.000000001Z",
        ),
        ("2026-01-31T08:15:00+01:30", "2026-01-31T06:45:00Z"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
        (
            "9999-12-31T23:59:59.999999999Z",
            "9999-12-31T23:59:59.999999999Z",
        ),
    ] {
        binds(field, name, text, json!(expected)).await;
    }
    for text in [
        "",
        "now",
        "2026-01-31",
        "2026-01-31T08:15:00",
        "2026-02-29T00:00:00Z",
        "2026-01-31T24:00:00Z",
        "2026-01-31T08:15:00 01:30",
        "0000-01-01T00:00:00Z",
        "9999-12-31T23:59:59-00:01",
    ] {
        refused(field, text, "INVALID_VALUE").await;
    }
}

#[tokio::test]
async fn durations_bind_in_seconds() {
    let (field, name) = ("optional_duration", "optionalDuration");
    for (text, expected) in [
        ("0s", "0s"),
        ("1.5s", "1.500s"),
        ("-0.000000001s", "-0.000000001s"),
        ("315576000000s", "315576000000s"),
    ] {
        binds(field, name, text, json!(expected)).await;
    }
    for text in ["", "1", "1m", "s", "1.s", "315576000001s", "1.0000000001s"] {
        refused(field, text, "INVALID_VALUE").await;
    }
}

#[tokio::test]
async fn masks_bind_by_json_names_and_by_proto_names() {
    let (field, name) = ("optional_field_mask", "optionalFieldMask");
    for (text, expected) in [
        ("a", "a"),
        ("fullName,photo.url", "fullName,photo.url"),
        ("full_name,photo.url", "fullName,photo.url"),
        ("*", "*"),
        ("", ""),
    ] {
        binds(field, name, text, json!(expected)).await;
    }
    for text in ["a,,b", "a b", "a-b", "a__b"] {
        refused(field, text, "INVALID_VALUE").await;
    }
}

#[tokio::test]
async fn what_text_can_not_spell_is_refused() {
    for field in [
        "optional_nested_message",
        "optional_struct",
        "optional_value",
        "optional_any",
        "optional_empty",
        "repeated_list_value",
        "map_string_string",
    ] {
        refused(field, "{}", "WRONG_TYPE").await;
    }
}
