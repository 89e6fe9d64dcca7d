//! Custom routes, workers, consumers and producers, as people and programs read them.

use serde::Serialize;

use super::push;
use crate::model::{self, Encoding};

/// A route that no rpc stands behind.
#[derive(Debug, Serialize)]
pub(super) struct Custom<'a> {
    name: &'a str,
    method: &'a str,
    path: &'a str,
    group: Option<&'a str>,
}

impl<'a> Custom<'a> {
    pub(super) fn of(route: &'a model::Route) -> Self {
        Self {
            name: &route.name,
            method: &route.method,
            path: &route.template.text,
            group: route.group.as_deref(),
        }
    }

    pub(super) fn write(&self, text: &mut String) {
        let group = self.group.map(|group| format!(" in the group {group}"));
        let group = group.unwrap_or_default();
        push(text, format_args!("\n{}, route{group}", self.name));
        push(text, format_args!("  {} {}", self.method, self.path));
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Worker<'a> {
    name: &'a str,
    task_queue: &'a str,
    workflows: Vec<Work<'a>>,
    activities: Vec<Work<'a>>,
}

/// A workflow or an activity.
#[derive(Debug, Serialize)]
struct Work<'a> {
    name: &'a str,
    /// What Temporal knows it by.
    temporal_name: &'a str,
    input: &'a str,
    output: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct Consumer<'a> {
    name: &'a str,
    topic: &'a str,
    group: &'a str,
    message: &'a str,
    encoding: &'static str,
    dead_letter: Option<&'a str>,
}

#[derive(Debug, Serialize)]
pub(super) struct Producer<'a> {
    name: &'a str,
    topic: &'a str,
    message: &'a str,
    encoding: &'static str,
    key: Option<&'a str>,
}

impl<'a> Worker<'a> {
    pub(super) fn of(worker: &'a model::Worker) -> Self {
        let workflow = |workflow: &'a model::Workflow| Work {
            name: &workflow.name,
            temporal_name: &workflow.temporal_name,
            input: &workflow.input.full_name,
            output: &workflow.output.full_name,
        };
        let activity = |activity: &'a model::Activity| Work {
            name: &activity.name,
            temporal_name: &activity.temporal_name,
            input: &activity.input.full_name,
            output: &activity.output.full_name,
        };
        Self {
            name: &worker.name,
            task_queue: &worker.task_queue,
            workflows: worker.workflows.iter().map(workflow).collect(),
            activities: worker.activities.iter().map(activity).collect(),
        }
    }

    pub(super) fn write(&self, text: &mut String) {
        let (name, queue) = (self.name, self.task_queue);
        push(
            text,
            format_args!("\n{name}, worker of the task queue {queue}"),
        );
        let workflows = self.workflows.iter().map(|work| ("workflow", work));
        let activities = self.activities.iter().map(|work| ("activity", work));
        let rows: Vec<(&str, &Work<'_>)> = workflows.chain(activities).collect();
        let width = rows.iter().map(|(_, work)| work.name.len()).max();
        let width = width.unwrap_or(0);
        for (kind, work) in rows {
            push(text, format_args!("  {:<width$}  {kind}", work.name));
        }
    }
}

impl<'a> Consumer<'a> {
    pub(super) fn of(consumer: &'a model::Consumer) -> Self {
        Self {
            name: &consumer.name,
            topic: &consumer.topic,
            group: &consumer.group,
            message: &consumer.message.full_name,
            encoding: encoding(consumer.encoding),
            dead_letter: consumer.dead_letter.as_deref(),
        }
    }

    pub(super) fn write(&self, text: &mut String) {
        push(
            text,
            format_args!(
                "\n{}, consumer of the topic {} in the group {}\n  {}",
                self.name, self.topic, self.group, self.message
            ),
        );
    }
}

impl<'a> Producer<'a> {
    pub(super) fn of(producer: &'a model::Producer) -> Self {
        let key = producer.key.as_ref().map(|key| key.field.as_str());
        Self {
            name: &producer.name,
            topic: &producer.topic,
            message: &producer.message.full_name,
            encoding: encoding(producer.encoding),
            key: key.map(|key| key.strip_prefix("r#").unwrap_or(key)),
        }
    }

    pub(super) fn write(&self, text: &mut String) {
        push(
            text,
            format_args!(
                "\n{}, producer for the topic {}\n  {}",
                self.name, self.topic, self.message
            ),
        );
    }
}

fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Protobuf => "protobuf",
        Encoding::Json => "json",
    }
}
