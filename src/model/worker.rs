//! Temporal workers with their workflows and activities.

use std::time::Duration;

use super::TypeRef;

/// One worker: a task queue, and what is run from it.
#[derive(Debug, Clone)]
pub struct Worker {
    /// Snake-case name in service.yaml, of the file and the module: `fulfilment`.
    pub name: String,
    /// The Rust type that holds its activities: `Fulfilment`.
    pub type_name: String,
    /// The task queue that it polls.
    pub task_queue: String,
    /// Activities that it runs at once; 50 by default.
    pub max_concurrent_activities: u32,
    /// In the order of service.yaml.
    pub workflows: Vec<Workflow>,
    /// In the order of service.yaml.
    pub activities: Vec<Activity>,
}

/// One workflow of a worker.
#[derive(Debug, Clone)]
pub struct Workflow {
    /// Snake-case name in service.yaml, of the file, the module and the field of Clients:
    /// `order_fulfilment`.
    pub name: String,
    /// The Rust type of its definition and of its body: `OrderFulfilment`.
    pub type_name: String,
    /// What Temporal knows it by: `fulfilment.order_fulfilment`.
    pub temporal_name: String,
    /// The message that it starts with.
    pub input: TypeRef,
    /// The message that it ends with.
    pub output: TypeRef,
    /// How long it may take in all.
    pub execution_timeout: Option<Duration>,
}

/// One activity of a worker.
#[derive(Debug, Clone)]
pub struct Activity {
    /// Snake-case name in service.yaml, of the method: `send_email`.
    pub name: String,
    /// The Rust type of its definition: `SendEmail`.
    pub type_name: String,
    /// What Temporal knows it by: `fulfilment.send_email`.
    pub temporal_name: String,
    /// The message that it gets.
    pub input: TypeRef,
    /// The message that it answers.
    pub output: TypeRef,
    /// How long one attempt may take.
    pub start_to_close: Duration,
    /// How long it may be silent.
    pub heartbeat: Option<Duration>,
    /// How it is tried again.
    pub retry: ActivityRetry,
}

/// How an activity is tried again; what is `None` is left to Temporal.
#[derive(Debug, Clone, Default)]
pub struct ActivityRetry {
    /// Attempts in all.
    pub attempts: Option<u32>,
    /// The first pause.
    pub initial: Option<Duration>,
    /// By how much each pause is longer than the one before.
    pub coefficient: Option<f64>,
    /// The longest pause.
    pub maximum: Option<Duration>,
    /// Kinds of errors that end it at once.
    pub non_retryable: Vec<String>,
}
