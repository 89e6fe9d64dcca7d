//! What of a request stands in its path and in its query, as the gateway binds it.

mod path;
mod query;

use prost_reflect::{FieldDescriptor, MessageDescriptor};

pub(super) use path::path;
pub(super) use query::query;

/// The field at a dotted path of proto names.
pub(super) fn resolve(input: &MessageDescriptor, path: &str) -> Option<FieldDescriptor> {
    let (first, rest) = match path.split_once('.') {
        Some((first, rest)) => (first, Some(rest)),
        None => (path, None),
    };
    let field = input.get_field_by_name(first)?;
    match rest {
        None => Some(field),
        Some(rest) => resolve(field.kind().as_message()?, rest),
    }
}

/// The same path in JSON names.
pub(super) fn json_path(input: &MessageDescriptor, path: &str) -> String {
    let mut names = Vec::new();
    let mut message = Some(input.clone());
    for part in path.split('.') {
        let field = message.and_then(|message| message.get_field_by_name(part));
        names.push(
            field
                .as_ref()
                .map_or(part, |field| field.json_name())
                .to_owned(),
        );
        message = field.and_then(|field| field.kind().as_message().cloned());
    }
    names.join(".")
}
