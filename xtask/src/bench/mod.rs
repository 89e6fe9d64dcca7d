//! Whole programs measured, each figure beside its limit.

pub(crate) mod gateway;
mod gateway_memory;
pub(crate) mod generator;
mod protoc;
pub(crate) mod shop;
mod shop_gateway;
mod size;
mod synthetic;
mod timing;
