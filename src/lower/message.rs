//! Messages that service.yaml names: those that the project's own protos define.

use prost_reflect::MessageDescriptor;

use super::Context;
use super::unknown::{Definition, unknown};
use crate::diagnostic::Diagnostic;
use crate::model::TypeRef;
use crate::read::Raw;
use crate::read::config::Spanned;

/// The message that holds nothing.
pub(crate) const EMPTY: &str = "google.protobuf.Empty";

/// Messages of this package belong to the runtime.
const WELL_KNOWN: &str = "google.protobuf.";

/// What a workflow or an activity takes or gives; tells where it can't.
pub(super) fn payload(context: &mut Context<'_>, wanted: &Spanned<String>) -> Option<TypeRef> {
    if wanted.value == EMPTY {
        return Some(TypeRef::of(EMPTY));
    }
    own(context, wanted).map(|message| TypeRef::of(message.full_name()))
}

/// A message of the project's own protos; tells where it is none.
pub(super) fn own(
    context: &mut Context<'_>,
    wanted: &Spanned<String>,
) -> Option<MessageDescriptor> {
    let found = context.raw.protos.pool.get_message_by_name(&wanted.value);
    let found = found.filter(|message| !message.is_map_entry());
    if let Some(message) = &found
        && is_own(context.raw, message)
    {
        return found;
    }
    let diagnostic = if found.is_some() || wanted.value.starts_with(WELL_KNOWN) {
        Diagnostic::error(format!("`{}` is no message of this project", wanted.value))
            .at(wanted.at.clone(), "")
            .help(foreign(context.raw, &wanted.value, found.as_ref()))
    } else {
        missing(context, wanted)
    };
    context.tell(diagnostic);
    None
}

/// All messages of the project's own protos.
pub(crate) fn all(raw: &Raw) -> impl Iterator<Item = MessageDescriptor> {
    let own = |message: &MessageDescriptor| !message.is_map_entry() && is_own(raw, message);
    raw.protos.pool.all_messages().filter(own)
}

fn is_own(raw: &Raw, message: &MessageDescriptor) -> bool {
    let file = message.parent_file();
    raw.protos.own.iter().any(|own| own == file.name())
}

/// What to do about a message that is defined elsewhere.
fn foreign(raw: &Raw, wanted: &str, message: Option<&MessageDescriptor>) -> String {
    let file = message.map(MessageDescriptor::parent_file);
    let source = file
        .as_ref()
        .and_then(|file| raw.protos.sources.get(file.name()));
    if wanted == EMPTY {
        return "define a message of your own, which may be empty and can get fields later"
            .to_owned();
    }
    match (file, source) {
        (Some(file), Some(source)) if raw.inputs.iter().any(|input| input.path == source.path) => {
            format!("list `{}`, which defines it, in `proto.files`", file.name())
        }
        _ => "wrap it in a message of your own, which can get more fields later".to_owned(),
    }
}

fn missing(context: &Context<'_>, wanted: &Spanned<String>) -> Diagnostic {
    let pool = &context.raw.protos.pool;
    let other = if pool.get_service_by_name(&wanted.value).is_some() {
        "a service"
    } else if pool.get_enum_by_name(&wanted.value).is_some() {
        "an enum"
    } else {
        let known: Vec<Definition> = all(context.raw).map(|message| of(&message)).collect();
        return unknown(context, "message", wanted, &known);
    };
    unknown(context, "message", wanted, &[]).help(format!("it is {other}; name a message"))
}

fn of(message: &MessageDescriptor) -> Definition {
    Definition {
        full_name: message.full_name().to_owned(),
        file: message.parent_file(),
        path: message.path().to_vec(),
    }
}
