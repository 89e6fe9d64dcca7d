//! What is emitted: as it is read, the same in every run, and laid out as rustfmt does it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod determinism;
mod docs;
mod layout;
mod project;
mod snapshots;
