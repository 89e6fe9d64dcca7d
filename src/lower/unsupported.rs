//! Keys of service.yaml that are read and typed, but whose part isn't built yet: refused,
//! never accepted and ignored. A value that says the default is an absence.

use super::Context;
use crate::diagnostic::{Diagnostic, Span};
use crate::read::config::{
    Config, Consumer, Encoding, Entry, Gateway, Pollers, Producer, Protocol, Route, Versioning,
    Worker, Workflow,
};

/// A key as messages name it, and where it stands if it is used.
type Row<'a> = (&'static str, Option<&'a Span>);

/// Refuses each such key that is used.
pub(super) fn check(context: &mut Context<'_>) {
    let config = &context.raw.config;
    let mut rows = project(config).to_vec();
    rows.extend(config.gateway.iter().flat_map(gateway));
    let routes = config.routes.iter().flat_map(|routes| &routes.value);
    rows.extend(routes.flat_map(route));
    rows.extend(config.workers.iter().flat_map(worker));
    let workflows = config.workers.iter().flat_map(|worker| &worker.workflows);
    rows.extend(workflows.flat_map(workflow));
    rows.extend(config.consumers.iter().flat_map(consumer));
    rows.extend(config.producers.iter().flat_map(producer));
    for (name, key) in rows {
        let Some(key) = key else { continue };
        context.tell(
            Diagnostic::error(format!("`{name}` is not supported yet"))
                .at(key.clone(), "")
                .help("remove it: this version of tonica makes nothing of it"),
        );
    }
}

fn project(config: &Config) -> [Row<'_>; 2] {
    [
        ("auth", present(&config.auth)),
        ("breaking", present(&config.breaking)),
    ]
}

#[rustfmt::skip]
fn gateway(gateway: &Gateway) -> [Row<'_>; 1] {
    [
        ("gateway.rate_limits", filled(&gateway.rate_limits)),
    ]
}

fn route(route: &Route) -> [Row<'_>; 1] {
    [("routes[].workflow", present(&route.workflow))]
}

#[rustfmt::skip]
fn worker(worker: &Worker) -> [Row<'_>; 6] {
    [
        ("workers[].max_concurrent_workflow_tasks", present(&worker.max_concurrent_workflow_tasks)),
        ("workers[].max_cached_workflows", present(&worker.max_cached_workflows)),
        ("workers[].max_activities_per_second", present(&worker.max_activities_per_second)),
        ("workers[].task_queue_activities_per_second", present(&worker.task_queue_activities_per_second)),
        ("workers[].pollers", when(&worker.pollers, |pollers| matches!(pollers, Pollers::Fixed(_)))),
        ("workers[].versioning", when(&worker.versioning, |versioning| *versioning != Versioning::None)),
    ]
}

fn workflow(workflow: &Workflow) -> [Row<'_>; 4] {
    [
        ("workflows[].signals", filled(&workflow.signals)),
        ("workflows[].queries", filled(&workflow.queries)),
        ("workflows[].updates", filled(&workflow.updates)),
        ("workflows[].schedule", present(&workflow.schedule)),
    ]
}

#[rustfmt::skip]
fn consumer(consumer: &Consumer) -> [Row<'_>; 9] {
    let retry_topics = consumer.retry.as_ref().and_then(|retry| filled(&retry.topics));
    [
        ("consumers[].topics", filled(&consumer.topics)),
        ("consumers[].raw", when(&consumer.raw, |raw| *raw)),
        ("consumers[].encoding: confluent", when(&consumer.encoding, is_confluent)),
        ("consumers[].batch", present(&consumer.batch)),
        ("consumers[].retry.topics", retry_topics),
        ("consumers[].protocol: consumer", when(&consumer.protocol, |protocol| *protocol == Protocol::Consumer)),
        ("consumers[].static_membership", when(&consumer.static_membership, |is_static| *is_static)),
        ("consumers[].schema_registry", when(&consumer.schema_registry, |has_registry| *has_registry)),
        ("consumers[].max_bytes_in_flight", present(&consumer.max_bytes_in_flight)),
    ]
}

#[rustfmt::skip]
fn producer(producer: &Producer) -> [Row<'_>; 1] {
    [("producers[].encoding: confluent", when(&producer.encoding, is_confluent))]
}

fn is_confluent(encoding: &Encoding) -> bool {
    *encoding == Encoding::Confluent
}

/// The key, where it is written at all.
fn present<T>(entry: &Option<Entry<T>>) -> Option<&Span> {
    when(entry, |_| true)
}

/// The key of a list that isn't empty.
fn filled<T>(entry: &Option<Entry<Vec<T>>>) -> Option<&Span> {
    when(entry, |list| !list.is_empty())
}

/// The key, where its value is such.
fn when<T>(entry: &Option<Entry<T>>, such: impl Fn(&T) -> bool) -> Option<&Span> {
    let used = entry.as_ref().filter(|entry| such(&entry.value));
    used.map(|entry| &entry.key)
}
