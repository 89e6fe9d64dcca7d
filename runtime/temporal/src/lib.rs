//! Temporal workers as components of a process: what a crate of workflows and activities holds,
//! run by Temporal's own SDK over the process's one connection.

mod activities;
mod component;
mod engine;
mod metrics;
mod polled;
mod registry;
mod selection;
mod test_context;
mod worker;
mod workers;

pub use registry::Registry;
pub use test_context::test_context;
pub use worker::Worker;
pub use workers::{Workers, workers};
