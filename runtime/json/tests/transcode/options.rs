//! The options of JSON, for every shape of message and through each that holds others.

use tonica_json::{Options, field_to_json};

use crate::check::{options, read, wire, write};
use crate::tables::kinds::KINDS;

/// What JSON becomes when it is written with options.
#[track_caller]
fn becomes(options: &Options, from: &str, to: &str) {
    let text = write(&wire(from), options).unwrap_or_else(|error| panic!("{from}: {error}"));
    assert_eq!(text, to, "from {from}");
    // Whatever the options, it is read back.
    let back = read(&text, options).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(write(&back, options).as_deref(), Ok(to));
}

/// A message of every shape, with an enum, and a name that differs, wherever one can be.
const EVERY: &str = r#"{"colour":"RED","maybeColour":"FAR","colours":["RED","BELOW"],"byUint64":{"1":"RED"},"chosenInner":{"text":"t"},"any":{"@type":"a/kinds.Kinds","maybeText":"m","colour":"RED"},"timestamp":"2026-01-01T00:00:00Z","duration":"1s","mask":"aB","struct":{"aB":1},"value":{"aB":[null]},"list":["aB"],"empty":{},"int64Value":"1"}"#;

#[test]
fn proto_names_are_those_of_fields_alone() {
    let options = Options {
        proto_names: true,
        ..options()
    };
    becomes(
        &options,
        EVERY,
        r#"{"colour":"RED","maybe_colour":"FAR","colours":["RED","BELOW"],"by_uint64":{"1":"RED"},"chosen_inner":{"text":"t"},"any":{"@type":"a/kinds.Kinds","colour":"RED","maybe_text":"m"},"timestamp":"2026-01-01T00:00:00Z","duration":"1s","mask":"aB","struct":{"aB":1},"value":{"aB":[null]},"list":["aB"],"empty":{},"int64_value":"1"}"#,
    );
}

#[test]
fn enum_numbers_are_written_wherever_an_enum_is() {
    let options = Options {
        enum_numbers: true,
        ..options()
    };
    becomes(
        &options,
        r#"{"colour":"RED","maybeColour":"COLOUR_UNSPECIFIED","colours":["FAR",77],"byUint64":{"1":"BELOW"},"chosenNull":null,"any":{"@type":"a/kinds.Kinds","colour":"RED"},"value":null}"#,
        r#"{"colour":1,"maybeColour":0,"colours":[1000,77],"byUint64":{"1":-1},"chosenNull":null,"any":{"@type":"a/kinds.Kinds","colour":1},"value":null}"#,
    );
}

