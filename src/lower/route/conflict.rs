//! Custom routes against each other, those of rpcs, and what the gateway serves itself: where
//! two match the same request, one must be more specific.

use super::Placed;
use crate::diagnostic::Diagnostic;
use crate::lower::{Context, pages, routes};
use crate::model::http::{Relation, relation};
use crate::model::{Service, Template};

/// Tells of each pair of which neither is more specific.
pub(super) fn check(
    context: &mut Context<'_>,
    all: &[Placed<'_>],
    services: &[Service],
    docs: bool,
) {
    for (index, placed) in all.iter().enumerate() {
        own(context, placed, docs);
        let (route, at) = (&placed.route, &placed.path.at);
        for other in &all[..index] {
            let known = (other.route.method.as_str(), &other.route.template);
            if collide(known, (&route.method, &route.template)) {
                let message = format!(
                    "the routes `{}` and `{}` serve the same requests, neither more specific",
                    other.route.name, route.name
                );
                context.tell(
                    Diagnostic::error(message)
                        .at(at.clone(), shown(&route.method, &route.template))
                        .label(other.path.at.clone(), shown(known.0, known.1))
                        .help("change one of the paths or methods"),
                );
            }
        }
        for service in services.iter().filter(|service| service.rest) {
            for rpc in &service.rpcs {
                let mut bindings = rpc.bindings.iter();
                let known = bindings.find(|binding| {
                    let known = (binding.method.as_str(), &binding.template);
                    collide(known, (&route.method, &route.template))
                });
                let Some(known) = known else { continue };
                let message = format!(
                    "the route `{}` and `{}.{}` serve the same requests, neither more specific",
                    route.name, service.full_name, rpc.name
                );
                let mut diagnostic = Diagnostic::error(message)
                    .at(at.clone(), shown(&route.method, &route.template));
                if let Some(place) = routes::place(context, service, rpc, known) {
                    diagnostic = diagnostic.label(place, shown(&known.method, &known.template));
                }
                context.tell(diagnostic.help("change the route's path or method"));
            }
        }
    }
}

/// Whether neither of two routes is more specific. At one template a method goes before any (`*`).
fn collide(a: (&str, &Template), b: (&str, &Template)) -> bool {
    let ((a_method, a), (b_method, b)) = (a, b);
    let alike = a.segments == b.segments && a.verb == b.verb;
    relation(a, b) == Relation::Conflict && (a_method == b_method || (a_method == "*" && !alike))
}

/// Tells of a route at a path that the gateway serves itself.
fn own(context: &mut Context<'_>, placed: &Placed<'_>, docs: bool) {
    let route = &placed.route;
    let Some((what, help)) = pages::page_at(&route.method, &route.template, docs) else {
        return;
    };
    let message = format!("the route `{}` is where {what} is", route.name);
    context.tell(
        Diagnostic::error(message)
            .at(placed.path.at.clone(), "")
            .help(help),
    );
}

fn shown(method: &str, template: &Template) -> String {
    format!("{method} {}", template.text)
}
