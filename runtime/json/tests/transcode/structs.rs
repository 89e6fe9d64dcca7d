//! Struct, Value and ListValue: any JSON.

use crate::check::{becomes, broken, json, refused, same, wire};

#[test]
fn any_json_comes_back() {
    same(
        r#"{"struct":{"":null,"a":1.5,"b":"text \n é","c":[true,false,[],{}],"d":{"e":{"f":[1]}}}}"#,
    );
    same(r#"{"value":{"a":[{"b":null}]}}"#);
    same(r#"{"value":[]}"#);
    same(r#"{"value":"text"}"#);
    same(r#"{"value":0}"#);
    same(r#"{"value":false}"#);
    same(r#"{"list":[1,"a",null,{"b":2}]}"#);
    same(r#"{"struct":{},"list":[]}"#);
    same(r#"{"values":[{},[],null,"",0,true],"valueByString":{"k":[1]}}"#);
    becomes(r#"{"value":1e3}"#, r#"{"value":1000}"#);
}

#[test]
fn any_json_is_read_strictly() {
    refused(r#"{"struct":[]}"#, "struct", "'{' is expected");
    refused(r#"{"list":{}}"#, "list", "'[' is expected");
    refused(
        r#"{"struct":{"a":[1,tru]}}"#,
        r#"struct["a"][1]"#,
        "true is expected",
    );
    refused(
        r#"{"struct":{"a":1,"a":2}}"#,
        r#"struct["a"]"#,
        "a key twice",
    );
    refused(r#"{"value":1e400}"#, "value", "out of range");
    refused(r#"{"value":}"#, "value", "a number is expected");
    refused(r#"{"value":"\ud800"}"#, "value", "surrogate");
}

#[test]
fn any_json_is_bounded_in_depth() {
    let lists = |levels: usize| {
        format!(
            r#"{{"value":{}{}}}"#,
            "[".repeat(levels),
            "]".repeat(levels)
        )
    };
    same(&lists(40));
    assert!(crate::check::read(&lists(60), &crate::check::options()).is_err());
    assert!(crate::check::read(&lists(100_000), &crate::check::options()).is_err());
}

#[test]
fn a_value_holds_something_finite() {
    // value (85): number_value NaN, and nothing at all.
    broken(
        &[0xaa, 0x05, 9, 0x11, 0, 0, 0, 0, 0, 0, 0xf8, 0x7f],
        "value",
        "holds NaN",
    );
    broken(
        &[0xaa, 0x05, 9, 0x11, 0, 0, 0, 0, 0, 0, 0xf0, 0x7f],
        "value",
        "holds inf",
    );
    broken(&[0xaa, 0x05, 0], "value", "holds nothing");
}

#[test]
fn the_last_member_of_a_value_wins_and_halves_merge() {
    let value = |text: &str| wire(&format!(r#"{{"value":{text}}}"#));
    assert_eq!(
        json(&[value("1"), value("\"a\"")].concat()),
        r#"{"value":"a"}"#
    );
    assert_eq!(
        json(&[value("[1]"), value("[2]")].concat()),
        r#"{"value":[1,2]}"#
    );
    assert_eq!(
        json(&[value("[1]"), value("null"), value("[2]")].concat()),
        r#"{"value":[2]}"#
    );
    assert_eq!(
        json(&[value(r#"{"b":1}"#), value(r#"{"a":2}"#)].concat()),
        r#"{"value":{"a":2,"b":1}}"#
    );
    let halves = [
        wire(r#"{"struct":{"b":1,"c":1}}"#),
        wire(r#"{"struct":{"a":2,"b":2}}"#),
    ]
    .concat();
    assert_eq!(json(&halves), r#"{"struct":{"a":2,"b":2,"c":1}}"#);
}
