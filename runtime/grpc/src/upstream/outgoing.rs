//! The request of a call on the wire: its headers, and its messages as HTTP/2 takes them. One message
//! goes out at once and without a copy; a stream is sent by a task of its own, as fast as it is taken.

use std::future::poll_fn;
use std::io::IoSlice;
use std::pin::pin;
use std::sync::{Arc, OnceLock};
use std::task::{Poll, ready};

use bytes::{Buf, Bytes};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use h2::{Reason, SendStream};
use http_body::Body as _;
use tokio::task::AbortHandle;
use tonic::Status;
use tonic::codec::{CompressionEncoding, EncodeBody, HEADER_SIZE};

use crate::codec::Raw;
use crate::payload::Payload;

/// Bytes of a request: a message behind its header, or what is framed already.
#[derive(Debug)]
pub(super) struct Piece {
    header: [u8; HEADER_SIZE],
    /// Bytes of the header that are gone.
    gone: usize,
    rest: Bytes,
}

impl Piece {
    fn message(message: Bytes) -> Result<Piece, Status> {
        let length = u32::try_from(message.len())
            .map_err(|_| Status::resource_exhausted("a message of 4 GiB or more can't be sent"))?;
        let [a, b, c, d] = length.to_be_bytes();
        Ok(Piece {
            header: [0, a, b, c, d],
            gone: 0,
            rest: message,
        })
    }

    fn framed(rest: Bytes) -> Piece {
        Piece {
            header: [0; HEADER_SIZE],
            gone: HEADER_SIZE,
            rest,
        }
    }
}

impl Buf for Piece {
    fn remaining(&self) -> usize {
        HEADER_SIZE - self.gone + self.rest.len()
    }

    fn chunk(&self) -> &[u8] {
        match &self.header[self.gone..] {
            [] => &self.rest,
            header => header,
        }
    }

    fn chunks_vectored<'a>(&'a self, into: &mut [IoSlice<'a>]) -> usize {
        let mut count = 0;
        for chunk in [&self.header[self.gone..], &self.rest[..]] {
            if !chunk.is_empty() && count < into.len() {
                into[count] = IoSlice::new(chunk);
                count += 1;
            }
        }
        count
    }

    fn advance(&mut self, count: usize) {
        let of_header = count.min(HEADER_SIZE - self.gone);
        self.gone += of_header;
        self.rest.advance(count - of_header);
    }
}

/// A request that is being sent. Dropping it takes back what is not sent yet.
#[derive(Debug, Default)]
pub(super) struct Pump {
    task: Option<AbortHandle>,
    broken: Arc<OnceLock<Status>>,
}

impl Pump {
    /// What the request broke off with: it says more than the reset that follows.
    pub(super) fn broken(&self) -> Option<Status> {
        self.broken.get().cloned()
    }
}

impl Drop for Pump {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}

/// Sends the request's messages.
///
/// # Errors
/// A message that can't be sent at all. What the connection says comes with the answer.
pub(super) fn send(
    payload: Payload,
    compression: Option<CompressionEncoding>,
    mut stream: SendStream<Piece>,
) -> Result<Option<Pump>, Status> {
    match (payload, compression) {
        (Payload::One(message), None) => {
            let piece = Piece::message(message)?;
            // An error is one of the stream, which the answer tells.
            let _ = stream.send_data(piece, true);
            Ok(None)
        }
        (payload, compression) => {
            let broken = Arc::default();
            let task = pump(payload.many(), compression, stream, Arc::clone(&broken));
            let task = Some(tokio::spawn(task).abort_handle());
            Ok(Some(Pump { task, broken }))
        }
    }
}

/// A request that isn't sent whole. Dropped so, it is reset as an error: many a server, tonic's
/// among them, takes CANCEL for the end of the request and half of it for all.
struct Unfinished {
    stream: SendStream<Piece>,
    whole: bool,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.whole {
            self.stream.send_reset(Reason::INTERNAL_ERROR);
        }
    }
}

async fn pump(
    messages: BoxStream<'static, Result<Bytes, Status>>,
    compression: Option<CompressionEncoding>,
    stream: SendStream<Piece>,
    broken: Arc<OnceLock<Status>>,
) {
    let mut request = Unfinished {
        stream,
        whole: false,
    };
    // tonic would wrap an error of the messages in one of its own.
    let messages = messages
        .inspect(|message| {
            if let Err(status) = message {
                // There is only one: the first error ends the stream.
                let _ = broken.set(status.clone());
            }
        })
        .map(Ok);
    let mut body = pin!(EncodeBody::new_client(Raw, messages, compression, None));
    loop {
        let frame = poll_fn(|cx| {
            // Nobody reads the request any more.
            if request.stream.poll_reset(cx).is_ready() {
                return Poll::Ready(None);
            }
            body.as_mut().poll_frame(cx)
        });
        match frame.await {
            Some(Ok(frame)) => {
                let Ok(data) = frame.into_data() else {
                    continue;
                };
                if written(&mut request.stream, data).await.is_none() {
                    return;
                }
            }
            Some(Err(_)) => return,
            None => {
                let end = Piece::framed(Bytes::new());
                request.whole = request.stream.send_data(end, true).is_ok();
                return;
            }
        }
    }
}

/// Sends the bytes as the other side gives room for them; `None` when it takes no more.
async fn written(stream: &mut SendStream<Piece>, mut data: Bytes) -> Option<()> {
    while !data.is_empty() {
        stream.reserve_capacity(data.len());
        let room = poll_fn(|cx| {
            loop {
                match ready!(stream.poll_capacity(cx)) {
                    Some(Ok(0)) => {}
                    Some(Ok(room)) => return Poll::Ready(Some(room)),
                    _ => return Poll::Ready(None),
                }
            }
        });
        let room = room.await?.min(data.len());
        stream
            .send_data(Piece::framed(data.split_to(room)), false)
            .ok()?;
    }
    Some(())
}
