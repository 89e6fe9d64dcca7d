//! From a message to a record's bytes.

use std::fmt;

use tonica_json::{Message as Table, Options};

/// Why a message can't be written. Only JSON has such cases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotEncoded {
    reason: String,
}

impl NotEncoded {
    /// With the reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
        }
    }
}

impl fmt::Display for NotEncoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for NotEncoded {}

/// A message's protobuf wire bytes.
///
/// # Errors
/// None: every message can be written so.
pub fn to_protobuf<M: prost::Message>(message: &M) -> Result<Vec<u8>, NotEncoded> {
    Ok(message.encode_to_vec())
}

/// A message's JSON.
///
/// `table` is the message's; `types` are the messages that an `Any` may hold, sorted by name.
///
/// # Errors
/// The message holds what JSON can't, such as a timestamp out of range.
pub fn to_json<M: prost::Message>(
    message: &M,
    table: &'static Table,
    types: &'static [&'static Table],
) -> Result<Vec<u8>, NotEncoded> {
    let options = Options {
        types,
        ..Options::new()
    };
    let mut json = Vec::new();
    tonica_json::to_json(table, &message.encode_to_vec(), &options, &mut json)
        .map_err(|error| NotEncoded::new(format!("no JSON of {}: {error}", table.name())))?;
    Ok(json)
}
