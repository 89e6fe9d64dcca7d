//! The validated nouns that everything after `lower` works on. No I/O, and nothing
//! above is imported here: what a `Model` says is resolved, checked and named.

pub mod http;
pub mod name;
pub mod route;
pub mod service;
pub mod topic;
pub mod worker;

use std::collections::BTreeSet;
use std::time::Duration;

use crate::diagnostic::Diagnostics;

pub use http::{Binding, Body, Segment, Template, Variable};
pub use route::{Group, Route};
pub use service::{Rpc, Service, TypeRef};
pub use topic::{Consumer, Encoding, KeyKind, Order, Producer};
pub use worker::{Activity, ActivityRetry, Worker, Workflow};

/// The message without fields, for which workflows and activities have a type of their own.
pub const EMPTY: &str = "google.protobuf.Empty";

/// A project as its service.yaml and protos say, every name resolved.
#[derive(Debug, Clone)]
pub struct Model {
    /// The project's name as written (`[a-z][a-z0-9-]*`): `shop`.
    pub project: String,
    /// What the protos define: the project's own files and those that they need.
    pub protos: Protos,
    /// The services in the order of service.yaml.
    pub services: Vec<Service>,
    /// The options of the REST gateway.
    pub gateway: Gateway,
    /// The routes that no rpc stands behind, in the order of service.yaml.
    pub routes: Vec<Route>,
    /// The Temporal workers in the order of service.yaml.
    pub workers: Vec<Worker>,
    /// The Kafka consumers in the order of service.yaml.
    pub consumers: Vec<Consumer>,
    /// The Kafka producers in the order of service.yaml.
    pub producers: Vec<Producer>,
    /// What is allowed but doubtful, to be shown beside the result.
    pub warnings: Diagnostics,
}

/// The protos of a project, compiled.
#[derive(Debug, Clone)]
pub struct Protos {
    /// All descriptors, options with their extensions included.
    pub pool: prost_reflect::DescriptorPool,
    /// Files whose types are emitted into `schema` and `api`, imports first: the
    /// project's own and imported ones whose types they use (`google/rpc/status.proto`),
    /// without those that only bring options and without the well-known types.
    pub emitted: Vec<String>,
    /// The well-known files (`google/protobuf/…`) whose types the emitted ones use.
    pub well_known: Vec<String>,
}

/// What service.yaml says of the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gateway {
    /// Whether it serves a docs page.
    pub docs: bool,
    /// Largest request body in bytes; 4 MiB by default.
    pub max_body: u64,
    /// The shape of error bodies.
    pub errors: Errors,
    /// Request headers forwarded beside the built-in ones, in lower case.
    pub forward_headers: Vec<String>,
    /// How far variables of several segments are percent-decoded.
    pub unescape: Unescape,
    /// Which answers are kept for a while.
    pub cache: Vec<Cache>,
}

/// How far a variable of several segments is percent-decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unescape {
    /// All but `%2F`.
    ExceptSlash,
    /// All but what RFC 6570 reserves.
    ExceptReserved,
}

/// An rpc whose answers to GET are kept for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cache {
    /// Index of its service in `Model::services`.
    pub service: usize,
    /// Its index in the service's rpcs.
    pub rpc: usize,
    /// How long.
    pub period: Duration,
    /// The request headers that make a difference, in lower case.
    pub vary: Vec<String>,
}

/// The shape of error bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errors {
    /// `google.rpc.Status` itself.
    Status,
    /// The same below an `error` key, as AIP-193 says.
    Aip193,
}

impl Model {
    /// Whether the project has a REST gateway: a service with `rest` and an HTTP rule, or a
    /// route that no rpc stands behind.
    pub fn has_gateway(&self) -> bool {
        self.has_routes() || self.services.iter().any(Service::has_rest)
    }

    /// Whether the project has routes that no rpc stands behind.
    pub fn has_routes(&self) -> bool {
        !self.routes.is_empty()
    }

    /// The groups of those routes, by path.
    pub fn groups(&self) -> Vec<Group> {
        let groups = self.routes.iter().filter_map(|route| route.group.as_ref());
        let groups: BTreeSet<Group> = groups.map(|path| Group::of(path)).collect();
        groups.into_iter().collect()
    }

    /// Whether its gateway serves a docs page.
    pub fn has_docs(&self) -> bool {
        self.has_gateway() && self.gateway.docs
    }

    /// Whether the project has services of its own.
    pub fn has_services(&self) -> bool {
        self.local_services().next().is_some()
    }

    /// Whether the project has Temporal workers.
    pub fn has_workers(&self) -> bool {
        !self.workers.is_empty()
    }

    /// Whether the project has Kafka consumers.
    pub fn has_consumers(&self) -> bool {
        !self.consumers.is_empty()
    }

    /// Whether the project talks to Kafka.
    pub fn has_kafka(&self) -> bool {
        self.has_consumers() || !self.producers.is_empty()
    }

    /// Whether the project has code of its user's: a State, and messages to write it with.
    pub fn has_state(&self) -> bool {
        self.has_services() || self.has_workers() || self.has_kafka() || self.has_routes()
    }

    /// Whether the code of its user's serves or calls services.
    pub fn has_grpc(&self) -> bool {
        self.has_state() && !self.services.is_empty()
    }

    /// Whether the project has workflows.
    pub fn has_workflows(&self) -> bool {
        self.workflows().next().is_some()
    }

    /// Whether a workflow or an activity takes or gives `google.protobuf.Empty`.
    pub fn has_empty(&self) -> bool {
        self.payloads().any(|message| message.full_name == EMPTY)
    }

    /// What workflows and activities take and give.
    pub fn payloads(&self) -> impl Iterator<Item = &TypeRef> {
        let workers = self.workers.iter();
        workers.flat_map(|worker| {
            let workflows = worker.workflows.iter();
            let activities = worker.activities.iter();
            workflows
                .flat_map(|of| [&of.input, &of.output])
                .chain(activities.flat_map(|of| [&of.input, &of.output]))
        })
    }

    /// All workflows, each with its worker.
    pub fn workflows(&self) -> impl Iterator<Item = (&Worker, &Workflow)> {
        let each = |worker| move |workflow| (worker, workflow);
        self.workers
            .iter()
            .flat_map(move |worker| worker.workflows.iter().map(each(worker)))
    }

    /// The services that this project implements itself.
    pub fn local_services(&self) -> impl Iterator<Item = &Service> {
        self.services.iter().filter(|service| !service.remote)
    }
}
