//! Raw input to `Model`: every name resolved, every cross-check made, all errors told
//! together. Nothing else sees both.

mod alias;
mod amount;
mod cache;
mod clients;
mod entry;
mod files;
mod http_rules;
mod message;
mod names;
mod pages;
mod place;
mod project;
mod route;
mod routes;
mod rpc;
mod rule;
mod service;
mod topic;
mod unknown;
mod unsupported;
mod worker;

pub(crate) use message::all as messages;
pub(crate) use route::METHOD;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::Model;
use crate::read::Raw;

/// What every part of this phase works with.
struct Context<'a> {
    raw: &'a Raw,
    /// The HTTP rules of service configs.
    rules: http_rules::Rules<'a>,
    /// Errors and warnings found so far.
    found: Diagnostics,
}

impl Context<'_> {
    fn tell(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }
}

/// The model of a project, with its warnings in `Model::warnings`; or all errors (and
/// warnings) that its input has.
pub fn model(raw: &Raw) -> Result<Model, Diagnostics> {
    let mut context = Context {
        raw,
        rules: http_rules::Rules::new(),
        found: Diagnostics::new(),
    };
    project::check(&mut context);
    let mut gateway = project::gateway(&mut context);
    unsupported::check(&mut context);
    alias::check(&mut context);
    context.rules = http_rules::rules(&mut context);
    let services = service::all(&mut context);
    routes::check(&mut context, &services);
    let routes = route::all(&mut context, &services, gateway.docs);
    pages::check(&mut context, &services, &gateway);
    gateway.cache = cache::rules(&mut context, &services, &gateway.forward_headers);
    let workers = worker::all(&mut context);
    let consumers = topic::consumers(&mut context);
    let producers = topic::producers(&mut context);
    clients::check(&mut context);
    let protos = files::protos(&mut context, &services);
    names::check(&mut context, &protos, &services);
    context.found.sort();
    if context.found.failed() {
        return Err(context.found);
    }
    Ok(Model {
        project: raw.config.name.value.clone(),
        protos,
        services,
        gateway,
        routes,
        workers,
        consumers,
        producers,
        warnings: context.found,
    })
}
