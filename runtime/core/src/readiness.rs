//! Whether traffic is welcome, and by name why not. Says nothing about being alive.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::lock::lock;

/// The named reasons why the process isn't ready; ready when there are none. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Readiness {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// Mirrors "there are reasons", so that asking is one atomic read.
    not_ready: AtomicBool,
    reasons: Mutex<BTreeMap<String, String>>,
}

impl Readiness {
    /// Something that the process needs is down: `/readyz` answers 503 with `name: reason`.
    ///
    /// Logged when `name` was up before.
    pub fn down(&self, name: &str, reason: impl Into<String>) {
        let reason = reason.into();
        if !self.set(name, reason.clone()) {
            tracing::warn!(name, reason, "not ready");
        }
    }

    /// What was down works again. Nothing happens if it was not down.
    pub fn up(&self, name: &str) {
        if self.clear(name) {
            tracing::info!(name, "ready");
        }
    }

    /// Whether there is no reason against traffic.
    pub fn is_ready(&self) -> bool {
        !self.inner.not_ready.load(Ordering::Acquire)
    }

    /// The reasons against traffic, sorted by name.
    pub fn reasons(&self) -> Vec<(String, String)> {
        let reasons = lock(&self.inner.reasons);
        reasons
            .iter()
            .map(|(name, reason)| (name.clone(), reason.clone()))
            .collect()
    }

    /// Sets a reason without a word in the log; tells whether `name` was down before.
    pub(crate) fn set(&self, name: &str, reason: impl Into<String>) -> bool {
        let mut reasons = lock(&self.inner.reasons);
        let before = reasons.insert(name.to_owned(), reason.into());
        self.inner.not_ready.store(true, Ordering::Release);
        before.is_some()
    }

    /// Removes a reason without a word in the log; tells whether there was one.
    pub(crate) fn clear(&self, name: &str) -> bool {
        let mut reasons = lock(&self.inner.reasons);
        let before = reasons.remove(name);
        if before.is_some() && reasons.is_empty() {
            tracing::info!("ready for traffic");
        }
        self.inner
            .not_ready
            .store(!reasons.is_empty(), Ordering::Release);
        before.is_some()
    }
}
