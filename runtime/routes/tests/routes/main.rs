//! Custom routes behind a real gateway: its rules, axum's extractors, groups, errors, bodies.

#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

mod bodies;
mod document;
mod errors;
mod groups;
mod project;
mod rules;
