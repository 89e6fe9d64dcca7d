//! Any text as path templates, one a line: what is read keeps its promises, is the same when it is
//! written and read again, and has one order.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(
    dead_code,
    reason = "the generator's own module, of which this is a part"
)]
#[path = "../../src/model/http/mod.rs"]
mod http;

use http::{Relation, Segment, Template, relation, specificity};

fuzz_target!(|input: &str| {
    let templates: Vec<Template> = input.lines().take(3).filter_map(read).collect();
    for a in &templates {
        for b in &templates {
            ordered(a, b);
        }
    }
});

fn read(text: &str) -> Option<Template> {
    let template = match Template::parse(text) {
        Ok(template) => template,
        Err(error) => {
            assert!(text.get(error.at).is_some(), "{text:?}");
            return None;
        }
    };
    assert_eq!(template.text, text);
    for (at, _) in text.match_indices('%') {
        let digits = text.as_bytes().get(at + 1..at + 3);
        assert!(digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)));
    }
    let count = template.segments.len();
    let mut free = 0;
    for variable in &template.variables {
        // One after the other, none within another.
        assert!(variable.first >= free && variable.last >= variable.first);
        free = variable.last + 1;
    }
    assert!(free <= count);
    let many = template.segments.iter().position(|s| *s == Segment::Many);
    assert!(many.is_none_or(|at| at + 1 == count));

    let written = write(&template);
    let again = Template::parse(&written)
        .unwrap_or_else(|error| panic!("{text:?} became {written:?}: {error:?}"));
    assert_eq!(
        (&again.segments, &again.verb, &again.variables),
        (&template.segments, &template.verb, &template.variables),
        "{text:?} became {written:?}"
    );
    Some(template)
}

/// The text of a template with every escape that it may have.
fn write(template: &Template) -> String {
    let mut text = String::new();
    for (index, segment) in template.segments.iter().enumerate() {
        text.push('/');
        let variables = || template.variables.iter();
        if let Some(variable) = variables().find(|variable| variable.first == index) {
            text.push_str(&format!("{{{}=", variable.field));
        }
        match segment {
            Segment::One => text.push('*'),
            Segment::Many => text.push_str("**"),
            Segment::Literal(literal) => escape(literal, &mut text),
        }
        if variables().any(|variable| variable.last == index) {
            text.push('}');
        }
    }
    if template.segments.is_empty() {
        text.push('/');
    }
    if let Some(verb) = &template.verb {
        text.push(':');
        escape(verb, &mut text);
    }
    text
}

fn escape(literal: &str, out: &mut String) {
    for byte in literal.bytes() {
        out.push_str(&format!("%{byte:02X}"));
    }
}

fn ordered(a: &Template, b: &Template) {
    assert_eq!(specificity(a, b), specificity(b, a).reverse());
    assert_eq!(relation(a, b), relation(b, a));
    if a.segments == b.segments && a.verb == b.verb {
        assert_eq!(relation(a, b), Relation::Conflict);
    }
}
