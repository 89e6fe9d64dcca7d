//! How the thread that reads is told to stop, and tells that it lives and what it had to cut off.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::lock::lock;

/// The stop of one consumer.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    deadline: Mutex<Option<Instant>>,
    cut: AtomicUsize,
    polled: Mutex<Option<Instant>>,
    handed_back: Notify,
}

impl Stop {
    /// Asks for the stop: handlers have until `deadline`. The earliest counts.
    pub(crate) fn ask(&self, deadline: Instant) {
        let mut asked = lock(&self.deadline);
        *asked = Some(asked.map_or(deadline, |asked| asked.min(deadline)));
    }

    /// Until when handlers have, once it was asked for.
    pub(crate) fn asked(&self) -> Option<Instant> {
        *lock(&self.deadline)
    }

    /// All is handed back, as far as can be; what is left to do nobody needs to wait for. Of a
    /// connection that ends before the stop was asked for, nobody wants to know.
    pub(crate) fn hand_back(&self) {
        if self.asked().is_some() {
            self.handed_back.notify_one();
        }
    }

    /// Waits until [`Stop::hand_back`].
    pub(crate) async fn handed_back(&self) {
        self.handed_back.notified().await;
    }

    /// So many records were in hand when their time was over. Before the stop was asked for, that
    /// was a partition which went to another member: no matter of this stop.
    pub(crate) fn cut_off(&self, records: usize) {
        if self.asked().is_some() {
            self.cut.fetch_add(records, Ordering::AcqRel);
        }
    }

    /// How many records the stop cut off.
    pub(crate) fn cut(&self) -> usize {
        self.cut.load(Ordering::Acquire)
    }

    /// The thread has asked Kafka just now.
    pub(crate) fn polled(&self) {
        *lock(&self.polled) = Some(Instant::now());
    }

    /// Since when the thread has not asked Kafka; no time before it did for the first time.
    pub(crate) fn poll_age(&self) -> Duration {
        lock(&self.polled).map_or(Duration::ZERO, |at| at.elapsed())
    }
}
