//! What surrounds a handler while it works: the deadline, the catching of panics, and the ticket
//! that counts the call once, when its last message is out, however it ends.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Poll, ready};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt as _, Stream, StreamExt as _};
use tokio::time::{Instant, Sleep, sleep_until, timeout_at};
use tonic::{Code, Response, Status};
use tonica_json::Method;

use crate::call::Peer;
use crate::chain::Chain;
use crate::context::Context;
use crate::payload::{Answer, Payload};

/// What `work` answers; DEADLINE_EXCEEDED if it doesn't in time, INTERNAL if it panics.
pub(crate) fn bounded<T>(
    method: &'static Method,
    deadline: Instant,
    work: impl Future<Output = Result<T, Status>>,
) -> impl Future<Output = Result<T, Status>> {
    let work = timeout_at(deadline, AssertUnwindSafe(work).catch_unwind());
    work.map(move |outcome| match outcome {
        Ok(Ok(answer)) => answer,
        Ok(Err(panic)) => Err(panicked(method, panic.as_ref())),
        Err(_) => Err(late(method)),
    })
}

/// The answer that `start` begins to work on; at once an error if it refuses or panics.
pub(crate) fn started(
    method: &'static Method,
    start: impl FnOnce() -> Result<Answer, Status>,
) -> Answer {
    let answer = catch_unwind(AssertUnwindSafe(start))
        .unwrap_or_else(|panic| Err(panicked(method, panic.as_ref())));
    answer.unwrap_or_else(|status| Box::pin(std::future::ready(Err(status))))
}

fn late(method: &Method) -> Status {
    Status::deadline_exceeded(format!("{} did not end before its deadline", method.path))
}

/// One call must not take others with it. The caller isn't told what the panic says, the log is.
fn panicked(method: &Method, panic: &(dyn Any + Send)) -> Status {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let panic = text.unwrap_or("no text");
    tracing::error!(method = method.path, panic, "a handler panicked");
    Status::internal(format!("{} failed", method.path))
}

/// Counts one call when it ends; CANCELLED if it is dropped before.
pub(crate) struct Ticket {
    chain: Arc<Chain>,
    index: usize,
    peer: Peer,
    begin: Instant,
    code: Code,
}

impl Ticket {
    pub(crate) fn new(chain: Arc<Chain>, index: usize, peer: Peer, begin: Instant) -> Self {
        Self {
            chain,
            index,
            peer,
            begin,
            code: Code::Cancelled,
        }
    }

    /// Ends a call that is answered whole. An answer that is a stream ends when it does, and is
    /// guarded until then.
    pub(crate) fn settle(
        mut self,
        answer: Result<Response<Payload>, Status>,
        context: Context,
    ) -> Result<Response<Payload>, Status> {
        let answer = answer.and_then(|response| {
            if let Payload::One(message) = response.get_ref() {
                self.chain.common.limits.response.check(message.len())?;
            }
            Ok(response)
        });
        self.code = answer.as_ref().map_or_else(Status::code, |_| Code::Ok);
        let response = answer?;
        let (metadata, payload, extensions) = response.into_parts();
        let payload = match payload {
            Payload::One(message) => Payload::One(message),
            Payload::Many(messages) => Payload::Many(self.guard(messages, context)),
        };
        Ok(Response::from_parts(metadata, payload, extensions))
    }

    fn guard(mut self, messages: Messages, context: Context) -> Messages {
        self.code = Code::Cancelled;
        let deadline = Box::pin(sleep_until(context.deadline));
        Guarded {
            messages: Some(messages),
            deadline,
            context,
            ticket: self,
        }
        .boxed()
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if let Some(metrics) = self.chain.metrics(self.index, self.peer) {
            metrics.record(self.code, self.begin.elapsed());
        }
    }
}

type Messages = BoxStream<'static, Result<Bytes, Status>>;

/// The messages of an answer under the call's rules. Ends after its first error.
struct Guarded {
    /// `None` once it has ended, so that what the handler holds is let go at once.
    messages: Option<Messages>,
    deadline: Pin<Box<Sleep>>,
    context: Context,
    ticket: Ticket,
}

impl Guarded {
    fn poll(&mut self, cx: &mut std::task::Context<'_>) -> Poll<Option<Result<Bytes, Status>>> {
        let Some(messages) = &mut self.messages else {
            return Poll::Ready(None);
        };
        let method = &self.ticket.chain.service.methods[self.ticket.index];
        if self.deadline.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Some(Err(late(method))));
        }
        let poll = || self.context.within(|| messages.poll_next_unpin(cx));
        let message = match catch_unwind(AssertUnwindSafe(poll)) {
            Ok(poll) => ready!(poll),
            Err(panic) => Some(Err(panicked(method, panic.as_ref()))),
        };
        Poll::Ready(message.map(|message| {
            let message = message?;
            self.ticket
                .chain
                .common
                .limits
                .response
                .check(message.len())?;
            Ok(message)
        }))
    }
}

impl Stream for Guarded {
    type Item = Result<Bytes, Status>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        let next = ready!(self.poll(cx));
        let ended = match &next {
            Some(Ok(_)) => None,
            Some(Err(status)) => Some(status.code()),
            None => Some(Code::Ok),
        };
        if let Some(code) = ended
            && self.messages.take().is_some()
        {
            self.ticket.code = code;
        }
        Poll::Ready(next)
    }
}
