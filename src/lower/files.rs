//! Which files' types are emitted: the project's own and those that these use.

use std::collections::BTreeSet;

use prost_reflect::{DescriptorPool, FileDescriptor, Kind, MessageDescriptor, Syntax};

use super::Context;
use super::place::span_of;
use super::rule::placed;
use crate::diagnostic::Diagnostic;
use crate::model::{Protos, Service};

/// Types of this package are not emitted: the runtime has them.
const WELL_KNOWN: &str = "google.protobuf";

/// `FileDescriptorProto.syntax`, in paths of source info.
const SYNTAX: i32 = 12;

/// The protos of the model; tells of files whose types can't be emitted.
pub(super) fn protos(context: &mut Context<'_>, services: &[Service]) -> Protos {
    let raw = &context.raw.protos;
    let used = used(&raw.pool, &raw.own, services);
    let mut emitted = Vec::new();
    let mut well_known = Vec::new();
    // The pool lists imports first.
    for file in raw.pool.files().filter(|file| used.contains(file.name())) {
        if file.package_name() == WELL_KNOWN {
            well_known.push(file.name().to_owned());
        } else {
            check_syntax(context, &file);
            emitted.push(file.name().to_owned());
        }
    }
    Protos {
        pool: raw.pool.clone(),
        emitted,
        well_known,
    }
}

/// The own files and all whose types they or the services use.
fn used(pool: &DescriptorPool, own: &[String], services: &[Service]) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut open: Vec<FileDescriptor> = own
        .iter()
        .filter_map(|name| pool.get_file_by_name(name))
        .collect();
    let listed = services
        .iter()
        .filter_map(|service| pool.get_service_by_name(&service.full_name));
    open.extend(listed.map(|service| service.parent_file()));
    while let Some(file) = open.pop() {
        if !used.insert(file.name().to_owned()) {
            continue;
        }
        let mut messages: Vec<MessageDescriptor> = file.messages().collect();
        while let Some(message) = messages.pop() {
            open.extend(message.fields().filter_map(|field| home(&field.kind())));
            messages.extend(message.child_messages());
        }
        for method in file
            .services()
            .flat_map(|service| service.methods().collect::<Vec<_>>())
        {
            open.extend([method.input().parent_file(), method.output().parent_file()]);
        }
        open.retain(|file| !used.contains(file.name()));
    }
    used
}

/// The file of a field's type.
fn home(kind: &Kind) -> Option<FileDescriptor> {
    match kind {
        Kind::Message(message) => Some(message.parent_file()),
        Kind::Enum(one) => Some(one.parent_file()),
        _ => None,
    }
}

fn check_syntax(context: &mut Context<'_>, file: &FileDescriptor) {
    if file.syntax() == Syntax::Proto3 {
        return;
    }
    let protos = &context.raw.protos;
    let start = protos
        .sources
        .get(file.name())
        .map(|source| crate::diagnostic::Span::new(source, 0..0));
    let span = span_of(protos, file, &[SYNTAX]).or(start);
    let diagnostic = Diagnostic::error(format!(
        "`{}` is proto2, and types of proto2 are not supported",
        file.name()
    ));
    context.tell(
        placed(diagnostic, span)
            .help("write it in proto3 (`syntax = \"proto3\";`); a proto2 file that only brings options for others is fine"),
    );
}
