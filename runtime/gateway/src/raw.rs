//! Answers that are a `google.api.HttpBody`: its bytes as they are, one part at a time as the
//! client takes them, without a frame around them. The first message says what they are.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use http::{HeaderValue, Response, header};
use tonic::Status;
use tonica_grpc::Payload;
use tonica_json::{Field, Method};

use crate::body::{BrokenOff, Reply};
use crate::entry::Entry;
use crate::problem::Problem;
use crate::rawbody::{self, Part};

/// What bytes are of which the service doesn't say it.
const BYTES: HeaderValue = HeaderValue::from_static("application/octet-stream");

/// The answer. Waits for the first message, so that what fails before it has a status of its own.
pub(crate) async fn answer(entry: &Entry, payload: Payload) -> Result<Response<Reply>, Problem> {
    let (method, field) = (entry.method, entry.answer);
    let (part, rest) = match payload {
        Payload::One(message) => (take(method, field, &message)?, None),
        Payload::Many(mut messages) => match messages.next().await {
            Some(message) => (take(method, field, &message?)?, Some(messages)),
            None => (Part::default(), None),
        },
    };
    let content_type = match part.content_type.is_empty() {
        true => BYTES,
        false => HeaderValue::from_maybe_shared(part.content_type)
            .map_err(|_| unfit(method, "its content type is no header's value"))?,
    };
    let reply = match rest {
        None => Reply::Whole(part.data),
        Some(messages) => Reply::Stream(
            Parts {
                messages,
                method,
                field,
                next: part.data,
                broken: false,
            }
            .boxed(),
        ),
    };
    let mut response = Response::new(reply);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type);
    Ok(response)
}

fn take(method: &Method, field: Option<&'static Field>, message: &Bytes) -> Result<Part, Problem> {
    rawbody::take(field, message).map_err(|_| unfit(method, "it can't be read"))
}

/// The service's fault, and nothing that the client could mend.
fn unfit(method: &Method, why: &str) -> Problem {
    tracing::error!(rpc = method.path, why, "an HttpBody can't be sent");
    Problem::internal("the service's answer can't be sent")
}

/// The bytes of a stream of messages.
struct Parts {
    messages: BoxStream<'static, Result<Bytes, Status>>,
    method: &'static Method,
    field: Option<&'static Field>,
    /// Those of the message that was taken and not sent yet.
    next: Bytes,
    broken: bool,
}

impl Stream for Parts {
    type Item = Result<Bytes, BrokenOff>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if self.broken {
                return Poll::Ready(Some(Err(BrokenOff)));
            }
            if !self.next.is_empty() {
                return Poll::Ready(Some(Ok(std::mem::take(&mut self.next))));
            }
            let Some(message) = ready!(self.messages.as_mut().poll_next(cx)) else {
                return Poll::Ready(None);
            };
            let message = message.map_err(Problem::from);
            match message.and_then(|message| take(self.method, self.field, &message)) {
                Ok(part) => self.next = part.data,
                Err(problem) => {
                    let (rpc, error) = (self.method.path, &problem.message);
                    tracing::warn!(rpc, error, "an answer broke off");
                    // In the next turn, so that what was sent is on its way, with its headers.
                    self.broken = true;
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
            }
        }
    }
}
