//! What an error says: its kind, its field, its place, and no more of the input than is of use.

use tonica_json::{ErrorKind, Options, field_to_wire, resolve, text_to_wire};

use crate::check::{options, read, write};
use crate::tables::kinds::KINDS;

#[test]
fn every_wrong_json_has_a_kind_a_field_and_a_place() {
    use ErrorKind::*;
    let deep = format!("{}1{}", r#"{"inner":"#.repeat(101), "}".repeat(101));
    let deep_path = vec!["inner"; 100].join(".");
    let cases = [
        ("", Malformed, "", 0),
        ("{", Malformed, "", 1),
        ("{1:2}", Malformed, "", 1),
        (r#"{"int32":}"#, Malformed, "int32", 9),
        (r#"{"int32":01}"#, Malformed, "int32", 9),
        (r#"{"int32":-}"#, Malformed, "int32", 9),
        (r#"{"int32":tru}"#, Malformed, "int32", 9),
        (r#"{"int32":[1,}"#, Malformed, "int32", 9),
        (r#"{"string":"a"#, Malformed, "string", 11),
        (r#"{"string":"\q"}"#, Malformed, "string", 11),
        (r#"{"string":"ab\ud800"}"#, Malformed, "string", 13),
        ("{\"string\":\"\u{1}\"}", Malformed, "string", 11),
        (r#"{"inner":{"number":1,}}"#, Malformed, "inner", 21),
        ("[]", WrongType, "", 0),
        (r#"{"int32":{"a":[1]}}"#, WrongType, "int32", 9),
        (r#"{"bool":"true"}"#, WrongType, "bool", 8),
        (r#"{"string":1}"#, WrongType, "string", 10),
        (r#"{"strings":["a",null]}"#, WrongType, "strings[1]", 16),
        (r#"{"strings":"a"}"#, WrongType, "strings", 11),
        (r#"{"byBool":[]}"#, WrongType, "byBool", 10),
        (r#"{"colour":true}"#, WrongType, "colour", 10),
        (r#"{"timestamp":1}"#, WrongType, "timestamp", 13),
        (r#"{"any":"x"}"#, WrongType, "any", 7),
        (r#"{"int32":"x"}"#, InvalidValue, "int32", 10),
        (r#"{"int32":1.5}"#, InvalidValue, "int32", 9),
        (r#"{"bytes":"*"}"#, InvalidValue, "bytes", 10),
        (r#"{"timestamp":"now"}"#, InvalidValue, "timestamp", 14),
        (r#"{"duration":"1"}"#, InvalidValue, "duration", 13),
        (r#"{"mask":"a_b"}"#, InvalidValue, "mask", 9),
        (r#"{"byBool":{"x":""}}"#, InvalidValue, r#"byBool["x"]"#, 12),
        (r#"{"any":{"a":1}}"#, InvalidValue, "any", 8),
        (r#"{"int32":2147483648}"#, OutOfRange, "int32", 9),
        (r#"{"double":1e400}"#, OutOfRange, "double", 10),
        (r#"{"value":[1e400]}"#, OutOfRange, "value[0]", 10),
        (r#"{"x":1}"#, UnknownField, "x", 2),
        (r#"{"inner":{"x":1}}"#, UnknownField, "inner.x", 11),
        (
            r#"{"inners":[{},{"x":1}]}"#,
            UnknownField,
            "inners[1].x",
            16,
        ),
        (
            r#"{"byString":{"k":{"x":1}}}"#,
            UnknownField,
            r#"byString["k"].x"#,
            19,
        ),
        (r#"{"a b":1}"#, UnknownField, r#"["a b"]"#, 2),
        (r#"{"inner":{"":1}}"#, UnknownField, r#"inner[""]"#, 11),
        (
            r#"{"colours":["RED","BLUE"]}"#,
            UnknownEnumValue,
            "colours[1]",
            19,
        ),
        (r#"{"any":{"@type":"a/b"}}"#, UnknownType, "any", 7),
        (r#"{"any":{"@type":""}}"#, UnknownType, "any", 7),
        (r#"{"int32":1,"int32":2}"#, Duplicate, "int32", 11),
        (
            r#"{"struct":{"a":1,"a":2}}"#,
            Duplicate,
            r#"struct["a"]"#,
            10,
        ),
        (r#"{"byInt32":{"1":"","1":""}}"#, Duplicate, "byInt32", 11),
        (
            r#"{"chosenText":"","chosenNumber":1}"#,
            OneofConflict,
            "chosenNumber",
            17,
        ),
        (&deep, TooDeep, &deep_path, 900),
    ];
    for (json, kind, path, offset) in cases {
        let error = read(json, &options()).expect_err(json);
        let told = (error.kind, &*error.path, error.offset);
        assert_eq!(told, (kind, path, offset), "{json}: {error}");
    }
}

#[test]
fn invalid_utf8_is_malformed_at_its_place() {
    let mut out = Vec::new();
    let json = b"{\"string\":\"a\xff\"}";
    let error = tonica_json::to_wire(&KINDS, json, &options(), &mut out).expect_err("no UTF-8");
    assert_eq!((error.kind, error.offset), (ErrorKind::Malformed, 12));
}

#[test]
fn every_wrong_text_has_a_kind() {
    use ErrorKind::*;
    for (path, text, kind) in [
        ("int32", "x", InvalidValue),
        ("int32", "", InvalidValue),
        ("int32", "2147483648", OutOfRange),
        ("bool", "1", InvalidValue),
        ("bytes", "*", InvalidValue),
        ("colour", "BLUE", UnknownEnumValue),
        ("timestamp", "now", InvalidValue),
        ("inner", "x", WrongType),
        ("byBool", "x", WrongType),
    ] {
        let field = resolve(&KINDS, path).expect("is a path");
        let error = text_to_wire(&field, text, &Options::new(), &mut Vec::new());
        assert_eq!(error.expect_err("is wrong").kind, kind, "{path}={text}");
    }
    for path in ["x", "inner.x", "int32.x", "inners.x", ""] {
        let error = resolve(&KINDS, path).expect_err("is wrong");
        assert_eq!((error.kind, &*error.path), (UnknownField, path));
    }
}

#[test]
fn what_is_wrong_with_wire_bytes_has_a_kind() {
    use ErrorKind::*;
    let kind = |wire: &[u8]| write(wire, &options()).expect_err("is wrong").kind;
    assert_eq!(kind(&[0x18]), Malformed);
    assert_eq!(kind(&[0x18, 0x80]), Malformed);
    assert_eq!(kind(&[0x72, 1, 0xff]), Malformed, "no UTF-8");
    // A timestamp's nanos, a value without a member, an Any's type.
    assert_eq!(kind(&[0x8a, 0x05, 2, 0x10, 0x81]), Malformed);
    assert_eq!(
        kind(&[
            0x8a, 0x05, 11, 0x10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1
        ]),
        InvalidValue
    );
    assert_eq!(kind(&[0xaa, 0x05, 0]), InvalidValue);
    assert_eq!(
        kind(&[0x82, 0x05, 5, 0x0a, 3, b'a', b'/', b'b']),
        UnknownType
    );
    let mut deep = vec![];
    for _ in 0..60 {
        // A list within a value within a list …
        let mut value = vec![0x32];
        delimited(&mut value, &deep);
        deep = vec![0x0a];
        delimited(&mut deep, &value);
    }
    let mut list = vec![0xb2, 0x05];
    delimited(&mut list, &deep);
    assert_eq!(kind(&list), TooDeep);
}

fn delimited(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut length = bytes.len();
    while length >= 0x80 {
        out.push(length as u8 | 0x80);
        length >>= 7;
    }
    out.push(length as u8);
    out.extend_from_slice(bytes);
}

#[test]
fn an_error_stays_short_whatever_the_input() {
    let long = "é".repeat(100_000);
    let texts = [
        format!(r#"{{"int32":"{long}"}}"#),
        format!(r#"{{"int32":{}}}"#, "1".repeat(100_000)),
        format!(r#"{{"bytes":"{long}"}}"#),
        format!(r#"{{"colour":"{long}"}}"#),
        format!(r#"{{"timestamp":"{long}"}}"#),
        format!(r#"{{"mask":"{long}"}}"#),
        format!(r#"{{"any":{{"@type":"{long}"}}}}"#),
        format!(r#"{{"{long}":1}}"#),
        format!(r#"{{"{}":1}}"#, "x".repeat(100_000)),
        format!(r#"{{"byString":{{"{long}":{{"x":1}}}}}}"#),
        format!(r#"{{"byString":{{"{long}":{{}},"{long}":{{}}}}}}"#),
        format!(r#"{{"struct":{{"{long}":tru}}}}"#),
        format!(r#"{{"int32":{long}"#),
    ];
    for text in texts {
        let error = read(&text, &options()).expect_err("is wrong").to_string();
        assert!(error.len() < 400, "{} bytes: {error:.500}", error.len());
    }
    let mut wire = vec![0x9a, 0x05];
    let mut mask = vec![0x0a];
    delimited(&mut mask, long.as_bytes());
    delimited(&mut wire, &mask);
    let error = write(&wire, &options()).expect_err("is wrong").to_string();
    assert!(error.len() < 400, "{} bytes", error.len());
    let text = text_to_wire(
        &resolve(&KINDS, "int32").expect("is a path"),
        &long,
        &Options::new(),
        &mut Vec::new(),
    );
    assert!(text.expect_err("is wrong").to_string().len() < 400);
}

#[test]
fn what_is_cut_off_says_so() {
    let reason = |text: &str| {
        let json = format!("{{{text:?}:1}}");
        let field = KINDS.field_by_name("inner").expect("is a field");
        field_to_wire(field, json.as_bytes(), &Options::new(), &mut Vec::new())
            .expect_err("is wrong")
            .reason
    };
    assert_eq!(
        reason(&"🦀".repeat(61)),
        format!("kinds.Inner has no field \"{}\"…", "🦀".repeat(60))
    );
    assert_eq!(
        reason(&"🦀".repeat(60)),
        format!("kinds.Inner has no field \"{}\"", "🦀".repeat(60))
    );
}
