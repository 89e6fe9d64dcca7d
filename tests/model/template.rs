//! Path templates that a fuzz target found to be read wrongly, and their like.

use tonica::model::{Segment, Template};

/// What is wrong with a template: the part of it, and why.
fn wrong(text: &str) -> (&str, String) {
    let error = Template::parse(text).unwrap_err();
    (text.get(error.at).unwrap(), error.reason)
}

#[test]
fn a_percent_sign_stands_before_two_hexadecimal_digits() {
    let digits = "`%` is followed by two hexadecimal digits";
    let cases = [
        ("/v1/a%zz", "%zz"),
        ("/v1/a%+1", "%+1"),
        ("/v1/a%2", "%2"),
        ("/v1/a%", "%"),
        ("/v1/%%é%v", "%%é"),
        ("/v1/%é%v", "%é%"),
        ("/v1/a:%2", "%2"),
    ];
    for (text, part) in cases {
        assert_eq!(wrong(text), (part, digits.to_owned()), "{text}");
    }
}

#[test]
fn what_can_not_stand_in_a_path_is_shown() {
    for (text, part) in [("/v1/é", "é"), ("/v1/a b", " "), ("/v1/a:é", "é")] {
        let reason = "this can't stand in a path; percent-encode it".to_owned();
        assert_eq!(wrong(text), (part, reason), "{text}");
    }
    let reason = "its percent-encoded bytes are no UTF-8".to_owned();
    assert_eq!(wrong("/v1/a%FFb"), ("a%FFb", reason));
}

#[test]
fn a_closing_brace_closes_a_variable() {
    for text in ["/v1/a}", "/v1}/b", "/v1/{a}}", "/v1/{a=b}}/c", "/v1/a}:go"] {
        let reason = "a `}` without its `{`".to_owned();
        assert_eq!(wrong(text), ("}", reason), "{text}");
    }
}

#[test]
fn literals_and_verbs_are_decoded() {
    let template = Template::parse("/a%20b/%C3%a9:%41%2f").unwrap();
    let literal = |text: &str| Segment::Literal(text.to_owned());
    assert_eq!(template.segments, [literal("a b"), literal("é")]);
    assert_eq!(template.verb.as_deref(), Some("A/"));
}
