//! What templates are filled with: the facts of a project, every name and every
//! decision made.

use std::cmp::Ordering;

use serde::Serialize;

use crate::codegen::connect::{self, Clients};
use crate::codegen::contract::{self, Worker};
use crate::codegen::modules::Roots;
use crate::codegen::payload::{self, Payload};
use crate::codegen::{api, consumers, grpc, handlers, layout, routes, schema, wiring, workers};
use crate::model::{self, Errors, Model, Unescape, name};

/// The facts of a project.
#[derive(Serialize)]
pub(super) struct Facts {
    project: String,
    ident: String,
    rust_version: &'static str,
    has: Has,
    /// In the order of service.yaml.
    services: Vec<Service>,
    /// In the order of `mod` lines.
    modules: Vec<Service>,
    /// In the order of `use` lines.
    uses: Vec<Service>,
    /// Those that run in this project, in the order of `mod` lines.
    local_modules: Vec<Service>,
    /// In the order of service.yaml.
    workers: Vec<Worker>,
    /// Those of them that have activities.
    performing: Vec<Worker>,
    /// In the order of `mod` lines.
    worker_modules: Vec<Entry>,
    /// In the order of `mod` lines.
    workflow_modules: Vec<Entry>,
    /// In the order of `mod` lines.
    consumer_modules: Vec<Entry>,
    /// In the order of `mod` lines.
    route_modules: Vec<Entry>,
    /// Of routes that no rpc stands behind, in the order of `mod` lines.
    groups: Vec<handlers::Group>,
    payloads: Vec<Payload>,
    clients: Clients,
    wiring: Wiring,
    gateway: Gateway,
    app: App,
    schema: Roots,
    api: Roots,
    grpc: Roots,
    types: String,
}

/// What a project has.
#[derive(Serialize)]
struct Has {
    state: bool,
    grpc: bool,
    services: bool,
    gateway: bool,
    /// Routes that no rpc stands behind.
    routes: bool,
    /// A docs page.
    docs: bool,
    workers: bool,
    workflows: bool,
    /// A workflow or an activity that takes or gives nothing.
    empty: bool,
    /// A workflow that may take so long and no longer.
    execution_timeout: bool,
    consumers: bool,
    producers: bool,
    /// Either of the two.
    kafka: bool,
}

/// What the generated files of the user's crates say.
#[derive(Serialize)]
struct Wiring {
    services: wiring::Wiring,
    workers: workers::Wiring,
    consumers: consumers::Wiring,
    routes: handlers::Wiring,
}

/// The names of a worker, a workflow, a consumer or a route.
#[derive(Serialize)]
pub(super) struct Entry {
    name: String,
    module_name: String,
    type_name: String,
}

/// The names of a service.
#[derive(Serialize)]
pub(super) struct Service {
    full_name: String,
    addr: String,
    alias: String,
    module_name: String,
    type_name: String,
}

#[derive(Serialize)]
struct Gateway {
    /// A command that calls a route.
    example: String,
    max_body: String,
    errors: &'static str,
    /// How paths are decoded, where it isn't the runtime's own way.
    unescape: Option<&'static str>,
    /// Whether answers are kept.
    cache: bool,
}

/// The lines of `main` that hand over parts.
#[derive(Serialize)]
struct App {
    services: String,
    routes: String,
    workers: String,
    consumers: String,
}

impl Facts {
    pub(super) fn of(model: &Model) -> Self {
        let ident = name::crate_name(&model.project);
        Self {
            project: model.project.clone(),
            rust_version: super::manifest::rust_version(),
            has: Has::of(model),
            services: model.services.iter().map(Service::of).collect(),
            modules: sorted(model.services.iter(), str::cmp),
            uses: sorted(model.services.iter(), layout::identifiers),
            local_modules: sorted(model.local_services(), str::cmp),
            workers: contract::workers(model, |_| true),
            performing: contract::workers(model, |worker| !worker.activities.is_empty()),
            worker_modules: entries(model.workers.iter().map(Entry::of_worker)),
            workflow_modules: entries(model.workflows().map(|(_, of)| Entry::of_workflow(of))),
            consumer_modules: entries(model.consumers.iter().map(Entry::of_consumer)),
            route_modules: entries(model.routes.iter().map(Entry::of_route)),
            groups: handlers::Group::all(model),
            payloads: payload::payloads(model),
            clients: connect::clients(model),
            wiring: Wiring {
                services: wiring::wiring(model),
                workers: workers::wiring(model),
                consumers: consumers::wiring(model),
                routes: handlers::wiring(model),
            },
            gateway: Gateway::of(model),
            app: App::of(model, &ident),
            schema: schema::roots(model),
            api: api::roots(model),
            grpc: grpc::roots(model),
            types: schema::types(&model.protos.pool, schema::files(model)),
            ident,
        }
    }
}

