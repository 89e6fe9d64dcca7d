//! `gateway.cache`: the rpcs whose answers to GET are kept for a while.

use std::collections::BTreeMap;
use std::time::Duration;

use prost_reflect::MethodDescriptor;

use super::Context;
use super::amount::{self, Limit};
use super::place::{inside, span_of};
use super::project::is_header;
use super::rpc::NAME;
use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::model::{Cache, Rpc, Service};
use crate::read::config::{self, Spanned};

/// The longest time that an answer is kept.
const LONGEST: Limit<Duration> = Limit {
    most: Duration::from_secs(24 * 3600),
    text: "24h",
    help: "it is how long an answer is given again without asking the service",
};

/// How metadata begin that clients send by name.
const METADATA: &str = "grpc-metadata-";

/// All rules, in their order; tells of those that are wrong.
pub(super) fn rules(
    context: &mut Context<'_>,
    services: &[Service],
    forwarded: &[String],
) -> Vec<Cache> {
    let raw = context.raw;
    let gateway = raw.config.gateway.iter();
    let rules = gateway.filter_map(|gateway| gateway.cache.as_ref());
    let mut known: BTreeMap<&str, &Spanned<String>> = BTreeMap::new();
    let mut found = Vec::new();
    for rule in rules.flat_map(|rules| &rules.value) {
        let period = amount::period(context, "for", &rule.r#for, &LONGEST);
        let vary = vary(context, rule, forwarded);
        if let Some(first) = known.insert(&rule.rpc.value, &rule.rpc) {
            context.tell(
                Diagnostic::error(format!("`{}` has two rules", rule.rpc.value))
                    .at(rule.rpc.at.clone(), "")
                    .label(first.at.clone(), "first here")
                    .help("remove one of them"),
            );
            continue;
        }
        let Some((service, rpc)) = rpc(context, &rule.rpc, services) else {
            continue;
        };
        found.push(Cache {
            service,
            rpc,
            period,
            vary,
        });
    }
    found
}

/// The rpc that a rule names, as indices; tells of one whose answers can't be kept.
fn rpc(
    context: &mut Context<'_>,
    wanted: &Spanned<String>,
    services: &[Service],
) -> Option<(usize, usize)> {
    let found = services.iter().enumerate().find_map(|(at, service)| {
        let name = wanted.value.strip_prefix(&service.full_name)?;
        let name = name.strip_prefix('/')?;
        let rpc = service.rpcs.iter().position(|rpc| rpc.name == name)?;
        Some((at, rpc))
    });
    let Some((service, rpc)) = found else {
        let diagnostic = missing(context, wanted, services);
        context.tell(diagnostic);
        return None;
    };
    let Some((reason, help)) = refused(&services[service], &services[service].rpcs[rpc]) else {
        return Some((service, rpc));
    };
    let message = format!("the answers of `{}` can't be kept", wanted.value);
    let mut diagnostic = Diagnostic::error(message).at(wanted.at.clone(), reason);
    if let Some(span) = span(context, &wanted.value) {
        diagnostic = diagnostic.label(span, "it is defined here");
    }
    context.tell(diagnostic.help(help));
    None
}

/// Why the answers of an rpc can't be kept, and what to do.
fn refused(service: &Service, rpc: &Rpc) -> Option<(&'static str, &'static str)> {
    if rpc.client_streaming || rpc.server_streaming {
        Some((
            "it streams",
            "remove the rule: only answers that are one message are kept",
        ))
    } else if !rpc.bindings.iter().any(|binding| binding.method == "GET") {
        Some((
            "it is not bound to GET",
            "bind it to `get` in its google.api.http rule, or remove the rule",
        ))
    } else if !service.rest {
        Some((
            "its service has `rest: false`, so it has no routes",
            "remove one of the two",
        ))
    } else {
        None
    }
}

/// Tells of an rpc that no service of the project has.
fn missing(context: &Context<'_>, wanted: &Spanned<String>, services: &[Service]) -> Diagnostic {
    let diagnostic = Diagnostic::error(format!("no service here has an rpc `{}`", wanted.value))
        .at(wanted.at.clone(), "");
    let names: Vec<String> = services
        .iter()
        .flat_map(|service| {
            let name = |rpc: &Rpc| format!("{}/{}", service.full_name, rpc.name);
            service.rpcs.iter().map(name)
        })
        .collect();
    let near = nearest(&wanted.value, names.iter().map(String::as_str));
    let Some(first) = near.first() else {
        return diagnostic.help(
            "write the service's full name, `/` and the rpc: shop.orders.v1.OrderService/GetOrder",
        );
    };
    let label = format!("`{first}` is defined here");
    let span = span(context, first);
    let diagnostic = diagnostic.help(format!("did you mean `{}`?", near.join("` or `")));
    match span {
        Some(span) => diagnostic.label(span, label),
        None => diagnostic,
    }
}

/// Where `service/rpc` is defined.
fn span(context: &Context<'_>, name: &str) -> Option<Span> {
    let (service, rpc) = name.split_once('/')?;
    let protos = &context.raw.protos;
    let service = protos.pool.get_service_by_name(service)?;
    let method: MethodDescriptor = service.methods().find(|method| method.name() == rpc)?;
    span_of(
        protos,
        &service.parent_file(),
        &inside(method.path(), &[NAME]),
    )
}

/// The headers that make a difference, in lower case; tells of those that can't.
fn vary(context: &mut Context<'_>, rule: &config::Cache, forwarded: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for header in &rule.vary {
        let name = header.value.to_ascii_lowercase();
        let is_seen =
            name == "authorization" || name.starts_with(METADATA) || forwarded.contains(&name);
        if !is_header(&name) {
            context.tell(
                Diagnostic::error(format!("`{}` is no name of a header", header.value))
                    .at(header.at.clone(), "")
                    .help("use letters, digits, `-`, `_` and `.`"),
            );
        } else if names.contains(&name) {
            context.tell(
                Diagnostic::error(format!("the header `{name}` is listed twice"))
                    .at(header.at.clone(), "")
                    .help("remove it here: header names are the same in any case"),
            );
        } else if !is_seen {
            context.tell(
                Diagnostic::warning(format!(
                    "`{}` doesn't see the header `{name}`",
                    rule.rpc.value
                ))
                .at(header.at.clone(), "its answers can't differ by it")
                .help("remove it, or add it to `gateway.forward_headers`"),
            );
        }
        names.push(name);
    }
    names
}