#[test]
fn defaults_are_written_in_every_message_that_is_there() {
    let options = Options {
        defaults: true,
        ..options()
    };
    let text = |json: &str| write(&wire(json), &options).expect("good");
    let inner = r#"{"number":0,"text":"","inners":{}}"#;
    for (json, part) in [
        (r#"{"inner":{}}"#, format!(r#""inner":{inner}"#)),
        (r#"{"inners":[{}]}"#, format!(r#""inners":[{inner}]"#)),
        (
            r#"{"byString":{"k":{}}}"#,
            format!(r#""byString":{{"k":{inner}}}"#),
        ),
        (r#"{"chosenInner":{}}"#, format!(r#""chosenInner":{inner}"#)),
        (
            r#"{"any":{"@type":"a/kinds.Inner"}}"#,
            r#""any":{"@type":"a/kinds.Inner","number":0,"text":"","inners":{}}"#.to_owned(),
        ),
        // What has no fields in JSON has no defaults.
        (r#"{"any":{}}"#, r#""any":{},"#.to_owned()),
        (r#"{"empty":{}}"#, r#""empty":{},"#.to_owned()),
        (r#"{"struct":{}}"#, r#""struct":{},"#.to_owned()),
        (r#"{"int64Value":"0"}"#, r#""int64Value":"0","#.to_owned()),
        (
            r#"{"timestamp":"1970-01-01T00:00:00Z"}"#,
            r#""timestamp":"1970-01-01T00:00:00Z","#.to_owned(),
        ),
    ] {
        let text = text(json);
        assert!(text.contains(&part), "{json}: {text}");
    }
    // Without presence, and only once.
    let text = text(r#"{"int32":0,"chosenNumber":0}"#);
    for key in [
        "\"int32\"",
        "\"chosenNumber\"",
        "\"colour\"",
        "\"null\"",
        "\"loose\"",
    ] {
        assert_eq!(
            text.matches(&format!("{key}:")).count(),
            1,
            "{key} in {text}"
        );
    }
    assert!(
        !text.contains("maybe") && !text.contains("Value\":"),
        "{text}"
    );
}

#[test]
fn unknown_names_are_read_over_in_every_message() {
    let lenient = Options {
        ignore_unknown: true,
        ..options()
    };
    for (json, to) in [
        (r#"{"x":{"y":[1]},"int32":1}"#, r#"{"int32":1}"#),
        (
            r#"{"inner":{"x":1,"number":1}}"#,
            r#"{"inner":{"number":1}}"#,
        ),
        (r#"{"inners":[{"x":1}]}"#, r#"{"inners":[{}]}"#),
        (r#"{"byString":{"k":{"x":1}}}"#, r#"{"byString":{"k":{}}}"#),
        (
            r#"{"any":{"@type":"a/kinds.Inner","x":1}}"#,
            r#"{"any":{"@type":"a/kinds.Inner"}}"#,
        ),
        (
            r#"{"any":{"x":1,"@type":"a/google.protobuf.Duration","value":"1s"}}"#,
            r#"{"any":{"@type":"a/google.protobuf.Duration","value":"1s"}}"#,
        ),
        (r#"{"empty":{"x":1}}"#, r#"{"empty":{}}"#),
        (
            r#"{"colour":"x","colours":["x","RED"],"byUint64":{"1":"x"}}"#,
            r#"{"colours":["RED"]}"#,
        ),
        (
            r#"{"chosenNull":"x","chosenNumber":1}"#,
            r#"{"chosenNumber":1}"#,
        ),
    ] {
        let wire = read(json, &lenient).unwrap_or_else(|error| panic!("{json}: {error}"));
        assert_eq!(write(&wire, &options()).as_deref(), Ok(to), "from {json}");
        assert!(read(json, &options()).is_err(), "{json}");
    }
    // A type is no name, and a wrong value is wrong.
    for json in [
        r#"{"any":{"@type":"a/x"}}"#,
        r#"{"int32":"x"}"#,
        r#"{"x":}"#,
        r#"{"x":1,}"#,
    ] {
        assert!(read(json, &lenient).is_err(), "{json}");
    }
}

#[test]
fn one_field_alone_follows_the_options() {
    let options = Options {
        defaults: true,
        proto_names: true,
        enum_numbers: true,
        ..options()
    };
    let alone = |name: &str, json: &str| {
        let field = KINDS.field_by_name(name).expect("is a field");
        let mut out = Vec::new();
        field_to_json(field, &wire(json), &options, &mut out).expect("good");
        String::from_utf8(out).expect("JSON is UTF-8")
    };
    assert_eq!(alone("colours", r#"{"colours":["RED"]}"#), "[1]");
    assert_eq!(alone("colour", "{}"), "0");
    assert_eq!(alone("null", "{}"), "null");
    assert_eq!(alone("strings", "{}"), "[]");
    let inner = r#"{"number":0,"text":"","inners":{}}"#;
    assert_eq!(alone("inner", r#"{"inner":{}}"#), inner);
    assert_eq!(
        alone("any", r#"{"any":{"@type":"a/kinds.Inner"}}"#),
        r#"{"@type":"a/kinds.Inner","number":0,"text":"","inners":{}}"#
    );
}

/// Both ways the same depth is the last that is right, whatever makes the levels.
#[test]
fn depth_is_counted_alike_both_ways() {
    let shapes: [(&str, &str); 6] = [
        (r#"{"inner":"#, "}"),
        (r#"{"inners":{"k":"#, "}}"),
        (r#"{"inner":{"inners":{"k":"#, "}}}"),
        (r#"["#, "]"),
        (r#"{"k":"#, "}"),
        (r#"[{"k":"#, "}]"),
    ];
    for (open, close) in shapes {
        let (before, core) = if open.starts_with("{\"in") {
            (r#"{"inner":"#, "{}")
        } else {
            (r#"{"value":"#, "null")
        };
        let nested = |levels: usize| {
            format!(
                "{before}{}{core}{}}}",
                open.repeat(levels),
                close.repeat(levels)
            )
        };
        let deepest = (0..100)
            .rev()
            .find(|levels| read(&nested(*levels), &options()).is_ok());
        let deepest = deepest.expect("some depth is right");
        assert!(deepest > 15, "{open}: {deepest}");
        let wide = Options {
            depth: 1000,
            ..options()
        };
        let good = read(&nested(deepest), &wide).expect("good");
        assert_eq!(write(&good, &options()).as_deref(), Ok(&*nested(deepest)));
        let deeper = read(&nested(deepest + 1), &wide).expect("good");
        let error = write(&deeper, &options()).expect_err("too deep");
        assert_eq!(error.reason, "is nested too deep", "{open}");
    }
}
