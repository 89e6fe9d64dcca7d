//! Server streams as HTTP bodies: a JSON array, lines of JSON, or events, one frame a message and
//! an error as the last frame. Takes one message at a time, when the client can take it; holds none.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, Stream};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use tonic::Status;
use tonica_runtime::{BoxFuture, Life};

use crate::answer::Answer;
use crate::body::BrokenOff;
use crate::incoming::Fault;
use crate::media::{self, EVENTS, JSONL, LINES};
use crate::ping::Ping;
use crate::problem::Problem;
use crate::table::Errors;

/// A JSON array; the default.
const ARRAY: &str = media::JSON;

/// The forms of a stream, the default first.
pub(crate) const FORMS: [&str; 4] = [ARRAY, LINES, EVENTS, JSONL];
/// The same where the request is lines too.
pub(crate) const FORMS_OF_LINES: [&str; 4] = [LINES, ARRAY, EVENTS, JSONL];

/// A comment of events, which says nothing.
const PING: &[u8] = b":\n\n";

/// Tells nginx, and those that do as it does, to hold nothing back.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// What a stream's headers say beside its form, so that its messages arrive when they are sent.
pub(crate) fn headers(form: &str, headers: &mut HeaderMap) {
    headers.insert(BUFFERING, HeaderValue::from_static("no"));
    if form == EVENTS {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
}

/// Turns a service's messages into the frames of a body.
pub(crate) struct Frames {
    messages: BoxStream<'static, Result<Bytes, Status>>,
    /// One of [`FORMS`].
    form: &'static str,
    answer: Answer,
    errors: Errors,
    /// What was wrong with the request, if that is a stream too.
    fault: Option<Fault>,
    /// Of events alone.
    ping: Option<Ping>,
    /// Ready when the process is about to stop: a stream without an end must have one then.
    draining: BoxFuture<'static, ()>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// No message yet.
    Fresh,
    Running,
    Done,
}

impl Frames {
    pub(crate) fn new(
        messages: BoxStream<'static, Result<Bytes, Status>>,
        form: &'static str,
        answer: Answer,
        errors: Errors,
        life: Life,
    ) -> Self {
        Self {
            messages,
            form,
            answer,
            errors,
            fault: None,
            ping: None,
            draining: async move { life.draining().await }.boxed(),
            state: State::Fresh,
        }
    }

    /// Tells what is wrong with the request before what the service makes of it.
    pub(crate) fn with_fault(mut self, fault: Option<Fault>) -> Self {
        self.fault = fault;
        self
    }

    /// Sends a comment so often while nothing else comes, if the form has comments.
    pub(crate) fn with_ping(mut self, every: Duration) -> Self {
        self.ping = (self.form == EVENTS && !every.is_zero()).then(|| Ping::new(every));
        self
    }

    /// What the service's next message is written as; an error if that is what it gives.
    fn poll_json(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, Problem>>> {
        let next = match self.messages.as_mut().poll_next(cx) {
            Poll::Ready(next) => next,
            Poll::Pending if self.draining.as_mut().poll(cx).is_ready() => {
                Some(Err(Status::unavailable("the server is stopping")))
            }
            Poll::Pending => return Poll::Pending,
        };
        Poll::Ready(next.map(|message| {
            let message = message.map_err(|status| {
                let failed = Problem::from(status);
                match &self.fault {
                    Some(fault) => fault.or(failed),
                    None => failed,
                }
            });
            self.answer.write(&message?)
        }))
    }

    fn message(&self, json: &[u8]) -> Vec<u8> {
        let (before, after): (&[u8], &[u8]) = match (self.form, self.state) {
            (ARRAY, State::Fresh) => (b"[", b""),
            (ARRAY, _) => (b",", b""),
            (EVENTS, _) => (b"data: ", b"\n\n"),
            _ => (b"", b"\n"),
        };
        [before, json, after].concat()
    }

    /// The frame of an error, and the end with it.
    fn error(&self, problem: &Problem) -> Vec<u8> {
        let mut json = problem.body(self.errors, &self.answer.options);
        // AIP-193's shape is in a member `error` already.
        if self.errors == Errors::Status && self.form != EVENTS {
            json = [&b"{\"error\":"[..], &json, b"}"].concat();
        }
        match self.form {
            EVENTS => [&b"event: error\ndata: "[..], &json, b"\n\n"].concat(),
            ARRAY => [&self.message(&json)[..], b"]"].concat(),
            _ => self.message(&json),
        }
    }

    /// What closes a stream that went well.
    fn end(&self) -> &'static [u8] {
        match (self.form, self.state) {
            (ARRAY, State::Fresh) => b"[]",
            (ARRAY, _) => b"]",
            // Without it a browser would take the end for a lost connection and ask again.
            (EVENTS, _) => b"event: end\ndata: {}\n\n",
            _ => b"",
        }
    }
}

impl Stream for Frames {
    type Item = Result<Bytes, BrokenOff>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.state == State::Done {
            return Poll::Ready(None);
        }
        let Poll::Ready(next) = self.poll_json(cx) else {
            let ping = self.ping.as_mut().map(|ping| ping.poll(cx));
            return match ping {
                Some(Poll::Ready(())) => Poll::Ready(Some(Ok(Bytes::from_static(PING)))),
                _ => Poll::Pending,
            };
        };
        let (frame, state) = match next {
            Some(Ok(json)) => (self.message(&json), State::Running),
            Some(Err(problem)) => (self.error(&problem), State::Done),
            None => (self.end().to_vec(), State::Done),
        };
        self.state = state;
        if let Some(ping) = &mut self.ping {
            ping.sent();
        }
        Poll::Ready((!frame.is_empty()).then(|| Ok(frame.into())))
    }
}
