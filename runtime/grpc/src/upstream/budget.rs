//! How many retries there may be: a share of the calls, so that retries never are what brings a
//! struggling service down, and a few beside, so that a quiet one has some.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// In thousandths of a retry: each call earns a fifth of one.
const EARNED: u64 = 200;
const COST: u64 = 1_000;
/// What is there at the start, and the most that can be saved up.
const MOST: u64 = 10 * COST;
/// However few the calls, there is one retry in this time.
const AT_LEAST_EVERY: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(super) struct Budget {
    saved: AtomicU64,
    begin: Instant,
    /// When, in milliseconds since `begin`, a retry was last given beyond what was saved.
    given: AtomicU64,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            saved: AtomicU64::new(MOST),
            begin: Instant::now(),
            given: AtomicU64::new(0),
        }
    }

    /// Counts a call. As long as no retry takes from the budget, this only reads.
    pub(super) fn earn(&self) {
        let more = |saved: u64| (saved < MOST).then(|| (saved + EARNED).min(MOST));
        // An error means that there was nothing to change.
        let _ = self
            .saved
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }

    /// Takes one retry; false when there is none left.
    pub(super) fn spend(&self) -> bool {
        let less = |saved: u64| saved.checked_sub(COST);
        let spent = self
            .saved
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
        spent.is_ok() || self.give()
    }

    fn give(&self) -> bool {
        let millis = |time: Duration| u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        let now = millis(self.begin.elapsed());
        let due = |last: u64| (now - last.min(now) >= millis(AT_LEAST_EVERY)).then_some(now);
        self.given
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, due)
            .is_ok()
    }
}
