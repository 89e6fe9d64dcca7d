//! Systems run as their users would run them: real processes on real sockets.

mod absent;
mod browser;
pub(crate) mod built;
mod customer;
mod described;
mod faults;
pub(crate) mod gateway;
mod grpc;
pub(crate) mod http;
pub(crate) mod process;
mod reflection;
mod refusals;
pub(crate) mod routes;
pub(crate) mod shop;
mod split;
pub(crate) mod story;
mod stream;
mod system;
