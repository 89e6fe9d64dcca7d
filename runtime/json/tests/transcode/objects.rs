//! Objects, lists, maps, oneofs, presence and the options.

use tonica_json::{Options, field_to_json, field_to_wire};

use crate::check::{becomes, json, options, read, refused, same, wire, write};
use crate::orders;
use crate::tables::kinds::KINDS;

#[test]
fn a_list_of_orders_comes_back() {
    let text = orders::list_json(3);
    let wire = orders::list_wire(3);
    let mut out = Vec::new();
    tonica_json::to_json(&orders::LIST, &wire, &Options::new(), &mut out).expect("is a list");
    assert_eq!(String::from_utf8_lossy(&out), text);
}

#[test]
fn both_names_of_a_field_are_read() {
    same(r#"{"maybeNumber":1,"maybeText":"a"}"#);
    becomes(
        r#"{"maybe_number":1,"maybe_text":"a"}"#,
        r#"{"maybeNumber":1,"maybeText":"a"}"#,
    );
    becomes(r#"{"maybe\u004eumber":1}"#, r#"{"maybeNumber":1}"#);
    let options = Options {
        proto_names: true,
        ..Options::new()
    };
    let text = r#"{"maybe_number":1,"by_bool":{"true":"a"},"quoted":"q"}"#;
    assert_eq!(write(&wire(text), &options).expect("good"), text);
}

#[test]
fn keys_may_need_escapes_or_more_room() {
    same(r#"{"a \"quoted\" name":"q","aNameThatIsLongerThanTheRoomForKeys":1}"#);
}

#[test]
fn white_space_and_order_are_free() {
    becomes(
        " {\n\t\"string\" : \"s\" ,\r\n \"int32\":1 , \"strings\" : [ \"a\" , \"b\" ] , \"byBool\" : { } } ",
        r#"{"int32":1,"string":"s","strings":["a","b"]}"#,
    );
}

#[test]
fn defaults_are_left_out_where_there_is_no_presence() {
    becomes(
        r#"{"int32":0,"string":"","bytes":"","colour":"COLOUR_UNSPECIFIED","strings":[],"byBool":{}}"#,
        "{}",
    );
    same(r#"{"inner":{},"maybeNumber":0,"maybeText":"","maybeColour":"COLOUR_UNSPECIFIED"}"#);
    // Some encoders write them.
    assert_eq!(json(&[0x18, 0x00, 0x72, 0x00]), "{}");
}

#[test]
fn defaults_are_written_on_demand() {
    let options = Options {
        defaults: true,
        ..options()
    };
    let text = write(&[], &options).expect("good");
    assert!(
        text.starts_with(r#"{"double":0,"float":0,"int32":0,"int64":"0","#),
        "{text}"
    );
    assert!(text.contains(
        r#""bool":false,"string":"","bytes":"","colour":"COLOUR_UNSPECIFIED","doubles":[]"#
    ));
    assert!(
        text.contains(r#""byInt32":{}"#) && text.contains(r#""null":null"#),
        "{text}"
    );
    assert!(!text.contains("maybe") && !text.contains("chosen") && !text.contains("inner\""));
    let text = write(&wire(r#"{"int32":0,"strings":[],"inner":{}}"#), &options).expect("good");
    assert!(
        text.contains(r#""inner":{"number":0,"text":"","inners":{}}"#),
        "{text}"
    );
    // In the fallback too: string before int32.
    let text = write(&[0x72, 0x01, b'a', 0x18, 0x01], &options).expect("good");
    assert!(text.contains(r#""int32":1,"int64":"0""#) && text.contains(r#""string":"a""#));
}

#[test]
fn null_is_absence() {
    becomes(
        r#"{"int32":null,"string":null,"inner":null,"strings":null,"byBool":null,"maybeText":null,
            "colour":null,"timestamp":null,"int32Value":null,"any":null,"struct":null,"list":null}"#,
        "{}",
    );
    becomes(
        r#"{"chosenNumber":null,"chosenText":"a"}"#,
        r#"{"chosenText":"a"}"#,
    );
    refused("null", "", "'{' is expected");
    refused(
        r#"{"strings":["a",null]}"#,
        "strings[1]",
        "a string is expected",
    );
    refused(r#"{"inners":[null]}"#, "inners[0]", "'{' is expected");
    refused(
        r#"{"byBool":{"true":null}}"#,
        r#"byBool["true"]"#,
        "a string is expected",
    );
}

#[test]
fn null_values_are_values() {
    same(r#"{"value":null}"#);
    same(r#"{"values":[null,1],"nulls":[null,null],"valueByString":{"a":null}}"#);
    same(r#"{"chosenNull":null}"#);
    same(r#"{"chosenValue":null}"#);
    becomes(r#"{"chosenNull":"NULL_VALUE"}"#, r#"{"chosenNull":null}"#);
    becomes(r#"{"null":null}"#, "{}");
    // An open enum keeps numbers that it doesn't know.
    same(r#"{"chosenNull":-1,"null":7,"nulls":[null,59]}"#);
}

#[test]
fn maps_have_keys_of_every_kind() {
    same(
        r#"{"byInt32":{"-2147483648":"a","2147483647":"b"},"byInt64":{"-9223372036854775808":"AQ=="}}"#,
    );
    same(r#"{"byUint32":{"0":0.5,"4294967295":0},"byUint64":{"18446744073709551615":"RED"}}"#);
    same(r#"{"bySint32":{"-1":true,"0":false},"bySint64":{"-1":"-1"}}"#);
    same(
        r#"{"byFixed32":{"1":"a"},"byFixed64":{"1":"a"},"bySfixed32":{"-1":"a"},"bySfixed64":{"-1":"a"}}"#,
    );
    same(r#"{"byBool":{"false":"f","true":"t"},"byString":{"":{},"a":{"number":1},"ab":{}}}"#);
    refused(r#"{"byInt32":{"a":"x"}}"#, r#"byInt32["a"]"#, "no number");
    refused(
        r#"{"byInt32":{"2147483648":"x"}}"#,
        r#"byInt32["2147483648"]"#,
        "out of range",
    );
    refused(r#"{"byBool":{"1":"x"}}"#, r#"byBool["1"]"#, "true or false");
    refused(r#"{"byInt32":{1:"x"}}"#, "byInt32", "a string is expected");
    refused(
        r#"{"byString":{"a":{"number":"x"}}}"#,
        r#"byString["a"].number"#,
        "no number",
    );
    refused(r#"{"byString":[]}"#, "byString", "'{' is expected");
}

#[test]
fn maps_are_written_in_the_order_of_keys() {
    becomes(
        r#"{"byInt32":{"10":"c","-1":"a","9":"b"},"byString":{"b":{},"a":{}}}"#,
        r#"{"byInt32":{"-1":"a","9":"b","10":"c"},"byString":{"a":{},"b":{}}}"#,
    );
    // The last of two entries with one key counts.
    let entry = |text: u8| [0xe2, 0x03, 0x05, 0x08, 0x01, 0x12, 0x01, text];
    assert_eq!(
        json(&[entry(b'a'), entry(b'b')].concat()),
        r#"{"byBool":{"true":"b"}}"#
    );
}

#[test]
fn a_key_comes_once() {
    refused(r#"{"int32":1,"int32":1}"#, "int32", "set twice");
    refused(
        r#"{"maybeText":"a","maybe_text":"b"}"#,
        "maybeText",
        "set twice",
    );
    refused(r#"{"strings":["a"],"strings":[]}"#, "strings", "set twice");
    refused(
        r#"{"byBool":{"true":"a","true":"b"}}"#,
        "byBool",
        "a key twice",
    );
    refused(
        r#"{"byString":{"b":{},"a":{},"\u0062":{}}}"#,
        r#"byString["b"]"#,
        "a key twice",
    );
    let error = refused(r#"{"int32":1, "int32":2}"#, "int32", "set twice");
    assert_eq!(
        (error.offset, error.to_string()),
        (12, "int32: is set twice (at byte 12)".to_owned())
    );
}

#[test]
fn a_oneof_is_set_once() {
    same(r#"{"chosenNumber":0}"#);
    same(r#"{"chosenText":""}"#);
    same(r#"{"chosenInner":{}}"#);
    refused(
        r#"{"chosenNumber":1,"chosenText":"a"}"#,
        "chosenText",
        "another member",
    );
    refused(
        r#"{"chosenText":"a","chosenNull":null}"#,
        "chosenNull",
        "another member",
    );
}

#[test]
fn unknown_keys_are_named_or_read_over() {
    let error = refused(r#"{"inner":{"colour":1}}"#, "inner.colour", "\"colour\"");
    assert_eq!(
        (error.offset, error.reason),
        (11, "kinds.Inner has no field \"colour\"".to_owned())
    );
    let options = Options {
        ignore_unknown: true,
        ..options()
    };
    let text = r#"{"a":[1,{"b":null}],"int32":1,"c":"\n","d":-1.5e3,"e":true,"f":false,"colour":"BLUE",
        "colours":["RED","BLUE","FAR"],"byUint64":{"1":"BLUE","2":"RED"},"maybeColour":"BLUE"}"#;
    let bytes = read(text, &options).expect("good");
    assert_eq!(
        json(&bytes),
        r#"{"int32":1,"colours":["RED","FAR"],"byUint64":{"2":"RED"}}"#
    );
    for broken in [
        r#"{"a":[1,]}"#,
        r#"{"a":{"b":}}"#,
        r#"{"a":"\q"}"#,
        r#"{"a":{b:1}}"#,
        r#"{"a":"#,
    ] {
        assert!(read(broken, &options).is_err(), "{broken}");
    }
}

#[test]
fn json_is_read_strictly() {
    for text in [
        "",
        " ",
        "{",
        "}",
        "[]",
        "1",
        "\"\"",
        "{}{}",
        "{} x",
        "{,}",
        r#"{"int32":1,}"#,
        r#"{"int32":1,,"bool":true}"#,
        r#"{"int32":1 "bool":true}"#,
        r#"{"int32" 1}"#,
        r#"{int32:1}"#,
        r#"{'int32':1}"#,
        r#"{"int32":1;}"#,
        r#"{"strings":["a",]}"#,
        r#"{"strings":["a" "b"]}"#,
        r#"{"strings":"a"}"#,
        r#"{"strings":["a"}"#,
        r#"{"int32":1/* one */}"#,
        "{\"int32\":1}\u{a0}",
        "\u{feff}{}",
        "{\"int32\":1}\0",
    ] {
        assert!(read(text, &Options::new()).is_err(), "{text:?}");
    }
}

#[test]
fn depth_is_bounded_both_ways() {
    let nested = |levels: usize| {
        format!(
            "{}{}",
            r#"{"inner":"#.repeat(levels) + "{}",
            "}".repeat(levels)
        )
    };
    same(&nested(99));
    assert!(refused(&nested(100), &vec!["inner"; 100].join("."), "too deep").offset > 800);
    let options = Options {
        depth: 150,
        ..options()
    };
    let bytes = read(&nested(120), &options).expect("good");
    assert!(write(&bytes, &options).is_ok());
    let error = write(&bytes, &Options::new()).expect_err("too deep");
    assert_eq!(error.reason, "is nested too deep");
    let unknown = format!(r#"{{"x":{}1{}}}"#, "[".repeat(500), "]".repeat(500));
    let ignoring = Options {
        ignore_unknown: true,
        ..Options::new()
    };
    assert_eq!(
        read(&unknown, &ignoring).expect_err("too deep").reason,
        "is nested too deep"
    );
}

#[test]
fn one_field_alone_is_read() {
    let field = |name| KINDS.field_by_name(name).expect("is a field");
    let read = |name, json: &str| {
        let mut out = Vec::new();
        field_to_wire(field(name), json.as_bytes(), &Options::new(), &mut out).map(|()| out)
    };
    assert_eq!(
        read("inner", r#"{"number":1}"#).expect("good"),
        wire(r#"{"inner":{"number":1}}"#)
    );
    assert_eq!(
        read("strings", r#" ["a"] "#).expect("good"),
        wire(r#"{"strings":["a"]}"#)
    );
    assert!(read("inner", "null").expect("good").is_empty());
    assert_eq!(
        read("value", "null").expect("good"),
        wire(r#"{"value":null}"#)
    );
    assert_eq!(
        read("inner", r#"{"number":"x"}"#).expect_err("wrong").path,
        "inner.number"
    );
    assert!(read("inner", "").is_err() && read("inner", "{}{}").is_err());
}

#[test]
fn one_field_alone_is_written() {
    let alone = |name, bytes: &[u8]| {
        let mut out = Vec::new();
        let field = KINDS.field_by_name(name).expect("is a field");
        field_to_json(field, bytes, &options(), &mut out).expect("good");
        String::from_utf8(out).expect("JSON is UTF-8")
    };
    let bytes = wire(
        r#"{"int32":5,"inner":{"text":"t"},"int32s":[1,2],"byBool":{"true":"a"},"a \"quoted\" name":"q"}"#,
    );
    for (name, json) in [
        ("int32", "5"),
        ("inner", r#"{"text":"t"}"#),
        ("int32s", "[1,2]"),
        ("byBool", r#"{"true":"a"}"#),
        ("quoted", r#""q""#),
        ("int64", r#""0""#),
        ("double", "0"),
        ("bool", "false"),
        ("string", r#""""#),
        ("colour", r#""COLOUR_UNSPECIFIED""#),
        ("strings", "[]"),
        ("byString", "{}"),
        ("timestamp", "null"),
        ("maybeNumber", "null"),
    ] {
        assert_eq!(alone(name, &bytes), json, "{name}");
    }
    // Two halves of one message, and an explicit default.
    let halves = [
        wire(r#"{"inner":{"text":"t"}}"#),
        vec![0x18, 0],
        wire(r#"{"inner":{"number":1}}"#),
    ]
    .concat();
    assert_eq!(alone("inner", &halves), r#"{"number":1,"text":"t"}"#);
    assert_eq!(alone("int32", &halves), "0");
}

#[test]
fn output_is_appended() {
    let mut out = b"data: ".to_vec();
    let bytes = wire(r#"{"bool":true,"int32":1}"#);
    tonica_json::to_json(&KINDS, &bytes, &Options::new(), &mut out).expect("good");
    assert_eq!(out, b"data: {\"int32\":1,\"bool\":true}");
    let mut out = vec![1, 2, 3];
    tonica_json::to_wire(&KINDS, br#"{"int32":1}"#, &Options::new(), &mut out).expect("good");
    assert_eq!(out, [1, 2, 3, 0x18, 1]);
}
