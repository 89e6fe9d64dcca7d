//! Whole programs measured, each figure beside its limit.

mod gateway;
pub(crate) mod gateway_memory;
pub(crate) mod generator;
mod protoc;
pub(crate) mod shop;
mod size;
mod synthetic;
mod timing;
