//! How the emitted crates write the messages of an rpc.

use crate::model::{Model, Service, TypeRef, name};

/// The name of the project's crate `part` in Rust: `shop_api`.
pub fn crate_of(model: &Model, part: &str) -> String {
    format!("{}_{part}", name::crate_name(&model.project))
}

/// A message's type as another crate than `api` writes it:
/// `shop_api::shop::orders::v1::Order`, `shop_api::prost_types::Timestamp`, `()`.
pub fn absolute(api: &str, message: &TypeRef) -> String {
    match message.rust.strip_prefix("::") {
        Some(well_known) => format!("{api}::{well_known}"),
        None if is_builtin(message) => message.rust.clone(),
        None => format!("{api}::{}", message.rust),
    }
}

/// Whether prost takes one of Rust's own types for the message.
pub fn is_builtin(message: &TypeRef) -> bool {
    message.full_name.starts_with("google.protobuf.") && !message.rust.starts_with("::")
}

/// The module of a service's package in the crate `of`: `shop_grpc::shop::orders::v1`.
pub fn module_of(of: &str, service: &Service) -> String {
    let mut path = of.to_owned();
    for module in name::modules(&service.package) {
        path.push_str("::");
        path.push_str(&module);
    }
    path
}

/// A service's table in the crate `schema`: `shop_schema::shop::orders::v1::ORDER_SERVICE`.
pub fn table(schema: &str, service: &Service) -> String {
    format!("{}::{}", module_of(schema, service), service.table)
}
