//! `tonica` keeps a Rust workspace true to a service.yaml and its protos.
//! Data flows one way: read, lower, plan, render, apply.

pub mod apply;
pub mod codegen;
pub mod diagnostic;
mod edit;
pub mod lower;
pub mod model;
pub mod plan;
pub mod read;
pub mod render;
pub mod tree;
