//! The crate `rest`: the static table of routes, the most specific first.

use std::cmp::Ordering;
use std::fmt::Write;

use crate::codegen::GENERATED;
use crate::codegen::types;
use crate::model::{Binding, Body, Model, Segment, Service, http};

/// A binding, and what it leads to.
struct Route<'a> {
    service: &'a Service,
    rpc: usize,
    binding: &'a Binding,
}

/// The whole file `routes.rs`.
pub fn table(model: &Model) -> String {
    let services: Vec<&Service> = model
        .services
        .iter()
        .filter(|service| service.has_rest())
        .collect();
    let schema = types::crate_of(model, "schema");
    let mut out = format!(
        "{GENERATED}//! The HTTP rules of the protos, the most specific first.\n\n\
         use tonica_gateway::{{Body{}, Route, Segment{}}};\nuse tonica_json::Service;\n\n\
         /// The services that the routes lead to.\n\
         pub(crate) static SERVICES: &[&Service] = &[\n",
        if model.gateway.cache.is_empty() {
            ""
        } else {
            ", Cache"
        },
        if has_variables(&services) {
            ", Variable"
        } else {
            ""
        }
    );
    for service in &services {
        let _ = writeln!(out, "    &{},", types::table(&schema, service));
    }
    let headers = &model.gateway.forward_headers;
    let _ = write!(
        out,
        "];\n\n/// Request headers that services see as metadata, beside those that they always see.\n\
         pub(crate) static FORWARD_HEADERS: &[&str] = &{headers:?};\n"
    );
    cache(model, &schema, &mut out);
    out.push_str("\n/// The routes.\npub(crate) static ROUTES: &[Route] = &[\n");
    for route in sorted(&services) {
        append(&route, &schema, &mut out);
    }
    out.push_str("];\n");
    out
}

/// The rpcs whose answers are kept, where there are any.
fn cache(model: &Model, schema: &str, out: &mut String) {
    let rules = &model.gateway.cache;
    if rules.is_empty() {
        return;
    }
    out.push_str(
        "\n/// The rpcs whose answers to GET are kept for a while.\n\
         pub(crate) static CACHE: &[Cache] = &[\n",
    );
    for rule in rules {
        let service = &model.services[rule.service];
        let _ = writeln!(
            out,
            "    // {}/{}\n    Cache {{ service: &{}, rpc: {}, millis: {}, vary: &{:?} }},",
            service.proto_name,
            service.rpcs[rule.rpc].name,
            types::table(schema, service),
            rule.rpc,
            rule.period.as_millis(),
            rule.vary,
        );
    }
    out.push_str("];\n");
}

/// A command that calls a route: one that only reads, where there is one.
pub fn example(model: &Model) -> String {
    let services: Vec<&Service> = model
        .services
        .iter()
        .filter(|service| service.has_rest())
        .collect();
    let mut bindings: Vec<&Binding> = bindings(&services).map(|route| route.binding).collect();
    bindings.sort_by_key(|binding| (binding.method != "GET", binding.template.variables.len()));
    let Some(binding) = bindings.first() else {
        return String::new();
    };
    let mut path = String::new();
    for segment in &binding.template.segments {
        path.push('/');
        path.push_str(match segment {
            Segment::Literal(text) => text,
            Segment::One | Segment::Many => "1",
        });
    }
    let verb = binding.template.verb.as_ref();
    path.extend(verb.map(|verb| format!(":{verb}")));
    match binding.method.as_str() {
        "GET" => format!("curl localhost:8080{path}"),
        method => format!("curl -X {method} --json '{{}}' localhost:8080{path}"),
    }
}

fn bindings<'a>(services: &[&'a Service]) -> impl Iterator<Item = Route<'a>> {
    services.iter().flat_map(|service| {
        service.rpcs.iter().enumerate().flat_map(move |(rpc, of)| {
            of.bindings.iter().map(move |binding| Route {
                service,
                rpc,
                binding,
            })
        })
    })
}

fn has_variables(services: &[&Service]) -> bool {
    bindings(services).any(|route| !route.binding.template.variables.is_empty())
}

fn sorted<'a>(services: &[&'a Service]) -> Vec<Route<'a>> {
    let mut routes: Vec<Route> = bindings(services).collect();
    routes.sort_by(|a, b| order(a.binding, b.binding));
    routes
}

/// The order of templates; of one template, a method before any method.
fn order(a: &Binding, b: &Binding) -> Ordering {
    let method = |binding: &Binding| (binding.method == "*", binding.method.clone());
    http::specificity(&a.template, &b.template).then_with(|| method(a).cmp(&method(b)))
}

fn append(route: &Route, schema: &str, out: &mut String) {
    let Route {
        service,
        rpc,
        binding,
    } = route;
    let template = &binding.template;
    let segments: Vec<String> = template
        .segments
        .iter()
        .map(|segment| format!("Segment::{segment:?}"))
        .collect();
    let variables: Vec<String> = template
        .variables
        .iter()
        .map(|variable| {
            let (field, first, last) = (&variable.field, variable.first, variable.last);
            format!("Variable {{ field: {field:?}, first: {first}, last: {last} }}")
        })
        .collect();
    let body = match &binding.body {
        Body::None => "None".to_owned(),
        Body::Whole => "Whole".to_owned(),
        Body::Field(field) => format!("Field({field:?})"),
    };
    let _ = write!(
        out,
        "    // {}/{}\n    Route {{\n        method: {:?},\n        template: {:?},\n        \
         segments: &[{}],\n        verb: {:?},\n        variables: &[{}],\n        service: &{},\n        \
         rpc: {rpc},\n        body: Body::{body},\n        response_body: {:?},\n    }},\n",
        service.proto_name,
        service.rpcs[*rpc].name,
        binding.method,
        template.text,
        segments.join(", "),
        template.verb,
        variables.join(", "),
        types::table(schema, service),
        binding.response_body,
    );
}
