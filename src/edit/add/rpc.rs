//! `tonica add rpc`: an rpc with its messages and an HTTP rule, in the proto of its service.

use prost_reflect::{DescriptorPool, ServiceDescriptor};
use prost_types::FileDescriptorProto;

use super::{Edits, byte_order_mark, is_meant, known_as};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, nearest},
    edit::proto::{self, NewRpc},
    model::name,
    read::Raw,
};

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
    if !reads_back(&service, &new, &edited) {
        return Err(unedited(&source.path));
    }
    let mut bytes = byte_order_mark(raw, &source.path);
    bytes.extend(edited.into_bytes());
    Ok(Edits::from([(source.path.clone(), bytes)]))
}

/// An rpc and its messages, as its name suggests them.
pub(super) fn new_rpc(pool: &DescriptorPool, package: &str, service: &str, rpc: &str) -> NewRpc {
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

/// Whether an edited proto reads back as what it was, with the rpc and its messages.
fn reads_back(service: &ServiceDescriptor, new: &NewRpc, edited: &str) -> bool {
    let file = service.parent_file();
    let before = file.file_descriptor_proto();
    let Ok(mut after) = protox_parse::parse(file.name(), edited) else {
        return false;
    };
    let own = after
        .service
        .iter_mut()
        .find(|own| own.name() == service.name());
    let added = own.and_then(|own| own.method.pop());
    let messages = after
        .message_type
        .split_off(before.message_type.len().min(after.message_type.len()));
    let names: Vec<&str> = messages.iter().map(|message| message.name()).collect();
    added.is_some_and(|method| method.name() == new.name)
        && names == new.messages
        && outline(before) == outline(&after)
}

/// What a file defines, in a form that doesn't depend on whether its names are resolved.
fn outline(file: &FileDescriptorProto) -> Vec<String> {
    let services = file.service.iter().flat_map(|service| {
        let rpcs = service.method.iter().map(|method| method.name().to_owned());
        [service.name().to_owned()].into_iter().chain(rpcs)
    });
    let messages = file.message_type.iter().map(|message| {
        let fields: Vec<String> = message
            .field
            .iter()
            .map(|field| format!("{}={}", field.name(), field.number()))
            .collect();
        format!("{}: {}", message.name(), fields.join(" "))
    });
    let enums = file.enum_type.iter().map(|each| each.name().to_owned());
    [file.package().to_owned()]
        .into_iter()
        .chain(services)
        .chain(messages)
        .chain(enums)
        .collect()
}

fn unedited(path: &str) -> Diagnostics {
    Diagnostic::error(format!("{path} is written in a way that can't be edited"))
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

fn is_own(raw: &Raw, path: &str) -> bool {
    raw.inputs.iter().any(|input| input.path == path)
}

/// `CancelOrder`: as a proto names an rpc.
fn is_type_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric())
}
