//! The crate `rest`: the static table of routes, the most specific first.

use std::cmp::Ordering;
use std::fmt::Write;

use crate::codegen::GENERATED;
use crate::codegen::layout::Imports;
use crate::codegen::types;
use crate::model::{self, Binding, Body, Model, Segment, Service, Template, http};

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
    let routes = sorted(&services);
    let mut imports = Imports::default();
    imports.add("tonica_gateway", "Route");
    imports.add("tonica_json", "Service");
    let mut import = |name, used: bool| used.then(|| imports.add("tonica_gateway", name));
    import("Body", !routes.is_empty());
    import("Cache", !model.gateway.cache.is_empty());
    import("CustomRoute", model.has_routes());
    import("Segment", model.has_gateway());
    import("Variable", has_variables(&services));
    let mut out = format!(
        "{GENERATED}//! The HTTP rules of the rpcs, the most specific first.\n\n{}\n\
         /// The services that the routes lead to.\n\
         pub(crate) static SERVICES: &[&Service] = &[\n",
        imports.lines(0)
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
    for route in &routes {
        append(route, &schema, &mut out);
    }
    out.push_str("];\n");
    if model.has_routes() {
        out.push_str("\n/// The routes that no rpc stands behind.\npub(crate) static CUSTOM: &[CustomRoute] = &[\n");
        for (route, behind) in custom(model, &routes) {
            append_custom(route, behind, &mut out);
        }
        out.push_str("];\n");
    }
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

/// The routes that no rpc stands behind, the most specific first, each with the number of rpcs'
/// routes that go before it.
fn custom<'a>(model: &'a Model, rpcs: &[Route]) -> Vec<(&'a model::Route, usize)> {
    let mut custom: Vec<&model::Route> = model.routes.iter().collect();
    let key = |route: &'a model::Route| (route.method.as_str(), &route.template);
    custom.sort_by(|a, b| order(key(a), key(b)));
    let behind = custom.into_iter().map(|route| {
        let before = |rpc: &Route| order(rpc.binding.key(), key(route)).is_lt();
        (route, rpcs.partition_point(before))
    });
    behind.collect()
}

/// A command that calls a route: one that only reads, where there is one.
pub fn example(model: &Model) -> String {
    let services: Vec<&Service> = model
        .services
        .iter()
        .filter(|service| service.has_rest())
        .collect();
    let rpcs = bindings(&services).map(|route| (true, route.binding.key()));
    let custom = model.routes.iter();
    let custom = custom.map(|route| (false, (route.method.as_str(), &route.template)));
    let best = rpcs
        .chain(custom)
        .min_by_key(|(is_rpc, (method, template))| {
            (!is_rpc, *method != "GET", template.variables.len())
        });
    let Some((_, (method, template))) = best else {
        return String::new();
    };
    let mut path = String::new();
    for segment in &template.segments {
        path.push('/');
        path.push_str(match segment {
            Segment::Literal(text) => text,
            Segment::One | Segment::Many => "1",
        });
    }
    path.extend(template.verb.as_ref().map(|verb| format!(":{verb}")));
    match method {
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
    routes.sort_by(|a, b| order(a.binding.key(), b.binding.key()));
    routes
}

/// The order of templates; of one template, a method before any method.
fn order((a_method, a): (&str, &Template), (b_method, b): (&str, &Template)) -> Ordering {
    let method = |method: &str| (method == "*", method.to_owned());
    http::specificity(a, b).then_with(|| method(a_method).cmp(&method(b_method)))
}

impl Binding {
    /// By what its place among all routes is told.
    fn key(&self) -> (&str, &Template) {
        (&self.method, &self.template)
    }
}

fn segments(template: &Template) -> String {
    let segments = template.segments.iter();
    let segments: Vec<String> = segments
        .map(|segment| format!("Segment::{segment:?}"))
        .collect();
    segments.join(", ")
}

fn append_custom(route: &model::Route, behind: usize, out: &mut String) {
    let template = &route.template;
    let _ = write!(
        out,
        "    // {}\n    CustomRoute {{\n        method: {:?},\n        template: {:?},\n        \
         segments: &[{}],\n        verb: {:?},\n        behind: {behind},\n    }},\n",
        route.name,
        route.method,
        template.text,
        segments(template),
        template.verb,
    );
}

fn append(route: &Route, schema: &str, out: &mut String) {
    let Route {
        service,
        rpc,
        binding,
    } = route;
    let template = &binding.template;
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
        segments(template),
        template.verb,
        variables.join(", "),
        types::table(schema, service),
        binding.response_body,
    );
}
