//! Every scalar kind: its spellings, its range, what it refuses.

use crate::check::{becomes, broken, json, read, refused, same, wire, write};
use tonica_json::Options;

#[test]
fn numbers_of_32_bits_are_numbers() {
    same(r#"{"int32":-2147483648,"uint32":4294967295,"sint32":-2147483648}"#);
    same(r#"{"int32":2147483647,"sint32":2147483647,"fixed32":4294967295}"#);
    same(r#"{"fixed32":7,"sfixed32":-2147483648}"#);
}

#[test]
fn numbers_of_64_bits_are_strings() {
    same(r#"{"int64":"-9223372036854775808","uint64":"18446744073709551615"}"#);
    same(r#"{"sint64":"-9223372036854775808","fixed64":"18446744073709551615"}"#);
    same(r#"{"int64":"9223372036854775807","sint64":"9223372036854775807","sfixed64":"-1"}"#);
    becomes(
        r#"{"int64":-9223372036854775808}"#,
        r#"{"int64":"-9223372036854775808"}"#,
    );
}

#[test]
fn integers_are_read_in_every_spelling() {
    for spelling in [
        "12",
        "\"12\"",
        "12.0",
        "1.2e1",
        "\"1.2e1\"",
        "120e-1",
        "\"\\u0031\\u0032\"",
    ] {
        becomes(&format!(r#"{{"int32":{spelling}}}"#), r#"{"int32":12}"#);
        becomes(&format!(r#"{{"uint64":{spelling}}}"#), r#"{"uint64":"12"}"#);
    }
    becomes(r#"{"int32":-0,"int64":0e99999999999999999999}"#, "{}");
    becomes(r#"{"uint64":1e19}"#, r#"{"uint64":"10000000000000000000"}"#);
}

#[test]
fn integers_are_refused_out_of_range_and_unwhole() {
    for (name, value) in [
        ("int32", "2147483648"),
        ("int32", "-2147483649"),
        ("uint32", "4294967296"),
        ("uint32", "-1"),
        ("fixed32", "4294967296"),
        ("sint32", "2147483648"),
        ("int64", "9223372036854775808"),
        ("int64", "-9223372036854775809"),
        ("uint64", "18446744073709551616"),
        ("uint64", "1e20"),
        ("uint64", "1e99999999999999999999"),
        ("sfixed64", "\"9223372036854775808\""),
    ] {
        refused(&format!(r#"{{"{name}":{value}}}"#), name, "out of range");
    }
    for value in ["0.5", "\"0.5\"", "1e-1", "\"12.25\""] {
        refused(
            &format!(r#"{{"int64":{value}}}"#),
            "int64",
            "no whole number",
        );
    }
}

#[test]
fn integers_are_refused_in_no_json_spelling() {
    for value in [
        "\"\"", "\" 1\"", "\"1 \"", "\"+1\"", "\"01\"", "\"0x1\"", "\"1.\"", "\"1e\"",
    ] {
        refused(&format!(r#"{{"int32":{value}}}"#), "int32", "no number");
    }
    for value in ["+1", "01", "-", ".5", "1.", "true", "{}", "[]", "NaN"] {
        assert!(
            read(&format!(r#"{{"int32":{value}}}"#), &Options::new()).is_err(),
            "{value}"
        );
    }
}

#[test]
fn floats_are_written_the_shortest() {
    same(r#"{"double":0.1,"float":0.1}"#);
    same(r#"{"double":-1.5,"float":16777216}"#);
    becomes(
        r#"{"double":1.0e2,"float":"2.5"}"#,
        r#"{"double":100,"float":2.5}"#,
    );
    same(r#"{"double":1.7976931348623157e+308,"float":3.4028235e+38}"#);
    same(r#"{"double":5e-324,"float":1e-45}"#);
    same(r#"{"double":-0}"#);
}

#[test]
fn floats_may_be_infinite_or_no_number() {
    same(r#"{"double":"NaN","float":"NaN"}"#);
    same(r#"{"double":"Infinity","float":"-Infinity"}"#);
    same(r#"{"doubles":["-Infinity","NaN",1],"floats":["Infinity"]}"#);
    for value in [
        "NaN",
        "Infinity",
        "-Infinity",
        "\"nan\"",
        "\"inf\"",
        "\"+Infinity\"",
    ] {
        assert!(
            read(&format!(r#"{{"double":{value}}}"#), &Options::new()).is_err(),
            "{value}"
        );
    }
}

#[test]
fn floats_are_refused_out_of_range() {
    refused(r#"{"double":1.8e308}"#, "double", "out of range");
    refused(r#"{"double":"-1.8e308"}"#, "double", "out of range");
    refused(r#"{"float":3.5e38}"#, "float", "out of range");
    becomes(r#"{"double":1e-999}"#, "{}");
}

#[test]
fn booleans_have_two_spellings() {
    same(r#"{"bool":true,"bools":[true,false]}"#);
    becomes(r#"{"bool":false}"#, "{}");
    for value in ["\"true\"", "1", "0", "True", "tru"] {
        refused(&format!(r#"{{"bool":{value}}}"#), "bool", "expected");
    }
}

#[test]
fn strings_are_escaped_where_json_needs_it() {
    same(r#"{"string":"quote \" backslash \\ tab \t line \n\r\b\f null \u0000 \u001f"}"#);
    same(r#"{"string":"Größe, 数量, 🦀 and a long plain tail behind it"}"#);
    becomes(
        r#"{"string":"\u00e9\uD83E\uDD80\/\u0041"}"#,
        r#"{"string":"é🦀/A"}"#,
    );
    let long = "x".repeat(300);
    same(&format!(r#"{{"string":"{long}"}}"#));
    for len in 0..40 {
        let text = "a".repeat(len);
        same(&format!(
            r#"{{"strings":["{text}\n","é{text}","{text}é{text}\""]}}"#
        ));
    }
}

#[test]
fn strings_are_refused_broken() {
    for text in [
        r#""\ud800""#,
        r#""\ud800\u0041""#,
        r#""\udc00""#,
        r#""\udd80\ud83e""#,
    ] {
        refused(&format!(r#"{{"string":{text}}}"#), "string", "surrogate");
    }
    refused(r#"{"string":"\u12g4"}"#, "string", "hexadecimal");
    refused(r#"{"string":"\x41"}"#, "string", "unknown escape");
    refused(r#"{"string":"abc"#, "string", "has no end");
    refused("{\"string\":\"abc\\", "string", "has no end");
    refused("{\"string\":\"a\nb\"}", "string", "control character");
    refused(r#"{"string":'abc'}"#, "string", "a string is expected");
    refused(r#"{"string":1}"#, "string", "a string is expected");
    let mut out = Vec::new();
    let error = tonica_json::to_wire(
        &crate::tables::kinds::KINDS,
        b"{\"string\":\"\xff\"}",
        &Options::new(),
        &mut out,
    )
    .expect_err("no UTF-8");
    assert_eq!(
        (error.offset, error.reason.as_str()),
        (11, "is not valid UTF-8")
    );
}

#[test]
fn bytes_are_base64_of_both_alphabets() {
    same(r#"{"bytes":"AQIDBA=="}"#);
    same(r#"{"bytes":"+/8="}"#);
    for spelling in ["-_8=", "-_8", "+/8", "+\\/8="] {
        becomes(
            &format!(r#"{{"bytes":"{spelling}"}}"#),
            r#"{"bytes":"+/8="}"#,
        );
    }
    same(r#"{"blobs":["","AA==","AAA=","AAAA","AAECAwQFBgcICQ=="]}"#);
    for text in [
        "A", "AAAAA", "A===", "AA=A", "AA==AA==", "A A=", "A*==", "é===",
    ] {
        refused(
            &format!(r#"{{"bytes":"{text}"}}"#),
            "bytes",
            "is not base64",
        );
    }
}

#[test]
fn enums_are_read_by_name_and_number() {
    same(r#"{"colour":"RED","colours":["COLOUR_UNSPECIFIED","FAR","BELOW"]}"#);
    becomes(r#"{"colour":"CRIMSON"}"#, r#"{"colour":"RED"}"#);
    becomes(
        r#"{"colour":1000,"colours":[-1,1.0]}"#,
        r#"{"colour":"FAR","colours":["BELOW","RED"]}"#,
    );
    same(r#"{"colour":7,"colours":[-2]}"#);
    becomes(r#"{"colour":0}"#, "{}");
    refused(r#"{"colour":"red"}"#, "colour", "no value of kinds.Colour");
    refused(r#"{"colour":"1"}"#, "colour", "no value of kinds.Colour");
    refused(
        r#"{"colours":["RED","BLUE"]}"#,
        "colours[1]",
        "no value of kinds.Colour",
    );
    refused(r#"{"colour":2147483648}"#, "colour", "out of range");
    refused(r#"{"colour":true}"#, "colour", "a number is expected");
}

#[test]
fn enums_are_numbers_on_demand() {
    let options = Options {
        enum_numbers: true,
        ..Options::new()
    };
    let bytes = wire(r#"{"colour":"FAR","colours":["BELOW","RED"]}"#);
    assert_eq!(
        write(&bytes, &options).expect("good"),
        r#"{"colour":1000,"colours":[-1,1]}"#
    );
}

#[test]
fn wire_numbers_are_cut_to_their_kind() {
    // int32 300 and -1 with all upper bits, uint32 beyond 32 bits, bool by any bit.
    assert_eq!(json(&[0x18, 0xac, 0x02]), r#"{"int32":300}"#);
    let minus = [
        0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
    ];
    assert_eq!(json(&minus), r#"{"int32":-1}"#);
    assert_eq!(
        json(&[0x28, 0x81, 0x80, 0x80, 0x80, 0x10]),
        r#"{"uint32":1}"#
    );
    assert_eq!(json(&[0x68, 0x80, 0x02]), r#"{"bool":true}"#);
}

#[test]
fn text_on_the_wire_is_utf8() {
    broken(&[0x72, 0x02, 0xc3, 0x28], "string", "UTF-8");
    broken(
        &[0xb2, 0x02, 0x01, b'a', 0xb2, 0x02, 0x01, 0xff],
        "strings[1]",
        "UTF-8",
    );
    broken(&[0xea, 0x03, 0x03, 0x0a, 0x01, 0xff], "byString", "UTF-8");
}
