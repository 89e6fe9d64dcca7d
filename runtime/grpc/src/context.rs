//! What a call hands on to the calls that are made while it is handled: its deadline and its ids,
//! kept beside the task so that no handler has to pass them.

use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;

use crate::chain::FOREVER;
use crate::ids::Ids;
use crate::timeout;

tokio::task_local! {
    static CONTEXT: Context;
}

/// The call that is being handled. A handler's own calls get no later deadline than this, and its
/// ids. A task that a handler spawns doesn't have it but through [`Context::scope`].
#[derive(Clone, Debug)]
pub struct Context {
    pub(crate) deadline: Instant,
    pub(crate) ids: Ids,
}

impl Context {
    /// The context of the call in which this is asked; `None` outside of any.
    pub fn current() -> Option<Context> {
        CONTEXT.try_with(Clone::clone).ok()
    }

    /// The context of a request that came by other ways than gRPC: its ids, and the time that its
    /// `grpc-timeout` leaves.
    pub fn of(headers: &HeaderMap) -> Context {
        let patience = timeout::read(headers).unwrap_or(FOREVER).min(FOREVER);
        Context {
            deadline: Instant::now() + patience,
            ids: Ids::of(headers, None),
        }
    }

    /// When the call is given up.
    pub fn deadline(&self) -> Instant {
        self.deadline
    }

    /// The time left until then; zero when it has passed.
    pub fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// The request id: `x-request-id` of the caller, else `x-correlation-id`, else one of our own.
    pub fn request_id(&self) -> &str {
        self.ids.request.text()
    }

    /// W3C trace context: the caller's `traceparent`.
    pub fn traceparent(&self) -> Option<&str> {
        self.ids.trace.as_ref()?.parent.to_str().ok()
    }

    /// Runs `work` in this context; for tasks spawned by a handler.
    pub fn scope<F: Future>(self, work: F) -> impl Future<Output = F::Output> {
        CONTEXT.scope(self, work)
    }

    /// Runs `work`, which doesn't await, in this context.
    pub(crate) fn within<R>(&self, work: impl FnOnce() -> R) -> R {
        CONTEXT.sync_scope(self.clone(), work)
    }
}
