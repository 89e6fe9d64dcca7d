//! What a connection is busy with, and until when it may go on so. Shared by the stream's reads and
//! writes, the requests, and the timer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::time::Instant;

use crate::edge::Limits;

/// A connection's state in a few atomics; each is a hint for a timer, so no order between them counts.
#[derive(Debug)]
pub(crate) struct Activity {
    opened: Instant,
    /// Milliseconds from `opened` to when the present state began.
    since: AtomicU64,
    /// Bytes came, and no request yet; true at first, since a connection is opened for a request.
    begun: AtomicBool,
    /// The client doesn't take what is written.
    blocked: AtomicBool,
    http2: AtomicBool,
    requests: AtomicUsize,
    /// The requests of the whole edge.
    all: Arc<AtomicUsize>,
}

impl Activity {
    pub(crate) fn new(all: Arc<AtomicUsize>) -> Self {
        Self {
            opened: Instant::now(),
            since: AtomicU64::new(0),
            begun: AtomicBool::new(true),
            blocked: AtomicBool::new(false),
            http2: AtomicBool::new(false),
            requests: AtomicUsize::new(0),
            all,
        }
    }

    /// Bytes came.
    pub(crate) fn read(&self, bytes: &[u8]) {
        if self.is_http2() || self.requests.load(Relaxed) > 0 {
            return;
        }
        if bytes.starts_with(b"PRI ") {
            // Its connections are opened before they are needed, and it has pings of its own.
            self.http2.store(true, Relaxed);
            self.begun.store(false, Relaxed);
            self.now();
        } else if !self.begun.swap(true, Relaxed) {
            self.now();
        }
    }

    /// Bytes were taken by the client, or not.
    pub(crate) fn wrote(&self, taken: bool) {
        if !taken {
            if !self.blocked.swap(true, Relaxed) {
                self.now();
            }
        } else if self.blocked.load(Relaxed) {
            self.blocked.store(false, Relaxed);
            self.now();
        }
    }

    /// A request came; it is over when what this returns is dropped.
    pub(crate) fn request(self: &Arc<Self>) -> Request {
        self.requests.fetch_add(1, Relaxed);
        self.all.fetch_add(1, Relaxed);
        self.begun.store(false, Relaxed);
        Request {
            activity: Arc::clone(self),
        }
    }

    pub(crate) fn is_http2(&self) -> bool {
        self.http2.load(Relaxed)
    }

    /// Until when the present state may last; `None` if as long as it likes. `closing`: the edge
    /// drains, or the connection was idle for too long.
    pub(crate) fn until(&self, limits: &Limits, closing: bool) -> Option<Instant> {
        let blocked = self.blocked.load(Relaxed);
        let limit = match self.requests.load(Relaxed) {
            _ if blocked && closing => None,
            _ if blocked => Some(limits.idle_timeout),
            0 if closing => Some(limits.linger),
            0 if self.begun.load(Relaxed) => Some(limits.header_timeout),
            0 => Some(limits.idle_timeout),
            _ => None,
        };
        Some(self.opened + Duration::from_millis(self.since.load(Relaxed)) + limit?)
    }

    fn now(&self) {
        let millis = u64::try_from(self.opened.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.since.store(millis, Relaxed);
    }
}

/// A request that is not over.
#[derive(Debug)]
pub(crate) struct Request {
    activity: Arc<Activity>,
}

impl Drop for Request {
    fn drop(&mut self) {
        self.activity.now();
        self.activity.requests.fetch_sub(1, Relaxed);
        self.activity.all.fetch_sub(1, Relaxed);
    }
}
