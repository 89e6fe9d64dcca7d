//! The crate `api`: which messages can be Temporal's payloads, each with its table.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::codegen::types;
use crate::model::{EMPTY, Model, TypeRef};

/// A message that a workflow or an activity takes or gives.
#[derive(Serialize)]
pub struct Payload {
    rust: String,
    table: String,
}

/// The messages of all contracts but for the empty one, sorted by full name.
pub fn payloads(model: &Model) -> Vec<Payload> {
    let messages = model.payloads();
    let mut messages: BTreeMap<&str, &TypeRef> = messages
        .map(|message| (message.full_name.as_str(), message))
        .collect();
    messages.remove(EMPTY);
    let payloads = messages.values().map(|message| Payload {
        rust: message.rust.clone(),
        table: types::tables_of(model, message).0,
    });
    payloads.collect()
}
