//! Whether a failed attempt is followed by another one, and when: at once where the service can't
//! have seen the request; after a pause where the call is idempotent, the service unavailable and
//! the budget allows it.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use tonic::{Code, Status};

use super::fault::{Failure, Fault};

/// Before the first retry; before each further one twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// How often a request that was not seen is sent again.
const UNSENT: u32 = 8;
/// By which a service says when to try again, or not to.
const PUSHBACK: &str = "grpc-retry-pushback-ms";

/// The attempts at one call.
#[derive(Debug, Default)]
pub(super) struct Attempts {
    /// Those that the service may have seen.
    pub(super) seen: u32,
    unsent: u32,
    /// The endpoints of failed ones.
    pub(super) failed: Vec<u64>,
}

/// What comes after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The call has failed.
    GiveUp,
    /// Nobody has seen the request: it is sent again, at first without a pause.
    Resend(Duration),
    /// A retry, if the budget allows it, after this pause.
    Retry(Duration),
}

impl Attempts {
    /// What comes after this failure. `most` attempts may be seen.
    pub(super) fn after(&mut self, failure: &Failure, most: u32) -> Next {
        if failure.fault == Fault::Unsent && self.unsent < UNSENT {
            let millis = (1 << self.unsent) >> 2;
            self.unsent += 1;
            return Next::Resend(Duration::from_millis(millis));
        }
        self.seen += 1;
        let again = failure.fault != Fault::Ours
            && failure.status.code() == Code::Unavailable
            && self.seen < most;
        match pushback(&failure.status) {
            _ if !again => Next::GiveUp,
            None => Next::Retry(jittered(self.pause())),
            Some(None) => Next::GiveUp,
            Some(Some(pause)) => Next::Retry(pause),
        }
    }

    fn pause(&self) -> Duration {
        let doublings = 2_u32.saturating_pow(self.seen.saturating_sub(1));
        FIRST_PAUSE.saturating_mul(doublings).min(LONGEST_PAUSE)
    }
}

/// What the service says about a retry: `Some(None)` where it wants none.
fn pushback(status: &Status) -> Option<Option<Duration>> {
    let value = status.metadata().get(PUSHBACK)?;
    let millis = value.to_str().ok().and_then(|millis| millis.parse().ok());
    Some(millis.map(Duration::from_millis))
}

/// Between a half and the whole of the time, so that those who failed together don't come back
/// together.
pub(super) fn jittered(time: Duration) -> Duration {
    // std seeds its hash maps with random numbers.
    let random = RandomState::new().hash_one(0) % 1_000;
    time / 2 + time * u32::try_from(random).unwrap_or(0) / 2_000
}
