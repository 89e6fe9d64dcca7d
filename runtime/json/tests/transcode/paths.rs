//! The field mask of what JSON sets.

use tonica_json::{Error, Field, Options, mask_to_wire};

use crate::check::{json, options};
use crate::tables::kinds::KINDS;

fn mask() -> &'static Field {
    KINDS.field_by_name("mask").expect("a field of the table")
}

fn paths(text: &str, options: &Options) -> Result<String, Error> {
    let mut wire = Vec::new();
    mask_to_wire(mask(), &KINDS, text.as_bytes(), options, &mut wire)?;
    Ok(json(&wire))
}

/// What a mask of these paths is in JSON, which has no place for underscores.
#[track_caller]
fn has(text: &str, expected: &str) {
    let found = paths(text, &options()).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(found, format!(r#"{{"mask":"{expected}"}}"#), "{text}");
}

#[test]
fn fields_come_in_the_order_of_the_json() {
    has(r#"{"string":"a","int32":0}"#, "string,int32");
    has(
        r#"{ "maybeNumber" : 1 , "maybe_text" : "" }"#,
        "maybeNumber,maybeText",
    );
    has(r#"{"\u0073tring":"a"}"#, "string");
}

#[test]
fn nested_messages_are_told_by_their_leaves() {
    has(
        r#"{"inner":{"number":1,"inner":{"text":"","inner":{"number":2}}},"bool":true}"#,
        "inner.number,inner.inner.text,inner.inner.inner.number,bool",
    );
    has(
        r#"{"inner":{},"chosenInner":{"inner":{}}}"#,
        "inner,chosenInner.inner",
    );
}

#[test]
fn what_is_replaced_as_a_whole_is_one_path() {
    has(
        r#"{"inners":[{"number":1}],"byString":{"a":{"number":1}},"inner":{"inners":{"a":{}}}}"#,
        "inners,byString,inner.inners",
    );
    has(
        r#"{"struct":{"a":{"b":1}},"any":{"@type":"t/kinds.Inner","number":1},"timestamp":"x"}"#,
        "struct,any,timestamp",
    );
}

#[test]
fn null_clears() {
    has(
        r#"{"string":null,"inner":null,"inners":null,"byString":null,"chosenInner":{"text":null}}"#,
        "string,inner,inners,byString,chosenInner.text",
    );
}

#[test]
fn nothing_set_is_an_empty_mask() {
    for text in ["{}", " { } ", "null", "[]"] {
        has(text, "");
    }
}

#[test]
fn what_is_read_over_is_not_in_the_mask() {
    let lax = Options {
        ignore_unknown: true,
        ..options()
    };
    let text =
        r#"{"nope":{"a":[1]},"colour":"NOPE","inner":{"nope":1},"colours":["NOPE"],"bool":true}"#;
    assert_eq!(
        paths(text, &lax).expect("right"),
        r#"{"mask":"colours,bool"}"#
    );
    has(r#"{"colour":"RED"}"#, "colour");
}

#[test]
fn broken_json_is_an_error_and_leaves_nothing() {
    for text in [
        r#"{"string":"#,
        r#"{"inner":{"number":1}"#,
        "{1:2}",
        "{\"a\":\u{1}}",
    ] {
        let mut wire = vec![7];
        let deep = mask_to_wire(mask(), &KINDS, text.as_bytes(), &options(), &mut wire);
        assert!(deep.is_err(), "{text}");
        assert_eq!(wire, [7], "{text}");
    }
    let deep = format!("{}1{}", r#"{"inner":"#.repeat(200), "}".repeat(200));
    let error = paths(&deep, &options()).expect_err("too deep");
    assert!(error.reason.contains("too deep"), "{error}");
}
