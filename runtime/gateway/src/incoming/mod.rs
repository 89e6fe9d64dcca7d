//! The messages of a request that is a stream, each made as its text arrives and as the handler
//! asks for it: no more of the body is held than one message and what came with it. What is wrong
//! with the body is the stream's last item; nothing here knows what the rpc does with it.

mod arriving;
mod chunks;
mod fault;
mod lines;
mod piece;
mod shape;
mod values;

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::Stream;
use tonic::{Code, Status};

use crate::problem::Problem;
use arriving::Arriving;
use piece::Piece;

pub(crate) use chunks::Chunks;
pub(crate) use fault::Fault;
pub(crate) use lines::Lines;
pub(crate) use shape::Shape;
pub(crate) use values::Values;

/// How a body is cut into messages.
pub(crate) enum Cut {
    /// Each line is one.
    Lines(Lines),
    /// Each JSON value is one, or each element of an array.
    Values(Values),
    /// Each part is one, as it comes.
    Chunks(Chunks),
}

/// The wire bytes of a request's messages.
pub(crate) struct Incoming<B> {
    body: Arriving<B>,
    cut: Cut,
    shape: Shape,
    fault: Fault,
    ended: bool,
}

impl<B> Incoming<B> {
    /// `patience`: how long the rest of a message may take that has begun.
    pub(crate) fn new(
        body: B,
        cut: Cut,
        shape: Shape,
        fault: Fault,
        patience: std::time::Duration,
    ) -> Self {
        Self {
            body: Arriving::new(body, patience),
            cut,
            shape,
            fault,
            ended: false,
        }
    }

    fn message(&mut self, piece: &Piece) -> Result<Bytes, Status> {
        self.body.rest();
        let message = self.shape.message(&piece.bytes);
        message.map_err(|error| self.fail(piece.wrong(error), None))
    }

    /// Ends the stream. The handler sees the code and the message, the client all of it.
    fn fail(&mut self, problem: Problem, code: Option<Code>) -> Status {
        self.ended = true;
        let status = Status::new(code.unwrap_or(problem.code), problem.message.clone());
        self.fault.set(problem);
        status
    }
}

impl<B> Stream for Incoming<B>
where
    B: http_body::Body<Data = Bytes, Error = Option<Problem>> + Unpin,
{
    type Item = Result<Bytes, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        while !this.ended {
            match this.cut.next() {
                Ok(Some(piece)) => return Poll::Ready(Some(this.message(&piece))),
                Ok(None) => {}
                Err(problem) => return Poll::Ready(Some(Err(this.fail(problem, None)))),
            }
            match ready!(this.body.poll_data(cx, this.cut.has_begun())) {
                Some(Ok(data)) => this.cut.feed(data),
                Some(Err(broken)) => {
                    return Poll::Ready(Some(Err(this.fail(broken.problem, broken.code))));
                }
                None => {
                    this.ended = true;
                    return match this.cut.end() {
                        Ok(piece) => Poll::Ready(piece.map(|piece| this.message(&piece))),
                        Err(problem) => Poll::Ready(Some(Err(this.fail(problem, None)))),
                    };
                }
            }
        }
        Poll::Ready(None)
    }
}

impl Cut {
    /// Takes what arrived. All that came before was taken by [`Cut::next`].
    fn feed(&mut self, data: Bytes) {
        match self {
            Self::Lines(lines) => lines.feed(data),
            Self::Values(values) => values.feed(data),
            Self::Chunks(chunks) => chunks.feed(data),
        }
    }

    /// The next message of what arrived; `None` where it isn't whole yet.
    fn next(&mut self) -> Result<Option<Piece>, Problem> {
        match self {
            Self::Lines(lines) => lines.next(),
            Self::Values(values) => values.next(),
            Self::Chunks(chunks) => Ok(chunks.next()),
        }
    }

    /// What the end of the body makes whole.
    fn end(&mut self) -> Result<Option<Piece>, Problem> {
        match self {
            Self::Lines(lines) => Ok(lines.end()),
            Self::Values(values) => values.end(),
            Self::Chunks(chunks) => Ok(chunks.end()),
        }
    }

    /// Whether a part of a message is there that waits for its rest. Between messages a client may
    /// think as long as the call's deadline allows; a body of chunks has no between.
    fn has_begun(&self) -> bool {
        match self {
            Self::Lines(lines) => lines.has_begun(),
            Self::Values(values) => values.has_begun(),
            Self::Chunks(_) => true,
        }
    }
}
