//! An edge: a port, the loop that accepts its connections, and their bounded end.
//! Knows HTTP/1 and HTTP/2, but nothing of what is said over them.

mod accept;
mod activity;
mod answer;
mod connection;
mod limits;
mod watched;

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::Incoming;

pub use accept::Bound;
pub use limits::Limits;

use crate::error::BoxError;
use crate::{Error, Life};

/// Answers the requests of an edge.
pub trait Serve: Send + Sync + 'static {
    /// The body of an answer.
    type Body: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static;

    /// Answers one request of `peer`. A panic answers 500 with an empty body.
    fn serve(
        self: Arc<Self>,
        request: Request<Incoming>,
        peer: SocketAddr,
    ) -> impl Future<Output = Response<Self::Body>> + Send;
}

/// A port to listen on.
#[derive(Clone, Debug)]
pub struct Edge {
    /// What it speaks, as in logs: `gRPC`.
    pub name: &'static str,
    /// The setting of its port, named in errors: `GRPC_PORT`.
    pub setting: &'static str,
    /// Where it listens; port 0 is any free one.
    pub addr: SocketAddr,
    /// What it bears.
    pub limits: Limits,
}

impl Edge {
    /// Listens, says that it is ready and serves until it is drained: then no connection is
    /// accepted, requests are finished, and what is left when `life` is killed is cut off.
    ///
    /// # Errors
    /// A port that can't be had (of configuration, naming the setting); requests cut off.
    pub async fn run<H: Serve>(self, handler: Arc<H>, life: Life) -> Result<(), Error> {
        self.bind().await?.run(handler, life).await
    }
}
