//! The names of services in service.yaml: what they become must be possible and must not
//! be the same for two.

use std::collections::BTreeMap;

use super::Context;
use super::entry::{self, SERVICE};
use crate::diagnostic::{Diagnostic, Span};
use crate::model::name;
use crate::read::config::Service;

/// Settings that every process has and that look like the address of a service.
const SETTINGS: &[(&str, &str)] = &[
    ("GRPC_ADDR", "where gRPC is served"),
    ("METRICS_ADDR", "where metrics are served"),
];

/// The name of a service: what service.yaml says, or the snake case of its last part.
pub(super) fn alias(service: &Service) -> String {
    match &service.name {
        Some(name) => name.value.clone(),
        None => name::alias(service.proto.value.rsplit('.').next().unwrap_or_default()),
    }
}

/// Checks each name, and all against each other.
pub(super) fn check(context: &mut Context<'_>) {
    let services = &context.raw.config.services;
    let mut protos: BTreeMap<&str, &Service> = BTreeMap::new();
    let mut names: BTreeMap<String, &Service> = BTreeMap::new();
    let mut addrs: BTreeMap<String, &Service> = BTreeMap::new();
    for service in services {
        if let Some(first) = protos.insert(&service.proto.value, service) {
            context.tell(
                Diagnostic::error(format!(
                    "the service `{}` is listed twice",
                    service.proto.value
                ))
                .at(service.proto.at.clone(), "")
                .label(first.proto.at.clone(), "first here")
                .help("remove one of the two"),
            );
            continue;
        }
        let alias = alias(service);
        check_one(context, service, &alias);
        let addr = name::addr(&alias);
        let same_name = names.insert(alias.clone(), service);
        let same_addr = addrs.insert(addr.clone(), service);
        if let Some(first) = same_name {
            let message = format!("two services are called `{alias}`");
            let help = "give one of them another `name`";
            context.tell(entry::twice(message, &place(first), &place(service), help));
        } else if let Some(first) = same_addr {
            let message = format!("two services would be reached at the same setting, {addr}");
            let help =
                "give one of them another `name`; case and `_` make no difference in settings";
            context.tell(entry::twice(message, &place(first), &place(service), help));
        }
    }
}

fn check_one(context: &mut Context<'_>, service: &Service, alias: &str) {
    if !entry::check(context, &SERVICE, alias, &place(service)) {
        return;
    }
    let addr = name::addr(alias);
    if let Some((setting, what)) = SETTINGS.iter().find(|(setting, _)| *setting == addr) {
        context.tell(
            Diagnostic::error(format!(
                "`{alias}` can't name a service: its setting {setting} says {what}"
            ))
            .at(place(service), "")
            .help(entry::other(alias, SERVICE.word)),
        );
    }
}

/// Where the name comes from.
pub(super) fn place(service: &Service) -> Span {
    service
        .name
        .as_ref()
        .map_or(&service.proto.at, |name| &name.at)
        .clone()
}
