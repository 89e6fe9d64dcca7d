//! The messages of an answer, decoded one by one as a typed caller wants them.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt as _};
use prost::Message;
use tonic::Status;

use crate::dispatch::decode;
use crate::payload::Payload;

/// A stream of messages; its first error is its last item.
pub struct Messages<A> {
    wire: BoxStream<'static, Result<Bytes, Status>>,
    message: PhantomData<fn() -> A>,
}

impl<A: Message + Default> Messages<A> {
    pub(crate) fn new(payload: Payload) -> Self {
        Self {
            wire: payload.many(),
            message: PhantomData,
        }
    }

    /// The next message; `None` after the last.
    ///
    /// # Errors
    /// The status that the stream ends with, or a message that can't be read.
    pub async fn message(&mut self) -> Result<Option<A>, Status> {
        self.next().await.transpose()
    }
}

impl<A: Message + Default> Stream for Messages<A> {
    type Item = Result<A, Status>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.wire.poll_next_unpin(cx);
        next.map(|next| next.map(|wire| decode(wire?, "message of the answer")))
    }
}

impl<A> std::fmt::Debug for Messages<A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Messages")
    }
}
