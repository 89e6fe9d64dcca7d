//! The Temporal workers of service.yaml: what they run, and that no two stand in each
//! other's way.

mod activity;
mod queue;

use super::amount::{self, Limit, TEN_YEARS};
use super::entry::{self, ACTIVITY, WORKER, WORKFLOW};
use super::{Context, message};
use crate::diagnostic::Diagnostic;
use crate::model::{TypeRef, Worker, Workflow, name};
use crate::read::config::{self, Spanned};

/// Activities that a worker runs at once, if service.yaml doesn't say.
const CONCURRENT_ACTIVITIES: u32 = 50;

const MAX_CONCURRENT_ACTIVITIES: Limit<u32> = Limit {
    most: 10_000,
    text: "10000",
    help: "it is how many activities the worker runs at once",
};

const EXECUTION_TIMEOUT: Limit<std::time::Duration> = Limit {
    most: TEN_YEARS,
    text: "3650d",
    help: "it is how long the workflow may take in all; leave it out for no limit",
};

/// All workers whose messages are known; tells what is wrong with any.
pub(super) fn all(context: &mut Context<'_>) -> Vec<Worker> {
    let workers = &context.raw.config.workers;
    entry::check_all(context, &WORKER, workers.iter().map(|worker| &worker.name));
    let workflows = workers.iter().flat_map(|worker| &worker.workflows);
    entry::check_all(context, &WORKFLOW, workflows.map(|workflow| &workflow.name));
    queue::check_shared(context, workers);
    workers
        .iter()
        .filter_map(|worker| one(context, worker))
        .collect()
}

fn one(context: &mut Context<'_>, worker: &config::Worker) -> Option<Worker> {
    queue::check(context, &worker.task_queue);
    let activities = worker.activities.iter().map(|activity| &activity.name);
    entry::check_all(context, &ACTIVITY, activities);
    check_definitions(context, worker);
    if worker.workflows.is_empty() && worker.activities.is_empty() {
        let message = format!("the worker `{}` has nothing to do", worker.name.value);
        context.tell(
            Diagnostic::error(message)
                .at(worker.name.at.clone(), "")
                .help("give it `workflows` or `activities`, or take it out"),
        );
    }
    let name = &worker.name.value;
    let max_concurrent_activities =
        worker
            .max_concurrent_activities
            .as_ref()
            .map_or(CONCURRENT_ACTIVITIES, |count| {
                let key = "max_concurrent_activities";
                amount::count(context, key, count, &MAX_CONCURRENT_ACTIVITIES)
            });
    // All of them are looked at before one that is wrong ends it.
    let workflows: Vec<Option<Workflow>> = worker
        .workflows
        .iter()
        .map(|one| workflow(context, name, one))
        .collect();
    let activities: Vec<_> = worker
        .activities
        .iter()
        .map(|one| activity::one(context, name, one))
        .collect();
    Some(Worker {
        type_name: name::camel(name),
        name: name.clone(),
        task_queue: worker.task_queue.value.clone(),
        max_concurrent_activities,
        workflows: workflows.into_iter().collect::<Option<_>>()?,
        activities: activities.into_iter().collect::<Option<_>>()?,
    })
}

fn workflow(
    context: &mut Context<'_>,
    worker: &str,
    workflow: &config::Workflow,
) -> Option<Workflow> {
    let input = message::payload(context, &workflow.input);
    let output = output(context, workflow.output.as_ref());
    let execution_timeout = workflow
        .execution_timeout
        .as_ref()
        .map(|timeout| amount::period(context, "execution_timeout", timeout, &EXECUTION_TIMEOUT));
    let name = &workflow.name.value;
    Some(Workflow {
        type_name: name::camel(name),
        temporal_name: name::temporal(worker, name),
        name: name.clone(),
        input: input?,
        output: output?,
        execution_timeout,
    })
}

/// What is answered: nothing, if service.yaml doesn't say.
fn output(context: &mut Context<'_>, wanted: Option<&Spanned<String>>) -> Option<TypeRef> {
    match wanted {
        Some(wanted) => message::payload(context, wanted),
        None => Some(TypeRef::of(message::EMPTY)),
    }
}

/// Tells of a workflow and an activity that would be one type in the worker's contract.
fn check_definitions(context: &mut Context<'_>, worker: &config::Worker) {
    for activity in &worker.activities {
        let type_name = name::camel(&activity.name.value);
        let same = |workflow: &&config::Workflow| name::camel(&workflow.name.value) == type_name;
        if let Some(workflow) = worker.workflows.iter().find(same) {
            let message = format!(
                "a workflow and an activity of `{}` would both be defined as `{type_name}`",
                worker.name.value
            );
            context.tell(entry::twice(
                message,
                &workflow.name.at,
                &activity.name.at,
                "give one of them another `name`",
            ));
        }
    }
}
