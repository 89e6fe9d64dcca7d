//! The names of services in service.yaml: what they become must be possible and must not
//! be the same for two.

use std::collections::BTreeMap;

use super::Context;
use crate::diagnostic::{Diagnostic, Span};
use crate::model::name;
use crate::read::config::Service;

/// Names that the emitted code has already: of files and modules, of types that its
/// files import (in snake case), and that Rust paths begin with.
const RESERVED: &[&str] = &[
    "alloc",
    "arc",
    "clients",
    "code",
    "core",
    "err",
    "lib",
    "main",
    "none",
    "ok",
    "option",
    "proc_macro",
    "prost",
    "request",
    "response",
    "result",
    "some",
    "start",
    "state",
    "status",
    "std",
    "string",
    "test",
    "tonic",
    "vec",
    "wiring",
];

/// Settings that every process has and that look like the address of a service.
const SETTINGS: &[(&str, &str)] = &[
    ("GRPC_ADDR", "where gRPC is served"),
    ("METRICS_ADDR", "where metrics are served"),
];

/// The name of a service: what service.yaml says, or the snake case of its last part.
pub(super) fn alias(entry: &Service) -> String {
    match &entry.name {
        Some(name) => name.value.clone(),
        None => name::alias(entry.proto.value.rsplit('.').next().unwrap_or_default()),
    }
}

/// Checks each name, and all against each other.
pub(super) fn check(context: &mut Context<'_>) {
    let services = &context.raw.config.services;
    let mut protos: BTreeMap<&str, &Service> = BTreeMap::new();
    let mut names: BTreeMap<String, &Service> = BTreeMap::new();
    let mut addrs: BTreeMap<String, &Service> = BTreeMap::new();
    for entry in services {
        if let Some(first) = protos.insert(&entry.proto.value, entry) {
            context.tell(
                Diagnostic::error(format!(
                    "the service `{}` is listed twice",
                    entry.proto.value
                ))
                .at(entry.proto.at.clone(), "")
                .label(first.proto.at.clone(), "first here")
                .help("remove one of the two"),
            );
            continue;
        }
        let alias = alias(entry);
        check_one(context, entry, &alias);
        let addr = name::addr(&alias);
        let same_name = names.insert(alias.clone(), entry);
        let same_addr = addrs.insert(addr.clone(), entry);
        if let Some(first) = same_name {
            let message = format!("two services are called `{alias}`");
            context.tell(twice(message, first, entry));
        } else if let Some(first) = same_addr {
            let message = format!("two services would be reached at the same setting, {addr}");
            context.tell(twice(message, first, entry));
        }
    }
}

fn check_one(context: &mut Context<'_>, entry: &Service, alias: &str) {
    let project = name::crate_name(&context.raw.config.name.value);
    let mut letters = alias.chars();
    let first = letters
        .next()
        .is_some_and(|letter| letter.is_ascii_lowercase());
    let snake = first
        && letters
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
    let diagnostic = if !snake {
        Diagnostic::error(format!("`{alias}` can't name a service"))
            .help("use snake case, a letter first: it names a file, a module and a setting")
    } else if name::is_keyword(alias) {
        Diagnostic::error(format!(
            "`{alias}` can't name a service: it is a keyword of Rust"
        ))
        .help(other(alias))
    } else if RESERVED.contains(&alias)
        || alias.starts_with("tonica_")
        || alias.starts_with(&format!("{project}_")) && is_crate(alias, &project)
    {
        Diagnostic::error(format!(
            "`{alias}` can't name a service: the emitted code has something of that name"
        ))
        .help(other(alias))
    } else if let Some((setting, what)) = SETTINGS
        .iter()
        .find(|(setting, _)| *setting == name::addr(alias))
    {
        Diagnostic::error(format!(
            "`{alias}` can't name a service: its setting {setting} says {what}"
        ))
        .help(other(alias))
    } else {
        return;
    };
    context.tell(diagnostic.at(place(entry), ""));
}

/// Whether a name is that of a crate of the workspace.
fn is_crate(alias: &str, project: &str) -> bool {
    let rest = alias
        .strip_prefix(project)
        .and_then(|rest| rest.strip_prefix('_'));
    rest.is_some_and(|rest| {
        [
            "api", "clients", "core", "gateway", "grpc", "rest", "schema", "service", "services",
        ]
        .contains(&rest)
    })
}

fn other(alias: &str) -> String {
    format!("give it another one, such as `name: {alias}_service`")
}

fn twice(message: String, first: &Service, second: &Service) -> Diagnostic {
    Diagnostic::error(message)
        .at(place(second), "")
        .label(place(first), "first here")
        .help("give one of them another `name`; case and `_` make no difference in settings")
}

/// Where the name comes from.
fn place(entry: &Service) -> Span {
    entry
        .name
        .as_ref()
        .map_or(&entry.proto.at, |name| &name.at)
        .clone()
}
