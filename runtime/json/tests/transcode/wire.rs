//! Wire bytes as no encoder writes them but every decoder reads them, and as none may.

use proptest::prelude::*;
use tonica_json::{Options, to_json, to_wire};

use crate::check::{broken, json, options, wire};
use crate::tables::kinds::KINDS;

#[test]
fn fields_may_come_in_any_order() {
    let parts = [
        wire(r#"{"string":"s"}"#),
        wire(r#"{"int32":1}"#),
        wire(r#"{"inner":{"number":1}}"#),
        wire(r#"{"double":0.5}"#),
    ];
    let expected = r#"{"double":0.5,"int32":1,"string":"s","inner":{"number":1}}"#;
    assert_eq!(json(&parts.concat()), expected);
}

#[test]
fn the_last_scalar_wins_and_messages_merge() {
    let twice = [
        wire(r#"{"int32":1,"string":"a"}"#),
        wire(r#"{"int32":2,"string":"b"}"#),
    ]
    .concat();
    assert_eq!(json(&twice), r#"{"int32":2,"string":"b"}"#);
    // Back to the default, which isn't written.
    assert_eq!(
        json(&[wire(r#"{"int32":1}"#), vec![0x18, 0]].concat()),
        "{}"
    );
    let halves = [
        wire(r#"{"inner":{"number":1,"inner":{"text":"a"},"inners":{"x":{}}}}"#),
        wire(r#"{"inner":{"text":"t","inner":{"number":2},"inners":{"w":{}}}}"#),
    ];
    assert_eq!(
        json(&halves.concat()),
        r#"{"inner":{"number":1,"text":"t","inner":{"number":2,"text":"a"},"inners":{"w":{},"x":{}}}}"#
    );
}

#[test]
fn lists_and_maps_may_be_split() {
    let parts = [
        wire(r#"{"int32s":[1],"strings":["a"],"byBool":{"true":"t"}}"#),
        wire(r#"{"bool":true}"#),
        wire(r#"{"int32s":[2,3],"strings":["b"],"byBool":{"false":"f","true":"u"}}"#),
    ];
    assert_eq!(
        json(&parts.concat()),
        r#"{"bool":true,"int32s":[1,2,3],"strings":["a","b"],"byBool":{"false":"f","true":"u"}}"#
    );
    // An unknown field between two elements.
    let between = [
        wire(r#"{"strings":["a"]}"#),
        vec![0xf8, 0x3f, 1],
        wire(r#"{"strings":["b"]}"#),
    ];
    assert_eq!(json(&between.concat()), r#"{"strings":["a","b"]}"#);
}

#[test]
fn numbers_may_be_packed_or_not() {
    // int32s (32) apart, loose (37) packed, both mixed.
    assert_eq!(json(&[0x80, 0x02, 1, 0x80, 0x02, 2]), r#"{"int32s":[1,2]}"#);
    assert_eq!(json(&[0xaa, 0x02, 2, 1, 2]), r#"{"loose":["1","2"]}"#);
    assert_eq!(
        json(&[0x80, 0x02, 1, 0x82, 0x02, 2, 2, 3, 0x80, 0x02, 4]),
        r#"{"int32s":[1,2,3,4]}"#
    );
    assert_eq!(json(&[0x82, 0x02, 0]), "{}");
}

#[test]
fn the_last_member_of_a_oneof_wins() {
    let text = wire(r#"{"chosenText":"a"}"#);
    let number = wire(r#"{"chosenNumber":1}"#);
    let half = wire(r#"{"chosenInner":{"number":1}}"#);
    let other = wire(r#"{"chosenInner":{"text":"t"}}"#);
    assert_eq!(
        json(&[&text[..], &number].concat()),
        r#"{"chosenNumber":1}"#
    );
    assert_eq!(
        json(&[&number[..], &text].concat()),
        r#"{"chosenText":"a"}"#
    );
    assert_eq!(
        json(&[&half[..], &other].concat()),
        r#"{"chosenInner":{"number":1,"text":"t"}}"#
    );
    // What was set before another member is gone.
    assert_eq!(
        json(&[&half[..], &number, &other].concat()),
        r#"{"chosenInner":{"text":"t"}}"#
    );
}

#[test]
fn entries_may_lack_or_repeat_key_and_value() {
    // byInt32 (50): nothing; only a value; only a key; value before key; both twice.
    assert_eq!(json(&[0x92, 0x03, 0]), r#"{"byInt32":{"0":""}}"#);
    assert_eq!(
        json(&[0x92, 0x03, 3, 0x12, 1, b'a']),
        r#"{"byInt32":{"0":"a"}}"#
    );
    assert_eq!(json(&[0x92, 0x03, 2, 0x08, 7]), r#"{"byInt32":{"7":""}}"#);
    assert_eq!(
        json(&[0x92, 0x03, 5, 0x12, 1, b'a', 0x08, 7]),
        r#"{"byInt32":{"7":"a"}}"#
    );
    let twice = [
        0x92, 0x03, 10, 0x08, 1, 0x12, 1, b'a', 0x08, 2, 0x12, 1, b'b',
    ];
    assert_eq!(json(&twice), r#"{"byInt32":{"2":"b"}}"#);
    // byString (61): a message's value in two halves, and an unknown field in the entry.
    let halves = [
        0xea, 0x03, 14, 0x0a, 1, b'k', 0x12, 2, 0x08, 1, 0x18, 9, 0x12, 3, 0x12, 1, b't',
    ];
    assert_eq!(
        json(&halves),
        r#"{"byString":{"k":{"number":1,"text":"t"}}}"#
    );
    assert_eq!(
        json(&[0xea, 0x03, 3, 0x0a, 1, b'k']),
        r#"{"byString":{"k":{}}}"#
    );
}

#[test]
fn unknown_fields_are_read_over() {
    // 1023 as varint, 8 bytes, bytes, group with a field and a group, 4 bytes.
    let unknown = [
        0xf8, 0x3f, 0x80, 0x01, 0xf9, 0x3f, 1, 2, 3, 4, 5, 6, 7, 8, 0xfa, 0x3f, 2, 1, 2, 0xfb,
        0x3f, 0x08, 1, 0x13, 0x14, 0xfc, 0x3f, 0xfd, 0x3f, 1, 2, 3, 4,
    ];
    assert_eq!(json(&unknown), "{}");
    let around = [
        wire(r#"{"int32":1}"#),
        unknown.to_vec(),
        wire(r#"{"bool":true}"#),
    ];
    assert_eq!(json(&around.concat()), r#"{"int32":1,"bool":true}"#);
    broken(&[0xfb, 0x3f, 0x08, 1], "", "ends within group 1023");
    broken(&[0xfb, 0x3f, 0x14], "", "wire type 4");
    broken(&[0xfc, 0x3f], "", "wire type 4");
    broken(&[0xfe, 0x3f], "", "wire type 6");
    broken(&[0xfb, 0x3f].repeat(101), "", "too deep");
}

#[test]
fn wrong_wire_types_are_errors() {
    broken(&[0x1a, 1, 1], "int32", "wire type 2, where 0 is right");
    broken(&[0x70, 1], "string", "wire type 0, where 2 is right");
    broken(&[0x09, 1], "double", "ends within a number of 8 bytes");
    broken(&[0x0d, 1, 2, 3, 4], "double", "wire type 5");
    broken(
        &[0x81, 0x02, 1, 2, 3, 4, 5, 6, 7, 8],
        "int32s",
        "wire type 1",
    );
    broken(&[0xb0, 0x02, 1], "strings", "wire type 0");
    broken(&[0x90, 0x03, 1], "byInt32", "wire type 0");
}

#[test]
fn truncated_bytes_are_errors_at_every_place() {
    let text = r#"{"double":0.5,"float":0.5,"int32":300,"string":"text","inner":{"number":1,"text":"t"},
        "doubles":[1,2],"int32s":[300,301],"strings":["a","b"],"byString":{"k":{"number":300}},
        "timestamp":"2026-01-01T00:00:00Z","struct":{"a":[1,"b",null,true]},"stringValue":"v"}"#;
    let whole = wire(text);
    let cuts_between_fields = (0..whole.len())
        .filter(|&end| to_json(&KINDS, &whole[..end], &Options::new(), &mut Vec::new()).is_ok())
        .count();
    // Between 12 fields there are 11 places, one before, and one between the two strings.
    assert_eq!(cuts_between_fields, 13);
}

#[test]
fn broken_numbers_are_errors() {
    broken(&[0x18, 0x80], "int32", "ends within a number");
    broken(
        &[
            0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1,
        ],
        "int32",
        "more than ten",
    );
    broken(&[0x00, 1], "", "no valid field number");
    broken(
        &[0x80, 0x80, 0x80, 0x80, 0x80, 1],
        "",
        "no valid field number",
    );
    broken(
        &[0x72, 5, b'a'],
        "string",
        "ends within 5 bytes, of which 1 are there",
    );
    broken(
        &[
            0x72, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1,
        ],
        "string",
        "ends within",
    );
    let error = broken(
        &[0x8a, 0x01, 4, 0x08, 1, 0x12, 9],
        "inner.text",
        "ends within 9 bytes",
    );
    assert_eq!(
        error.to_string(),
        "inner.text: ends within 9 bytes, of which 0 are there (at byte 7)"
    );
    broken(
        &[0x82, 0x02, 2, 1, 0x80],
        "int32s[1]",
        "ends within a number",
    );
}

#[test]
fn disorder_deep_inside_stays_cheap() {
    // Each level has its fields in the wrong order; a pass for each would double the work 90 times.
    let mut bytes = vec![0x08, 1];
    for _ in 0..90 {
        let mut outer = vec![0x12, 1, b't', 0x1a];
        let mut length = bytes.len();
        while length >= 0x80 {
            outer.push(length as u8 | 0x80);
            length >>= 7;
        }
        outer.push(length as u8);
        outer.extend(&bytes);
        outer.extend([0x08, 1]);
        bytes = outer;
    }
    let mut out = Vec::new();
    to_json(&crate::tables::kinds::INNER, &bytes, &options(), &mut out).expect("good");
    assert!(out.starts_with(br#"{"number":1,"text":"t","inner":{"number":1,"#));
}

/// Every option that changes a path through the code.
fn all_options() -> [Options; 2] {
    let other = Options {
        defaults: true,
        proto_names: true,
        enum_numbers: true,
        ignore_unknown: true,
        ..options()
    };
    [options(), other]
}

/// Pieces of JSON and of what looks like it.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    "\\u",
    "\\ud83e",
    "null",
    "true",
    "false",
    "1",
    "-",
    ".5",
    "e9",
    " ",
    "\"int32\":",
    "\"inner\":",
    "\"any\":",
    "\"@type\":",
    "\"value\":",
    "\"struct\":",
    "\"timestamp\":",
    "\"byString\":",
    "\"strings\":",
    "\"duration\":",
    "\"mask\":",
    "\"bytes\":",
    "\"chosenText\":",
    "é",
    "\u{0}",
    "\"type.googleapis.com/kinds.Inner\"",
    "\"type.googleapis.com/google.protobuf.Any\"",
    "\"1.5s\"",
    "\"2026-01-01T00:00:00Z\"",
    "\"a,b.cD\"",
];

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for options in all_options() {
            let _ = to_json(&KINDS, &bytes, &options, &mut Vec::new());
            let _ = to_wire(&KINDS, &bytes, &options, &mut Vec::new());
        }
    }

    #[test]
    fn no_json_makes_it_panic(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        for options in all_options() {
            let mut wire = Vec::new();
            if to_wire(&KINDS, pieces.concat().as_bytes(), &options, &mut wire).is_ok() {
                // What was read can be written.
                to_json(&KINDS, &wire, &options, &mut Vec::new()).expect("what was read is right");
            }
        }
    }
}
