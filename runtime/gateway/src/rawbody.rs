//! `google.api.HttpBody` on the wire: bytes of a content type, packed into the message that a
//! handler takes and unpacked from the one that it gives. Its extensions have no place in HTTP
//! and are dropped.

use bytes::Bytes;
use http::{HeaderMap, header};
use tonica_json::{Field, Kind, Label, Message};

use crate::wire::{self, Malformed};

const CONTENT_TYPE: u32 = 1;
const DATA: u32 = 2;

/// What a body is, and a part of its bytes.
#[derive(Debug, Default)]
pub(crate) struct Part {
    pub(crate) content_type: Bytes,
    pub(crate) data: Bytes,
}

/// Whether a message is an HttpBody.
pub(crate) fn is(message: &Message) -> bool {
    message.name() == "google.api.HttpBody"
}

/// Whether a field holds one HttpBody.
pub(crate) fn is_in(field: &Field) -> bool {
    let single = !matches!(field.label(), Label::Repeated | Label::Packed | Label::Map);
    single && matches!(field.kind(), Kind::Message(message) if is(message))
}

/// What the body of a request is: whatever its sender says, or nothing.
pub(crate) fn content_type(headers: &HeaderMap) -> Vec<u8> {
    let value = headers.get(header::CONTENT_TYPE);
    let bytes = value.map_or(&[][..], |value| value.as_bytes());
    // A proto's string is UTF-8, a header's value may be anything.
    String::from_utf8_lossy(bytes).into_owned().into_bytes()
}

/// Appends an HttpBody: as this field of a message, or as the message itself.
pub(crate) fn put(field: Option<&Field>, content_type: &[u8], data: &[u8], out: &mut Vec<u8>) {
    // Two tags, three lengths: a few bytes more than is needed.
    out.reserve(content_type.len() + data.len() + 32);
    if let Some(field) = field {
        let length = wire::length(CONTENT_TYPE, content_type) + wire::length(DATA, data);
        wire::put_head(field.number(), length, out);
    }
    for (number, value) in [(CONTENT_TYPE, content_type), (DATA, data)] {
        if !value.is_empty() {
            wire::put(number, value, out);
        }
    }
}

/// Takes the HttpBody out of a message: out of this field, or the message itself. Copies nothing.
pub(crate) fn take(field: Option<&Field>, message: &Bytes) -> Result<Part, Malformed> {
    let mut part = Part::default();
    let Some(field) = field else {
        read(message, &mut part)?;
        return Ok(part);
    };
    for value in wire::fields(message) {
        let (number, value) = value?;
        // A message in several pieces is merged: what comes later wins.
        if number == u64::from(field.number()) {
            read(&value, &mut part)?;
        }
    }
    Ok(part)
}

fn read(message: &Bytes, part: &mut Part) -> Result<(), Malformed> {
    for value in wire::fields(message) {
        match value? {
            (1, value) => part.content_type = value,
            (2, value) => part.data = value,
            _ => {}
        }
    }
    Ok(())
}
