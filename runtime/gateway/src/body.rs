//! Bodies: a request's read whole within its limit, and an answer's as hyper wants it.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::stream::BoxStream;
use http::{HeaderMap, header};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;

use crate::problem::Problem;
use crate::refusal;

/// Reads a request's body.
///
/// # Errors
///
/// 413 past `limit` bytes (at once where `Content-Length` says so), 408 where it takes longer than
/// `patience`, 400 where the sender breaks off.
pub(crate) async fn read<B>(
    body: B,
    headers: &HeaderMap,
    limit: usize,
    patience: Duration,
) -> Result<Bytes, Problem>
where
    B: Body<Data = Bytes> + Unpin,
{
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(refusal::too_large(limit));
    }
    tokio::time::timeout(patience, collect(body, limit))
        .await
        .unwrap_or_else(|_| Err(refusal::too_slow(patience)))
}

async fn collect<B>(mut body: B, limit: usize) -> Result<Bytes, Problem>
where
    B: Body<Data = Bytes> + Unpin,
{
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let length = first.len() + all.len();
        let frame = frame.map_err(|_| refusal::broken_off(length as u64))?;
        let Ok(data) = frame.into_data() else {
            continue;
        };
        if length + data.len() > limit {
            return Err(refusal::too_large(limit));
        }
        if first.is_empty() && all.is_empty() {
            // Most bodies are one frame: it is passed on without a copy.
            first = data;
            continue;
        }
        if all.is_empty() {
            all.extend_from_slice(&std::mem::take(&mut first));
        }
        all.extend_from_slice(&data);
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

/// The body of an answer.
pub enum Reply {
    /// Known whole; taken when it is sent.
    Whole(Bytes),
    /// Made as it goes. JSON tells in its last frame what went wrong in between; where there is no
    /// room for that, the error breaks the connection off.
    Stream(BoxStream<'static, Result<Bytes, BrokenOff>>),
}

/// An answer that ends before its end. What went wrong is in the log; the client sees that bytes
/// are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenOff;

impl fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer broke off")
    }
}

impl std::error::Error for BrokenOff {}

impl Body for Reply {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        match self.get_mut() {
            Self::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::Stream(stream) => stream
                .as_mut()
                .poll_next(cx)
                .map(|bytes| bytes.map(|bytes| bytes.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Stream(_) => SizeHint::default(),
        }
    }
}
