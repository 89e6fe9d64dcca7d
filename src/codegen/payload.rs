//! The crate `api`: which messages can be Temporal's payloads, each with its table.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::codegen::types;
use crate::model::{Model, TypeRef};

/// A message that a workflow or an activity takes or gives.
#[derive(Serialize)]
pub struct Payload {
    rust: String,
    table: String,
}

/// The messages of all contracts but for the empty one, sorted by full name.
pub fn payloads(model: &Model) -> Vec<Payload> {
    let mut messages: BTreeMap<&str, &TypeRef> = BTreeMap::new();
    for worker in &model.workers {
        let workflows = worker.workflows.iter();
        let workflows = workflows.flat_map(|workflow| [&workflow.input, &workflow.output]);
        let activities = worker.activities.iter();
        let activities = activities.flat_map(|activity| [&activity.input, &activity.output]);
        let all = workflows.chain(activities);
        messages.extend(all.map(|message| (message.full_name.as_str(), message)));
    }
    messages.remove(types::EMPTY);
    let payloads = messages.values().map(|message| Payload {
        rust: message.rust.clone(),
        table: types::tables_of(model, message).0,
    });
    payloads.collect()
}
