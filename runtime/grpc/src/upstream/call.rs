//! The attempts at one call: each to the next endpoint, until one is answered or there is no use in
//! another.

use std::error::Error as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};
use tonic::metadata::MetadataMap;
use tonic::{Code, Response, Status};

use super::exchange::Exchange;
use super::fault::{Failure, Fault, with_detail};
use super::health::Outcome;
use super::pool::Inner;
use super::retry::{Attempts, Next};
use crate::payload::Payload;

impl Inner {
    /// A call whose request can be sent again.
    pub(super) async fn attempts(
        &self,
        exchange: &Exchange,
        metadata: MetadataMap,
        message: Bytes,
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
            // Awaited where it is made, here and below: a future that is bound first is kept twice.
            let failure = match self
                .attempt(exchange, headers.clone(), payload, &mut attempts)
                .await
            {
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
    pub(super) async fn once(
        &self,
        exchange: &Exchange,
        metadata: MetadataMap,
        payload: Payload,
    ) -> Result<Response<Payload>, Status> {
        let headers = exchange.headers(metadata.into_headers());
        self.attempt(exchange, headers, payload, &mut Attempts::default())
            .await
            .map_err(|failure| failure.status)
    }

    async fn attempt(
        &self,
        exchange: &Exchange,
        headers: HeaderMap,
        payload: Payload,
        attempts: &mut Attempts,
    ) -> Result<Response<Payload>, Failure> {
        let picked = match self.endpoints.pick(&attempts.failed) {
            Some(picked) => picked,
            None => Box::pin(self.endpoints.wait(&attempts.failed))
                .await
                .map_err(|reason| self.unreachable(&reason))?,
        };
        let record = Arc::clone(&picked.record);
        let trial = picked.trial;
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
        self.endpoints.report(&record, trial, outcome);
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
