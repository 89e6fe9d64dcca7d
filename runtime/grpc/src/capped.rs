//! Refuses a message that is too large as soon as its header tells, and one that is cut off, on a
//! body of either direction. tonic does the first too, but with OUT_OF_RANGE, which a service may
//! well answer itself.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};
use tonic::Status;

use crate::limits::Cap;

/// One byte says whether the message is compressed, four say its length.
const HEADER: usize = 5;

/// A gRPC body whose messages' lengths are watched.
pub(crate) struct Capped<B: Body> {
    body: B,
    cap: Cap,
    /// What a body that breaks off means.
    broken: fn(B::Error) -> Status,
    header: [u8; HEADER],
    /// Bytes of the header that have come.
    have: usize,
    /// Bytes of the message that are still to come.
    left: usize,
}

impl<B: Body> Capped<B> {
    pub(crate) fn new(body: B, cap: Cap, broken: fn(B::Error) -> Status) -> Self {
        Self {
            body,
            cap,
            broken,
            header: [0; HEADER],
            have: 0,
            left: 0,
        }
    }

    fn look(&mut self, mut data: &[u8]) -> Result<(), Status> {
        while !data.is_empty() {
            let skipped = self.left.min(data.len());
            self.left -= skipped;
            data = &data[skipped..];
            let taken = data.len().min(HEADER - self.have);
            if self.left > 0 || taken == 0 {
                continue;
            }
            let (part, rest) = data.split_at(taken);
            self.header[self.have..self.have + taken].copy_from_slice(part);
            self.have += taken;
            data = rest;
            if self.have == HEADER {
                let [_, length @ ..] = self.header;
                self.left = u32::from_be_bytes(length) as usize;
                self.have = 0;
                self.cap.check(self.left)?;
            }
        }
        Ok(())
    }
}

impl<B> Body for Capped<B>
where
    B: Body<Data = Bytes> + Unpin,
{
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
            None => return Poll::Ready(None),
            Some(Err(error)) => return Poll::Ready(Some(Err((self.broken)(error)))),
            Some(Ok(frame)) => frame,
        };
        if let Some(data) = frame.data_ref() {
            self.look(data)?;
        }
        let ends_well = |trailers: &HeaderMap| {
            trailers
                .get(Status::GRPC_STATUS)
                .is_some_and(|it| it == "0")
        };
        if (self.left > 0 || self.have > 0) && frame.trailers_ref().is_some_and(ends_well) {
            // tonic would end the stream as if nothing was missing.
            return Poll::Ready(Some(Err(Status::internal("a message is cut off"))));
        }
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
