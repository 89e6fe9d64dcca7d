//! One producer: its topic, and the field that is the key of its records.

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use super::{encoding, name as kafka};
use crate::diagnostic::Diagnostic;
use crate::lower::rule::fields_like;
use crate::lower::{Context, message};
use crate::model::topic::Key;
use crate::model::{KeyKind, Producer, TypeRef, name};
use crate::read::config::{self, Spanned};

pub(super) fn one(context: &mut Context<'_>, producer: &config::Producer) -> Option<Producer> {
    kafka::check_topic(context, &producer.topic);
    let message = message::own(context, &producer.message)?;
    let key = match &producer.key {
        Some(field) => Some(key(context, &message, field)?),
        None => None,
    };
    Some(Producer {
        name: producer.name.value.clone(),
        topic: producer.topic.value.clone(),
        message: TypeRef::of(message.full_name()),
        key,
        encoding: encoding(producer.encoding.as_ref()),
    })
}

fn key(
    context: &mut Context<'_>,
    message: &MessageDescriptor,
    wanted: &Spanned<String>,
) -> Option<Key> {
    let Some(field) = message.get_field_by_name(&wanted.value) else {
        let text = format!(
            "the key `{}` is no field of `{}`",
            wanted.value,
            message.full_name()
        );
        context.tell(
            Diagnostic::error(text)
                .at(wanted.at.clone(), "")
                .help(fields_like(message, &wanted.value)),
        );
        return None;
    };
    match kind(&field) {
        Ok(kind) => Some(Key {
            field: name::snake(field.name()),
            kind,
            optional: field.containing_oneof().is_some(),
        }),
        Err(reason) => {
            let text = format!("`{}` can't be the key of a record: {reason}", wanted.value);
            context.tell(
                Diagnostic::error(text)
                    .at(wanted.at.clone(), "")
                    .help("name a field that holds one string, bytes, whole number, enum or bool"),
            );
            None
        }
    }
}

/// What the value of a key field is, or why it can't be a key.
fn kind(field: &FieldDescriptor) -> Result<KeyKind, &'static str> {
    let oneof = field.containing_oneof();
    if field.is_map() {
        return Err("it is a map");
    }
    if field.is_list() {
        return Err("it is repeated");
    }
    if oneof.is_some_and(|oneof| !oneof.is_synthetic()) {
        return Err("it belongs to a oneof, of which one field at most is set");
    }
    match field.kind() {
        Kind::String => Ok(KeyKind::Text),
        Kind::Bytes => Ok(KeyKind::Bytes),
        Kind::Message(_) => Err("it is a message"),
        Kind::Float | Kind::Double => {
            Err("it is a floating-point number, which can be written in several ways")
        }
        _ => Ok(KeyKind::Number),
    }
}