fn sorted<'a>(
    services: impl Iterator<Item = &'a model::Service>,
    order: fn(&str, &str) -> Ordering,
) -> Vec<Service> {
    let mut services: Vec<Service> = services.map(Service::of).collect();
    services.sort_by(|a, b| order(&a.alias, &b.alias));
    services
}

fn entries(entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = entries.collect();
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    entries
}

impl App {
    fn of(model: &Model, ident: &str) -> Self {
        let part = |make: &str, crates: &[&str]| {
            let all: Vec<String> = (crates.iter())
                .map(|of| format!("{ident}_{of}::all"))
                .collect();
            let all: Vec<&str> = all.iter().map(String::as_str).collect();
            layout::nested(8, ".with", make, &all, "")
        };
        Self {
            services: part("tonica_grpc::services", &["services"]),
            routes: if model.has_routes() {
                part("tonica_routes::routes", &["rest", "routes"])
            } else {
                part("tonica_gateway::routes", &["rest"])
            },
            workers: part("tonica_temporal::workers", &["workers"]),
            consumers: part("tonica_kafka::consumers", &["consumers"]),
        }
    }
}

impl Service {
    pub(super) fn of(service: &model::Service) -> Self {
        let module_name = name::identifier(&service.alias);
        let type_name = name::camel(&service.alias);
        Self {
            full_name: service.full_name.clone(),
            addr: service.addr.clone(),
            alias: service.alias.clone(),
            module_name,
            type_name,
        }
    }
}

impl Entry {
    pub(super) fn of_worker(worker: &model::Worker) -> Self {
        Self::of(&worker.name, &worker.type_name)
    }

    pub(super) fn of_workflow(workflow: &model::Workflow) -> Self {
        Self::of(&workflow.name, &workflow.type_name)
    }

    pub(super) fn of_consumer(consumer: &model::Consumer) -> Self {
        Self::of(&consumer.name, &consumer.type_name)
    }

    fn of_route(route: &model::Route) -> Self {
        Self::of(&route.name, &name::camel(&route.name))
    }

    fn of(name: &str, type_name: &str) -> Self {
        Self {
            name: name.to_owned(),
            module_name: name::identifier(name),
            type_name: type_name.to_owned(),
        }
    }
}

impl Has {
    fn of(model: &Model) -> Self {
        let mut workflows = model.workflows();
        Self {
            state: model.has_state(),
            grpc: model.has_grpc(),
            services: model.has_services(),
            gateway: model.has_gateway(),
            routes: model.has_routes(),
            docs: model.has_docs(),
            workers: model.has_workers(),
            workflows: model.has_workflows(),
            empty: model.has_empty(),
            execution_timeout: workflows.any(|(_, of)| of.execution_timeout.is_some()),
            consumers: model.has_consumers(),
            producers: !model.producers.is_empty(),
            kafka: model.has_kafka(),
        }
    }
}

impl Gateway {
    fn of(model: &Model) -> Self {
        let gateway = &model.gateway;
        Self {
            example: routes::example(model),
            max_body: grouped(gateway.max_body),
            cache: !gateway.cache.is_empty(),
            errors: match gateway.errors {
                Errors::Status => "Status",
                Errors::Aip193 => "Aip193",
            },
            unescape: match gateway.unescape {
                Unescape::ExceptSlash => None,
                Unescape::ExceptReserved => Some("ExceptReserved"),
            },
        }
    }
}

/// A number as Rust writes a long one: `4_194_304`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}
