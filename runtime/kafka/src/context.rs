//! How long a handler still has.

use tokio::sync::watch;
use tokio::time::Instant;

/// How long the handler of one message still has. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Context {
    lease: watch::Receiver<Lease>,
}

/// How long a consumer holds a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lease {
    /// Until further notice.
    Held,
    /// It goes to another member, or the process stops: handlers have until then.
    Ends(Instant),
    /// It is gone: what still runs is dropped, and not acknowledged.
    Over,
}

impl Context {
    pub(crate) fn new(lease: watch::Receiver<Lease>) -> Self {
        Self { lease }
    }

    /// A context for the test of a handler: one that is never cancelled.
    pub fn test() -> Self {
        Self::new(watch::Sender::new(Lease::Held).subscribe())
    }

    /// Waits until the handler should come to an end: the process stops, or the partition goes to
    /// another member of the group. It then has until [`Context::deadline`].
    pub async fn cancelled(&self) {
        self.reached(|lease| *lease != Lease::Held).await;
    }

    /// When the handler will be dropped, unless it has ended by then; `None` before
    /// [`Context::cancelled`]. The message then comes again, here or to another member.
    pub fn deadline(&self) -> Option<Instant> {
        match *self.lease.borrow() {
            Lease::Held => None,
            Lease::Ends(deadline) => Some(deadline),
            Lease::Over => Some(Instant::now()),
        }
    }

    /// Waits until the time is over.
    pub(crate) async fn over(&self) {
        self.reached(|lease| *lease == Lease::Over).await;
    }

    async fn reached(&self, lease: impl FnMut(&Lease) -> bool) {
        if self.lease.clone().wait_for(lease).await.is_err() {
            // Nobody is left who could end the lease: so it is in a test.
            std::future::pending().await
        }
    }
}
