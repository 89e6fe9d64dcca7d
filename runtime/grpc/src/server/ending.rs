//! A body that ends when its edge drains, so that a stream without an end (a watch of health, an
//! open reflection) doesn't hold up the stop.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::HeaderMap;
use http_body::Frame;
use tonic::Status;
use tonic::body::Body;
use tonica_runtime::{BoxFuture, Life};

/// The body, until its end or that of its time.
pub(super) struct Ending {
    body: Body,
    /// `None` once it came.
    draining: Option<BoxFuture<'static, ()>>,
}

impl Ending {
    pub(super) fn new(body: Body, life: Life) -> Self {
        Self {
            body,
            draining: Some(Box::pin(async move { life.draining().await })),
        }
    }
}

impl http_body::Body for Ending {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let Some(draining) = &mut self.draining else {
            return Poll::Ready(None);
        };
        let drains = draining.as_mut().poll(cx).is_ready();
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Pending if drains => {
                self.draining = None;
                let mut trailers = HeaderMap::new();
                Status::unavailable("the process stops").add_header(&mut trailers)?;
                Poll::Ready(Some(Ok(Frame::trailers(trailers))))
            }
            poll => poll,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }
}
