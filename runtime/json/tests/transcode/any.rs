//! Any: messages with their type beside them.

use tonica_json::Options;

use crate::check::{becomes, broken, json, read, refused, same, wire, write};

#[test]
fn a_plain_message_lies_beside_its_type() {
    same(r#"{"any":{"@type":"type.googleapis.com/kinds.Inner","number":1,"text":"t"}}"#);
    same(r#"{"any":{"@type":"type.googleapis.com/kinds.Inner"}}"#);
    same(r#"{"any":{"@type":"example.com/some/path/kinds.Inner","inner":{}}}"#);
}

#[test]
fn the_type_may_come_at_any_place() {
    becomes(
        r#"{"any":{"number":1,"inner":{"text":"}"},"@type":"type.googleapis.com/kinds.Inner"}}"#,
        r#"{"any":{"@type":"type.googleapis.com/kinds.Inner","number":1,"inner":{"text":"}"}}}"#,
    );
    becomes(
        r#"{"any":{"value":"1s","\u0040type":"type.googleapis.com/google.protobuf.Duration"}}"#,
        r#"{"any":{"@type":"type.googleapis.com/google.protobuf.Duration","value":"1s"}}"#,
    );
}

#[test]
fn a_well_known_type_is_its_value() {
    for (name, value) in [
        ("Timestamp", "\"2026-01-01T00:00:00Z\""),
        ("Duration", "\"1.500s\""),
        ("FieldMask", "\"a,bC\""),
        ("Struct", "{\"a\":[1]}"),
        ("Value", "null"),
        ("ListValue", "[1,2]"),
        ("Int64Value", "\"1\""),
        ("StringValue", "\"\""),
        (
            "Any",
            "{\"@type\":\"type.googleapis.com/kinds.Inner\",\"number\":1}",
        ),
    ] {
        same(&format!(
            r#"{{"any":{{"@type":"type.googleapis.com/google.protobuf.{name}","value":{value}}}}}"#
        ));
    }
}

#[test]
fn an_empty_is_read_with_and_without_a_value() {
    let written = r#"{"any":{"@type":"type.googleapis.com/google.protobuf.Empty"}}"#;
    same(written);
    becomes(
        r#"{"any":{"@type":"type.googleapis.com/google.protobuf.Empty","value":{}}}"#,
        written,
    );
}

#[test]
fn an_any_may_hold_nothing() {
    same(r#"{"any":{}}"#);
    assert_eq!(json(&[0x82, 0x05, 0]), r#"{"any":{}}"#);
}

#[test]
fn an_any_is_refused_without_a_known_type() {
    refused(r#"{"any":{"number":1}}"#, "any", "no key \"@type\"");
    refused(r#"{"any":{"@type":"","value":""}}"#, "any", "no address");
    refused(r#"{"any":{"@type":"kinds.Inner"}}"#, "any", "no address");
    refused(
        r#"{"any":{"@type":"type.googleapis.com/kinds.Other"}}"#,
        "any",
        "isn't known",
    );
    refused(r#"{"any":{"@type":1}}"#, "any", "a string is expected");
    refused(r#"{"any":[]}"#, "any", "'{' is expected");
    let twice = r#"{"any":{"@type":"a/kinds.Inner","@type":"a/kinds.Inner"}}"#;
    refused(twice, "any.@type", "set twice");
    let inner = r#"{"any":{"@type":"a/kinds.Inner","number":1}}"#;
    assert!(read(inner, &Options::new()).is_err(), "no types, no Any");
    assert!(write(&wire(inner), &Options::new()).is_err());
}

#[test]
fn an_any_is_refused_with_wrong_contents() {
    refused(
        r#"{"any":{"@type":"a/kinds.Inner","other":1}}"#,
        "any.other",
        "\"other\"",
    );
    refused(
        r#"{"any":{"@type":"a/google.protobuf.Duration"}}"#,
        "any",
        "no key \"value\"",
    );
    refused(
        r#"{"any":{"@type":"a/google.protobuf.Duration","value":1}}"#,
        "any.value",
        "a string is expected",
    );
    refused(
        r#"{"any":{"@type":"a/google.protobuf.Duration","value":"1s","x":1}}"#,
        "any.x",
        "\"x\"",
    );
    refused(
        r#"{"any":{"@type":"a/google.protobuf.Duration","value":"1s","value":"1s"}}"#,
        "any.value",
        "set twice",
    );
    // The type isn't UTF-8; a value without a type; broken bytes inside.
    broken(&[0x82, 0x05, 3, 0x0a, 1, 0xff], "any", "not valid UTF-8");
    broken(&[0x82, 0x05, 3, 0x12, 1, 0], "any", "no address");
    let held = [
        &[0x82, 0x05, 18, 0x0a, 13][..],
        b"a/kinds.Inner",
        &[0x12, 1, 0x08],
    ]
    .concat();
    broken(&held, "any.number", "ends within a number");
}

#[test]
fn unknown_keys_of_an_any_are_read_over_on_demand() {
    let options = Options {
        ignore_unknown: true,
        ..crate::check::options()
    };
    for text in [
        r#"{"any":{"@type":"a/kinds.Inner","x":[1]}}"#,
        r#"{"any":{"x":{},"@type":"a/google.protobuf.Duration","value":"0s"}}"#,
    ] {
        assert!(read(text, &options).is_ok(), "{text}");
    }
}
