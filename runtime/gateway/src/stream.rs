//! Server streams as HTTP bodies: a JSON array, lines of JSON, or events, one frame a message and
//! an error as the last frame. Takes one message at a time, when the client can take it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, Stream};
use tonic::Status;
use tonica_runtime::{BoxFuture, Life};

use crate::answer::Answer;
use crate::media;
use crate::problem::Problem;
use crate::table::Errors;

/// A JSON array; the default.
const ARRAY: &str = media::JSON;
/// One JSON value a line.
const LINES: &str = "application/x-ndjson";
/// Server-sent events.
const EVENTS: &str = "text/event-stream";

/// The forms of a stream, the default first.
pub(crate) const FORMS: [&str; 3] = [ARRAY, LINES, EVENTS];

/// Turns a service's messages into the frames of a body.
pub(crate) struct Frames {
    messages: BoxStream<'static, Result<Bytes, Status>>,
    /// One of [`FORMS`].
    form: &'static str,
    answer: Answer,
    errors: Errors,
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
            draining: async move { life.draining().await }.boxed(),
            state: State::Fresh,
        }
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
    type Item = Bytes;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if self.state == State::Done {
            return Poll::Ready(None);
        }
        let next = match self.messages.as_mut().poll_next(cx) {
            Poll::Ready(next) => next,
            Poll::Pending => {
                ready!(self.draining.as_mut().poll(cx));
                Some(Err(Status::unavailable("the server is stopping")))
            }
        };
        let written = next.map(|message| self.answer.write(&message.map_err(Problem::from)?));
        let (frame, state) = match written {
            Some(Ok(json)) => (self.message(&json), State::Running),
            Some(Err(problem)) => (self.error(&problem), State::Done),
            None => (self.end().to_vec(), State::Done),
        };
        self.state = state;
        Poll::Ready((!frame.is_empty()).then(|| frame.into()))
    }
}
