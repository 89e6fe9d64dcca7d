//! Path templates as OpenAPI's paths. A variable that spans several segments,
//! `{name=shelves/*/books/*}`, becomes one parameter a wildcard, `/shelves/{shelf}/books/{book}`,
//! so that different templates stay different paths, and a caller sees what to fill in.
//! Templates that match the same paths share one path and its names: OpenAPI has no two such.

use std::collections::HashMap;

use crate::model::{Segment, Template, name};

/// Names of parameters, by what a path looks like without them.
#[derive(Default)]
pub(super) struct Paths {
    known: HashMap<String, Vec<String>>,
}

/// A path and its parameters.
pub(super) struct Path {
    /// As a key of `paths`.
    pub(super) text: String,
    pub(super) wildcards: Vec<Wildcard>,
}

/// One `*` or `**` of a template.
pub(super) struct Wildcard {
    /// The parameter's name.
    pub(super) name: String,
    /// Index of the template's variable that spans it; `None` outside of all.
    pub(super) variable: Option<usize>,
    /// The variable is this wildcard and nothing else.
    pub(super) alone: bool,
    /// `**`: also several segments, or none.
    pub(super) many: bool,
}

impl Paths {
    /// The path of a template; `json` names a field, given by its dotted path of proto names.
    pub(super) fn of(&mut self, template: &Template, json: impl Fn(&str) -> String) -> Path {
        let shape = written(template, |_| "{}".to_owned());
        let wildcards = wildcards(template, json);
        let own = || wildcards.iter().map(|one| one.name.clone()).collect();
        let names = self.known.entry(shape).or_insert_with(own).clone();
        let named = wildcards.into_iter().zip(&names);
        Path {
            text: written(template, |index| format!("{{{}}}", names[index])),
            wildcards: named
                .map(|(one, name)| Wildcard {
                    name: name.clone(),
                    ..one
                })
                .collect(),
        }
    }
}

/// The path, with `wildcard` in the place of each.
fn written(template: &Template, wildcard: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    let mut count = 0;
    for segment in &template.segments {
        text.push('/');
        match segment {
            Segment::Literal(literal) => encode(literal, &mut text),
            Segment::One | Segment::Many => {
                text.push_str(&wildcard(count));
                count += 1;
            }
        }
    }
    if text.is_empty() {
        text.push('/');
    }
    if let Some(verb) = &template.verb {
        text.push(':');
        encode(verb, &mut text);
    }
    text
}

/// Appends what may stand in a path as it is, and the rest percent-encoded.
fn encode(literal: &str, text: &mut String) {
    for byte in literal.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()+,;=:@".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
}

fn wildcards(template: &Template, json: impl Fn(&str) -> String) -> Vec<Wildcard> {
    let mut found: Vec<Wildcard> = Vec::new();
    for (index, segment) in template.segments.iter().enumerate() {
        if matches!(segment, Segment::Literal(_)) {
            continue;
        }
        let mut variables = template.variables.iter();
        let variable = variables.position(|one| (one.first..=one.last).contains(&index));
        let spans = variable.map(|variable| &template.variables[variable]);
        let alone = spans.is_some_and(|one| one.first == one.last);
        let many = *segment == Segment::Many;
        // Within a variable the collection names it: `shelves/*` → `shelf`.
        let first = spans.map_or(0, |one| one.first);
        let before = template.segments[first..index].last();
        let member = match before {
            Some(Segment::Literal(literal)) if !alone && !many => name::member(literal),
            _ => None,
        };
        let field = spans.map(|one| json(&one.field));
        let wanted = member.or(field).unwrap_or_else(|| "segment".to_owned());
        let taken = |name: &str| found.iter().any(|one| one.name == name);
        let numbered = (2..).map(|number| format!("{wanted}{number}"));
        let mut names = std::iter::once(wanted.clone()).chain(numbered);
        let name = names.find(|name| !taken(name)).unwrap_or_default();
        found.push(Wildcard {
            name,
            variable,
            alone,
            many,
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::Paths;
    use crate::model::Template;

    #[track_caller]
    fn become_paths(cases: &[(&str, &str)]) {
        let mut paths = Paths::default();
        for (template, path) in cases {
            let template = Template::parse(template).unwrap_or_else(|error| panic!("{error:?}"));
            assert_eq!(paths.of(&template, str::to_owned).text, *path);
        }
    }

    #[test]
    fn variables_become_one_parameter_a_wildcard() {
        become_paths(&[
            ("/", "/"),
            ("/v1/orders/{order_id}", "/v1/orders/{order_id}"),
            (
                "/v1/{name=shelves/*/books/*}:archive",
                "/v1/shelves/{shelf}/books/{book}:archive",
            ),
            ("/v1/{name=archive/**}", "/v1/archive/{name}"),
            ("/v2/{name=*/*}", "/v2/{name}/{name2}"),
            ("/v3/*/x/{a=b/c}", "/v3/{segment}/x/b/c"),
            ("/v4/a%20b%7B/{x.y}", "/v4/a%20b%7B/{x.y}"),
        ]);
    }

    #[test]
    fn templates_of_one_shape_share_their_names() {
        become_paths(&[
            ("/v1/{name=shelves/*}", "/v1/shelves/{shelf}"),
            ("/v1/shelves/{id}", "/v1/shelves/{shelf}"),
            ("/v1/shelves/{id}:merge", "/v1/shelves/{id}:merge"),
            ("/v1/{shelf=shelves/**}", "/v1/shelves/{shelf}"),
        ]);
    }
}
