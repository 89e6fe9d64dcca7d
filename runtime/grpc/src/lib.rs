//! The one chain that every gRPC call passes, whether it came over the network or from this process:
//! deadline, ids, size caps, metrics, panics, interceptors. With it the servers, the in-process
//! slots and the clients of services elsewhere. It knows messages as bytes: only what [`dispatch`]
//! and the typed calls of [`Channel`] are instantiated with names a message type.

mod call;
mod capped;
mod chain;
mod channel;
mod codec;
mod context;
pub mod dispatch;
mod guard;
mod hub;
mod ids;
mod interceptors;
mod limits;
mod messages;
mod metrics;
mod payload;
mod server;
mod streaming;
mod timeout;
mod upstream;

pub use call::{Call, Interceptor, Peer};
pub use channel::{Channel, addresses};
pub use context::Context;
pub use interceptors::intercept;
pub use messages::Messages;
pub use metrics::code_name;
pub use payload::{Answer, Dispatch, Instance, Payload};
pub use server::{Services, services};
pub use upstream::resolve_with;
