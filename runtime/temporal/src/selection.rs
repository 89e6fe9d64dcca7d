//! Which workers run: those that `APP_WORKERS` and `WORKER_TASK_QUEUE` leave.

use tonica_runtime::{Error, Role, Start};

use crate::Worker;
use crate::workers::Opening;

pub(crate) const TASK_QUEUE: &str = "WORKER_TASK_QUEUE";

/// Leaves the workers that `APP_WORKERS` and `WORKER_TASK_QUEUE` select.
pub(crate) fn select<S>(workers: Vec<Opening<S>>, start: &Start) -> Result<Vec<Opening<S>>, Error> {
    let wanted = start.list(TASK_QUEUE);
    let mut known: Vec<_> = workers.iter().map(|one| one.worker.task_queue).collect();
    known.sort_unstable();
    known.dedup();
    let unknown = |queue: &&String| !known.contains(&queue.as_str());
    let unknown: Vec<_> = wanted.iter().filter(unknown).map(String::as_str).collect();
    if !unknown.is_empty() {
        let (unknown, known) = (unknown.join(", "), known.join(", "));
        let problem =
            format!("this binary has no worker on queue {unknown}; its queues are: {known}");
        return Err(Error::config(TASK_QUEUE, problem));
    }
    let mut selected = Vec::new();
    for opening in workers {
        let Worker {
            name, task_queue, ..
        } = opening.worker;
        if !start.runs(Role::Workers, name) {
            continue;
        }
        if wanted.is_empty() || wanted.iter().any(|queue| queue == task_queue) {
            selected.push(opening);
        } else {
            tracing::info!("leaves out worker {name}: {task_queue} is not in {TASK_QUEUE}");
        }
    }
    if selected.is_empty() && !wanted.is_empty() {
        let problem = "with APP_WORKERS it leaves no worker to run: set one of them";
        return Err(Error::config(TASK_QUEUE, problem));
    }
    Ok(selected)
}
