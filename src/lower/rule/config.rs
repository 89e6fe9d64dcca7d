//! Rules of service configs.

use prost_reflect::MethodDescriptor;

use super::{Origin, Part, Rule, binding, nested, no_path, placed};
use crate::diagnostic::{Diagnostic, Span};
use crate::lower::Context;
use crate::model::Binding;
use crate::read::HttpRule;
use crate::read::config::Spanned;

pub(super) fn bindings(
    context: &mut Context<'_>,
    method: &MethodDescriptor,
    rule: &HttpRule,
) -> Vec<Binding> {
    let mut bindings = Vec::new();
    let place = rule.selector.as_ref().map(|selector| selector.at.clone());
    bindings.extend(one(context, method, rule, place));
    for more in &rule.additional_bindings {
        if let Some(selector) = &more.value.selector {
            let message = format!(
                "an additional binding of `{}` has a selector",
                method.full_name()
            );
            context.tell(
                Diagnostic::error(message)
                    .at(selector.at.clone(), "")
                    .help("remove it: it is for the rpc of the rule that holds it"),
            );
        }
        if let Some(inner) = more.value.additional_bindings.first() {
            nested(context, method, Some(inner.at.clone()));
        }
        bindings.extend(one(context, method, &more.value, Some(more.at.clone())));
    }
    bindings
}

/// The binding of one rule; `at` stands for all of it.
fn one(
    context: &mut Context<'_>,
    method: &MethodDescriptor,
    rule: &HttpRule,
    at: Option<Span>,
) -> Option<Binding> {
    let patterns = patterns(rule);
    let [(http_method, template), more @ ..] = &patterns[..] else {
        no_path(context, method, at);
        return None;
    };
    if let Some((second, path)) = more.first() {
        let message = format!("the HTTP rule of `{}` has two methods", method.full_name());
        context.tell(
            placed(Diagnostic::error(message), Some(path.at.clone()))
                .label(template.at.clone(), format!("{http_method} here"))
                .help(format!(
                    "move {second} into a binding of `additional_bindings`"
                )),
        );
        return None;
    }
    let text = |text: &Option<Spanned<String>>| {
        let text = text.as_ref();
        text.map(|text| text.value.clone()).unwrap_or_default()
    };
    let raw = Rule {
        method: (*http_method).to_owned(),
        template: template.value.clone(),
        body: text(&rule.body),
        response_body: text(&rule.response_body),
        origin: Origin::Config(rule),
    };
    binding::binding(context, method, &raw)
}

/// The methods of a rule and their paths: it should have one.
fn patterns(rule: &HttpRule) -> Vec<(&str, &Spanned<String>)> {
    let known = [
        ("GET", &rule.get),
        ("PUT", &rule.put),
        ("POST", &rule.post),
        ("DELETE", &rule.delete),
        ("PATCH", &rule.patch),
    ];
    let custom = rule.custom.iter();
    let custom = custom.map(|custom| (custom.kind.value.as_str(), &custom.path));
    known
        .into_iter()
        .filter_map(|(method, path)| Some((method, path.as_ref()?)))
        .chain(custom)
        .collect()
}

/// Where the paths of a rule and its additional bindings stand that are `path`.
pub(in crate::lower) fn places_of(rule: &HttpRule, path: &str) -> impl Iterator<Item = Span> {
    let more = rule.additional_bindings.iter().map(|more| &more.value);
    let paths = std::iter::once(rule).chain(more).flat_map(patterns);
    let such = paths.filter(move |(_, template)| template.value == path);
    such.map(|(_, template)| template.at.clone())
}

/// The value that holds a text of the rule, and where in it the text begins: behind a quote.
pub(super) fn value(rule: &HttpRule, part: Part, text: &str) -> Option<(Span, Option<usize>)> {
    let value = match part {
        Part::Method => rule.custom.as_ref().map(|custom| &custom.kind),
        Part::Template => patterns(rule).first().map(|(_, template)| *template),
        Part::Body => rule.body.as_ref(),
        Part::ResponseBody => rule.response_body.as_ref(),
    };
    let span = value?.at.clone();
    let at = span.text().find(text);
    Some((span, at))
}
