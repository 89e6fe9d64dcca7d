//! A body compressed as it goes. What a client can have it gets: whenever no more is at hand the
//! compressor is flushed, so that an event arrives when it is sent, and not with the next ones.

use std::io::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};

use super::Coding;
use super::compressor::Compressor;
use crate::body::{BrokenOff, Reply};

/// So much is taken in before the client gets what is ready and other requests get their turn.
const TURN: usize = 64 << 10;

/// Compresses a stream.
pub(super) fn stream(
    coding: Coding,
    chunks: BoxStream<'static, Result<Bytes, BrokenOff>>,
) -> Reply {
    let state = State::Fresh(coding);
    Reply::Stream(
        Compressed {
            chunks,
            rest: Bytes::new(),
            state,
        }
        .boxed(),
    )
}

/// Why a stream ends before its end.
enum Cause {
    /// It broke off by itself, which is told already.
    Source,
    Compressor(Error),
}

impl From<Error> for Cause {
    fn from(error: Error) -> Self {
        Self::Compressor(error)
    }
}

struct Compressed {
    chunks: BoxStream<'static, Result<Bytes, BrokenOff>>,
    /// What was more than a turn's worth.
    rest: Bytes,
    state: State,
}

enum State {
    /// Nothing came yet, and nothing is allocated.
    Fresh(Coding),
    Running(Box<Compressor>),
    Done,
}

impl State {
    fn compressor(&mut self) -> Result<Option<&mut Compressor>, Error> {
        if let Self::Fresh(coding) = *self {
            *self = Self::Running(Box::new(Compressor::new(coding)?));
        }
        Ok(match self {
            Self::Running(compressor) => Some(compressor),
            _ => None,
        })
    }
}

impl Compressed {
    fn step(&mut self, cx: &mut Context<'_>) -> Result<Poll<Option<Bytes>>, Cause> {
        let mut taken = 0;
        while taken < TURN {
            let chunk = match std::mem::take(&mut self.rest) {
                rest if !rest.is_empty() => Poll::Ready(Some(Ok(rest))),
                _ => self.chunks.as_mut().poll_next(cx),
            };
            match chunk {
                Poll::Ready(Some(chunk)) => {
                    let mut chunk = chunk.map_err(|BrokenOff| Cause::Source)?;
                    let Some(compressor) = self.state.compressor()? else {
                        return Ok(Poll::Ready(None));
                    };
                    self.rest = chunk.split_off(chunk.len().min(TURN - taken));
                    compressor.write(&chunk)?;
                    taken += chunk.len();
                }
                Poll::Ready(None) => {
                    self.state.compressor()?;
                    let State::Running(compressor) =
                        std::mem::replace(&mut self.state, State::Done)
                    else {
                        return Ok(Poll::Ready(None));
                    };
                    return Ok(Poll::Ready(Some(compressor.finish()?.into())));
                }
                Poll::Pending if taken == 0 => return Ok(Poll::Pending),
                Poll::Pending => break,
            }
        }
        let State::Running(compressor) = &mut self.state else {
            return Ok(Poll::Ready(None));
        };
        compressor.flush()?;
        Ok(Poll::Ready(Some(compressor.take().into())))
    }
}

impl Stream for Compressed {
    type Item = Result<Bytes, BrokenOff>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if matches!(self.state, State::Done) {
            return Poll::Ready(None);
        }
        match self.step(cx) {
            Ok(step) => step.map(|piece| piece.map(Ok)),
            Err(cause) => {
                if let Cause::Compressor(error) = cause {
                    tracing::error!(%error, "a stream can't be compressed");
                }
                self.state = State::Done;
                Poll::Ready(Some(Err(BrokenOff)))
            }
        }
    }
}
