//! `tonica add …` as people type it: a kind of entries, its name, and what must be said of it.

use clap::{ArgGroup, Args, Subcommand};

use super::Writing;

#[derive(Debug, Subcommand)]
pub(crate) enum Add {
    /// A service that a proto defines or, when none does, a small proto to start from
    Service {
        /// `shop.billing.v1.InvoiceService`, `InvoiceService` or `invoice_service`
        name: String,
        #[command(flatten)]
        writing: Writing,
    },
    /// An rpc with an HTTP rule and its messages, in the proto of its service
    Rpc {
        /// `OrderService/CancelOrder`; the service also by its full name or its name in
        /// service.yaml
        name: String,
        #[command(flatten)]
        writing: Writing,
    },
    /// A Temporal worker with its first activities and workflows
    ///
    /// For example: tonica add worker mail --task-queue mail --activity
    /// send:shop.mail.v1.SendMailRequest
    Worker(Worker),
    /// An activity of a worker
    Activity(Activity),
    /// A workflow of a worker
    Workflow(Workflow),
    /// A Kafka consumer, with a dead letter topic of its own
    Consumer(Consumer),
    /// A Kafka producer, which becomes a field of Clients
    Producer(Producer),
    /// A route of the gateway that no rpc stands behind, answered by a handler of yours
    ///
    /// For example: tonica add route webhook --path /hooks/payments --group /public
    Route(Route),
    /// What is no kind of entry: refused by name.
    #[command(external_subcommand)]
    Other(Vec<String>),
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("work").args(["activities", "workflows"]).required(true).multiple(true)))]
pub(crate) struct Worker {
    /// Its name in snake case
    pub(crate) name: String,
    /// The task queue that it polls
    #[arg(long, value_name = "QUEUE")]
    pub(crate) task_queue: String,
    /// An activity with its messages, by full or short names; may be given more than once.
    /// Without OUTPUT it answers google.protobuf.Empty
    #[arg(long = "activity", value_name = "NAME:INPUT[:OUTPUT]")]
    pub(crate) activities: Vec<String>,
    /// A workflow with its messages, likewise
    #[arg(long = "workflow", value_name = "NAME:INPUT[:OUTPUT]")]
    pub(crate) workflows: Vec<String>,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

#[derive(Debug, Args)]
pub(crate) struct Activity {
    /// The worker that runs it, as service.yaml names it
    pub(crate) worker: String,
    /// Its name in snake case
    pub(crate) name: String,
    /// The message that it gets, by its full or short name
    #[arg(long, value_name = "MESSAGE")]
    pub(crate) input: String,
    /// The message that it answers; default: google.protobuf.Empty
    #[arg(long, value_name = "MESSAGE")]
    pub(crate) output: Option<String>,
    /// How long one attempt may take; default: 30s
    #[arg(long, value_name = "DURATION")]
    pub(crate) start_to_close: Option<String>,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

#[derive(Debug, Args)]
pub(crate) struct Workflow {
    /// The worker that runs it, as service.yaml names it
    pub(crate) worker: String,
    /// Its name in snake case
    pub(crate) name: String,
    /// The message that it starts with, by its full or short name
    #[arg(long, value_name = "MESSAGE")]
    pub(crate) input: String,
    /// The message that it ends with; default: google.protobuf.Empty
    #[arg(long, value_name = "MESSAGE")]
    pub(crate) output: Option<String>,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

#[derive(Debug, Args)]
pub(crate) struct Consumer {
    /// Its name in snake case
    pub(crate) name: String,
    /// The topic that it reads
    #[arg(long)]
    pub(crate) topic: String,
    /// Its consumer group
    #[arg(long)]
    pub(crate) group: String,
    /// The message that a record holds, by its full or short name
    #[arg(long)]
    pub(crate) message: String,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

#[derive(Debug, Args)]
pub(crate) struct Producer {
    /// Its name in snake case
    pub(crate) name: String,
    /// The topic that it writes
    #[arg(long)]
    pub(crate) topic: String,
    /// The message that a record holds, by its full or short name
    #[arg(long)]
    pub(crate) message: String,
    /// The field of the message that is the record's key; default: records have none
    #[arg(long, value_name = "FIELD")]
    pub(crate) key: Option<String>,
    #[command(flatten)]
    pub(crate) writing: Writing,
}

#[derive(Debug, Args)]
pub(crate) struct Route {
    /// Its name in snake case, which names its file and its handler
    pub(crate) name: String,
    /// The whole path, with `{name}` for a segment and `{*name}` for all that is left
    #[arg(long)]
    pub(crate) path: String,
    /// The HTTP method; default: POST
    #[arg(long)]
    pub(crate) method: Option<String>,
    /// The group whose layers its requests pass, such as /public; default: the longest group of the
    /// other routes that the path lies below
    #[arg(long, value_name = "PATH")]
    pub(crate) group: Option<String>,
    /// To come: the workflow that it starts, asks and cancels.
    #[arg(long, hide = true)]
    pub(crate) workflow: Option<String>,
    #[command(flatten)]
    pub(crate) writing: Writing,
}
