//! What a dead letter says of the record that it was. Its key and value are the record's own bytes.

use crate::record::{Header, Record};

/// The headers that a dead letter has beside the record's own; all begin so.
const PREFIX: &str = "dead-letter-";
/// An error longer than this is cut.
const ERROR_BYTES: usize = 2048;

/// Where a record goes that could not be handled, and why.
#[derive(Clone, Debug)]
pub(crate) struct Letter {
    pub(crate) topic: &'static str,
    pub(crate) error: String,
    /// How often it was handled in vain.
    pub(crate) attempts: u32,
}

/// The record's headers, then where it came from, why it is here, and whose letter it is.
pub(crate) fn headers(record: &Record, group: &str, error: &str, attempts: u32) -> Vec<Header> {
    let own = |header: &&Header| !header.0.starts_with(PREFIX);
    let mut headers: Vec<Header> = record.headers.iter().filter(own).cloned().collect();
    let mut add = |name: &str, value: &str| {
        headers.push((format!("{PREFIX}{name}"), Some(value.as_bytes().to_vec())));
    };
    add("topic", &record.topic);
    add("partition", &record.partition.to_string());
    add("offset", &record.offset.to_string());
    add("group", group);
    add("attempts", &attempts.to_string());
    add("error", &error[..error.floor_char_boundary(ERROR_BYTES)]);
    headers
}
