//! Text bound to fields.

use tonica_json::{Options, resolve, text_to_wire};

use crate::check::json;
use crate::tables::kinds::KINDS;

fn bind(bindings: &[(&str, &str)]) -> Result<String, tonica_json::Error> {
    let mut out = Vec::new();
    for (path, text) in bindings {
        let path = resolve(&KINDS, path)?;
        text_to_wire(&path, text, &Options::new(), &mut out)?;
    }
    Ok(json(&out))
}

#[track_caller]
fn binds(path: &str, text: &str, expected: &str) {
    assert_eq!(
        bind(&[(path, text)]).unwrap_or_else(|error| panic!("{error}")),
        expected
    );
}

#[track_caller]
fn refuses(path: &str, text: &str, at: &str, reason: &str) {
    let error = bind(&[(path, text)]).expect_err("refused");
    assert_eq!(error.path, at, "{error}");
    assert!(error.reason.contains(reason), "{error}");
}

#[test]
fn every_scalar_has_a_text() {
    binds("double", "1.5e3", r#"{"double":1500}"#);
    binds("float", "NaN", r#"{"float":"NaN"}"#);
    binds("int32", "-7", r#"{"int32":-7}"#);
    binds(
        "int64",
        "9223372036854775807",
        r#"{"int64":"9223372036854775807"}"#,
    );
    binds("uint32", "7", r#"{"uint32":7}"#);
    binds("sint64", "-1", r#"{"sint64":"-1"}"#);
    binds("sfixed32", "-1", r#"{"sfixed32":-1}"#);
    binds("fixed64", "1", r#"{"fixed64":"1"}"#);
    binds("bool", "true", r#"{"bool":true}"#);
    binds("string", "ä \" \\u0041", r#"{"string":"ä \" \\u0041"}"#);
    binds("bytes", "-_8", r#"{"bytes":"+/8="}"#);
    binds("bytes", "+/8=", r#"{"bytes":"+/8="}"#);
    binds("colour", "RED", r#"{"colour":"RED"}"#);
    binds("colour", "1000", r#"{"colour":"FAR"}"#);
    binds("maybe_text", "", r#"{"maybeText":""}"#);
    binds("maybeNumber", "0", r#"{"maybeNumber":0}"#);
}

#[test]
fn well_known_types_have_a_text() {
    binds(
        "timestamp",
        "2026-01-01T00:00:00Z",
        r#"{"timestamp":"2026-01-01T00:00:00Z"}"#,
    );
    binds("duration", "1.5s", r#"{"duration":"1.500s"}"#);
    binds("mask", "aB,c", r#"{"mask":"aB,c"}"#);
    binds("mask", "a_b,c,dE.f", r#"{"mask":"aB,c,dE.f"}"#);
    binds("mask", "*", r#"{"mask":"*"}"#);
    binds("mask", "", r#"{"mask":""}"#);
    for mask in ["a,,b", "a_", "a__b", "a_3", "a b", "a_B"] {
        refuses("mask", mask, "mask", "neither of proto names");
    }
    binds("int64Value", "5", r#"{"int64Value":"5"}"#);
    binds("string_value", "", r#"{"stringValue":""}"#);
    refuses("timestamp", "yesterday", "timestamp", "is no time");
    refuses("int32Value", "x", "int32Value", "no number");
}

#[test]
fn repeated_fields_grow_with_each_text() {
    let text = bind(&[
        ("int32s", "1"),
        ("int32s", "2"),
        ("strings", "a"),
        ("colours", "RED"),
        ("timestamps", "2026-01-01T00:00:00Z"),
    ]);
    assert_eq!(
        text.expect("good"),
        r#"{"int32s":[1,2],"colours":["RED"],"strings":["a"],"timestamps":["2026-01-01T00:00:00Z"]}"#
    );
}

#[test]
fn paths_lead_into_messages_and_merge() {
    let text = bind(&[
        ("inner.number", "1"),
        ("inner.inner.text", "a"),
        ("inner.inner.number", "2"),
        ("inner.number", "0"),
    ]);
    assert_eq!(
        text.expect("good"),
        r#"{"inner":{"inner":{"number":2,"text":"a"}}}"#
    );
    let path = resolve(&KINDS, "inner.inner.text").expect("is a path");
    assert_eq!(
        path.parents()
            .iter()
            .map(|field| field.name())
            .collect::<Vec<_>>(),
        ["inner", "inner"]
    );
    assert_eq!(path.leaf().name(), "text");
}

#[test]
fn paths_are_refused_with_their_name() {
    refuses(
        "nothing",
        "1",
        "nothing",
        "kinds.Kinds has no field \"nothing\"",
    );
    refuses(
        "inner.nothing",
        "1",
        "inner.nothing",
        "kinds.Inner has no field \"nothing\"",
    );
    refuses("", "1", "", "has no field");
    refuses("inner..text", "1", "inner..text", "has no field");
    refuses("inners.text", "1", "inners.text", "is repeated");
    refuses("byString.a", "1", "byString.a", "is repeated");
    refuses("int32.a", "1", "int32.a", "is no message");
}

#[test]
fn texts_are_refused_with_their_field() {
    refuses(
        "inner.number",
        "x",
        "inner.number",
        "\"x\", which is no number",
    );
    refuses("int32", "2147483648", "int32", "out of range");
    refuses("bool", "1", "bool", "not true or false");
    refuses("bytes", "*", "bytes", "not base64");
    refuses("colour", "BLUE", "colour", "no value of kinds.Colour");
    refuses("inner", "x", "inner", "text can't spell");
    refuses("struct", "{}", "struct", "text can't spell");
    refuses("byString", "x", "byString", "text can't spell");
    let mut out = vec![9];
    let path = resolve(&KINDS, "inner.number").expect("is a path");
    assert!(text_to_wire(&path, "x", &Options::new(), &mut out).is_err());
    assert_eq!(out, [9], "nothing is appended by what is refused");
}
