//! One connection: its requests, its timeouts, its end.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use futures_util::FutureExt;
use http::header::CONNECTION;
use http::{HeaderValue, Request, Response, StatusCode, Version};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep_until};

use crate::Life;
use crate::edge::activity::Activity;
use crate::edge::answer::Answer;
use crate::edge::watched::Watched;
use crate::edge::{Limits, Serve};

/// What an HTTP/1 client may send as head, and what is read ahead of a body.
const BUFFER: usize = 64 * 1024;

pub(crate) struct Connection {
    peer: SocketAddr,
    limits: Limits,
    life: Life,
    activity: Arc<Activity>,
}

impl Connection {
    pub(crate) fn new(
        peer: SocketAddr,
        limits: Limits,
        life: Life,
        requests: Arc<AtomicUsize>,
    ) -> Self {
        Self {
            peer,
            limits,
            life,
            activity: Arc::new(Activity::new(requests)),
        }
    }

    /// Serves until the client or the edge ends the connection, or one of its limits does.
    pub(crate) async fn serve<H: Serve>(self, stream: TcpStream, handler: Arc<H>) {
        // Answers are written whole: to wait for more would only delay them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(peer = %self.peer, %error, "TCP_NODELAY");
        }
        let builder = self.builder();
        let stream = TokioIo::new(Watched::new(stream, Arc::clone(&self.activity)));
        let service = service_fn(|request| {
            let handler = Arc::clone(&handler);
            self.answer(handler, request)
        });
        let mut connection = pin!(builder.serve_connection(stream, service));
        let mut draining = pin!(self.life.draining());
        // Draining, or idle for too long: it ends as soon as its requests have.
        let mut closing = false;
        let mut drained = false;
        let mut told = false;
        loop {
            if closing && !told && self.activity.is_http2() {
                told = true;
                connection.as_mut().graceful_shutdown();
            }
            tokio::select! {
                ended = &mut connection => {
                    if let Err(error) = ended {
                        tracing::debug!(peer = %self.peer, error, "connection failed");
                    }
                    return;
                }
                () = &mut draining, if !drained => {
                    drained = true;
                    closing = true;
                }
                () = sleep_until(self.wake(closing)) => {
                    let over = self.activity.until(&self.limits, closing);
                    if over.is_none_or(|over| over > Instant::now()) {
                        continue;
                    }
                    // An HTTP/2 client is told first; the other kind can't be.
                    if closing || !self.activity.is_http2() {
                        tracing::debug!(peer = %self.peer, "connection closed: its time was up");
                        return;
                    }
                    closing = true;
                }
            }
        }
    }

    /// When to look at the limits again: when the present state has lasted too long, or after a
    /// while, since another state with a closer limit begins without a word.
    fn wake(&self, closing: bool) -> Instant {
        let Limits {
            linger,
            header_timeout,
            idle_timeout,
            ..
        } = self.limits;
        let pause = if closing {
            linger
        } else {
            header_timeout.min(idle_timeout)
        };
        let latest = Instant::now() + pause;
        self.activity
            .until(&self.limits, closing)
            .map_or(latest, |until| until.min(latest))
    }

    fn builder(&self) -> Builder<TokioExecutor> {
        let mut builder = Builder::new(TokioExecutor::new());
        // The timeouts are those of `Activity`: hyper's own for headers also ends idle connections.
        builder
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(None)
            .max_buf_size(BUFFER);
        builder
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(self.limits.streams)
            .max_pending_accept_reset_streams(self.limits.reset_streams)
            .keep_alive_interval(self.limits.ping)
            .keep_alive_timeout(self.limits.ping);
        builder
    }

    fn answer<H: Serve>(
        &self,
        handler: Arc<H>,
        request: Request<Incoming>,
    ) -> impl Future<Output = Result<Response<Answer<H::Body>>, Infallible>> + use<H> {
        let open = self.activity.request();
        let http1 = request.version() < Version::HTTP_2;
        let (peer, life) = (self.peer, self.life.clone());
        async move {
            let served = AssertUnwindSafe(async move { handler.serve(request, peer).await });
            let (mut head, body) = match served.catch_unwind().await {
                Ok(response) => {
                    let (head, body) = response.into_parts();
                    (head, Some(body))
                }
                Err(_) => {
                    let (mut head, ()) = Response::new(()).into_parts();
                    head.status = StatusCode::INTERNAL_SERVER_ERROR;
                    (head, None)
                }
            };
            // Its client goes elsewhere in time, instead of running into a closed connection.
            if http1 && life.is_leaving() {
                head.headers
                    .insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok(Response::from_parts(head, Answer::new(body, open)))
        }
    }
}
