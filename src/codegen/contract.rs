//! The crates `contract`, `workflows` and `clients`: what their templates say of workers,
//! with all names made. What Temporal must know the same everywhere comes from here.

use serde::Serialize;

use crate::codegen::names::Crates;
use crate::codegen::types::duration;
use crate::model::{self, ActivityRetry, Model, name};

/// A worker, its workflows and activities.
#[derive(Serialize)]
pub struct Worker {
    name: String,
    module_name: String,
    type_name: String,
    /// The task queue, in quotes.
    task_queue: String,
    /// Whether any of its activities says how it is tried again.
    has_retry: bool,
    workflows: Vec<Workflow>,
    activities: Vec<Activity>,
}

/// A workflow.
#[derive(Serialize)]
pub struct Workflow {
    name: String,
    module_name: String,
    type_name: String,
    temporal_name: String,
    /// The constant that says how it is started, in the crate `clients`.
    constant: String,
    input: String,
    output: String,
    /// An expression.
    execution_timeout: String,
}

/// An activity.
#[derive(Serialize)]
pub struct Activity {
    name: String,
    /// The method and the function of its options.
    method: String,
    type_name: String,
    temporal_name: String,
    input: String,
    output: String,
    /// An expression.
    start_to_close: String,
    /// An expression.
    heartbeat: Option<String>,
    /// The calls of a builder.
    retry: Vec<String>,
}

/// Workers in the order of service.yaml.
pub fn workers(model: &Model, which: fn(&model::Worker) -> bool) -> Vec<Worker> {
    let workers = model.workers.iter().filter(|worker| which(worker));
    workers.map(|worker| Worker::of(model, worker)).collect()
}

impl Worker {
    /// What templates say of a worker.
    pub fn of(model: &Model, worker: &model::Worker) -> Self {
        let mut crates = Crates::contract(model);
        crates.empty = "crate::Empty".to_owned(); // they are shown in that crate alone
        let activities = worker.activities.iter();
        let activities: Vec<Activity> = activities
            .map(|activity| Activity::of(&crates, activity))
            .collect();
        let workflows = worker.workflows.iter();
        Self {
            name: worker.name.clone(),
            module_name: name::identifier(&worker.name),
            type_name: worker.type_name.clone(),
            task_queue: format!("{:?}", worker.task_queue),
            has_retry: (activities.iter()).any(|activity| !activity.retry.is_empty()),
            workflows: workflows
                .map(|workflow| Workflow::of(&crates, workflow))
                .collect(),
            activities,
        }
    }
}

impl Workflow {
    fn of(crates: &Crates, workflow: &model::Workflow) -> Self {
        let timeout = workflow.execution_timeout.map(duration);
        Self {
            name: workflow.name.clone(),
            module_name: name::identifier(&workflow.name),
            type_name: workflow.type_name.clone(),
            temporal_name: workflow.temporal_name.clone(),
            constant: name::shouty(&workflow.name),
            input: crates.path(&workflow.input),
            output: crates.path(&workflow.output),
            execution_timeout: timeout
                .map_or_else(|| "None".to_owned(), |timeout| format!("Some({timeout})")),
        }
    }
}

impl Activity {
    fn of(crates: &Crates, activity: &model::Activity) -> Self {
        Self {
            name: activity.name.clone(),
            method: name::identifier(&activity.name),
            type_name: activity.type_name.clone(),
            temporal_name: activity.temporal_name.clone(),
            input: crates.path(&activity.input),
            output: crates.path(&activity.output),
            start_to_close: duration(activity.start_to_close),
            heartbeat: activity.heartbeat.map(duration),
            retry: retry(&activity.retry),
        }
    }
}

/// The calls that make a retry policy; none where all is left to Temporal.
fn retry(retry: &ActivityRetry) -> Vec<String> {
    let mut calls = Vec::new();
    if let Some(initial) = retry.initial {
        calls.push(format!("initial_interval({})", duration(initial)));
    }
    if let Some(coefficient) = retry.coefficient {
        calls.push(format!("backoff_coefficient({coefficient:?})"));
    }
    if let Some(maximum) = retry.maximum {
        calls.push(format!("maximum_interval({})", duration(maximum)));
    }
    if let Some(attempts) = retry.attempts {
        calls.push(format!("maximum_attempts({attempts})"));
    }
    if !retry.non_retryable.is_empty() {
        let kinds = &retry.non_retryable;
        calls.push(format!("non_retryable_error_types({kinds:?})"));
    }
    calls
}
