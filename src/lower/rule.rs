//! The `google.api.http` option of an rpc as bindings.

use prost_reflect::{DynamicMessage, MethodDescriptor, Value};

use super::Context;
use super::binding::{self, Rule};
use super::place::{Place, Places, inside};
use crate::diagnostic::{Diagnostic, Span};
use crate::model::Binding;

/// The extension of google.api.http; its number is in google/api/annotations.proto.
const HTTP: u32 = 72_295_728;

/// `MethodDescriptorProto.options`, in paths of source info.
const OPTIONS: i32 = 4;

/// The fields of google.api.HttpRule that hold a path, and the methods they stand for.
const METHODS: [(&str, &str); 5] = [
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("patch", "PATCH"),
];

/// The bindings of an rpc, its rule's own first; tells of those that are wrong.
pub(super) fn bindings(
    context: &mut Context<'_>,
    method: &MethodDescriptor,
    places: &Places,
) -> Vec<Binding> {
    let Some(rule) = http(method) else {
        return Vec::new();
    };
    let option = inside(method.path(), &[OPTIONS, HTTP.cast_signed()]);
    let place = Place {
        places,
        path: &option,
    };
    let mut bindings = Vec::new();
    let more = rule.get_field_by_name("additional_bindings");
    let more: Vec<&DynamicMessage> = more
        .iter()
        .flat_map(|value| value.as_list().unwrap_or_default())
        .filter_map(Value::as_message)
        .collect();
    for (index, rule) in std::iter::once(&rule)
        .chain(more.iter().copied())
        .enumerate()
    {
        let nested = index > 0 && rule.has_field_by_name("additional_bindings");
        if nested {
            let diagnostic = Diagnostic::error(format!(
                "the additional bindings of `{}` have additional bindings",
                method.full_name()
            ));
            context
                .tell(placed(diagnostic, place.span()).help("list all of them in the rule itself"));
        }
        if let Some(raw) = raw(context, method, rule, place) {
            bindings.extend(binding::binding(context, method, &raw));
        }
    }
    bindings
}

fn http(method: &MethodDescriptor) -> Option<DynamicMessage> {
    // Options without extensions are by far the most: no dynamic message for them.
    method.method_descriptor_proto().options.as_ref()?;
    let options = method.options();
    let (_, value) = options
        .extensions()
        .find(|(extension, _)| extension.number() == HTTP)?;
    value.as_message().cloned()
}

/// One rule as it says, its method and path found.
fn raw<'a>(
    context: &mut Context<'_>,
    method: &MethodDescriptor,
    rule: &DynamicMessage,
    place: Place<'a>,
) -> Option<Rule<'a>> {
    let text = |field: &str| {
        rule.get_field_by_name(field)
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    };
    let known = METHODS
        .iter()
        .find(|(field, _)| rule.has_field_by_name(field));
    let (http_method, template) = match known {
        Some((field, http_method)) => ((*http_method).to_owned(), text(field)),
        None if rule.has_field_by_name("custom") => {
            let custom = rule.get_field_by_name("custom")?;
            let custom = custom.as_message()?;
            let part = |field: &str| {
                custom
                    .get_field_by_name(field)
                    .and_then(|value| value.as_str().map(str::to_owned))
                    .unwrap_or_default()
            };
            (part("kind"), part("path"))
        }
        None => {
            let diagnostic = Diagnostic::error(format!(
                "the HTTP rule of `{}` has no method and path",
                method.full_name()
            ));
            context.tell(
                placed(diagnostic, place.span())
                    .help("say one of `get`, `put`, `post`, `delete`, `patch`, `custom`"),
            );
            return None;
        }
    };
    Some(Rule {
        method: http_method,
        template,
        body: text("body"),
        response_body: text("response_body"),
        place,
    })
}

/// A diagnostic at a place, where there is one.
pub(super) fn placed(diagnostic: Diagnostic, span: Option<Span>) -> Diagnostic {
    match span {
        Some(span) => diagnostic.at(span, ""),
        None => diagnostic,
    }
}
