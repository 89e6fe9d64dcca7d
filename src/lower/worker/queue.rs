//! Task queues: which names Temporal takes, and which workers can share one.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::lower::Context;
use crate::read::config::{Spanned, Worker};

/// Longest name that Temporal takes, in bytes.
const LONGEST: usize = 1000;

/// How the names begin that Temporal keeps for itself.
const RESERVED: &str = "/_sys/";

/// Tells of a task queue that can't exist.
pub(super) fn check(context: &mut Context<'_>, queue: &Spanned<String>) {
    let name = &queue.value;
    let (reason, help) = if name.trim().is_empty() {
        ("it is empty", "name it after what it is for: `emails`")
    } else if name.len() > LONGEST {
        ("it is longer than 1000 bytes", "name it shorter")
    } else if name.chars().any(char::is_control) {
        (
            "it holds a control character",
            "use letters, digits, `-` and `_`",
        )
    } else if name.starts_with(RESERVED) {
        (
            "names that begin with `/_sys/` are its own",
            "use letters, digits, `-` and `_`",
        )
    } else {
        return check_selectable(context, queue);
    };
    context.tell(
        Diagnostic::error(format!("Temporal can't have this task queue: {reason}"))
            .at(queue.at.clone(), "")
            .help(help),
    );
}

/// Tells of a task queue that no setting of the binaries could name.
fn check_selectable(context: &mut Context<'_>, queue: &Spanned<String>) {
    let name = &queue.value;
    let reason = if name.contains(',') {
        "it holds a comma"
    } else if name.trim() != name {
        "it begins or ends with a space"
    } else {
        return;
    };
    context.tell(
        Diagnostic::error(format!("this task queue can't be used: {reason}"))
            .at(queue.at.clone(), "")
            .note("WORKER_TASK_QUEUE names the task queues of a process, with commas between")
            .help("use letters, digits, `-` and `_`"),
    );
}

/// Tells of two workers on one queue that both run workflows, or both activities: a task may
/// come to either, and only one knows what to do.
pub(super) fn check_shared(context: &mut Context<'_>, workers: &[Worker]) {
    let mut workflows: BTreeMap<&str, &Worker> = BTreeMap::new();
    let mut activities: BTreeMap<&str, &Worker> = BTreeMap::new();
    for worker in workers {
        let queue = worker.task_queue.value.as_str();
        let shared = [
            (
                "workflows",
                (!worker.workflows.is_empty())
                    .then(|| workflows.insert(queue, worker))
                    .flatten(),
            ),
            (
                "activities",
                (!worker.activities.is_empty())
                    .then(|| activities.insert(queue, worker))
                    .flatten(),
            ),
        ];
        let both = shared
            .into_iter()
            .find_map(|(what, first)| Some((what, first?)));
        if let Some((what, first)) = both {
            let message = format!(
                "`{}` and `{}` take {what} from one task queue, `{queue}`",
                first.name.value, worker.name.value
            );
            context.tell(
                Diagnostic::error(message)
                    .at(worker.task_queue.at.clone(), "")
                    .label(first.task_queue.at.clone(), "first here")
                    .help("give each a task queue of its own: a task may come to the one that doesn't know it"),
            );
        }
    }
}
