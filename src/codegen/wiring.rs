//! The crate `services`: how service.yaml's list of services becomes calls.

use serde::Serialize;

use crate::codegen::layout::{self, Imports, Type};
use crate::codegen::types;
use crate::model::{Model, Service, name};

/// What `wiring.rs` says, as its template wants it.
#[derive(Serialize)]
pub struct Wiring {
    imports: String,
    with: Vec<String>,
    open: Vec<String>,
}

/// The wiring of the services that run in this project.
pub fn wiring(model: &Model) -> Wiring {
    let mut imports = Imports::default();
    imports.add(&types::crate_of(model, "core"), "State");
    imports.add("tonica_grpc", "Instance");
    imports.add("tonica_grpc", "Services");
    Wiring {
        imports: imports.lines(0),
        with: with(model),
        open: model
            .local_services()
            .map(|service| open(model, service))
            .collect(),
    }
}

/// The calls that add each service.
fn with(model: &Model) -> Vec<String> {
    let schema = types::crate_of(model, "schema");
    let calls = model.local_services().map(|service| {
        let table = format!("&{}", types::table(&schema, service));
        let open = format!("open_{}", service.alias);
        (table, open)
    });
    layout::with("services", &calls.collect::<Vec<_>>())
}

fn open(model: &Model, service: &Service) -> String {
    let state = Type::of("Arc", [Type::plain("State")]);
    let head = format!("fn open_{}", service.alias);
    let parameters = [("state", Some(&state))];
    let mut text = layout::function(0, &head, &parameters, &Type::plain("Instance"));
    let (module, name) = (
        name::identifier(&service.alias),
        name::camel(&service.alias),
    );
    let new = format!("{module}::{name}::new");
    text.push_str(&layout::assignment(4, "service", &new, &["state"], ";"));
    text.push('\n');
    let grpc = types::module_of(&types::crate_of(model, "grpc"), service);
    let instance = format!("{grpc}::{}", name::identifier(&service.module));
    text.push_str(&layout::call(4, &instance, &["service"], ""));
    text.push_str("\n}\n");
    text
}
