//! A sign of life on a stream that is idle: proxies cut a connection that is silent for long, and
//! only what is written tells that a client is gone.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

/// When the next sign is due.
#[derive(Debug)]
pub(crate) struct Ping {
    every: Duration,
    last: Instant,
    clock: Pin<Box<Sleep>>,
}

impl Ping {
    pub(crate) fn new(every: Duration) -> Self {
        Self {
            every,
            last: Instant::now(),
            clock: Box::pin(sleep(every)),
        }
    }

    /// Something was sent. The clock is set anew only when it rings: messages may come by
    /// thousands.
    pub(crate) fn sent(&mut self) {
        self.last = Instant::now();
    }

    /// Ready when nothing was sent for long enough.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            ready!(self.clock.as_mut().poll(cx));
            let due = self.last + self.every;
            let now = Instant::now();
            if due <= now {
                self.last = now;
                self.clock.as_mut().reset(now + self.every);
                return Poll::Ready(());
            }
            self.clock.as_mut().reset(due);
        }
    }
}
