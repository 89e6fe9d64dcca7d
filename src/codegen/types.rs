//! How the emitted crates write messages, tables and times.

use std::time::Duration;

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

/// A message's table and the list of all tables in the crate `schema`:
/// `shop_schema::shop::orders::v1::ORDER_EVENT`, `shop_schema::TYPES`.
pub fn tables_of(model: &Model, message: &TypeRef) -> (String, String) {
    let schema = crate_of(model, "schema");
    let table = format!("{schema}::{}", message.table);
    (table, format!("{schema}::TYPES"))
}

/// A time in Rust: `Duration::from_millis(250)`, `Duration::from_hours(24)`.
pub fn duration(of: Duration) -> String {
    let seconds = of.as_secs();
    match (of.subsec_nanos(), seconds) {
        (1.., _) => format!("Duration::from_millis({})", of.as_millis()),
        (0, 3600..) if seconds.is_multiple_of(3600) => {
            format!("Duration::from_hours({})", seconds / 3600)
        }
        (0, 60..) if seconds.is_multiple_of(60) => format!("Duration::from_mins({})", seconds / 60),
        (0, _) => format!("Duration::from_secs({seconds})"),
    }
}
