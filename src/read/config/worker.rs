//! `workers`: Temporal workers with their workflows and activities.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Entry, Period, Spanned};
use crate::diagnostic::Diagnostics;
use crate::read::map::{choice, map};
use crate::read::node::{Node, Value};
use crate::read::value::{Read, expected};

map! {
    /// One worker: workflows and activities.
    Worker {
        /// Its name in snake case.
        #[schemars(regex(pattern = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"))]
        name: Spanned<String>,
        /// The task queue that it polls.
        task_queue: Spanned<String>,
        /// Activities that it runs at once.
        #[schemars(default)]
        max_concurrent_activities: Option<Spanned<u32>>,
        /// Workflow tasks that it runs at once.
        #[schemars(default)]
        max_concurrent_workflow_tasks: Option<Entry<u32>>,
        /// Workflows that it keeps in memory.
        #[schemars(default)]
        max_cached_workflows: Option<Entry<u32>>,
        /// Activities a second of this worker.
        #[schemars(default)]
        max_activities_per_second: Option<Entry<f64>>,
        /// Activities a second of all workers of the task queue.
        #[schemars(default)]
        task_queue_activities_per_second: Option<Entry<f64>>,
        /// How many poll; default `auto`.
        #[schemars(default)]
        pollers: Option<Entry<Pollers>>,
        /// How versions of the worker live side by side; default `none`.
        #[schemars(default)]
        versioning: Option<Entry<Versioning>>,
        /// Its workflows.
        #[schemars(default)]
        workflows: Vec<Workflow>,
        /// Its activities.
        #[schemars(default)]
        activities: Vec<Activity>,
    }
}

/// How many poll the task queue.
#[derive(Debug, Clone)]
pub enum Pollers {
    /// As many as there is work for.
    Auto,
    /// So many.
    Fixed(PollerCounts),
}

map! {
    /// How many poll for what.
    PollerCounts {
        /// For workflow tasks.
        #[schemars(default)]
        workflow: Option<Spanned<u32>>,
        /// For activities.
        #[schemars(default)]
        activity: Option<Spanned<u32>>,
    }
}

impl Read for Pollers {
    fn read(node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            Value::Text(text) if text == "auto" => Some(Self::Auto),
            Value::Map(_) => PollerCounts::read(node, errors).map(Self::Fixed),
            _ => {
                errors.push(expected(
                    "`auto` or a map",
                    node,
                    "write `auto` or `{workflow: 5, activity: 5}`",
                ));
                None
            }
        }
    }
}

impl JsonSchema for Pollers {
    fn schema_name() -> Cow<'static, str> {
        "Pollers".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let counts = generator.subschema_for::<PollerCounts>();
        json_schema!({ "oneOf": [{ "const": "auto" }, counts] })
    }
}

choice! {
    /// How versions of a worker live side by side; the build id is the git revision.
    Versioning {
        /// Not at all.
        None = "none",
        /// A workflow stays with the version that started it.
        Pinned = "pinned",
        /// A workflow moves to the newest version.
        AutoUpgrade = "auto_upgrade",
    }
}

map! {
    /// One workflow.
    Workflow {
        /// Its name in snake case.
        #[schemars(regex(pattern = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"))]
        name: Spanned<String>,
        /// The message that it starts with.
        input: Spanned<String>,
        /// The message that it ends with; default google.protobuf.Empty.
        #[schemars(default)]
        output: Option<Spanned<String>>,
        /// Messages that it takes while it runs.
        #[schemars(default)]
        signals: Option<Entry<Vec<Signal>>>,
        /// Questions that it answers.
        #[schemars(default)]
        queries: Option<Entry<Vec<Query>>>,
        /// Changes that it takes and answers.
        #[schemars(default)]
        updates: Option<Entry<Vec<Update>>>,
        /// How long it may take in all.
        #[schemars(default)]
        execution_timeout: Option<Spanned<Period>>,
        /// When it is started by itself, as a cron expression.
        #[schemars(default)]
        schedule: Option<Entry<String>>,
    }
}

map! {
    /// A message that a workflow takes while it runs.
    Signal {
        /// Its name in snake case.
        name: Spanned<String>,
        /// The message.
        input: Spanned<String>,
    }
}

map! {
    /// A question that a workflow answers.
    Query {
        /// Its name in snake case.
        name: Spanned<String>,
        /// The message that asks; default google.protobuf.Empty.
        #[schemars(default)]
        input: Option<Spanned<String>>,
        /// The message that answers.
        output: Spanned<String>,
    }
}

map! {
    /// A change that a workflow takes and answers.
    Update {
        /// Its name in snake case.
        name: Spanned<String>,
        /// The message that asks.
        input: Spanned<String>,
        /// The message that answers; default google.protobuf.Empty.
        #[schemars(default)]
        output: Option<Spanned<String>>,
    }
}

map! {
    /// One activity.
    Activity {
        /// Its name in snake case.
        #[schemars(regex(pattern = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"))]
        name: Spanned<String>,
        /// The message that it gets.
        input: Spanned<String>,
        /// The message that it answers; default google.protobuf.Empty.
        #[schemars(default)]
        output: Option<Spanned<String>>,
        /// How long one attempt may take.
        start_to_close: Spanned<Period>,
        /// How long it may be silent.
        #[schemars(default)]
        heartbeat: Option<Spanned<Period>>,
        /// How it is tried again.
        #[schemars(default)]
        retry: Option<ActivityRetry>,
    }
}

map! {
    /// How an activity is tried again.
    ActivityRetry {
        /// Attempts in all; default: no limit.
        #[schemars(default)]
        attempts: Option<Spanned<u32>>,
        /// The first pause.
        #[schemars(default)]
        initial: Option<Spanned<Period>>,
        /// By how much each pause is longer than the one before.
        #[schemars(default)]
        coefficient: Option<Spanned<f64>>,
        /// The longest pause.
        #[schemars(default)]
        maximum: Option<Spanned<Period>>,
        /// Kinds of errors that end it at once.
        #[schemars(default)]
        non_retryable: Vec<Spanned<String>>,
    }
}
