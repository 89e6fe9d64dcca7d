//! The service configs of `gateway.http_rules` against the protos: which rule is which rpc's.
//! What a rule binds is the business of `rule`.
//!
//! As google/api/http.proto has it, the last rule of an rpc wins, and one of a service config
//! takes the place of the annotation. A selector names one rpc: the patterns that selectors may
//! be elsewhere (`pkg.*`, lists) would bind several to one path.

use std::collections::BTreeMap;

use prost_reflect::{MethodDescriptor, ServiceDescriptor};

use super::Context;
use super::unknown::{Definition, unknown};
use crate::diagnostic::Diagnostic;
use crate::model::Unescape;
use crate::read::HttpRule;
use crate::read::config::Spanned;

/// The rule of each rpc that one names, by its full name.
pub(super) type Rules<'a> = BTreeMap<String, &'a HttpRule>;

/// The rules that hold; tells of those that are nobody's.
pub(super) fn rules<'a>(context: &mut Context<'a>) -> Rules<'a> {
    let mut rules = Rules::new();
    let rpcs = rpcs(context);
    for config in &context.raw.service_configs {
        let listed = config.http.as_ref().map_or(&[][..], |http| &http.rules);
        if listed.is_empty() {
            context.tell(
                Diagnostic::warning(format!("`{}` binds no rpc to HTTP", config.named.text()))
                    .at(config.named.clone(), "")
                    .help("add `http: {rules: […]}` to it, or take it out here"),
            );
        }
        let mut here: BTreeMap<&str, &Spanned<String>> = BTreeMap::new();
        for rule in listed {
            let Some(selector) = selector(context, &rpcs, rule) else {
                continue;
            };
            if let Some(first) = here.insert(&selector.value, selector) {
                context.tell(
                    Diagnostic::warning(format!("`{}` has two rules", selector.value))
                        .at(first.at.clone(), "makes nothing: the last one holds")
                        .label(selector.at.clone(), "holds")
                        .help("remove one, or make `additional_bindings` of it"),
                );
            }
            rules.insert(selector.value.clone(), &rule.value);
        }
    }
    rules
}

/// How far variables of several segments are percent-decoded, where a service config says so.
pub(super) fn unescape(context: &mut Context<'_>) -> Option<Unescape> {
    let said = context.raw.service_configs.iter();
    let said = said.filter_map(|config| config.http.as_ref());
    let mut said = said.filter_map(|http| http.fully_decode_reserved_expansion.as_ref());
    let first = said.next()?;
    for other in said.filter(|other| other.value != first.value) {
        let message = "two service configs decode paths in two ways";
        context.tell(
            Diagnostic::error(message)
                .at(other.at.clone(), "")
                .label(first.at.clone(), "otherwise here")
                .help("a gateway decodes all paths alike: make both say the same"),
        );
    }
    Some(if first.value {
        Unescape::ExceptSlash
    } else {
        Unescape::ExceptReserved
    })
}

/// The selector of a rule, where it names an rpc.
fn selector<'a>(
    context: &mut Context<'_>,
    rpcs: &[MethodDescriptor],
    rule: &'a Spanned<HttpRule>,
) -> Option<&'a Spanned<String>> {
    let Some(selector) = &rule.value.selector else {
        context.tell(
            Diagnostic::error("a rule without a selector")
                .at(rule.at.clone(), "")
                .help("add `selector: package.Service.Rpc`"),
        );
        return None;
    };
    if selector.value.contains(['*', ',']) {
        let message = format!("`{}` selects more than one rpc", selector.value);
        context.tell(
            Diagnostic::error(message)
                .at(selector.at.clone(), "")
                .help("write a rule for each rpc: no two can be bound to one path"),
        );
        return None;
    }
    let Some(rpc) = rpcs.iter().find(|rpc| rpc.full_name() == selector.value) else {
        let known: Vec<Definition> = rpcs.iter().map(definition).collect();
        let diagnostic = unknown(context, "rpc", selector, &known);
        context.tell(diagnostic);
        return None;
    };
    let service = rpc.parent_service();
    let services = &context.raw.config.services;
    if !services
        .iter()
        .any(|listed| listed.proto.value == service.full_name())
    {
        let message = format!("`{}` is no service of this project", service.full_name());
        context.tell(
            Diagnostic::warning(message)
                .at(selector.at.clone(), "this rule makes no route")
                .help("list it in `services`, with `remote: true` if it lives elsewhere"),
        );
    }
    Some(selector)
}

/// All that the protos define; none where no rule is to be found its rpc.
fn rpcs(context: &Context<'_>) -> Vec<MethodDescriptor> {
    if context.raw.service_configs.is_empty() {
        return Vec::new();
    }
    let services = context.raw.protos.pool.services();
    services
        .flat_map(|service: ServiceDescriptor| service.methods().collect::<Vec<_>>())
        .collect()
}

fn definition(rpc: &MethodDescriptor) -> Definition {
    Definition {
        full_name: rpc.full_name().to_owned(),
        file: rpc.parent_service().parent_file(),
        path: rpc.path().to_vec(),
    }
}
