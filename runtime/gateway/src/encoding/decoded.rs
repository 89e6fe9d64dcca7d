//! A request's body, decompressed as it comes, a piece at a time: a small body that is a huge one
//! meets the limit like any other, long before it is whole.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{HeaderMap, header};
use http_body::{Body, Frame};

use super::Coding;
use super::decompressor::{Decompressor, Garbled};
use crate::problem::Problem;
use crate::refusal;

/// The most that one frame holds.
const PIECE: usize = 16 << 10;
/// So many pieces are made before other requests get their turn.
const TURN: usize = 8;

/// The coding of a request's body; `None`: it comes as it is.
///
/// # Errors
///
/// 415 where it has one that isn't known, or several.
pub(crate) fn of_body(headers: &HeaderMap) -> Result<Option<Coding>, Problem> {
    let mut found = None;
    for value in headers.get_all(header::CONTENT_ENCODING) {
        let names = value.to_str().map_err(|_| unknown())?;
        for name in names.split(',').map(str::trim) {
            if name.is_empty() || name.eq_ignore_ascii_case("identity") {
                continue;
            }
            let coding = Coding::named(name).ok_or_else(unknown)?;
            if found.replace(coding).is_some() {
                return Err(unknown());
            }
        }
    }
    Ok(found)
}

fn unknown() -> Problem {
    refusal::no_such_coding(&Coding::ALL.map(Coding::name).join(", "))
}

/// A body whose frames are decompressed.
pub(crate) struct Decoded<B> {
    body: B,
    coding: Coding,
    decompressor: Decompressor,
    input: Bytes,
    state: State,
    pieces: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing came yet: a body may be empty.
    Fresh,
    Inside,
    /// Data may be there that there was no room for.
    Full,
    /// The data is complete, unless another part of it follows.
    End,
    Garbled,
}

/// Why a body has no more frames.
#[derive(Debug)]
pub(crate) enum Broken<E> {
    /// It isn't what its coding allows, or ends in the middle.
    Garbled,
    Body(E),
}

impl<B> Decoded<B> {
    pub(crate) fn new(body: B, coding: Coding) -> Result<Self, Problem> {
        let decompressor = Decompressor::new(coding)
            .map_err(|_| Problem::internal("the request's body can't be decompressed"))?;
        Ok(Self {
            body,
            coding,
            decompressor,
            input: Bytes::new(),
            state: State::Fresh,
            pieces: 0,
        })
    }

    /// What is wrong with the body, if it was its coding.
    pub(crate) fn problem(&self) -> Option<Problem> {
        (self.state == State::Garbled).then(|| refusal::garbled(self.coding.name()))
    }

    /// The next piece; empty where more input is needed.
    fn piece(&mut self) -> Result<Vec<u8>, Garbled> {
        let mut piece = Vec::new();
        while piece.is_empty() && (!self.input.is_empty() || self.state == State::Full) {
            if self.state == State::End {
                self.decompressor.again()?;
            }
            piece.resize(PIECE, 0);
            let step = self.decompressor.step(&self.input, &mut piece)?;
            piece.truncate(step.written);
            let input = self.input.split_off(step.read);
            self.input = input;
            self.state = match step {
                step if step.is_end => State::End,
                step if step.written == PIECE => State::Full,
                step if step.read == 0 && step.written == 0 && !self.input.is_empty() => {
                    return Err(Garbled);
                }
                _ => State::Inside,
            };
        }
        Ok(piece)
    }

    fn garbled<E>(&mut self) -> Broken<E> {
        self.state = State::Garbled;
        Broken::Garbled
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Decoded<B> {
    type Data = Bytes;
    type Error = Broken<B::Error>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        if this.state == State::Garbled {
            return Poll::Ready(None);
        }
        if this.pieces == TURN {
            this.pieces = 0;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        loop {
            let Ok(piece) = this.piece() else {
                return Poll::Ready(Some(Err(this.garbled())));
            };
            if !piece.is_empty() {
                this.pieces += 1;
                return Poll::Ready(Some(Ok(Frame::data(piece.into()))));
            }
            this.pieces = 0;
            match ready!(Pin::new(&mut this.body).poll_frame(cx)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => this.input = data,
                    Err(frame) => return Poll::Ready(Some(Ok(frame))),
                },
                Some(Err(error)) => return Poll::Ready(Some(Err(Broken::Body(error)))),
                None if matches!(this.state, State::Fresh | State::End) => {
                    return Poll::Ready(None);
                }
                None => return Poll::Ready(Some(Err(this.garbled()))),
            }
        }
    }
}
