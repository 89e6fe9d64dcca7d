//! Rules in the `google.api.http` option of an rpc.

use prost_reflect::{DynamicMessage, MethodDescriptor, Value};

use super::{Origin, Rule, binding, nested, no_path};
use crate::diagnostic::Span;
use crate::lower::Context;
use crate::lower::place::{Place, Places, inside};
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
        if index > 0 && rule.has_field_by_name("additional_bindings") {
            nested(context, method, place.span());
        }
        match raw(rule, place) {
            Some(raw) => bindings.extend(binding::binding(context, method, &raw)),
            None => no_path(context, method, place.span()),
        }
    }
    bindings
}

/// The options that hold a rule, and where a text of it begins in them: it is looked for in
/// quotes.
pub(super) fn quoted(options: Span, text: &str) -> (Span, Option<usize>) {
    let quoted = [format!("\"{text}\""), format!("'{text}'")];
    let at = quoted
        .iter()
        .find_map(|quoted| options.text().find(quoted))
        .map(|at| at + 1);
    (options, at)
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

/// One rule as it says; `None` where it has no method and path.
fn raw<'a>(rule: &DynamicMessage, place: Place<'a>) -> Option<Rule<'a>> {
    let known = METHODS
        .iter()
        .find(|(field, _)| rule.has_field_by_name(field));
    let (method, template) = match known {
        Some((field, method)) => ((*method).to_owned(), text(rule, field)),
        None if rule.has_field_by_name("custom") => {
            let custom = rule.get_field_by_name("custom")?;
            let custom = custom.as_message()?;
            (text(custom, "kind"), text(custom, "path"))
        }
        None => return None,
    };
    Some(Rule {
        method,
        template,
        body: text(rule, "body"),
        response_body: text(rule, "response_body"),
        origin: Origin::Options(place),
    })
}

fn text(message: &DynamicMessage, field: &str) -> String {
    message
        .get_field_by_name(field)
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}
