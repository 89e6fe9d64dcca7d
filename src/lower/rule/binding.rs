//! One HTTP rule against the messages that it binds.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor, MethodDescriptor};

use super::{Part, Rule, placed};
use crate::diagnostic::{Diagnostic, nearest};
use crate::lower::Context;
use crate::model::{Binding, Body, Segment, Template, Variable};

/// The binding that a rule makes; tells what is wrong with it.
pub(super) fn binding(
    context: &mut Context<'_>,
    method: &MethodDescriptor,
    rule: &Rule<'_>,
) -> Option<Binding> {
    let before = context.found.0.len();
    check_method(context, method, rule);
    let template = match Template::parse(&rule.template) {
        Ok(template) => template,
        Err(error) => {
            let diagnostic = Diagnostic::error(format!(
                "the path of `{}` can't be read: {}",
                method.full_name(),
                error.reason
            ));
            context.tell(
                placed(diagnostic, rule.place(Part::Template, error.at))
                    .help("a path is like `/v1/{name=shelves/*}/books/{book.id}:archive`"),
            );
            return None;
        }
    };
    for (index, variable) in template.variables.iter().enumerate() {
        check_variable(context, method, rule, &template, variable);
        if template.variables[..index]
            .iter()
            .any(|other| other.field == variable.field)
        {
            let diagnostic = Diagnostic::error(format!(
                "the path of `{}` holds `{}` twice",
                method.full_name(),
                variable.field
            ));
            context
                .tell(placed(diagnostic, rule.whole(Part::Template)).help("name each field once"));
        }
    }
    let body = body(context, method, rule);
    let response_body = (!rule.response_body.is_empty()).then(|| rule.response_body.clone());
    if let Some(field) = &response_body {
        check_top(
            context,
            &method.output(),
            field,
            method,
            (rule, Part::ResponseBody),
        );
    }
    let failed = context.found.0[before..]
        .iter()
        .any(|one| one.severity > crate::diagnostic::Severity::Warning);
    (!failed).then(|| Binding {
        method: rule.method.clone(),
        template,
        body,
        response_body,
    })
}

fn check_method(context: &mut Context<'_>, method: &MethodDescriptor, rule: &Rule<'_>) {
    let token =
        |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '-';
    if rule.method != "*" && (rule.method.is_empty() || !rule.method.chars().all(token)) {
        let message = format!(
            "`{}` is bound to no HTTP method: `{}`",
            method.full_name(),
            rule.method
        );
        context.tell(
            placed(Diagnostic::error(message), rule.whole(Part::Method))
                .help("a custom `kind` is a method in upper case, such as HEAD, or `*` for any"),
        );
    }
}

fn body(context: &mut Context<'_>, method: &MethodDescriptor, rule: &Rule<'_>) -> Body {
    if rule.body.is_empty() {
        return Body::None;
    }
    if rule.method == "GET" || rule.method == "HEAD" {
        let message = format!(
            "`{}` is bound to {} with a body, which clients and proxies drop",
            method.full_name(),
            rule.method
        );
        context.tell(
            placed(Diagnostic::warning(message), rule.whole(Part::Body))
                .help("leave `body` out: the fields come from the query"),
        );
    }
    if rule.body == "*" {
        return Body::Whole;
    }
    check_top(
        context,
        &method.input(),
        &rule.body,
        method,
        (rule, Part::Body),
    );
    Body::Field(rule.body.clone())
}

/// Checks that a message has a field of that name.
fn check_top(
    context: &mut Context<'_>,
    message: &MessageDescriptor,
    field: &str,
    method: &MethodDescriptor,
    (rule, part): (&Rule<'_>, Part),
) {
    if message.get_field_by_name(field).is_none() {
        let what = match part {
            Part::ResponseBody => "response_body",
            _ => "body",
        };
        let text = format!(
            "the `{what}` of `{}` is no field of `{}`: `{field}`",
            method.full_name(),
            message.full_name()
        );
        context.tell(
            placed(Diagnostic::error(text), rule.whole(part)).help(fields_like(message, field)),
        );
    }
}

fn check_variable(
    context: &mut Context<'_>,
    method: &MethodDescriptor,
    rule: &Rule<'_>,
    template: &Template,
    variable: &Variable,
) {
    let at = template
        .text
        .find(&format!("{{{}", variable.field))
        .map_or(0, |at| at + 1);
    let place = || rule.place(Part::Template, at..at + variable.field.len());
    match resolve(&method.input(), &variable.field) {
        Ok(field) => {
            if let Some(reason) = unfit(&field, template, variable) {
                let message = format!(
                    "the path of `{}` can't hold `{}`: {reason}",
                    method.full_name(),
                    variable.field
                );
                let help = "a path holds single strings, numbers, enums and times; others come from the query or the body";
                context.tell(placed(Diagnostic::error(message), place()).help(help));
            }
        }
        Err(help) => {
            let message = format!(
                "`{}` in the path of `{}` is no field of `{}`",
                variable.field,
                method.full_name(),
                method.input().full_name()
            );
            context.tell(placed(Diagnostic::error(message), place()).help(help));
        }
    }
}

/// The field that a dotted path leads to, or what to do where it leads nowhere.
fn resolve(message: &MessageDescriptor, path: &str) -> Result<FieldDescriptor, String> {
    let mut message = message.clone();
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        let Some(field) = message.get_field_by_name(part) else {
            return Err(fields_like(&message, part));
        };
        if parts.peek().is_none() {
            return Ok(field);
        }
        match field.kind() {
            Kind::Message(inner) if !field.is_list() && !field.is_map() => message = inner,
            _ => return Err(format!("`{part}` holds no fields that a path can name")),
        }
    }
    Err("name a field".to_owned())
}

/// Why a field can't be in a path.
fn unfit(
    field: &FieldDescriptor,
    template: &Template,
    variable: &Variable,
) -> Option<&'static str> {
    let many = variable.last > variable.first
        || template.segments.get(variable.first) == Some(&Segment::Many);
    if field.is_map() {
        return Some("it is a map");
    }
    if field.is_list() {
        return Some("it is repeated");
    }
    match field.kind() {
        Kind::Message(message) if !is_text(message.full_name()) => Some("it is a message"),
        Kind::String => None,
        Kind::Message(message) if message.full_name() == "google.protobuf.StringValue" => None,
        _ if many => Some("it spans several segments and is no string"),
        _ => None,
    }
}

/// Whether a well-known message is written as one text or number in JSON.
fn is_text(message: &str) -> bool {
    let Some(name) = message.strip_prefix("google.protobuf.") else {
        return false;
    };
    matches!(name, "Timestamp" | "Duration" | "FieldMask")
        || (name.ends_with("Value") && !matches!(name, "Value" | "ListValue"))
}

/// Help for a name that is no field of a message.
pub(in crate::lower) fn fields_like(message: &MessageDescriptor, field: &str) -> String {
    let names: Vec<String> = message
        .fields()
        .map(|field| field.name().to_owned())
        .collect();
    match nearest(field, names.iter().map(String::as_str)).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => format!("`{}` has no fields", message.full_name()),
        None => format!("its fields are `{}`", names.join("`, `")),
    }
}
