//! The OpenAPI document: what of protos it says, and that JSON is as it says.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod annotations;
mod operations;
mod project;
mod values;
