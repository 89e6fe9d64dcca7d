//! Says again, as long as the process isn't ready, what it waits for: one line each time, since the
//! one that told of it first may be hours up in the log.

use std::convert::Infallible;

use crate::Start;

/// How often; 0 is never.
const EVERY: &str = "READY_REMINDER";

/// Repeats the reasons against traffic for as long as there are any. Never ends.
pub(crate) async fn remind(start: &Start) -> Infallible {
    let readiness = start.readiness();
    let every = start.duration(EVERY).unwrap_or_default();
    if every.is_zero() {
        return std::future::pending().await;
    }
    loop {
        readiness.changed_from(true).await;
        tokio::select! {
            () = tokio::time::sleep(every) => {}
            _ = readiness.changed_from(false) => continue,
        }
        let reasons = readiness.reasons();
        let reasons: Vec<_> = reasons
            .iter()
            .map(|(name, reason)| format!("{name}: {reason}"))
            .collect();
        tracing::warn!("still not ready: {}", reasons.join("; "));
    }
}
