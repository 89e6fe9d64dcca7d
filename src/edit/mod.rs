//! Edits of the user's own files in place: service.yaml, protos, Rust, Cargo.lock. Texts in, texts
//! out, every other byte kept; each edit is read back before it is given out.

mod add;
pub(crate) mod cargo_lock;
mod imports;
mod proto;
pub(crate) mod sample;
pub(crate) mod stub;
pub(crate) mod yaml;

pub(crate) use add::{
    START_TO_CLOSE, Work, activity, consumer, producer, route, rpc, service, worker, workflow,
};
