//! From a record's bytes to a message.

use std::fmt;

use tonica_json::{Message as Table, Options};

/// Why bytes are no message of the type that a consumer reads. Such a record goes to the dead letter
/// topic at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotDecoded {
    reason: String,
}

impl NotDecoded {
    /// With the reason, such as `not protobuf: unexpected end group tag`.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
        }
    }
}

impl fmt::Display for NotDecoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for NotDecoded {}

/// A message from protobuf wire bytes.
///
/// # Errors
/// The bytes are no such message.
pub fn from_protobuf<M: prost::Message + Default>(bytes: &[u8]) -> Result<M, NotDecoded> {
    M::decode(bytes).map_err(|error| NotDecoded::new(format!("not protobuf: {error}")))
}

/// A message from its JSON. Keys and enum names that the table doesn't know are read over: they come
/// from a producer that is newer than this consumer.
///
/// `table` is the message's; `types` are the messages that an `Any` may hold, sorted by name.
///
/// # Errors
/// The bytes are no JSON of such a message.
pub fn from_json<M: prost::Message + Default>(
    bytes: &[u8],
    table: &'static Table,
    types: &'static [&'static Table],
) -> Result<M, NotDecoded> {
    let options = Options {
        ignore_unknown: true,
        types,
        ..Options::new()
    };
    let mut wire = Vec::with_capacity(bytes.len());
    tonica_json::to_wire(table, bytes, &options, &mut wire)
        .map_err(|error| NotDecoded::new(format!("not JSON of {}: {error}", table.name())))?;
    from_protobuf(&wire)
}
