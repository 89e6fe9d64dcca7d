//! `tonica add service`: an entry in service.yaml and, where no proto defines the service, a
//! small proto to start from.

use prost_reflect::ServiceDescriptor;

use super::{Edits, entry::added, is_meant, known_as, rpc::new_rpc};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    edit::{
        proto,
        yaml::{Field, Place},
    },
    model::name,
    read::Raw,
};

/// Adds a service: one that a proto defines, or a small proto of its own.
pub(crate) fn service(raw: &Raw, wanted: &str) -> Result<Edits, Diagnostics> {
    let services: Vec<ServiceDescriptor> = own_services(raw);
    let found: Vec<&ServiceDescriptor> = services
        .iter()
        .filter(|service| is_meant(service, wanted))
        .collect();
    match found[..] {
        [service] if is_listed(raw, service.full_name()) => Ok(Edits::new()),
        [service] => with_entry(raw, service.full_name()),
        [] => new_service(raw, wanted),
        _ => {
            let names: Vec<&str> = found.iter().map(|service| service.full_name()).collect();
            Err(
                Diagnostic::error(format!("`{wanted}` may be any of {}", names.join(", ")))
                    .help("say its full name")
                    .into(),
            )
        }
    }
}

/// A small proto with one rpc, and its entry.
fn new_service(raw: &Raw, wanted: &str) -> Result<Edits, Diagnostics> {
    if raw
        .config
        .proto
        .as_ref()
        .is_some_and(|proto| !proto.files.is_empty())
    {
        return Err(Diagnostic::error(format!("no proto of the project defines a service `{wanted}`"))
            .help("`proto.files` in service.yaml lists the protos: write one that defines it and list it there")
            .into());
    }
    let (package, name) = new_name(raw, wanted)?;
    let folder = raw.roots.first().map_or("proto", String::as_str);
    let stem = name::alias(name.strip_suffix("Service").unwrap_or(&name));
    let below = format!("{}/{stem}.proto", package.replace('.', "/"));
    let path = if matches!(folder, "" | ".") {
        below
    } else {
        format!("{}/{below}", folder.trim_end_matches('/'))
    };
    if raw.inputs.iter().any(|input| input.path == path) {
        return Err(
            Diagnostic::error(format!("{path} is there and defines no service `{name}`"))
                .help(format!(
                    "define it there, then run `tonica add service {package}.{name}`"
                ))
                .into(),
        );
    }
    let first = format!("Get{}", name::camel(&stem));
    let new = new_rpc(&raw.protos.pool, &package, &name, &first);
    let full_name = format!("{package}.{name}");
    let text = proto::file(&package, &name, &new);
    let mut edits = with_entry(raw, &full_name)?;
    edits.insert(path, text.into_bytes());
    Ok(edits)
}

/// The package and the name of a service to be made: `billing` → `shop.billing.v1` and
/// `BillingService`.
fn new_name(raw: &Raw, wanted: &str) -> Result<(String, String), Diagnostics> {
    let is_word = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic())
            && part
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    if !wanted.split('.').all(is_word) {
        return Err(
            Diagnostic::error(format!("`{wanted}` can't be the name of a service"))
                .help(
                    "say it as a proto does: `BillingService` or `shop.billing.v1.BillingService`",
                )
                .into(),
        );
    }
    if let Some((package, name)) = wanted.rsplit_once('.') {
        return Ok((package.to_owned(), name.to_owned()));
    }
    let name = name::camel(wanted);
    let name = if name.ends_with("Service") {
        name
    } else {
        name + "Service"
    };
    let topic = name::alias(name.strip_suffix("Service").unwrap_or(&name));
    let project = raw.config.name.value.replace('-', "_");
    Ok((format!("{project}.{topic}.v1"), name))
}

/// service.yaml with one more service.
fn with_entry(raw: &Raw, full_name: &str) -> Result<Edits, Diagnostics> {
    let own = full_name.rsplit('.').next().unwrap_or(full_name);
    let alias = name::alias(own);
    let is_taken = |alias: &str| {
        raw.config
            .services
            .iter()
            .any(|service| known_as(service) == alias)
    };
    let mut entry = vec![("proto", Field::Text(full_name.to_owned()))];
    if is_taken(&alias) {
        let longer = name::alias(&full_name.replace('.', "_"));
        entry.push(("name", Field::Text(longer)));
    }
    added(raw, Place::top("services"), &entry)
}

fn own_services(raw: &Raw) -> Vec<ServiceDescriptor> {
    let own = |service: &ServiceDescriptor| {
        raw.protos
            .own
            .iter()
            .any(|file| file == service.parent_file().name())
    };
    raw.protos.pool.services().filter(own).collect()
}

fn is_listed(raw: &Raw, full_name: &str) -> bool {
    raw.config
        .services
        .iter()
        .any(|service| service.proto.value == full_name)
}
