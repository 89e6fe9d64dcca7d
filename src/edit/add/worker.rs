//! `tonica add worker`: a worker with the first of what it runs.

use super::Edits;
use super::entry::{Value, added, same};
use super::work::{
    Resolved, START_TO_CLOSE, Work, activity_entry, has_activity, has_workflow, resolved, text,
    workflow_entry,
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    edit::yaml::{Field, Place},
    read::{PROJECT_FILE, Raw, config},
};

/// Adds a worker with activities and workflows, each as `NAME:INPUT[:OUTPUT]`.
pub(crate) fn worker(
    raw: &Raw,
    name: &str,
    task_queue: &str,
    activities: &[String],
    workflows: &[String],
) -> Result<Edits, Diagnostics> {
    let activities = all(raw, activities)?;
    let workflows = all(raw, workflows)?;
    let known = raw
        .config
        .workers
        .iter()
        .find(|worker| worker.name.value == name);
    if let Some(known) = known {
        let queue = Value {
            key: "task_queue",
            asked: Some(task_queue),
            there: Some(&known.task_queue.value),
        };
        same(&format!("a worker `{name}`"), &known.name.at, &[queue])?;
        for activity in &activities {
            has_activity(known, activity, None)?
                .then_some(())
                .ok_or_else(|| lacks(known, "activity", activity))?;
        }
        for workflow in &workflows {
            has_workflow(known, workflow)?
                .then_some(())
                .ok_or_else(|| lacks(known, "workflow", workflow))?;
        }
        return Ok(Edits::new());
    }
    let mut entry = vec![("name", text(name)), ("task_queue", text(task_queue))];
    if !workflows.is_empty() {
        let list = workflows.iter().map(workflow_entry);
        entry.push(("workflows", Field::List(list.collect())));
    }
    if !activities.is_empty() {
        let list = activities
            .iter()
            .map(|activity| activity_entry(activity, START_TO_CLOSE));
        entry.push(("activities", Field::List(list.collect())));
    }
    added(raw, Place::top("workers"), &entry)
}

/// Works as `NAME:INPUT[:OUTPUT]`.
fn all<'a>(raw: &Raw, specs: &'a [String]) -> Result<Vec<Resolved<'a>>, Diagnostics> {
    let one = |spec: &'a String| {
        let parts: Vec<&str> = spec.split(':').collect();
        let (name, input, output) = match parts[..] {
            [name, input] => (name, input, None),
            [name, input, output] => (name, input, Some(output)),
            _ => {
                return Err(
                    Diagnostic::error(format!("`{spec}` is no NAME:INPUT[:OUTPUT]"))
                        .help("name it and its messages: `send_email:SendMailRequest`")
                        .into(),
                );
            }
        };
        let work = Work {
            name,
            input,
            output,
        };
        resolved(raw, work)
    };
    specs.iter().map(one).collect()
}

/// A worker is there, but not with all that was asked for.
fn lacks(worker: &config::Worker, kind: &str, work: &Resolved<'_>) -> Diagnostics {
    let (worker, name) = (&worker.name, work.name);
    Diagnostic::error(format!(
        "{PROJECT_FILE} has a worker `{}`, and it has no {kind} `{name}`",
        worker.value
    ))
    .at(worker.at.clone(), "this one")
    .help(format!(
        "add it: `tonica add {kind} {} {name} --input {}`",
        worker.value, work.input
    ))
    .into()
}
