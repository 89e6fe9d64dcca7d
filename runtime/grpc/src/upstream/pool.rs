//! The way to one service elsewhere, and a call over it.

use std::sync::Arc;

use tokio::task::AbortHandle;
use tokio::time::Instant;
use tonic::{Request, Response, Status};
use tonica_json::{Method, Service};
use tonica_runtime::{Error, Start};

use super::address::Address;
use super::budget::Budget;
use super::endpoints::Endpoints;
use super::exchange::Exchange;
use super::metrics::Metrics;
use super::options::Options;
use super::reach::Reach;
use super::resolve;
use super::tls::Tls;
use crate::hub::Hub;
use crate::limits::Cap;
use crate::payload::Payload;

/// The endpoints of one service and their connections. Cheap to clone; closed with the last clone.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    inner: Arc<Inner>,
}

/// What the calls of a service share.
#[derive(Debug)]
pub(super) struct Inner {
    pub(super) endpoints: Arc<Endpoints>,
    pub(super) budget: Budget,
    followers: Vec<AbortHandle>,
    /// What a log needs and a client doesn't: `orders at orders:50051 (ORDERSERVICE_ADDR)`.
    pub(super) place: String,
}

impl Pool {
    /// Begins to connect to `addresses`, the value of the service's setting, and doesn't wait.
    pub(crate) fn open(
        start: &Start,
        hub: &Hub,
        service: &'static Service,
        addresses: &str,
    ) -> Result<Pool, Error> {
        let wrong = |reason: String| Error::config(service.addr, reason);
        let read = Address::read_all(addresses).map_err(wrong)?;
        let secure = read.iter().any(|address| address.tls);
        let tls = secure.then(|| Tls::read(start)).transpose()?;
        let place = format!("{} at {addresses}", service.alias);
        let endpoints = Arc::new(Endpoints::new(
            service.alias,
            read,
            Options::read(start),
            tls,
            Metrics::new(hub.upstream(start), service),
            Reach::new(place.clone(), start.readiness().clone()),
        ));
        let resolver = hub.resolver.get().cloned().unwrap_or_default();
        let follow = |name| {
            let follower = resolve::follow(Arc::clone(&endpoints), name, resolver.clone());
            tokio::spawn(follower).abort_handle()
        };
        let inner = Inner {
            followers: (0..endpoints.names()).map(follow).collect(),
            budget: Budget::new(),
            place: format!("{place} ({})", service.addr),
            endpoints,
        };
        Ok(Pool {
            inner: Arc::new(inner),
        })
    }

    /// Sends the request and takes the answer, message bytes in and out.
    pub(crate) async fn call(
        &self,
        method: &'static Method,
        request: Request<Payload>,
        deadline: Instant,
        cap: Cap,
    ) -> Result<Response<Payload>, Status> {
        let (metadata, _, payload) = request.into_parts();
        let endpoints = &self.inner.endpoints;
        let exchange = Exchange {
            service: endpoints.alias,
            method,
            deadline,
            compression: endpoints.options.compression,
            cap,
        };
        let answer = match payload {
            Payload::One(message) if !method.client_streaming => {
                self.inner.attempts(&exchange, metadata, message).await
            }
            payload => self.inner.once(&exchange, metadata, payload).await,
        };
        answer.inspect_err(|status| {
            let code = status.code();
            let path = method.path;
            tracing::debug!(method = path, ?code, %status, "a call elsewhere failed");
        })
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.followers.iter().for_each(AbortHandle::abort);
        self.endpoints.close();
    }
}
