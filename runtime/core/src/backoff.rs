//! When a failed component starts again, and when it has failed too often.

use std::time::Duration;

use crate::Start;

/// The restart policy. Failures count as "in a row" until a run has lasted as long as the longest pause.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Backoff {
    first: Duration,
    limit: u64,
    failures: u64,
}

impl Backoff {
    pub(crate) fn of(start: &Start) -> Self {
        let first = start
            .duration("RESTART_BACKOFF")
            .unwrap_or(Duration::from_secs(1));
        let limit = start.number("RESTART_LIMIT").unwrap_or(10);
        Self {
            first,
            limit,
            failures: 0,
        }
    }

    /// Counts a failure after a run of that length. The pause before the next run: 1, 2, 3, 4.5 …
    /// at most 30 times the first; `None` once there were too many.
    pub(crate) fn failed(&mut self, ran: Duration) -> Option<Duration> {
        let longest = self.first * 30;
        if ran >= longest {
            self.failures = 0;
        }
        self.failures += 1;
        if self.failures >= self.limit {
            return None;
        }
        let steps = i32::try_from(self.failures).unwrap_or(i32::MAX);
        let factor = if steps == 1 {
            1.0
        } else {
            2.0 * 1.5_f64.powi(steps - 2)
        };
        Some(self.first.mul_f64(factor.min(30.0)))
    }
}
