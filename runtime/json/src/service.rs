//! The tables of services and their methods: what a dispatcher, a router and a client need to
//! know of them. Never code that calls.

use crate::Message;

/// The table of one gRPC service.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// The full name, such as `shop.orders.v1.OrderService`.
    pub name: &'static str,
    /// The name in service.yaml, such as `order_service`.
    pub alias: &'static str,
    /// The setting that holds the address of a remote one, such as `ORDERSERVICE_ADDR`.
    pub addr: &'static str,
    /// The deadline of a call that brings none, in milliseconds.
    pub timeout_ms: u64,
    /// The methods, in the order of the proto.
    pub methods: &'static [Method],
}

impl Service {
    /// The method with this name, such as `GetOrder`.
    pub fn method(&self, name: &str) -> Option<&'static Method> {
        self.methods.iter().find(|method| method.name == name)
    }
}

/// The table of one method.
#[derive(Clone, Copy, Debug)]
pub struct Method {
    /// The name, such as `GetOrder`.
    pub name: &'static str,
    /// The path of its gRPC calls, such as `/shop.orders.v1.OrderService/GetOrder`.
    pub path: &'static str,
    /// The message that goes in.
    pub input: &'static Message,
    /// The message that comes out.
    pub output: &'static Message,
    /// Whether any number of messages goes in.
    pub client_streaming: bool,
    /// Whether any number of messages comes out.
    pub server_streaming: bool,
    /// Whether a second call does no more than the first: bound to GET, or `idempotency_level`
    /// says so.
    pub idempotent: bool,
}
