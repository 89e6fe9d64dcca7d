//! The stop, in order and in bounded time: not ready, drain delay, edges, workers and consumers,
//! handed-off tasks, hooks, the State. What is left at a deadline is cut off and named.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use crate::exit::Exit;
use crate::group::{Drained, LAST_WORDS};
use crate::hooks::Trouble;
use crate::supervisor::Supervisor;
use crate::{Start, health};

/// How far the stop has come and what has gone wrong with it.
pub(crate) struct Stop {
    start: Start,
    whole: Instant,
    exit: Exit,
}

impl Stop {
    /// Begins the stop: the time for the whole runs from here.
    pub(crate) fn begin(start: &Start, exit: Exit) -> Self {
        start.readiness().down_quietly(health::STOP, "draining");
        let whole = Instant::now() + time(start, "SHUTDOWN_TIMEOUT");
        Self {
            start: start.clone(),
            whole,
            exit,
        }
    }

    /// Still serves, for as long as load balancers need to notice.
    pub(crate) async fn delay(&self, running: &Supervisor) {
        for group in [&running.edges, &running.workers, &running.consumers] {
            group.stopper.leave();
        }
        self.start.inner.process.leave();
        if !self.start.flag("APP_DEV") {
            tokio::time::sleep_until(self.deadline("SHUTDOWN_DELAY")).await;
        }
    }

    /// Drains the components, phase by phase.
    pub(crate) async fn drain(&mut self, running: &mut Supervisor) {
        let deadline = self.deadline("SHUTDOWN_EDGE");
        self.start.inner.process.drain(deadline);
        let edges = running.edges.drain(deadline).await;
        note(&mut self.exit, "edges", &edges);
        let (workers, consumers) = tokio::join!(
            running.workers.drain(self.deadline("SHUTDOWN_WORKER")),
            running.consumers.drain(self.deadline("SHUTDOWN_CONSUMER")),
        );
        note(&mut self.exit, "workers", &workers);
        note(&mut self.exit, "consumers", &consumers);
    }

    /// Awaits handed-off tasks and runs the hooks.
    pub(crate) async fn finish(&mut self) {
        let left = self
            .start
            .inner
            .tasks
            .finish(self.deadline("SHUTDOWN_TASKS"))
            .await;
        let tasks = Drained {
            left,
            ..Drained::default()
        };
        note(&mut self.exit, "handed-off tasks", &tasks);
        let mut hooks = Drained::default();
        for (name, trouble) in self
            .start
            .inner
            .hooks
            .run(self.deadline("SHUTDOWN_HOOKS"))
            .await
        {
            match trouble {
                Trouble::Panicked => hooks.failed.push(format!("{name}: panicked")),
                Trouble::Late => hooks.left.push(name.to_owned()),
            }
        }
        note(&mut self.exit, "hooks", &hooks);
    }

    /// Drops what the process stood on. On a thread of its own: a destructor may block for ever.
    pub(crate) async fn close(self, state: impl Send + 'static) -> Exit {
        let Self {
            start,
            whole,
            mut exit,
        } = self;
        let dropped = tokio::task::spawn_blocking(move || drop((state, start)));
        let mut closing = Drained::default();
        match timeout_at(whole.max(Instant::now() + LAST_WORDS), dropped).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => closing.failed.push(error.to_string()),
            Err(_) => closing.left.push("the State".to_owned()),
        }
        note(&mut exit, "closing", &closing);
        exit
    }

    fn deadline(&self, setting: &str) -> Instant {
        self.whole.min(Instant::now() + time(&self.start, setting))
    }
}

/// Tells the log how a phase ended, and the exit code.
fn note(exit: &mut Exit, phase: &str, drained: &Drained) {
    for left in &drained.left {
        tracing::error!(phase, "cut off at the deadline: {left}");
        *exit = exit.or(Exit::Deadline);
    }
    for failed in &drained.failed {
        tracing::error!(phase, "failed while it was drained: {failed}");
        *exit = exit.or(Exit::Failed);
    }
    tracing::debug!(phase, "drained");
}

/// A time of the table; all of the stop's have a default there.
fn time(start: &Start, setting: &str) -> Duration {
    start.duration(setting).unwrap_or_default()
}
