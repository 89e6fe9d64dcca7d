//! The part of an app that runs workers. Everything that holds workflow and activity code hangs on
//! [`workers`], so that a binary which doesn't call it has none.

use std::sync::Arc;
use std::time::Duration;

use temporalio_sdk::WorkerOptions;
use temporalio_sdk::runtime::worker_tuner::{FixedSizeSlotSupplier, TunerHolder};
use tonica_runtime::{Component, Error, Kind, Part, Role, Setting, Start};
use tonica_temporal_client::Temporal;

use crate::activities::Activities;
use crate::component::Running;
use crate::engine::Engine;
use crate::metrics::Metrics;
use crate::selection::{TASK_QUEUE, select};
use crate::{Registry, Worker};

/// Workflow tasks take no time of their own: this many at once keep any machine busy.
const WORKFLOW_TASKS: usize = 100;

/// The workers that a crate holds, and how each is filled.
pub struct Workers<S> {
    workers: Vec<Opening<S>>,
}

/// One worker before the State is open.
pub(crate) struct Opening<S> {
    pub(crate) worker: Worker,
    open: Open<S>,
}

/// Registers what a worker runs.
type Open<S> = Box<dyn FnOnce(Arc<S>, &mut Registry) + Send>;

impl<S> Default for Workers<S> {
    fn default() -> Self {
        Self {
            workers: Vec::new(),
        }
    }
}

impl<S> Workers<S> {
    /// No worker yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more worker; `open` registers what it runs when the State is open, if it is to run here.
    #[must_use]
    pub fn with(
        mut self,
        worker: Worker,
        open: impl FnOnce(Arc<S>, &mut Registry) + Send + 'static,
    ) -> Self {
        let open = Box::new(open);
        self.workers.push(Opening { worker, open });
        self
    }
}

/// The part of an app that runs `all` of a crate's workers, or those that the mode, `APP_WORKERS`
/// and `WORKER_TASK_QUEUE` leave of them.
pub fn workers<S: Send + Sync + 'static, F: FnOnce() -> Workers<S>>(
    all: F,
) -> impl Part<S> + 'static {
    all()
}

impl<S: Send + Sync + 'static> Part<S> for Workers<S> {
    fn role(&self) -> Role {
        Role::Workers
    }

    fn names(&self) -> Vec<&'static str> {
        self.workers.iter().map(|one| one.worker.name).collect()
    }

    fn settings(&self) -> Vec<Setting> {
        let help = "Run only the workers on these task queues";
        let queue = Setting::new(TASK_QUEUE, Kind::List, None, help).group("Temporal");
        let mut rows = tonica_temporal_client::settings();
        rows.push(queue);
        rows
    }

    fn needs_state(&self) -> bool {
        true
    }

    fn build(
        self: Box<Self>,
        start: &Start,
        state: Option<Arc<S>>,
    ) -> Result<Vec<Box<dyn Component>>, Error> {
        let state = state.ok_or_else(|| Error::new("workers can't run without the State"))?;
        let temporal = Temporal::of(start)?;
        let metrics = Metrics::default();
        metrics.register(start);
        let engine = Arc::new(Engine::default());
        let time = start.duration("SHUTDOWN_WORKER");
        let grace = time.unwrap_or(Duration::from_secs(20)) * 3 / 4;
        let mut components: Vec<Box<dyn Component>> = Vec::new();
        let mut problems = Vec::new();
        for Opening { worker, open } in select(self.workers, start)? {
            let activities = Activities::new(worker.name, metrics.clone());
            let mut registry = Registry::new(options(worker, grace, &activities));
            open(Arc::clone(&state), &mut registry);
            let polls = (registry.workflows > 0, registry.activities > 0);
            match registry.finish() {
                Ok(options) => components.push(Box::new(Running {
                    worker,
                    options,
                    polls,
                    activities,
                    temporal: Arc::clone(&temporal),
                    engine: Arc::clone(&engine),
                })),
                Err(error) => problems.push(error),
            }
        }
        Error::all(problems)?;
        Ok(components)
    }
}

/// What the SDK needs to know of a worker. After `grace` activities hear that they are cancelled.
fn options(worker: Worker, grace: Duration, activities: &Activities) -> WorkerOptions {
    let slots = FixedSizeSlotSupplier::new;
    let tuner = TunerHolder::builder()
        .workflow_task_slot_supplier(slots(WORKFLOW_TASKS))
        .activity_task_slot_supplier(slots(worker.max_concurrent_activities))
        .local_activity_task_slot_supplier(slots(worker.max_concurrent_activities))
        .nexus_task_slot_supplier(slots(1))
        .build();
    WorkerOptions::new(worker.task_queue)
        .tuner(tuner)
        .graceful_shutdown_period(grace)
        .activity_inbound_interceptor(activities.clone())
        .build()
}
