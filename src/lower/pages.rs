//! Routes where the gateway has pages of its own: the OpenAPI document and the docs page. A
//! template that matches such a path among others is fine: it is less specific.

use super::{Context, routes};
use crate::diagnostic::Diagnostic;
use crate::model::{Gateway, Segment, Service, Template};

/// Where the OpenAPI document is, below the root.
const OPENAPI: &str = "openapi.json";
/// Where the docs page is, and below which its files are.
const DOCS: &str = "docs";

/// Tells of each route that no request would reach.
pub(super) fn check(context: &mut Context<'_>, services: &[Service], gateway: &Gateway) {
    for service in services.iter().filter(|service| service.rest) {
        for rpc in &service.rpcs {
            for binding in &rpc.bindings {
                let page = page_at(&binding.method, &binding.template, gateway.docs);
                let Some((what, help)) = page else { continue };
                let message = format!(
                    "`{}.{}` is bound to `{} {}`, where {what} is",
                    service.full_name, rpc.name, binding.method, binding.template.text
                );
                let mut diagnostic = Diagnostic::error(message);
                if let Some(span) = routes::place(context, service, rpc, binding) {
                    diagnostic = diagnostic.at(span, "");
                }
                context.tell(diagnostic.help(help));
            }
        }
    }
}

/// The page that stands before a route, and what to do.
pub(super) fn page_at(
    method: &str,
    template: &Template,
    docs: bool,
) -> Option<(&'static str, &'static str)> {
    if !matches!(method, "GET" | "HEAD" | "*") {
        return None;
    }
    let Segment::Literal(first) = template.segments.first()? else {
        return None;
    };
    let alone = template.segments.len() == 1;
    let has_verb = template.verb.is_some();
    if first == OPENAPI && alone && !has_verb {
        let help = "change the path: the gateway describes its routes there";
        return Some(("the gateway's OpenAPI document", help));
    }
    if docs && first == DOCS && !(alone && has_verb) {
        let help = "change the path, or say `docs: none` of the gateway in service.yaml";
        return Some(("the gateway's docs page", help));
    }
    None
}
