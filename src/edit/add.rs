//! What `tonica add` means: which inputs change and how. Nothing is written here; an edit
//! that doesn't read back as it was meant is not given out.

use std::collections::BTreeMap;

use prost_reflect::{DescriptorPool, ServiceDescriptor};

use super::{
    proto::{self, NewRpc},
    yaml,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Severity, Source, nearest},
    model::name,
    read::Raw,
};

/// Inputs as they will be, by path; none where there is nothing to add.
type Edits = BTreeMap<String, Vec<u8>>;

const YAML: &str = "service.yaml";

/// Adds a service: one that a proto defines, or a small proto of its own.
pub(crate) fn service(raw: &Raw, wanted: &str) -> Result<Edits, Diagnostics> {
    let services: Vec<ServiceDescriptor> = own_services(raw);
    let found: Vec<&ServiceDescriptor> = services
        .iter()
        .filter(|service| is_meant(service, wanted))
        .collect();
    match found[..] {
        [service] if is_listed(raw, service.full_name()) => Ok(Edits::new()),
        [service] => Ok(Edits::from([entry(raw, service.full_name())?])),
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

/// Adds an rpc to the proto of its service: `OrderService/CancelOrder`.
pub(crate) fn rpc(raw: &Raw, wanted: &str) -> Result<Edits, Diagnostics> {
    let Some((service, rpc)) = wanted.split_once('/').filter(|(_, rpc)| is_type_name(rpc)) else {
        return Err(Diagnostic::error(format!("`{wanted}` is no SERVICE/Name"))
            .help("the name as a proto has it: `tonica add rpc OrderService/CancelOrder`")
            .into());
    };
    let service = listed(raw, service)?;
    if service.methods().any(|method| method.name() == rpc) {
        return Ok(Edits::new());
    }
    let file = service.parent_file();
    let Some(source) = raw
        .protos
        .sources
        .get(file.name())
        .filter(|source| is_own(raw, &source.path))
    else {
        return Err(Diagnostic::refusal(format!(
            "{} is defined outside of the project",
            service.full_name()
        ))
        .help("add the rpc where the service is defined")
        .into());
    };
    let new = new_rpc(
        &raw.protos.pool,
        service.package_name(),
        service.name(),
        rpc,
    );
    let edited =
        proto::add_rpc(&source.text, service.name(), &new).ok_or_else(|| unedited(&source.path))?;
    check(raw, source, &service, &new, &edited)?;
    let mut bytes = byte_order_mark(raw, &source.path);
    bytes.extend(edited.into_bytes());
    Ok(Edits::from([(source.path.clone(), bytes)]))
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
    Ok(Edits::from([
        entry(raw, &full_name)?,
        (path, text.into_bytes()),
    ]))
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

fn new_rpc(pool: &DescriptorPool, package: &str, service: &str, rpc: &str) -> NewRpc {
    let (input, output) = (format!("{rpc}Request"), format!("{rpc}Response"));
    let full_name = |message: &str| {
        if package.is_empty() {
            message.to_owned()
        } else {
            format!("{package}.{message}")
        }
    };
    let is_new = |message: &&String| pool.get_message_by_name(&full_name(message)).is_none();
    let messages = [&input, &output]
        .into_iter()
        .filter(is_new)
        .cloned()
        .collect();
    let last = package.rsplit('.').next().unwrap_or_default();
    let is_version = |part: &str| {
        part.strip_prefix('v')
            .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
    };
    let version = if is_version(last) { last } else { "v1" };
    let topic = name::alias(
        service
            .strip_suffix("Service")
            .filter(|topic| !topic.is_empty())
            .unwrap_or(service),
    );
    let reads = ["Get", "List", "Search", "Find"]
        .iter()
        .any(|verb| rpc.starts_with(verb));
    let action = lower_first(rpc);
    NewRpc {
        name: rpc.to_owned(),
        method: if reads { "get" } else { "post" },
        path: format!("/{version}/{topic}:{action}"),
        input,
        output,
        messages,
    }
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_lowercase().chain(letters).collect())
        .unwrap_or_default()
}

/// service.yaml with one more service.
fn entry(raw: &Raw, full_name: &str) -> Result<(String, Vec<u8>), Diagnostics> {
    let own = full_name.rsplit('.').next().unwrap_or(full_name);
    let alias = name::alias(own);
    let is_taken = |alias: &str| {
        raw.config
            .services
            .iter()
            .any(|service| known_as(service) == alias)
    };
    let mut entry = vec![("proto", full_name)];
    let longer = name::alias(&full_name.replace('.', "_"));
    if is_taken(&alias) {
        entry.push(("name", &longer));
    }
    let edited = yaml::append(&raw.yaml.text, "services", &entry).map_err(|why| {
        Diagnostic::error(format!("{YAML} can't be edited here: {why}")).help(format!(
            "add `- proto: {full_name}` to `services` by hand, then run `tonica generate`"
        ))
    })?;
    let mut bytes = byte_order_mark(raw, YAML);
    bytes.extend(edited.into_bytes());
    Ok((YAML.to_owned(), bytes))
}

/// The mark that a file begins with, which its text comes without.
fn byte_order_mark(raw: &Raw, path: &str) -> Vec<u8> {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    let marked = raw
        .inputs
        .iter()
        .any(|input| input.path == path && input.bytes.starts_with(MARK));
    if marked { MARK.to_vec() } else { Vec::new() }
}

/// Reads an edited proto back: it must be what it was, and the rpc with its messages.
fn check(
    raw: &Raw,
    source: &Source,
    service: &ServiceDescriptor,
    new: &NewRpc,
    edited: &str,
) -> Result<(), Diagnostics> {
    let file = service.parent_file();
    let mut before = file.file_descriptor_proto().clone();
    let Ok(mut after) = protox_parse::parse(file.name(), edited) else {
        return Err(unedited(&source.path));
    };
    let own = after
        .service
        .iter_mut()
        .find(|found| found.name() == service.name());
    let added = own
        .and_then(|own| own.method.pop())
        .is_some_and(|method| method.name() == new.name);
    let messages: Vec<String> = after
        .message_type
        .iter()
        .map(|message| message.name().to_owned())
        .collect();
    let kept = messages.len() - new.messages.len().min(messages.len());
    let same_messages = messages[kept..] == new.messages[..];
    after.message_type.truncate(kept);
    after
        .dependency
        .retain(|import| before.dependency.contains(import));
    let names = |file: &prost_types::FileDescriptorProto| {
        let messages: Vec<String> = file
            .message_type
            .iter()
            .map(|message| message.name().to_owned())
            .collect();
        let methods = |service: &prost_types::ServiceDescriptorProto| {
            service
                .method
                .iter()
                .map(|method| method.name().to_owned())
                .collect::<Vec<_>>()
        };
        let services: Vec<_> = file
            .service
            .iter()
            .map(|service| (service.name().to_owned(), methods(service)))
            .collect();
        (
            file.package().to_owned(),
            file.dependency.clone(),
            messages,
            services,
            file.enum_type.len(),
            file.extension.len(),
        )
    };
    before.source_code_info = None;
    let _ = raw;
    if added && same_messages && names(&before) == names(&after) {
        Ok(())
    } else {
        Err(unedited(&source.path))
    }
}

fn unedited(path: &str) -> Diagnostics {
    Diagnostic::new(
        Severity::Error,
        format!("{path} is written in a way that can't be edited"),
    )
    .help("add the rpc by hand, then run `tonica generate`")
    .into()
}

/// The service of service.yaml that a name means.
fn listed(raw: &Raw, wanted: &str) -> Result<ServiceDescriptor, Diagnostics> {
    let listed: Vec<ServiceDescriptor> = raw
        .config
        .services
        .iter()
        .filter_map(|service| raw.protos.pool.get_service_by_name(&service.proto.value))
        .collect();
    let by_alias = raw
        .config
        .services
        .iter()
        .find(|service| known_as(service) == wanted);
    let by_alias =
        by_alias.and_then(|service| raw.protos.pool.get_service_by_name(&service.proto.value));
    let found: Vec<ServiceDescriptor> = match by_alias {
        Some(service) => vec![service],
        None => listed
            .iter()
            .filter(|service| is_meant(service, wanted))
            .cloned()
            .collect(),
    };
    match &found[..] {
        [service] => Ok(service.clone()),
        [] => {
            let names: Vec<&str> = listed.iter().map(ServiceDescriptor::full_name).collect();
            let diagnostic = Diagnostic::error(format!("service.yaml has no service `{wanted}`"));
            let near = nearest(wanted, listed.iter().map(ServiceDescriptor::name));
            Err(match near.first() {
                Some(near) => diagnostic.help(format!(
                    "did you mean `{near}`? Known are {}",
                    names.join(", ")
                )),
                None => diagnostic.help(format!("known are {}", names.join(", "))),
            }
            .into())
        }
        _ => Err(
            Diagnostic::error(format!("`{wanted}` may be more than one service"))
                .help("say its full name")
                .into(),
        ),
    }
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

fn is_own(raw: &Raw, path: &str) -> bool {
    raw.inputs.iter().any(|input| input.path == path)
}

/// Whether a name, full or short and in whatever case, means a service.
fn is_meant(service: &ServiceDescriptor, wanted: &str) -> bool {
    let (own, wanted_alias) = (name::alias(service.name()), name::alias(wanted));
    service.full_name() == wanted
        || !wanted.contains('.')
            && (own == wanted_alias || own == format!("{wanted_alias}_service"))
}

/// The name of an entry in service.yaml.
fn known_as(service: &crate::read::config::Service) -> String {
    match &service.name {
        Some(name) => name.value.clone(),
        None => name::alias(service.proto.value.rsplit('.').next().unwrap_or_default()),
    }
}

/// `CancelOrder`: as a proto names an rpc.
fn is_type_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric())
}
