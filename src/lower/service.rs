//! The services of service.yaml, each with what its proto says.

use std::time::Duration;

use prost_reflect::ServiceDescriptor;

use super::amount::{self, Limit};
use super::place::Places;
use super::unknown::{Definition, unknown};
use super::{Context, alias, rpc};
use crate::diagnostic::Diagnostic;
use crate::model::{Service, name};
use crate::read::config::{self, Spanned};

/// The deadline of a call that brings none.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The longest default deadline.
const MAX_TIMEOUT: Limit<Duration> = Limit {
    most: Duration::from_secs(24 * 3600),
    text: "24h",
    help: "it is the deadline of a call that brings none",
};

/// All services that the protos define; tells of the others.
pub(super) fn all(context: &mut Context<'_>) -> Vec<Service> {
    let raw = context.raw;
    raw.config
        .services
        .iter()
        .filter_map(|entry| one(context, entry))
        .collect()
}

fn one(context: &mut Context<'_>, entry: &config::Service) -> Option<Service> {
    let timeout = entry.timeout.as_ref().map_or(TIMEOUT, |timeout| {
        amount::period(context, "timeout", timeout, &MAX_TIMEOUT)
    });
    let protos = &context.raw.protos;
    let Some(descriptor) = protos.pool.get_service_by_name(&entry.proto.value) else {
        let diagnostic = missing(context, &entry.proto);
        context.tell(diagnostic);
        return None;
    };
    if descriptor.methods().len() == 0 {
        let message = format!("`{}` has no rpc", descriptor.full_name());
        let help = "add one to its proto, or take the service out here";
        context.tell(
            Diagnostic::error(message)
                .at(entry.proto.at.clone(), "")
                .help(help),
        );
    }
    let places = Places::of(protos, &descriptor.parent_file(), descriptor.path());
    let rpcs = rpc::all(context, &descriptor, &places);
    let bound = rpcs.iter().any(|rpc| !rpc.bindings.is_empty());
    let alias = alias::alias(entry);
    if let Some(rest) = entry.rest.as_ref().filter(|rest| rest.value && !bound) {
        let message = format!("no rpc of `{}` has an HTTP rule", descriptor.full_name());
        let help = "annotate rpcs with google.api.http, bind them in `gateway.http_rules`, or leave `rest` out";
        context.tell(
            Diagnostic::error(message)
                .at(rest.at.clone(), "")
                .help(help),
        );
    }
    Some(Service {
        full_name: descriptor.full_name().to_owned(),
        package: descriptor.package_name().to_owned(),
        proto_name: descriptor.name().to_owned(),
        type_name: name::camel(descriptor.name()),
        addr: name::addr(&alias),
        alias,
        module: name::tonic_module(&name::camel(descriptor.name())),
        table: name::shouty(descriptor.name()),
        timeout,
        remote: entry.remote.as_ref().is_some_and(|remote| remote.value),
        rest: entry.rest.as_ref().map_or(bound, |rest| rest.value),
        comment: places.comment(descriptor.path()),
        rpcs,
    })
}

/// Tells of a service that no proto defines.
fn missing(context: &Context<'_>, wanted: &Spanned<String>) -> Diagnostic {
    let pool = &context.raw.protos.pool;
    let known: Vec<Definition> = pool.services().map(|service| of(&service)).collect();
    let diagnostic = unknown(context, "service", wanted, &known);
    match pool.get_message_by_name(&wanted.value) {
        Some(_) => Diagnostic {
            labels: Vec::new(),
            ..diagnostic.help("it is a message; name a service")
        },
        None => diagnostic,
    }
}

fn of(service: &ServiceDescriptor) -> Definition {
    Definition {
        full_name: service.full_name().to_owned(),
        file: service.parent_file(),
        path: service.path().to_vec(),
    }
}
