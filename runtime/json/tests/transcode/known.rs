//! Timestamps, durations, field masks, wrappers and Empty.

use crate::check::{becomes, broken, json, refused, same, wire};

#[test]
fn timestamps_have_no_digits_or_three_six_nine() {
    for time in [
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z",
        "1970-01-01T00:00:00.001Z",
        "1969-12-31T23:59:59.999999Z",
        "2000-02-29T12:30:45.000000001Z",
        "1972-01-01T10:00:20.021Z",
        "2024-12-31T00:00:00Z",
        "2100-03-01T00:00:00Z",
    ] {
        same(&format!(r#"{{"timestamp":"{time}"}}"#));
    }
    becomes(
        r#"{"timestamp":"1970-01-01T00:00:00Z"}"#,
        r#"{"timestamp":"1970-01-01T00:00:00Z"}"#,
    );
    becomes(
        r#"{"timestamp":"2026-01-01T00:00:00.1000Z"}"#,
        r#"{"timestamp":"2026-01-01T00:00:00.100Z"}"#,
    );
}

#[test]
fn every_day_has_one_date() {
    // The seconds of noon of each day from 1583 to 2500, by a count of their own.
    let mut seconds = -12_212_553_600_i64 + 43_200;
    for year in 1583..2500 {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let lengths = [
            31,
            if leap { 29 } else { 28 },
            31,
            30,
            31,
            30,
            31,
            31,
            30,
            31,
            30,
            31,
        ];
        for (month, length) in lengths.into_iter().enumerate() {
            for day in [1, length] {
                let text = format!(
                    r#"{{"timestamp":"{year:04}-{:02}-{day:02}T12:00:00Z"}}"#,
                    month + 1
                );
                let mut expected = vec![0x8a, 0x05, 0, 0x08];
                let mut bits = (seconds + (day - 1) * 86_400) as u64;
                while bits >= 0x80 {
                    expected.push(bits as u8 | 0x80);
                    bits >>= 7;
                }
                expected.push(bits as u8);
                expected[2] = expected.len() as u8 - 3;
                assert_eq!(wire(&text), expected, "{text}");
                assert_eq!(json(&expected), text);
            }
            seconds += length * 86_400;
        }
    }
}

#[test]
fn timestamps_have_offsets() {
    let utc = r#"{"timestamp":"2026-01-01T00:00:00Z"}"#;
    becomes(r#"{"timestamp":"2026-01-01T05:30:00+05:30"}"#, utc);
    becomes(r#"{"timestamp":"2025-12-31T16:00:00-08:00"}"#, utc);
    becomes(
        r#"{"timestamp":"0000-12-31T23:00:00-01:00"}"#,
        r#"{"timestamp":"0001-01-01T00:00:00Z"}"#,
    );
}

#[test]
fn timestamps_are_refused_misspelled() {
    for time in [
        "",
        "2026-01-01",
        "2026-01-01T00:00:00",
        "2026-01-01t00:00:00Z",
        "2026-01-01T00:00:00z",
        "2026-01-01 00:00:00Z",
        "2026-1-01T00:00:00Z",
        "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.1234567890Z",
        "2026-01-01T00:00:00+0530",
        "2026-01-01T00:00:00+24:00",
        "2026-01-01T00:00:00ZZ",
        " 2026-01-01T00:00:00Z",
        "+026-01-01T00:00:00Z",
        "2026-01-01T00:00:00é",
    ] {
        refused(
            &format!(r#"{{"timestamp":"{time}"}}"#),
            "timestamp",
            "is no time such as",
        );
    }
    for time in [
        "2025-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z",
    ] {
        refused(
            &format!(r#"{{"timestamp":"{time}"}}"#),
            "timestamp",
            "doesn't exist",
        );
    }
    for time in [
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z",
    ] {
        refused(
            &format!(r#"{{"timestamp":"{time}"}}"#),
            "timestamp",
            "doesn't exist",
        );
    }
    for time in [
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "0000-01-01T00:00:00Z",
    ] {
        refused(
            &format!(r#"{{"timestamp":"{time}"}}"#),
            "timestamp",
            "outside of the years",
        );
    }
    refused(r#"{"timestamp":0}"#, "timestamp", "a string is expected");
}

#[test]
fn timestamps_are_refused_out_of_range() {
    // timestamp (81): seconds before the year 1; after 9999; nanos -1; nanos 1,000,000,000.
    let timestamp = |fields: &[u8]| [&[0x8a, 0x05, fields.len() as u8], fields].concat();
    let before = [
        0x08, 0xff, 0x91, 0xb8, 0xc3, 0x98, 0xfe, 0xff, 0xff, 0xff, 0x01,
    ];
    broken(&timestamp(&before), "timestamp", "outside of the years");
    broken(
        &timestamp(&[0x08, 0x80, 0x83, 0xd1, 0xff, 0xaf, 0x07, 0x10, 0]),
        "timestamp",
        "outside of the years",
    );
    let minus = [
        0x10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
    ];
    broken(&timestamp(&minus), "timestamp", "nanos");
    broken(
        &timestamp(&[0x10, 0x80, 0x94, 0xeb, 0xdc, 0x03]),
        "timestamp",
        "nanos",
    );
}

#[test]
fn durations_are_seconds() {
    for duration in [
        "0s",
        "1s",
        "-1s",
        "1.500s",
        "-0.000000001s",
        "315576000000.999999999s",
        "-315576000000s",
        "0.010s",
    ] {
        same(&format!(r#"{{"duration":"{duration}"}}"#));
    }
    becomes(r#"{"duration":"1.5s"}"#, r#"{"duration":"1.500s"}"#);
    becomes(r#"{"duration":"-0s"}"#, r#"{"duration":"0s"}"#);
    for duration in [
        "",
        "s",
        "1",
        "1.s",
        ".5s",
        "1s ",
        "+1s",
        "1.1234567890s",
        "--1s",
        "1e3s",
        "1m",
    ] {
        refused(
            &format!(r#"{{"duration":"{duration}"}}"#),
            "duration",
            "is no duration such as",
        );
    }
    refused(
        r#"{"duration":"315576000001s"}"#,
        "duration",
        "is more than",
    );
    refused(
        r#"{"duration":"-315576000001s"}"#,
        "duration",
        "is more than",
    );
    // Seconds 1 and nanos -1; nanos of a whole second.
    let minus = [
        0x92, 0x05, 13, 0x08, 1, 0x10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01,
    ];
    broken(&minus, "duration", "differ in sign");
    broken(
        &[0x92, 0x05, 6, 0x10, 0x80, 0x94, 0xeb, 0xdc, 0x03],
        "duration",
        "more than 999,999,999",
    );
}

#[test]
fn field_masks_are_camel_case() {
    same(r#"{"mask":"user.displayName,photo"}"#);
    same(r#"{"mask":""}"#);
    same(r#"{"mask":"*"}"#);
    assert_eq!(
        wire(r#"{"mask":"aB"}"#),
        [0x9a, 0x05, 5, 0x0a, 3, b'a', b'_', b'b']
    );
    for mask in ["a_b", "a,,b", "a b", ",", "a-b", "**", "*.a"] {
        refused(
            &format!(r#"{{"mask":"{mask}"}}"#),
            "mask",
            "not in lower camel case",
        );
    }
    // fooBar, foo__bar, foo_3, foo_ and an empty path can't come back.
    for path in ["fooBar", "foo__bar", "foo_3", "foo_", "é", "", "**"] {
        let field = [&[0x0a, path.len() as u8], path.as_bytes()].concat();
        let bytes = [&[0x9a, 0x05, field.len() as u8], &field[..]].concat();
        broken(&bytes, "mask", "JSON can't hold");
    }
}

#[test]
fn wrappers_are_their_values() {
    same(
        r#"{"doubleValue":1.5,"floatValue":"NaN","int64Value":"-1","uint64Value":"1","int32Value":-1}"#,
    );
    same(r#"{"uint32Value":1,"boolValue":true,"stringValue":"a","bytesValue":"AQ=="}"#);
    same(
        r#"{"doubleValue":0,"int64Value":"0","boolValue":false,"stringValue":"","bytesValue":""}"#,
    );
    same(r#"{"stringValues":["","a"]}"#);
    refused(
        r#"{"stringValues":[null]}"#,
        "stringValues[0]",
        "a string is expected",
    );
    refused(
        r#"{"int32Value":{"value":1}}"#,
        "int32Value",
        "a number is expected",
    );
    // The last value of a wrapper in two halves.
    let halves = [wire(r#"{"int32Value":1}"#), wire(r#"{"int32Value":2}"#)].concat();
    assert_eq!(json(&halves), r#"{"int32Value":2}"#);
}

#[test]
fn empty_is_an_empty_object() {
    same(r#"{"empty":{}}"#);
    refused(r#"{"empty":{"a":1}}"#, "empty.a", "has no field");
    // Unknown fields within it are read over, broken ones are not.
    assert_eq!(json(&[0xba, 0x05, 2, 0x08, 1]), r#"{"empty":{}}"#);
    broken(&[0xba, 0x05, 1, 0x08], "empty", "ends within");
}

#[test]
fn halves_of_a_timestamp_merge() {
    let halves = [[0x8a, 0x05, 2, 0x08, 1], [0x8a, 0x05, 2, 0x10, 1]].concat();
    assert_eq!(
        json(&halves),
        r#"{"timestamp":"1970-01-01T00:00:01.000000001Z"}"#
    );
}
