//! A request's body as it arrives, with the patience that is had with its sender.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Sleep, sleep};
use tonic::Code;

use crate::problem::Problem;
use crate::refusal;

/// A body, and the clock that runs while something of it is due.
pub(super) struct Arriving<B> {
    body: B,
    patience: Duration,
    /// Runs from when the rest of a message was first waited for.
    clock: Option<Pin<Box<Sleep>>>,
    /// Bytes that came.
    length: u64,
}

/// Why nothing more comes.
pub(super) struct Broken {
    pub(super) problem: Problem,
    /// The handler's view of it, where that is another.
    pub(super) code: Option<Code>,
}

impl<B> Arriving<B> {
    pub(super) fn new(body: B, patience: Duration) -> Self {
        Self {
            body,
            patience,
            clock: None,
            length: 0,
        }
    }

    /// A message is whole: the clock stands still until the next one is waited for.
    pub(super) fn rest(&mut self) {
        self.clock = None;
    }
}

impl<B> Arriving<B>
where
    B: http_body::Body<Data = Bytes, Error = Option<Problem>> + Unpin,
{
    /// The next bytes; `None` after the last. `due`: more must come in time. A body that breaks off
    /// says what is wrong with it, or nothing where its sender is to blame.
    pub(super) fn poll_data(
        &mut self,
        cx: &mut Context<'_>,
        due: bool,
    ) -> Poll<Option<Result<Bytes, Broken>>> {
        loop {
            match Pin::new(&mut self.body).poll_frame(cx) {
                Poll::Ready(None) => return Poll::Ready(None),
                // Its client left, or broke HTTP: a handler must not take that for the end.
                Poll::Ready(Some(Err(None))) => {
                    return Poll::Ready(Some(Err(Broken {
                        problem: refusal::broken_off(self.length),
                        code: Some(Code::Cancelled),
                    })));
                }
                Poll::Ready(Some(Err(Some(problem)))) => {
                    return Poll::Ready(Some(Err(Broken {
                        problem,
                        code: None,
                    })));
                }
                // What isn't data is trailers, which mean nothing here.
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(data) if !data.is_empty() => {
                        self.length += data.len() as u64;
                        return Poll::Ready(Some(Ok(data)));
                    }
                    _ => {}
                },
                Poll::Pending if due => {
                    let patience = self.patience;
                    let clock = self.clock.get_or_insert_with(|| Box::pin(sleep(patience)));
                    ready!(clock.as_mut().poll(cx));
                    return Poll::Ready(Some(Err(Broken {
                        problem: refusal::stalled(patience),
                        code: None,
                    })));
                }
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}
