//! The way to one service elsewhere, and a call over it.

use std::error::Error as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{AbortHandle, yield_now};
use tokio::time::{Instant, sleep};
use tonic::metadata::MetadataMap;
use tonic::{Code, Request, Response, Status};
use tonica_json::{Method, Service};
use tonica_runtime::{Error, Start};

use super::address::Address;
use super::budget::Budget;
use super::endpoints::Endpoints;
use super::exchange::Exchange;
use super::fault::{Failure, Fault, with_detail};
use super::health::Outcome;
use super::metrics::Metrics;
use super::options::Options;
use super::reach::Reach;
use super::resolve;
use super::retry::{Attempts, Next};
use super::tls::Tls;
use crate::hub::Hub;
use crate::limits::Cap;
use crate::payload::Payload;

/// The endpoints of one service and their connections. Cheap to clone; closed with the last clone.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    endpoints: Arc<Endpoints>,
    budget: Budget,
    followers: Vec<AbortHandle>,
    /// What a log needs and a client doesn't: `orders at orders:50051 (ORDERSERVICE_ADDR)`.
    place: String,
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

impl Inner {
    /// A call whose request can be sent again.
    async fn attempts(
        &self,
        exchange: &Exchange,
        metadata: MetadataMap,
        message: bytes::Bytes,
    ) -> Result<Response<Payload>, Status> {
        self.budget.earn();
        let headers = exchange.headers(metadata.into_headers());
        let method = exchange.method;
        let most = if method.idempotent {
            self.endpoints.options.attempts
        } else {
            1
        };
        let mut attempts = Attempts::default();
        loop {
            let payload = Payload::One(message.clone());
            let answer = self.attempt(exchange, headers.clone(), payload, &mut attempts);
            let failure = match answer.await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            match attempts.after(&failure, most) {
                Next::Resend(pause) => {
                    // What lost the connection may be about to say so.
                    yield_now().await;
                    sleep(pause).await;
                }
                Next::Retry(pause) if self.may_wait(exchange, pause) => {
                    self.endpoints.metrics.retried(method);
                    sleep(pause).await;
                }
                _ => return Err(failure.status),
            }
        }
    }

    /// Whether there is time and budget for a retry.
    fn may_wait(&self, exchange: &Exchange, pause: Duration) -> bool {
        if Instant::now() + pause >= exchange.deadline {
            return false;
        }
        let spent = self.budget.spend();
        if !spent {
            self.endpoints.metrics.refused();
        }
        spent
    }

    /// A call whose request is a stream, which can't be had twice.
    async fn once(
        &self,
        exchange: &Exchange,
        metadata: MetadataMap,
        payload: Payload,
    ) -> Result<Response<Payload>, Status> {
        let headers = exchange.headers(metadata.into_headers());
        let mut attempts = Attempts::default();
        let answer = self.attempt(exchange, headers, payload, &mut attempts);
        answer.await.map_err(|failure| failure.status)
    }

    async fn attempt(
        &self,
        exchange: &Exchange,
        headers: http::HeaderMap,
        payload: Payload,
        attempts: &mut Attempts,
    ) -> Result<Response<Payload>, Failure> {
        let picked = self.endpoints.pick(&attempts.failed).await;
        let picked = picked.map_err(|reason| self.unreachable(&reason))?;
        let record = picked.record;
        let answer = exchange
            .attempt(
                picked.requests,
                picked.room,
                &record,
                headers,
                payload,
                attempts.seen,
            )
            .await;
        let outcome = match &answer {
            Ok(_) => Outcome::Works,
            Err(failure) => failure.blames(),
        };
        self.endpoints.report(&record, picked.trial, outcome);
        answer.map_err(|mut failure| {
            attempts.failed.push(record.id);
            failure.status = self.located(failure.status, record.addr);
            failure
        })
    }

    fn unreachable(&self, reason: &str) -> Failure {
        let what = format!("{} can't be reached", self.endpoints.alias);
        let detail = format!("{}: {reason}", self.place);
        Failure {
            fault: Fault::Lost,
            status: with_detail(Status::unavailable(what), detail),
        }
    }

    /// A status of our own making, with the place that it is about in its source.
    fn located(&self, status: Status, addr: SocketAddr) -> Status {
        let why = status.source().map(ToString::to_string);
        match why {
            Some(why) => {
                let detail = format!("{}, {addr}: {why}", self.place);
                with_detail(status, detail)
            }
            None => status,
        }
    }
}

impl Failure {
    /// What it says about the endpoint.
    fn blames(&self) -> Outcome {
        match self.fault {
            Fault::Unsent | Fault::Ours => Outcome::Nothing,
            Fault::Lost => Outcome::Fails,
            Fault::Answered if self.status.code() == Code::Unavailable => Outcome::Fails,
            Fault::Answered => Outcome::Works,
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.followers.iter().for_each(AbortHandle::abort);
        self.endpoints.close();
    }
}
