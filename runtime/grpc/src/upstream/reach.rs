//! Whether a service elsewhere can be reached at all, told to the process's readiness.

use tonica_runtime::Readiness;

/// The name of a service elsewhere in the readiness of this process.
#[derive(Debug)]
pub(super) struct Reach {
    /// As in `/readyz`: `orders at 10.0.0.1:50051`.
    name: String,
    readiness: Readiness,
}

impl Reach {
    pub(super) fn new(name: String, readiness: Readiness) -> Self {
        readiness.down_quietly(&name, "not connected yet");
        Self { name, readiness }
    }

    /// At least one connection is up.
    pub(super) fn up(&self) {
        self.readiness.up(&self.name);
    }

    /// None is up, and none is being opened either.
    pub(super) fn down(&self, reason: &str) {
        self.readiness.down(&self.name, reason);
    }
}
