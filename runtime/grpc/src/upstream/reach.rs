//! Whether a service elsewhere can be reached at all, told to the process's readiness.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tonica_runtime::Readiness;

/// Reachable while at least one of its connections is up.
#[derive(Debug)]
pub(super) struct Reach {
    /// As in `/readyz`: `orders at 10.0.0.1:50051`.
    name: String,
    readiness: Readiness,
    up: Mutex<usize>,
}

impl Reach {
    pub(super) fn new(name: String, readiness: Readiness) -> Self {
        readiness.down_quietly(&name, "not connected yet");
        Self {
            name,
            readiness,
            up: Mutex::new(0),
        }
    }

    /// A connection is up.
    pub(super) fn connected(&self) {
        let mut up = self.up();
        *up += 1;
        self.readiness.up(&self.name);
    }

    /// A connection that was up is gone. It is dialed again before anyone is told.
    pub(super) fn lost(&self) {
        *self.up() -= 1;
    }

    /// A connection can't be had.
    pub(super) fn failed(&self, reason: &str) {
        let up = self.up();
        if *up == 0 {
            self.readiness.down(&self.name, reason);
        }
    }

    // Held while readiness is told, so that what is told last is what holds.
    fn up(&self) -> MutexGuard<'_, usize> {
        self.up.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
