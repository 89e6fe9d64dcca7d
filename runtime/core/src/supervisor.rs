//! Runs components: starts them again after a failure, and ends the process when that doesn't help.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tokio::sync::mpsc;

use crate::backoff::Backoff;
use crate::group::Group;
use crate::{Component, Error, Life, OnFailure, Phase, Readiness, Start};

/// The running components, by phase.
pub(crate) struct Supervisor {
    pub(crate) edges: Group,
    pub(crate) workers: Group,
    pub(crate) consumers: Group,
    failures: mpsc::UnboundedReceiver<Error>,
    report: mpsc::UnboundedSender<Error>,
    readiness: Readiness,
    backoff: Backoff,
}

impl Supervisor {
    pub(crate) fn new(start: &Start) -> Self {
        let (report, failures) = mpsc::unbounded_channel();
        Self {
            edges: Group::default(),
            workers: Group::default(),
            consumers: Group::default(),
            failures,
            report,
            readiness: start.readiness().clone(),
            backoff: Backoff::of(start),
        }
    }

    /// Starts the components: workers and consumers first, edges last.
    pub(crate) fn start(&mut self, mut components: Vec<Box<dyn Component>>) {
        components.sort_by_key(|component| component.phase() == Phase::Edge);
        for component in components {
            let group = match component.phase() {
                Phase::Edge => &mut self.edges,
                Phase::Worker => &mut self.workers,
                Phase::Consumer => &mut self.consumers,
            };
            let life = group.stopper.life(component.name(), &self.readiness);
            // Before the task runs: the process must not look ready in between.
            self.readiness.down_quietly(component.name(), "starting");
            let watch = Watch {
                component: component.into(),
                life,
                readiness: self.readiness.clone(),
                report: self.report.clone(),
                backoff: self.backoff,
            };
            group.spawn(watch.component.name().to_owned(), watch.run());
        }
    }

    /// Waits for a failure that ends the process.
    pub(crate) async fn failure(&mut self) -> Error {
        match self.failures.recv().await {
            Some(error) => error,
            // Not reached: the supervisor holds a sender itself.
            None => std::future::pending().await,
        }
    }
}

/// One component and what watching it needs.
struct Watch {
    component: Arc<dyn Component>,
    life: Life,
    readiness: Readiness,
    report: mpsc::UnboundedSender<Error>,
    backoff: Backoff,
}

impl Watch {
    /// Runs the component until it is done or drained. An error is one of the drain.
    async fn run(mut self) -> Result<(), Error> {
        let name = self.component.name().to_owned();
        loop {
            let begun = Instant::now();
            let run = AssertUnwindSafe(self.component.run(self.life.clone()));
            let error = match run.catch_unwind().await {
                Ok(Ok(())) => {
                    self.readiness.clear(&name);
                    tracing::debug!(component = name, "done");
                    return Ok(());
                }
                Ok(Err(error)) => error,
                Err(_) => Error::new("panicked"),
            };
            if self.life.deadline().is_some() || self.life.is_killed() {
                return Err(error);
            }
            let Some(pause) = self.pause(&error, begun.elapsed()) else {
                self.readiness
                    .down_quietly(&name, format!("failed: {error}"));
                // The receiver is gone only when the process ends anyway.
                let _ = self.report.send(error.of_component(&name));
                return Ok(());
            };
            tracing::error!(component = name, %error, again_in = ?pause, "failed; starts again");
            self.readiness
                .down_quietly(&name, format!("failed, starts again in {pause:?}: {error}"));
            tokio::select! {
                () = tokio::time::sleep(pause) => self.readiness.down_quietly(&name, "starting"),
                () = self.life.draining() => return Ok(()),
            };
        }
    }

    /// How long to wait before the next run; `None` if there shall be none.
    fn pause(&mut self, error: &Error, ran: Duration) -> Option<Duration> {
        if error.is_config() || self.component.on_failure() == OnFailure::Exit {
            return None;
        }
        self.backoff.failed(ran)
    }
}
