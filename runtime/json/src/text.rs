//! Binds text, as paths and queries of URLs hold it, to fields.

use crate::error::{Fault, fault};
use crate::to_wire::{misspelled, no_field, put_duration, put_text, put_text_mask, put_timestamp};
use crate::{Error, ErrorKind, Field, Kind, Label, Message, Options, Shape, put};

/// A field that text is bound to: the messages on the way to it, and itself.
#[derive(Clone, Debug)]
pub struct FieldPath {
    parents: Vec<&'static Field>,
    leaf: &'static Field,
}

impl FieldPath {
    /// The message fields on the way, outermost first.
    pub fn parents(&self) -> &[&'static Field] {
        &self.parents
    }

    /// The field that the path ends at.
    pub fn leaf(&self) -> &'static Field {
        self.leaf
    }
}

/// Finds the field at a dotted path of JSON or proto names, such as `order.customer.id`.
///
/// # Errors
///
/// When a name is unknown, or one before the last is repeated, a map or no message.
pub fn resolve(message: &'static Message, path: &str) -> Result<FieldPath, Error> {
    let mut parents = Vec::new();
    let mut table = message;
    let mut at = 0;
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let refuse = |fault: Fault| *fault.placed(at).within(path);
        let Some(field) = table.field_by_name(name) else {
            return Err(refuse(no_field(table, name.as_bytes())));
        };
        if names.peek().is_none() {
            return Ok(FieldPath {
                parents,
                leaf: field,
            });
        }
        let singular = matches!(field.label(), Label::Implicit | Label::Explicit);
        let Kind::Message(inner) = field.kind() else {
            return Err(refuse(no_way(name, "is no message")));
        };
        if !singular {
            return Err(refuse(no_way(name, "is repeated")));
        }
        parents.push(field);
        table = inner;
        at += name.len() + 1;
    }
    // Not reached: splitting yields at least one name.
    Err(*no_field(message, b""))
}

#[cold]
fn no_way(name: &str, reason: &str) -> Fault {
    let reason = format!("goes into {name:?}, which {reason}");
    fault(0, reason).of(ErrorKind::UnknownField)
}

/// Appends the field with the value that `text` spells to a message's wire bytes.
///
/// It is written even if it is the default, so that it replaces what was there before; messages on
/// the way merge with what was there. A repeated field gets one more element. Text spells every
/// scalar, an enum by name or number, bytes in base64 of both alphabets, a wrapper's value, a
/// timestamp, a duration or a field mask.
///
/// # Errors
///
/// When the text doesn't spell a value of the field's kind, or no text does: the field is a map or
/// another message. Nothing is appended then.
pub fn text_to_wire(
    path: &FieldPath,
    text: &str,
    options: &Options,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let start = out.len();
    let written = nested(&path.parents, path.leaf, text, options.depth, out);
    written.map_err(|fault| {
        out.truncate(start);
        *fault
    })
}

fn nested(
    parents: &[&'static Field],
    leaf: &'static Field,
    text: &str,
    depth: u32,
    out: &mut Vec<u8>,
) -> Result<(), Fault> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err(fault(0, "is nested too deep").of(ErrorKind::TooDeep));
    };
    let Some((parent, parents)) = parents.split_first() else {
        return element(leaf, text, out).map_err(|fault| fault.within(leaf.json()));
    };
    out.extend_from_slice(parent.tag());
    let start = put::open(out);
    nested(parents, leaf, text, depth, out).map_err(|fault| fault.within(parent.json()))?;
    put::close(out, start);
    Ok(())
}

/// The field with one value.
fn element(field: &'static Field, text: &str, out: &mut Vec<u8>) -> Result<(), Fault> {
    let Kind::Message(table) = field.kind() else {
        out.extend_from_slice(field.tag());
        // A packed field holds its one element behind a length of its own.
        let packed = (field.label() == Label::Packed).then(|| put::open(out));
        put_text(field.kind(), text.as_bytes(), out)?;
        if let Some(start) = packed {
            put::close(out, start);
        }
        return Ok(());
    };
    if field.label() == Label::Map {
        return Err(unspellable("is a map, which text can't spell".to_owned()));
    }
    out.extend_from_slice(field.tag());
    let start = put::open(out);
    known(table, text.as_bytes(), out)?;
    put::close(out, start);
    Ok(())
}

/// The fields of a message that is one value in JSON.
fn known(table: &'static Message, text: &[u8], out: &mut Vec<u8>) -> Result<(), Fault> {
    let put = match (table.shape(), table.fields()) {
        (Shape::Timestamp, _) => put_timestamp,
        (Shape::Duration, _) => put_duration,
        (Shape::FieldMask, _) => put_text_mask,
        (Shape::Wrapper, [value]) => {
            out.extend_from_slice(value.tag());
            return put_text(value.kind(), text, out).map(drop);
        }
        _ => {
            let reason = format!("is of type {}, which text can't spell", table.name());
            return Err(unspellable(reason));
        }
    };
    put(text, out).map_err(|reason| misspelled(text, reason))
}

#[cold]
fn unspellable(reason: String) -> Fault {
    fault(0, reason).of(ErrorKind::WrongType)
}
