//! What templates are filled with: the facts of a project, every name and every
//! decision made.

use std::cmp::Ordering;

use serde::Serialize;

use crate::codegen::clients::{self, Clients};
use crate::codegen::layout;
use crate::codegen::modules::Roots;
use crate::codegen::wiring::{self, Wiring};
use crate::codegen::{api, grpc, routes, schema};
use crate::model::{self, Errors, Model, name};

/// The facts of a project.
#[derive(Serialize)]
pub(super) struct Facts {
    project: String,
    ident: String,
    rust_version: &'static str,
    has_services: bool,
    has_gateway: bool,
    /// In the order of service.yaml.
    services: Vec<Service>,
    /// In the order of `mod` lines.
    modules: Vec<Service>,
    /// In the order of `use` lines.
    uses: Vec<Service>,
    /// Those that run in this project, in the order of `mod` lines.
    local_modules: Vec<Service>,
    clients: Clients,
    wiring: Wiring,
    gateway: Gateway,
    app: App,
    schema: Roots,
    api: Roots,
    grpc: Roots,
    types: String,
}

/// The names of a service.
#[derive(Serialize)]
pub(super) struct Service {
    full_name: String,
    addr: String,
    alias: String,
    module_name: String,
    /// Its field of `Clients`.
    field: String,
    type_name: String,
}

#[derive(Serialize)]
struct Gateway {
    /// A command that calls a route.
    example: String,
    max_body: String,
    errors: &'static str,
}

/// The lines of `main` that hand over parts.
#[derive(Serialize)]
struct App {
    services: String,
    routes: String,
}

impl Facts {
    pub(super) fn of(model: &Model) -> Self {
        let ident = name::crate_name(&model.project);
        Self {
            project: model.project.clone(),
            rust_version: super::manifest::rust_version(),
            has_services: model.has_services(),
            has_gateway: model.has_gateway(),
            services: model.services.iter().map(Service::of).collect(),
            modules: sorted(model.services.iter(), str::cmp),
            uses: sorted(model.services.iter(), layout::identifiers),
            local_modules: sorted(model.local_services(), str::cmp),
            clients: clients::clients(model),
            wiring: wiring::wiring(model),
            gateway: Gateway::of(model),
            app: App {
                services: part("tonica_grpc::services", &format!("{ident}_services::all")),
                routes: part("tonica_gateway::routes", &format!("{ident}_rest::all")),
            },
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

fn part(make: &str, all: &str) -> String {
    layout::nested(8, ".with", make, all, "")
}

impl Service {
    pub(super) fn of(service: &model::Service) -> Self {
        let module_name = name::identifier(&service.alias);
        let type_name = name::camel(&service.alias);
        Self {
            field: layout::field(4, &module_name, &format!("{type_name}Client")),
            full_name: service.full_name.clone(),
            addr: service.addr.clone(),
            alias: service.alias.clone(),
            module_name,
            type_name,
        }
    }
}

impl Gateway {
    fn of(model: &Model) -> Self {
        let gateway = &model.gateway;
        Self {
            example: routes::example(model),
            max_body: grouped(gateway.max_body),
            errors: match gateway.errors {
                Errors::Status => "Status",
                Errors::Aip193 => "Aip193",
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
