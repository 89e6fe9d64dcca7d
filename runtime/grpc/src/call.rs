//! A call as interceptors see it: before the handler, however it came.

use std::net::SocketAddr;

use http::Extensions;
use tokio::time::Instant;
use tonic::Status;
use tonic::metadata::MetadataMap;
use tonica_json::{Method, Service};
use tonica_runtime::BoxFuture;

/// A call on its way to a handler.
#[derive(Debug)]
pub struct Call {
    /// The service that is called.
    pub service: &'static Service,
    /// Its method.
    pub method: &'static Method,
    /// The request's metadata; the handler sees it as the interceptors leave it.
    pub metadata: MetadataMap,
    /// When the call is given up. An interceptor may bring it nearer; a later one has no effect.
    pub deadline: Instant,
    /// Where the call came from.
    pub peer: Peer,
    /// What interceptors hand to the handler: `request.extensions()`.
    pub extensions: Extensions,
}

/// Where a call came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// Over the network, from this address.
    Network(SocketAddr),
    /// From this process.
    Local,
}

/// Looks at each call to a service of this process before its handler does.
pub trait Interceptor: Send + Sync + 'static {
    /// Lets the call pass, changes it, or refuses it.
    ///
    /// # Errors
    /// The status that the caller gets instead of an answer.
    fn intercept<'a>(&'a self, call: &'a mut Call) -> BoxFuture<'a, Result<(), Status>>;
}
