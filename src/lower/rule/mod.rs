//! The HTTP rule of an rpc as bindings: that of a service config where one names the rpc, else
//! the `google.api.http` option in its proto.

mod annotation;
mod binding;
mod config;

pub(super) use binding::fields_like;
pub(super) use config::places_of;

use std::ops::Range;

use prost_reflect::MethodDescriptor;

use super::Context;
use super::place::{Place, Places};
use crate::diagnostic::{Diagnostic, Span};
use crate::model::Binding;
use crate::read::HttpRule;

/// One rule as it says, its method and path found.
struct Rule<'a> {
    method: String,
    template: String,
    body: String,
    response_body: String,
    origin: Origin<'a>,
}

/// Where a rule stands.
#[derive(Clone, Copy)]
enum Origin<'a> {
    /// In the options of an rpc.
    Options(Place<'a>),
    /// In a service config.
    Config(&'a HttpRule),
}

/// A text of a rule.
#[derive(Clone, Copy)]
enum Part {
    Method,
    Template,
    Body,
    ResponseBody,
}

/// The bindings of an rpc, its rule's own first; tells of those that are wrong.
pub(super) fn bindings(
    context: &mut Context<'_>,
    method: &MethodDescriptor,
    places: &Places,
) -> Vec<Binding> {
    match context.rules.get(method.full_name()).copied() {
        Some(rule) => config::bindings(context, method, rule),
        None => annotation::bindings(context, method, places),
    }
}

/// Tells of bindings within additional bindings.
fn nested(context: &mut Context<'_>, method: &MethodDescriptor, span: Option<Span>) {
    let message = format!(
        "the additional bindings of `{}` have additional bindings",
        method.full_name()
    );
    context
        .tell(placed(Diagnostic::error(message), span).help("list all of them in the rule itself"));
}

/// Tells of a rule that isn't for one method and path.
fn no_path(context: &mut Context<'_>, method: &MethodDescriptor, span: Option<Span>) {
    let message = format!(
        "the HTTP rule of `{}` has no method and path",
        method.full_name()
    );
    context.tell(
        placed(Diagnostic::error(message), span)
            .help("say one of `get`, `put`, `post`, `delete`, `patch`, `custom`"),
    );
}

/// A diagnostic at a place, where there is one.
pub(super) fn placed(diagnostic: Diagnostic, span: Option<Span>) -> Diagnostic {
    match span {
        Some(span) => diagnostic.at(span, ""),
        None => diagnostic,
    }
}

impl Rule<'_> {
    /// Where a part of a text of the rule stands.
    fn place(&self, part: Part, range: Range<usize>) -> Option<Span> {
        let text = match part {
            Part::Method => &self.method,
            Part::Template => &self.template,
            Part::Body => &self.body,
            Part::ResponseBody => &self.response_body,
        };
        let (span, at) = match self.origin {
            Origin::Options(place) => annotation::quoted(place.span()?, text),
            Origin::Config(rule) => config::value(rule, part, text)?,
        };
        let Some(at) = at else { return Some(span) };
        let start = span.range.start + at;
        Some(Span::new(
            &span.source,
            start + range.start..start + range.end,
        ))
    }

    fn whole(&self, part: Part) -> Option<Span> {
        let len = match part {
            Part::Method => self.method.len(),
            Part::Template => self.template.len(),
            Part::Body => self.body.len(),
            Part::ResponseBody => self.response_body.len(),
        };
        self.place(part, 0..len)
    }
}
