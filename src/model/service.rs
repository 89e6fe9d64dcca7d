//! A service of service.yaml with its rpcs, as the protos define them.

use std::time::Duration;

use super::{Binding, name};

/// One service: its rpcs, and what service.yaml says of it.
#[derive(Debug, Clone)]
pub struct Service {
    /// Fully qualified: `shop.orders.v1.OrderService`.
    pub full_name: String,
    /// Its package: `shop.orders.v1`; empty for none.
    pub package: String,
    /// The name in the proto, which names types: `OrderService`.
    pub proto_name: String,
    /// The Rust type and trait name (upper camel, as tonic makes it): `OrderService`.
    pub type_name: String,
    /// Snake-case name in service.yaml, of the file, the module and the field of Clients: `order_service`.
    pub alias: String,
    /// Snake case of `proto_name`, which names tonic's modules (`order_service` in `order_service_server`).
    pub module: String,
    /// The setting that holds a remote one's address: `ORDERSERVICE_ADDR`.
    pub addr: String,
    /// The static of its table: `ORDER_SERVICE`.
    pub table: String,
    /// Default deadline of a call that brings none; 3 s by default.
    pub timeout: Duration,
    /// Lives elsewhere: only clients and, in the gateway, routes.
    pub remote: bool,
    /// Whether its HTTP rules become routes.
    pub rest: bool,
    /// Leading comment in the proto, a line each, without `//`.
    pub comment: Vec<String>,
    /// In the order of the proto.
    pub rpcs: Vec<Rpc>,
}

/// One rpc of a service.
#[derive(Debug, Clone)]
pub struct Rpc {
    /// The name in the proto: `CreateOrder`.
    pub name: String,
    /// The Rust method, a raw identifier where it is a keyword: `create_order`.
    pub method: String,
    /// The request message.
    pub input: TypeRef,
    /// The answer message.
    pub output: TypeRef,
    /// The client sends a stream.
    pub client_streaming: bool,
    /// The server answers with a stream.
    pub server_streaming: bool,
    /// Bound to GET, or `idempotency_level` says so.
    pub idempotent: bool,
    /// Marked `deprecated` in the proto.
    pub deprecated: bool,
    /// Leading comment in the proto, a line each, without `//`.
    pub comment: Vec<String>,
    /// HTTP bindings: the rule itself first, then its additional bindings.
    pub bindings: Vec<Binding>,
}

/// A message where it is referred to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeRef {
    /// Fully qualified: `shop.orders.v1.Order`.
    pub full_name: String,
    /// Path of the Rust type within the `api` crate (`shop::orders::v1::Order`), or an
    /// absolute one for a well-known type (`::prost_types::Timestamp`, `()`, `String`).
    pub rust: String,
    /// Path of its table within the `schema` crate: `shop::orders::v1::ORDER`.
    pub table: String,
}

impl TypeRef {
    /// The message of a full name.
    pub fn of(full_name: &str) -> Self {
        Self {
            rust: name::rust_type(full_name),
            table: name::table(full_name),
            full_name: full_name.to_owned(),
        }
    }
}

impl Service {
    /// Whether any of its rpcs becomes a route.
    pub fn has_rest(&self) -> bool {
        self.rest && self.rpcs.iter().any(|rpc| !rpc.bindings.is_empty())
    }
}
