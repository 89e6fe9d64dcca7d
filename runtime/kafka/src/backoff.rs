//! Pauses that double.

use std::time::Duration;

/// The pause after that many failures in a row, counted from 1: `initial`, then twice as long each
/// time, at most `maximum`.
pub(crate) fn pause(initial: Duration, maximum: Duration, failures: u32) -> Duration {
    let doublings = failures.saturating_sub(1).min(31);
    initial.saturating_mul(1 << doublings).min(maximum)
}
