//! Whole programs measured, each figure beside its limit.

mod gateway;
pub(crate) mod generator;
mod protoc;
mod synthetic;
mod timing;
