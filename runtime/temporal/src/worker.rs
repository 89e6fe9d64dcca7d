//! What service.yaml says of a worker.

/// One worker: a task queue, and how much of it is done at a time.
#[derive(Clone, Copy, Debug)]
pub struct Worker {
    /// The name in `APP_WORKERS`, in logs, metrics and `/readyz`.
    pub name: &'static str,
    /// The queue that it polls.
    pub task_queue: &'static str,
    /// How many activities run at a time.
    pub max_concurrent_activities: usize,
}
