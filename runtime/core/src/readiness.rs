//! Whether traffic is welcome, and by name why not. Says nothing about being alive.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tokio::sync::watch;

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
    /// Whether it was ever ready.
    was_ready: AtomicBool,
    /// Tells those who wait for a change.
    changed: watch::Sender<()>,
    reasons: Mutex<BTreeMap<String, Reason>>,
}

#[derive(Debug)]
struct Reason {
    text: String,
    /// Whether the log has it.
    logged: bool,
}

impl Readiness {
    /// Something that the process needs is down: `/readyz` answers 503 with `name: reason`.
    ///
    /// Logged unless the log has a reason for `name` already.
    pub fn down(&self, name: &str, reason: impl Into<String>) {
        let reason = reason.into();
        if !self.set(name, reason.clone(), true) {
            tracing::warn!(name, reason, "not ready");
        }
    }

    /// The same without a word in the log: for what every start begins with, and for what is
    /// logged elsewhere.
    pub fn down_quietly(&self, name: &str, reason: impl Into<String>) {
        self.set(name, reason.into(), false);
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

    /// Whether there ever was no reason against traffic, once the first had been given.
    pub(crate) fn was_ready(&self) -> bool {
        self.inner.was_ready.load(Ordering::Acquire)
    }

    /// The reasons against traffic, sorted by name.
    pub fn reasons(&self) -> Vec<(String, String)> {
        let reasons = lock(&self.inner.reasons);
        reasons
            .iter()
            .map(|(name, reason)| (name.clone(), reason.text.clone()))
            .collect()
    }

    /// Waits until it is no longer, or not yet, as `ready` says; then says how it is.
    pub async fn changed_from(&self, ready: bool) -> bool {
        let mut changes = self.inner.changed.subscribe();
        // An error would mean that this readiness is gone, which `self` rules out.
        let _ = changes.wait_for(|()| self.is_ready() != ready).await;
        !ready
    }

    /// Sets a reason; tells whether the log has one for `name`.
    fn set(&self, name: &str, text: String, logged: bool) -> bool {
        let mut reasons = lock(&self.inner.reasons);
        let before = reasons.insert(name.to_owned(), Reason { text, logged });
        self.inner.not_ready.store(true, Ordering::Release);
        self.inner.changed.send_replace(());
        before.is_some_and(|reason| reason.logged)
    }

    /// Removes a reason without a word in the log; tells whether there was one.
    pub(crate) fn clear(&self, name: &str) -> bool {
        let mut reasons = lock(&self.inner.reasons);
        let before = reasons.remove(name);
        if before.is_some() && reasons.is_empty() {
            self.inner.was_ready.store(true, Ordering::Release);
            tracing::info!("ready for traffic");
        }
        self.inner
            .not_ready
            .store(!reasons.is_empty(), Ordering::Release);
        self.inner.changed.send_replace(());
        before.is_some()
    }
}
