//! A service.yaml for protos that come without one.

use prost_reflect::ServiceDescriptor;

use super::Protos;
use crate::model::name;

/// A `service.yaml` for protos that come without one: every service that the files
/// below the import roots define. `include` are the import roots relative to the root.
pub fn derive(name: &str, include: &[String], protos: &Protos) -> String {
    let mut text =
        String::from("# yaml-language-server: $schema=./service.schema.json\nversion: 1\n");
    text.push_str(&format!("name: {name}\n"));
    if include != ["proto"] {
        text.push_str(&format!("proto:\n  include: [{}]\n", include.join(", ")));
    }
    let services: Vec<ServiceDescriptor> = protos
        .own
        .iter()
        .filter_map(|file| protos.pool.get_file_by_name(file))
        .flat_map(|file| file.services().collect::<Vec<_>>())
        .collect();
    text.push_str(if services.is_empty() {
        "services: []\n"
    } else {
        "services:\n"
    });
    let mut taken: Vec<String> = Vec::new();
    for service in &services {
        text.push_str(&format!("  - proto: {}\n", service.full_name()));
        let alias = alias(service, &services, &taken);
        if alias != name::alias(service.name()) {
            text.push_str(&format!("    name: {alias}\n"));
        }
        taken.push(alias);
    }
    text
}

/// The default name, or where another service has the same: with parts of the package
/// behind it, from the last one on, until it is free.
fn alias(service: &ServiceDescriptor, all: &[ServiceDescriptor], taken: &[String]) -> String {
    let plain = name::alias(service.name());
    let same = |other: &&ServiceDescriptor| name::alias(other.name()) == plain;
    let first = all
        .iter()
        .find(same)
        .is_some_and(|other| other.full_name() == service.full_name());
    if first && !taken.contains(&plain) {
        return plain;
    }
    let mut behind = String::new();
    for part in service.package_name().rsplit('.') {
        behind = format!("_{}{behind}", name::alias(part));
        let alias = format!("{plain}{behind}");
        if !taken.contains(&alias) {
            return alias;
        }
    }
    format!("{plain}_{}", taken.len())
}
