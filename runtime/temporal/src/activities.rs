//! The activities of a worker that run now: each is measured, its failure is logged, and what is
//! left at the deadline of the stop is cut off, which the SDK doesn't do.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use temporalio_sdk::ApplicationFailure;
use temporalio_sdk::activities::ActivityError;
use temporalio_sdk::interceptors::{
    ActivityInboundInterceptor, ExecuteActivityInput, ExecuteActivityOutput, Next,
};
use tokio::sync::watch;

use crate::metrics::Metrics;

/// The running activities. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Activities {
    inner: Arc<Inner>,
}

struct Inner {
    worker: &'static str,
    metrics: Metrics,
    /// How often each runs now, by name.
    running: Mutex<BTreeMap<String, usize>>,
    /// How many run now; tells those who wait for the last one.
    count: watch::Sender<usize>,
    cut: watch::Sender<bool>,
}

impl Activities {
    pub(crate) fn new(worker: &'static str, metrics: Metrics) -> Self {
        let inner = Inner {
            worker,
            metrics,
            running: Mutex::default(),
            count: watch::Sender::default(),
            cut: watch::Sender::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Waits until none runs.
    pub(crate) async fn idle(&self) {
        // The sender lives in `self`: waiting can't fail.
        let _ = self
            .inner
            .count
            .subscribe()
            .wait_for(|count| *count == 0)
            .await;
    }

    /// Ends all that run, and those that begin from now on; gives their names.
    pub(crate) fn cut(&self) -> Vec<String> {
        let names = self.inner.running().keys().cloned().collect();
        self.inner.cut.send_replace(true);
        names
    }
}

impl Inner {
    fn running(&self) -> MutexGuard<'_, BTreeMap<String, usize>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, name: &str) -> Begun<'_> {
        *self.running().entry(name.to_owned()).or_default() += 1;
        self.count.send_modify(|count| *count += 1);
        Begun {
            inner: self,
            name: name.to_owned(),
            since: Instant::now(),
            failed: true,
        }
    }
}

/// One attempt; it is over when this is dropped, however that comes.
struct Begun<'a> {
    inner: &'a Inner,
    name: String,
    since: Instant,
    failed: bool,
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        let took = self.since.elapsed();
        let metrics = &self.inner.metrics;
        metrics.record(self.inner.worker, &self.name, took, self.failed);
        let mut running = self.inner.running();
        if let Some(count) = running.get_mut(&self.name) {
            *count -= 1;
            if *count == 0 {
                running.remove(&self.name);
            }
        }
        drop(running);
        self.inner.count.send_modify(|count| *count -= 1);
    }
}

impl ActivityInboundInterceptor for Activities {
    fn execute_activity<'a>(
        &'a self,
        input: ExecuteActivityInput,
        next: Next<'a, ExecuteActivityInput, ExecuteActivityOutput<'a>>,
    ) -> ExecuteActivityOutput<'a> {
        Box::pin(async move {
            let info = input.activity_info();
            let mut begun = self.inner.begin(&info.activity_type);
            let (attempt, workflow) = (info.attempt, info.workflow_id.clone());
            let mut cut = self.inner.cut.subscribe();
            // A panic comes out of this as a failure that is tried again.
            let result = tokio::select! {
                biased;
                _ = cut.wait_for(|cut| *cut) => {
                    let why = "the worker stopped before the activity was done";
                    Err(ApplicationFailure::new(why).into())
                }
                result = next.run(input) => result,
            };
            match &result {
                Err(ActivityError::Application(error)) => tracing::warn!(
                    worker = self.inner.worker,
                    activity = begun.name,
                    attempt,
                    workflow,
                    retried = !error.is_non_retryable(),
                    "an activity failed: {error}"
                ),
                Ok(_) | Err(_) => begun.failed = false,
            }
            result
        })
    }
}
