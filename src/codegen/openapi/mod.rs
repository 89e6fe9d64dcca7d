//! The OpenAPI 3.1 document of a project's REST routes: every binding of every rpc, and every
//! message and enum that they speak of, as the gateway reads and writes them.
//!
//! What is decided here:
//!
//! - **JSON as it is written**: names in lower camel case, 64-bit numbers as texts, enums by name.
//!   That more is read (proto names, numbers for enums, null for what is not set) and that settings
//!   change what is written is not said of each field.
//! - **Schemas** bear the full names of messages, which no other package can change.
//! - **Paths**: one parameter a wildcard; see `paths`.
//! - **Methods of one's own**, and templates that differ in `**` alone, have no place in OpenAPI
//!   3.1: they stand in `x-additional-operations` of their path, by method and template.
//! - **Streams**: what one frame holds is in `x-item-schema` beside the schema of the whole.
//! - **At most one** of a oneof's fields: a `not`, which viewers don't take for a choice of shapes.
//!
//! Nothing here knows how the document is served.

mod comments;
mod content;
mod custom;
mod enums;
mod errors;
mod examples;
mod fields;
mod known;
mod messages;
mod operations;
mod options;
mod ordered;
mod parameters;
mod paths;
mod rules;
mod schema;
mod spec;
mod values;
mod writer;

use std::collections::BTreeMap;

use crate::model::{Model, Service, name};
use operations::Operations;
use spec::{Components, Document, Info, SecurityScheme, Server, Tag};
use writer::Writer;

/// The name of the security scheme.
const BEARER: &str = "bearer";

/// The file `openapi.json`.
pub fn json(model: &Model) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(&document(model)).unwrap_or_default();
    text.push(b'\n');
    text
}

fn document(model: &Model) -> Document {
    let mut writer = Writer::new(model);
    let mut operations = Operations::default();
    let mut tags = Vec::new();
    let services = model.services.iter().filter(|service| service.has_rest());
    for service in services.clone() {
        let pool = &model.protos.pool;
        let Some(descriptor) = pool.get_service_by_name(&service.full_name) else {
            continue;
        };
        tags.push(Tag {
            name: name::tag(&service.alias),
            description: writer.comment(&descriptor.parent_file(), descriptor.path()),
        });
        operations.service(&mut writer, service, &descriptor);
    }
    for route in &model.routes {
        operations.custom(route);
    }
    tags.extend(model.has_routes().then(custom::tag));
    let responses = errors::responses(&mut writer);
    Document {
        openapi: "3.1.1",
        info: info(model, services),
        servers: vec![Server {
            url: "/",
            description: "The server that this document comes from",
        }],
        // Whether a token is needed is for the services to say.
        security: vec![BTreeMap::new(), BTreeMap::from([(BEARER, Vec::new())])],
        tags,
        paths: operations.items,
        components: Components {
            schemas: writer.finish(),
            responses,
            security_schemes: BTreeMap::from([(BEARER, bearer())]),
        },
    }
}

fn bearer() -> SecurityScheme {
    SecurityScheme {
        kind: "http",
        scheme: "bearer",
        description: "The `Authorization` header is handed on to the services.",
    }
}

/// Title, version and what holds for all operations.
fn info<'a>(model: &Model, services: impl Iterator<Item = &'a Service>) -> Info {
    let mut versions: Vec<&str> = services
        .filter_map(|service| version(&service.package))
        .collect();
    versions.sort_unstable();
    versions.dedup();
    Info {
        title: model.project.clone(),
        version: match versions.as_slice() {
            [] => "v0".to_owned(),
            versions => versions.join(", "),
        },
        description: format!(
            "The REST API of `{}`.\n\nBodies are JSON as protobuf maps it: whole numbers of 64 bits \
             are strings, bytes are base64, a field that holds its default is left out of answers. \
             Query parameters may be given by their names here or in snake case. Answers bear an \
             `X-Request-Id`, that of the request where it has one.",
            model.project
        ),
    }
}

/// The version in a package's name: `v1` of `shop.orders.v1`.
fn version(package: &str) -> Option<&str> {
    let last = package.rsplit('.').next()?;
    let digits = last.strip_prefix('v')?;
    digits
        .starts_with(|first: char| first.is_ascii_digit())
        .then_some(last)
}

/// The name of a message or an enum without its package: `Order.Status`.
fn title(full_name: &str, package: &str) -> String {
    let name = full_name.strip_prefix(package).unwrap_or(full_name);
    name.trim_start_matches('.').to_owned()
}
