//! Tasks that handlers hand off: they outlive the request and are awaited at the stop.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use tokio::sync::watch;
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout, timeout_at};

use crate::group::LAST_WORDS;
use crate::lock::lock;

#[derive(Clone, Debug, Default)]
pub(crate) struct Tasks {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    running: Mutex<Running>,
    /// How many run; the last one to end wakes the stop.
    count: watch::Sender<usize>,
}

#[derive(Debug, Default)]
struct Running {
    next: u64,
    tasks: BTreeMap<u64, (String, Option<AbortHandle>)>,
}

impl Tasks {
    /// Runs `task` beside everything else. A panic in it is logged and ends it alone.
    pub(crate) fn spawn(&self, name: String, task: impl Future<Output = ()> + Send + 'static) {
        let id = {
            let mut running = lock(&self.inner.running);
            running.next += 1;
            let id = running.next;
            running.tasks.insert(id, (name.clone(), None));
            self.inner.count.send_replace(running.tasks.len());
            id
        };
        let done = Done {
            tasks: self.clone(),
            id,
        };
        let handle = tokio::spawn(async move {
            let _done = done;
            if AssertUnwindSafe(task).catch_unwind().await.is_err() {
                tracing::error!(task = name, "a handed-off task panicked");
            }
        });
        // Gone already if the task was quicker than this line.
        if let Some((_, abort)) = lock(&self.inner.running).tasks.get_mut(&id) {
            *abort = Some(handle.abort_handle());
        }
    }

    /// Waits until no task runs.
    pub(crate) async fn finished(&self) {
        // The sender lives in `self`: waiting can't fail.
        let _ = self
            .inner
            .count
            .subscribe()
            .wait_for(|count| *count == 0)
            .await;
    }

    /// Waits until `deadline`, then aborts what still runs and returns its names.
    pub(crate) async fn finish(&self, deadline: Instant) -> Vec<String> {
        if timeout_at(deadline, self.finished()).await.is_ok() {
            return Vec::new();
        }
        let mut names = Vec::new();
        for (name, handle) in lock(&self.inner.running).tasks.values() {
            names.push(name.clone());
            if let Some(handle) = handle {
                handle.abort();
            }
        }
        // Until they are dropped, and with them what they hold; not for one that blocks its thread.
        let _ = timeout(LAST_WORDS, self.finished()).await;
        names
    }
}

/// Takes a task off the list however it ends.
struct Done {
    tasks: Tasks,
    id: u64,
}

impl Drop for Done {
    fn drop(&mut self) {
        let inner = &self.tasks.inner;
        let mut running = lock(&inner.running);
        running.tasks.remove(&self.id);
        inner.count.send_replace(running.tasks.len());
    }
}
