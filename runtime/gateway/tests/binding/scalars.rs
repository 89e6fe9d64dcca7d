//! Every scalar, from a query and from a path, at its edges and beyond them.

use serde_json::{Value, json};

use crate::common::kinds::{pathed, queried};

/// The text binds, from a query and from a path, to this JSON of the field.
async fn binds(field: &'static str, json_name: &str, text: &str, expected: Value) {
    let expected = match expected {
        Value::Null => json!({}),
        value => json!({json_name: value}),
    };
    let got = queried(field, text).await;
    assert_eq!(got.status, 200, "{field}={text}: {}", got.text);
    assert_eq!(got.json(), expected, "{field}={text}");
    assert_eq!(
        queried(json_name, text).await.json(),
        expected,
        "{json_name}={text}"
    );
    if !text.is_empty() {
        assert_eq!(
            pathed(field, text).await.json(),
            expected,
            "/{{{field}}} of {text}"
        );
    }
}

/// The text is refused in both places, with this reason.
async fn refused(field: &'static str, text: &str, reason: &str) {
    let expected = [(field.to_owned(), reason.to_owned())];
    let got = queried(field, text).await;
    assert_eq!(got.reasons(), expected, "{field}={text}: {}", got.text);
    if !text.is_empty() {
        let got = pathed(field, text).await;
        assert_eq!(got.reasons(), expected, "/{{{field}}} of {text}");
    }
}

#[tokio::test]
async fn integers_bind_up_to_their_edges() {
    const SMALL: [(&str, &str); 3] = [
        ("optional_int32", "optionalInt32"),
        ("optional_sint32", "optionalSint32"),
        ("optional_sfixed32", "optionalSfixed32"),
    ];
    for (field, name) in SMALL {
        binds(field, name, "2147483647", json!(2_147_483_647)).await;
        binds(field, name, "-2147483648", json!(-2_147_483_648_i64)).await;
        refused(field, "2147483648", "OUT_OF_RANGE").await;
        refused(field, "-2147483649", "OUT_OF_RANGE").await;
    }
    const LARGE: [(&str, &str); 3] = [
        ("optional_int64", "optionalInt64"),
        ("optional_sint64", "optionalSint64"),
        ("optional_sfixed64", "optionalSfixed64"),
    ];
    for (field, name) in LARGE {
        binds(
            field,
            name,
            "9223372036854775807",
            json!("9223372036854775807"),
        )
        .await;
        binds(
            field,
            name,
            "-9223372036854775808",
            json!("-9223372036854775808"),
        )
        .await;
        refused(field, "9223372036854775808", "OUT_OF_RANGE").await;
    }
    for (field, name) in [
        ("optional_uint32", "optionalUint32"),
        ("optional_fixed32", "optionalFixed32"),
    ] {
        binds(field, name, "4294967295", json!(4_294_967_295_u32)).await;
        refused(field, "4294967296", "OUT_OF_RANGE").await;
        refused(field, "-1", "OUT_OF_RANGE").await;
    }
    for (field, name) in [
        ("optional_uint64", "optionalUint64"),
        ("optional_fixed64", "optionalFixed64"),
    ] {
        binds(
            field,
            name,
            "18446744073709551615",
            json!("18446744073709551615"),
        )
        .await;
        refused(field, "18446744073709551616", "OUT_OF_RANGE").await;
        refused(field, "-1", "OUT_OF_RANGE").await;
    }
}

#[tokio::test]
async fn integers_are_spelled_as_in_json() {
    let (field, name) = ("optional_int32", "optionalInt32");
    binds(field, name, "0", Value::Null).await;
    binds(field, name, "-0", Value::Null).await;
    binds(field, name, "1e3", json!(1000)).await;
    binds(field, name, "5.0", json!(5)).await;
    for text in [
        "", " 1", "1 ", "+1", "0x1", "1_000", "01", "1.5", "NaN", "true", "é",
    ] {
        refused(field, text, "INVALID_VALUE").await;
    }
    let huge = "9".repeat(1000);
    refused(field, &huge, "OUT_OF_RANGE").await;
    refused(field, "1e1000000000", "OUT_OF_RANGE").await;
}

