//! A request's body each piece of which must come in time. For bodies of any length, of which
//! nobody can say how long they may take in all.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep};
use tonica_runtime::BoxError;

/// A body, and how long each next piece may take.
pub(crate) struct Patient<B> {
    body: B,
    patience: Duration,
    /// Runs while a piece is waited for.
    sleep: Option<Pin<Box<Sleep>>>,
    /// Set when a piece did not come in time.
    late: Arc<AtomicBool>,
}

/// A piece did not come in time.
#[derive(Debug)]
struct Late(Duration);

impl fmt::Display for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(patience) = self;
        write!(f, "nothing more of the body came within {patience:?}")
    }
}

impl std::error::Error for Late {}

impl<B> Patient<B> {
    pub(crate) fn new(body: B, patience: Duration, late: Arc<AtomicBool>) -> Self {
        Self {
            body,
            patience,
            sleep: None,
            late,
        }
    }
}

impl<B> Body for Patient<B>
where
    B: Body<Data = Bytes, Error: Into<BoxError>> + Unpin,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            this.sleep = None;
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let patience = this.patience;
        let sleep = (this.sleep).get_or_insert_with(|| Box::pin(sleep(patience)));
        if Instant::now() < sleep.deadline() && sleep.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        this.late.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(Late(patience).into())))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
