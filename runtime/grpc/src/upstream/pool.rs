//! The connections to one service elsewhere, and a call over them.

use std::error::Error as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use futures_util::StreamExt as _;
use http::Uri;
use http::uri::PathAndQuery;
use hyper::body::Incoming;
use hyper::client::conn::http2::SendRequest;
use tonic::body::Body;
use tonic::client::Grpc;
use tonic::{Code, Request, Response, Status};
use tonica_json::{Method, Service};
use tonica_runtime::{BoxFuture, Error, Start};

use super::Options;
use super::address::{Address, chain};
use super::line::{Line, State};
use super::reach::Reach;
use crate::capped::Capped;
use crate::codec::Raw;
use crate::limits::{Cap, Limits};
use crate::payload::Payload;

/// A few connections to one service. Cheap to clone; closed with the last clone.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    lines: Vec<Line>,
    next: AtomicUsize,
    origin: Uri,
    options: Options,
    /// As in errors: `orders at 10.0.0.1:50051 (ORDERSERVICE_ADDR)`.
    name: String,
}

impl Pool {
    /// Begins to connect to `addresses`, the value of the service's setting, and doesn't wait.
    pub(crate) fn open(
        start: &Start,
        service: &'static Service,
        addresses: &str,
    ) -> Result<Pool, Error> {
        let wrong = |reason: String| Error::config(service.addr, reason);
        let read = |text: &str| Address::read(text.trim());
        let read: Result<Vec<Address>, String> = addresses.split(',').map(read).collect();
        let read = read.map_err(wrong)?;
        let origin = read.first().and_then(Address::origin);
        let origin = origin.ok_or_else(|| wrong("has no address".to_owned()))?;
        let options = Options::read(start);
        let place = format!("{} at {addresses}", service.alias);
        let reach = Arc::new(Reach::new(place.clone(), start.readiness().clone()));
        let count = options.connections.max(read.len());
        let lines = (0..count).map(|nth| {
            let address = read[nth % read.len()].clone();
            Line::keep(
                address,
                nth / read.len(),
                options.connect_timeout,
                Arc::clone(&reach),
            )
        });
        let inner = Inner {
            lines: lines.collect(),
            next: AtomicUsize::new(0),
            origin,
            options,
            name: format!("{place} ({})", service.addr),
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
        limits: &Limits,
    ) -> Result<Response<Payload>, Status> {
        let fault = Arc::new(OnceLock::new());
        let path = PathAndQuery::try_from(method.path)
            .map_err(|_| Status::internal(format!("{:?} is not a path", method.path)))?;
        let request = request.map(|payload| watched(payload, Arc::clone(&fault)));
        let mut client = self.client(limits.response);
        let answer = if method.server_streaming {
            let answer = client.streaming(request, path, Raw).await;
            answer.map(|answer| answer.map(|messages| Payload::Many(messages.boxed())))
        } else {
            let answer = client.client_streaming(request, path, Raw).await;
            answer.map(|answer| answer.map(Payload::One))
        };
        // A request that broke off resets the call; what broke it says more than the reset.
        answer.map_err(|status| fault.get().cloned().unwrap_or(status))
    }

    fn client(&self, cap: Cap) -> Grpc<Sender> {
        let sender = Sender {
            pool: Arc::clone(&self.inner),
            cap,
        };
        let client = Grpc::with_origin(sender, self.inner.origin.clone())
            .max_decoding_message_size(cap.bytes);
        match self.inner.options.compression {
            Some(encoding) => client.send_compressed(encoding).accept_compressed(encoding),
            None => client,
        }
    }
}

/// The messages of a request; the error that ends them is kept in `fault`.
fn watched(
    payload: Payload,
    fault: Arc<OnceLock<Status>>,
) -> impl futures_util::Stream<Item = Result<bytes::Bytes, Status>> + Send + 'static {
    payload.many().inspect(move |message| {
        if let Err(status) = message {
            // Only the first error ends the stream; there is no second.
            let _ = fault.set(status.clone());
        }
    })
}

/// What tonic's client sends a request by.
struct Sender {
    pool: Arc<Inner>,
    cap: Cap,
}

impl tower_service::Service<http::Request<Body>> for Sender {
    type Response = http::Response<Capped<Incoming>>;
    type Error = Status;
    type Future = BoxFuture<'static, Result<Self::Response, Status>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let (pool, cap) = (Arc::clone(&self.pool), self.cap);
        Box::pin(async move {
            let response = pool.send(request).await?;
            Ok(response.map(|body| Capped::new(body, cap, broken)))
        })
    }
}

impl Inner {
    /// Sends the request over the next connection that is up; over another one if that was lost
    /// before it was sent.
    async fn send(
        &self,
        mut request: http::Request<Body>,
    ) -> Result<http::Response<Incoming>, Status> {
        for _ in 0..=self.lines.len() {
            let mut sender = self.pick().await?;
            match sender.try_send_request(request).await {
                Ok(response) => return Ok(response),
                Err(mut failure) => {
                    let Some(unsent) = failure.take_message() else {
                        return Err(self.failed(failure.into_error()));
                    };
                    request = unsent;
                }
            }
        }
        Err(self.unavailable("its connections close as soon as they open"))
    }

    async fn pick(&self) -> Result<SendRequest<Body>, Status> {
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        let count = self.lines.len();
        let line = |offset: usize| &self.lines[first.wrapping_add(offset) % count];
        loop {
            let mut dialing = None;
            let mut reason = None;
            for line in (0..count).map(line) {
                match &*line.state.borrow() {
                    State::Up(sender) if !sender.is_closed() => return Ok(sender.clone()),
                    State::Up(_) | State::Dialing => dialing = dialing.or(Some(line)),
                    State::Down(why) => reason = Some(Arc::clone(why)),
                }
            }
            let Some(line) = dialing else {
                return Err(self.unavailable(reason.as_deref().unwrap_or("it has no connection")));
            };
            // No longer than the call's deadline and the time that a connection may take to open.
            line.settled().await;
        }
    }

    fn unavailable(&self, reason: &str) -> Status {
        Status::unavailable(format!("{} can't be reached: {reason}", self.name))
    }

    /// The status for a call that its connection failed.
    fn failed(&self, error: hyper::Error) -> Status {
        let status = broken(error);
        match status.code() {
            Code::Unavailable => self.unavailable(status.message()),
            _ => status,
        }
    }
}

/// What an error of HTTP means to the call that it ends: the connection is gone, or only the call.
fn broken(error: hyper::Error) -> Status {
    let reason = chain(&error);
    let of_stream = error
        .source()
        .and_then(|source| source.downcast_ref::<h2::Error>())
        .is_some_and(|error| error.is_reset());
    if of_stream {
        Status::from_error(Box::new(error))
    } else {
        Status::unavailable(reason)
    }
}
