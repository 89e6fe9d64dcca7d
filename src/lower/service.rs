//! The services of service.yaml, each with what its proto says.

use std::time::Duration;

use prost_reflect::ServiceDescriptor;

use super::place::{Places, inside, span_of};
use super::{Context, alias, rpc};
use crate::diagnostic::{Diagnostic, nearest};
use crate::model::{Service, name};
use crate::read::config;

/// The deadline of a call that brings none.
const TIMEOUT: Duration = Duration::from_secs(3);

/// The longest default deadline.
const MAX_TIMEOUT: Duration = Duration::from_secs(24 * 3600);

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
    let timeout = timeout(context, entry);
    let protos = &context.raw.protos;
    let Some(descriptor) = protos.pool.get_service_by_name(&entry.proto.value) else {
        let diagnostic = unknown(context, entry);
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
        let help = "annotate rpcs with google.api.http, or leave `rest` out";
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

fn timeout(context: &mut Context<'_>, entry: &config::Service) -> Duration {
    let Some(timeout) = &entry.timeout else {
        return TIMEOUT;
    };
    let period = timeout.value.0;
    if period.is_zero() || period > MAX_TIMEOUT {
        context.tell(
            Diagnostic::error("`timeout` must be more than nothing and at most 24h")
                .at(timeout.at.clone(), "")
                .help("it is the deadline of a call that brings none"),
        );
    }
    period
}

fn unknown(context: &Context<'_>, entry: &config::Service) -> Diagnostic {
    let protos = &context.raw.protos;
    let wanted = &entry.proto.value;
    let services: Vec<ServiceDescriptor> = protos.pool.services().collect();
    let diagnostic = Diagnostic::error(format!("no proto defines a service `{wanted}`"))
        .at(entry.proto.at.clone(), "");
    if protos.pool.get_message_by_name(wanted).is_some() {
        return diagnostic.help("it is a message; name a service");
    }
    let near = nearest(wanted, services.iter().map(ServiceDescriptor::full_name));
    let Some(first) = near.first() else {
        return match services.as_slice() {
            [] if protos.own.is_empty() => diagnostic.help(format!(
                "there is no proto below `{}`",
                context.raw.roots.join("`, `")
            )),
            [] => diagnostic.help("the protos define no service"),
            _ => diagnostic.help(format!("services are {}", listed(&services))),
        };
    };
    let mut diagnostic = diagnostic.help(format!("did you mean `{}`?", near.join("` or `")));
    if let Some(service) = services
        .iter()
        .find(|service| service.full_name() == *first)
        && let Some(span) = span_of(
            protos,
            &service.parent_file(),
            &inside(service.path(), &[rpc::NAME]),
        )
    {
        diagnostic = diagnostic.label(span, format!("`{first}` is defined here"));
    }
    diagnostic
}

/// The first few, as a message names them.
fn listed(services: &[ServiceDescriptor]) -> String {
    let mut names: Vec<String> = services
        .iter()
        .take(5)
        .map(|service| format!("`{}`", service.full_name()))
        .collect();
    if services.len() > names.len() {
        names.push(format!("and {} more", services.len() - names.len()));
    }
    names.join(", ")
}