#[tokio::test]
async fn floats_bind_with_their_words() {
    for (field, name) in [
        ("optional_double", "optionalDouble"),
        ("optional_float", "optionalFloat"),
    ] {
        binds(field, name, "1.5", json!(1.5)).await;
        binds(field, name, "-0", json!(-0.0)).await;
        binds(field, name, "0", Value::Null).await;
        for word in ["NaN", "Infinity", "-Infinity"] {
            binds(field, name, word, json!(word)).await;
        }
        for text in ["", "nan", "inf", ".5", "1.", "1e", "0x1p3"] {
            refused(field, text, "INVALID_VALUE").await;
        }
        refused(field, "1e400", "OUT_OF_RANGE").await;
        refused(field, "-1e400", "OUT_OF_RANGE").await;
        binds(field, name, "1e-400", Value::Null).await;
    }
    binds("optional_double", "optionalDouble", "1e300", json!(1e300)).await;
    refused("optional_float", "1e300", "OUT_OF_RANGE").await;
}

#[tokio::test]
async fn bools_are_true_or_false() {
    let (field, name) = ("optional_bool", "optionalBool");
    binds(field, name, "true", json!(true)).await;
    binds(field, name, "false", Value::Null).await;
    binds("oneof_bool", "oneofBool", "false", json!(false)).await;
    for text in ["", "1", "0", "True", "yes", " true"] {
        refused(field, text, "INVALID_VALUE").await;
    }
}

#[tokio::test]
async fn strings_bind_as_they_are() {
    let (field, name) = ("optional_string", "optionalString");
    for text in [
        "a",
        "a b+c",
        "é🦀",
        "\"\\\n\u{0}",
        "null",
        "{}",
        "a,b",
        "%",
        "a/b",
    ] {
        binds(field, name, text, json!(text)).await;
    }
    binds(field, name, "", Value::Null).await;
    binds("oneof_string", "oneofString", "", json!("")).await;
}

#[tokio::test]
async fn bytes_bind_in_both_alphabets() {
    let (field, name) = ("optional_bytes", "optionalBytes");
    for text in ["+/8=", "-_8=", "+/8", "-_8", "-/8"] {
        binds(field, name, text, json!("+/8=")).await;
    }
    binds(field, name, "", Value::Null).await;
    for text in ["*", "a", "AA=", "AA===", "A A=", "AAAA="] {
        refused(field, text, "INVALID_VALUE").await;
    }
}

#[tokio::test]
async fn enums_bind_by_name_or_number() {
    let (field, name) = ("optional_nested_enum", "optionalNestedEnum");
    binds(field, name, "BAR", json!("BAR")).await;
    binds(field, name, "1", json!("BAR")).await;
    binds(field, name, "NEG", json!("NEG")).await;
    binds(field, name, "-1", json!("NEG")).await;
    binds(field, name, "FOO", Value::Null).await;
    binds(field, name, "0", Value::Null).await;
    // An open enum takes numbers that it has no name for.
    binds(field, name, "77", json!(77)).await;
    binds(field, name, "2147483647", json!(2_147_483_647)).await;
    for text in ["bar", "BAR ", "", "NOPE", "1.5", "2147483648"] {
        refused(field, text, "UNKNOWN_ENUM_VALUE").await;
    }
    let alias = ("optional_aliased_enum", "optionalAliasedEnum");
    for text in ["ALIAS_BAZ", "MOO", "moo", "2"] {
        binds(alias.0, alias.1, text, json!("ALIAS_BAZ")).await;
    }
    let null = ("oneof_null_value", "oneofNullValue");
    let got = queried(null.0, "NULL_VALUE").await;
    assert_eq!(got.text, r#"{"oneofNullValue":null}"#);
}
