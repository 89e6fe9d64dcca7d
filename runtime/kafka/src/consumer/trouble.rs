//! A trouble that goes away by itself, and when to look whether it has.

use std::time::Duration;

use tokio::time::Instant;

use crate::backoff::pause;

/// Pauses between looks at it.
const LOOK_FIRST: Duration = Duration::from_millis(500);
const LOOK_LONGEST: Duration = Duration::from_secs(5);

/// A trouble that goes away by itself, and when to look again.
#[derive(Default)]
pub(super) struct Trouble {
    pub(super) reason: Option<String>,
    looks: u32,
    next_look: Option<Instant>,
}

impl Trouble {
    /// One to be looked at as soon as can be.
    pub(super) fn now() -> Self {
        let next_look = Some(Instant::now());
        Self {
            next_look,
            ..Self::default()
        }
    }

    /// Something may be wrong: look at once, unless a look is to come anyway.
    pub(super) fn suspect(&mut self) {
        self.next_look.get_or_insert_with(Instant::now);
    }

    pub(super) fn is_due(&self) -> bool {
        self.next_look.is_some_and(|at| at <= Instant::now())
    }

    pub(super) fn looked(&mut self, found: Result<(), String>) {
        match found {
            Ok(()) => *self = Self::default(),
            Err(reason) => {
                self.looks += 1;
                self.reason = Some(reason);
                self.next_look = Some(Instant::now() + pause(LOOK_FIRST, LOOK_LONGEST, self.looks));
            }
        }
    }
}
