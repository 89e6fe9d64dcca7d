//! Makes the `tonic::Streaming` that a handler takes out of messages that never were in frames.
//! tonic builds one from a body alone, so the frames are put around them here.

use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use http_body::{Body, Frame};
use prost::Message;
use tonic::codec::{BufferSettings, DecodeBuf, Decoder, HEADER_SIZE};
use tonic::{Code, Status, Streaming};

use crate::payload::Payload;

/// The payload as a handler's request stream. Sizes were capped before.
pub(crate) fn typed<Q: Message + Default + 'static>(payload: Payload) -> Streaming<Q> {
    let body = Framed {
        messages: payload.many(),
        next: None,
    };
    Streaming::new_request(ProstDecoder(PhantomData), body, None, Some(usize::MAX))
}

/// A gRPC body: each message after its header. They are two frames, so that the message's bytes
/// are not copied into a buffer with the header first.
struct Framed {
    messages: BoxStream<'static, Result<Bytes, Status>>,
    next: Option<Bytes>,
}

impl Body for Framed {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if let Some(message) = self.next.take() {
            return Poll::Ready(Some(Ok(Frame::data(message))));
        }
        let Some(message) = ready!(self.messages.poll_next_unpin(cx)) else {
            return Poll::Ready(None);
        };
        let message = message.map_err(broken_off);
        Poll::Ready(Some(message.and_then(|message| {
            let header = header(message.len())?;
            self.next = Some(message);
            Ok(Frame::data(header))
        })))
    }
}

/// What a request's stream ends with that its caller breaks off. tonic takes CANCELLED there for
/// the end, and a handler would take half a request for a whole one: it sees ABORTED.
pub(crate) fn broken_off(status: Status) -> Status {
    match status.code() {
        Code::Cancelled => Status::aborted(format!(
            "the caller broke its request off: {}",
            status.message()
        )),
        _ => status,
    }
}

/// The header of a message that isn't compressed.
fn header(length: usize) -> Result<Bytes, Status> {
    let length = u32::try_from(length)
        .map_err(|_| Status::resource_exhausted("a message of 4 GiB or more can't be sent"))?;
    let mut header = BytesMut::with_capacity(HEADER_SIZE);
    header.put_u8(0);
    header.put_u32(length);
    Ok(header.freeze())
}

struct ProstDecoder<Q>(PhantomData<fn() -> Q>);

impl<Q: Message + Default> Decoder for ProstDecoder<Q> {
    type Item = Q;
    type Error = Status;

    fn decode(&mut self, wire: &mut DecodeBuf<'_>) -> Result<Option<Q>, Status> {
        let message = Q::decode(wire);
        message.map(Some).map_err(|error| {
            Status::internal(format!("a message of the request can't be read: {error}"))
        })
    }

    fn buffer_settings(&self) -> BufferSettings {
        crate::codec::buffers()
    }
}
