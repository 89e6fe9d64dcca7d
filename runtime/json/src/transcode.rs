//! The entries: whole messages and single fields, both ways.

use crate::{Error, Field, Message, Options};

/// Appends the JSON of a message's wire bytes to `out`.
///
/// # Errors
///
/// When the bytes aren't a message of this table, or hold what JSON can't.
pub fn to_json(
    message: &'static Message,
    wire: &[u8],
    options: &Options,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let _ = (message, wire, options, out);
    Err(unbuilt())
}

/// Appends the wire bytes of a message's JSON to `out`.
///
/// # Errors
///
/// When the JSON is malformed, empty, or doesn't fit the table.
pub fn to_wire(
    message: &'static Message,
    json: &[u8],
    options: &Options,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let _ = (message, json, options, out);
    Err(unbuilt())
}

/// Appends the JSON of one field alone to `out`; `wire` is the message that holds it.
///
/// A field that is absent is written as its default.
///
/// # Errors
///
/// When the bytes aren't a message with such a field, or hold what JSON can't.
pub fn field_to_json(
    field: &'static Field,
    wire: &[u8],
    options: &Options,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let _ = (field, wire, options, out);
    Err(unbuilt())
}

/// Appends one field alone, with its tag, from its JSON to the message's wire bytes in `out`.
///
/// # Errors
///
/// When the JSON is malformed, empty, or doesn't fit the field.
pub fn field_to_wire(
    field: &'static Field,
    json: &[u8],
    options: &Options,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let _ = (field, json, options, out);
    Err(unbuilt())
}

fn unbuilt() -> Error {
    Error {
        path: String::new(),
        offset: 0,
        reason: "is not transcoded yet".to_owned(),
    }
}
