//! Where the thread that reads and the slots that handle meet: the work under one lock, and the two
//! ways to wake the other side.

use std::sync::{Condvar, Mutex, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::job::Job;
use super::work::Work;
use crate::lock::lock;

/// The work of one consumer, shared.
pub(crate) struct Bench {
    work: Mutex<Work>,
    /// Something is ready to be handled.
    ready: Notify,
    /// Something was put down.
    put_down: Condvar,
}

impl Bench {
    pub(crate) fn new(work: Work) -> Self {
        Self {
            work: Mutex::new(work),
            ready: Notify::new(),
            put_down: Condvar::new(),
        }
    }

    /// Looks at the work or changes it, and wakes whom that concerns.
    pub(crate) fn with<R>(&self, change: impl FnOnce(&mut Work) -> R) -> R {
        let mut work = lock(&self.work);
        let result = change(&mut work);
        let has_ready = work.has_ready();
        drop(work);
        if has_ready {
            self.ready.notify_one();
        }
        self.put_down.notify_all();
        result
    }

    /// The next record to be worked on. One waiter is woken at a time, and wakes the next one.
    pub(crate) async fn next(&self) -> Job {
        loop {
            let ready = self.ready.notified();
            if let Some(job) = self.take() {
                return job;
            }
            ready.await;
        }
    }

    fn take(&self) -> Option<Job> {
        let mut work = lock(&self.work);
        let job = work.next();
        if work.has_ready() {
            self.ready.notify_one();
        }
        job
    }

    /// Blocks the thread until `enough` holds or it is `until`, and meanwhile ends the pauses of
    /// those that are to be tried again. `until` is asked again whenever the work changes.
    pub(crate) fn wait(&self, until: impl Fn() -> Instant, enough: impl Fn(&Work) -> bool) {
        let mut work = lock(&self.work);
        loop {
            let deadline = until();
            let now = Instant::now();
            let due = work.wake(now);
            if work.has_ready() {
                self.ready.notify_one();
            }
            if enough(&work) || now >= deadline {
                return;
            }
            let next = due.map_or(deadline, |due| due.min(deadline));
            let woken = self.put_down.wait_timeout(work, next - now);
            work = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
