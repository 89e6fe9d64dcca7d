//! Routes of all services against each other: where two match the same request, one must
//! be more specific. A route for any method (`*`) stands against those of every method.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::place::{Places, inside};
use super::{rpc::NAME, rule};
use crate::diagnostic::{Diagnostic, Span};
use crate::model::http::{Relation, relation};
use crate::model::{Binding, Rpc, Segment, Service};

/// One route and whose it is.
#[derive(Clone, Copy)]
struct Route<'a> {
    service: &'a Service,
    rpc: &'a Rpc,
    binding: &'a Binding,
}

/// Routes of one method, by their first segments: a tree in which only those are met that
/// can match the same path.
#[derive(Default)]
struct Node<'a> {
    literals: BTreeMap<&'a str, Node<'a>>,
    one: Option<Box<Node<'a>>>,
    /// Routes that end here.
    here: Vec<Route<'a>>,
    /// Routes that go on with `**`.
    many: Vec<Route<'a>>,
}

/// Tells of each pair of which neither is more specific.
pub(super) fn check(context: &mut Context<'_>, services: &[Service]) {
    let mut roots: BTreeMap<&str, Node<'_>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for service in services.iter().filter(|service| service.rest) {
        if !seen.insert(&service.full_name) {
            continue; // listed twice, which is an error of its own
        }
        for rpc in &service.rpcs {
            for binding in &rpc.bindings {
                let route = Route {
                    service,
                    rpc,
                    binding,
                };
                let mut near = Vec::new();
                for (method, root) in &roots {
                    if [*method, &binding.method].contains(&"*") || *method == binding.method {
                        root.near(&binding.template.segments, &mut near);
                    }
                }
                for other in near {
                    if is_conflict(other.binding, binding) {
                        conflict(context, other, route);
                    }
                }
                let root = roots.entry(binding.method.as_str()).or_default();
                root.insert(route);
            }
        }
    }
}

impl<'a> Node<'a> {
    fn insert(&mut self, route: Route<'a>) {
        let mut node = self;
        for segment in &route.binding.template.segments {
            node = match segment {
                Segment::Literal(text) => node.literals.entry(text).or_default(),
                Segment::One => node.one.get_or_insert_default(),
                Segment::Many => return node.many.push(route),
            };
        }
        node.here.push(route);
    }

    /// Routes that may match a path that these segments match.
    fn near(&self, segments: &[Segment], found: &mut Vec<Route<'a>>) {
        found.extend(&self.many);
        match segments.split_first() {
            None => found.extend(&self.here),
            Some((Segment::Many, _)) => self.all(found),
            Some((Segment::One, rest)) => self
                .literals
                .values()
                .chain(self.one.as_deref())
                .for_each(|node| node.near(rest, found)),
            Some((Segment::Literal(text), rest)) => {
                self.literals
                    .get(text.as_str())
                    .into_iter()
                    .chain(self.one.as_deref())
                    .for_each(|node| node.near(rest, found));
            }
        }
    }

    /// Routes that end below; those with `**` at this node are found already.
    fn all(&self, found: &mut Vec<Route<'a>>) {
        found.extend(&self.here);
        for node in self.literals.values().chain(self.one.as_deref()) {
            found.extend(&node.many);
            node.all(found);
        }
    }
}

/// Whether neither of two bindings is more specific. At one template a method goes before any
/// (`*`); at two that only overlap it decides nothing.
fn is_conflict(a: &Binding, b: &Binding) -> bool {
    let [a_template, b_template] = [&a.template, &b.template];
    let one_template =
        a_template.segments == b_template.segments && a_template.verb == b_template.verb;
    relation(a_template, b_template) == Relation::Conflict
        && (a.method == b.method || !one_template)
}

fn conflict(context: &mut Context<'_>, first: Route<'_>, second: Route<'_>) {
    let route =
        |route: Route<'_>| format!("{} {}", route.binding.method, route.binding.template.text);
    let same = std::ptr::eq(first.rpc, second.rpc);
    let message = if same {
        format!(
            "`{}` is bound twice to the same requests",
            full_name(second)
        )
    } else {
        format!(
            "`{}` and `{}` are bound to the same requests, neither more specific",
            full_name(first),
            full_name(second)
        )
    };
    let placed = |route: Route<'_>| place(context, route.service, route.rpc, route.binding);
    let mut diagnostic = Diagnostic::error(message);
    if let Some(span) = placed(second) {
        diagnostic = diagnostic.at(span, route(second));
    }
    if let Some(span) = placed(first).filter(|_| !same) {
        diagnostic = diagnostic.label(span, route(first));
    }
    context.tell(diagnostic.help(if same {
        "remove one of the two bindings"
    } else {
        "change one of the paths, or leave one service out of the gateway with `rest: false`"
    }));
}

/// The rpc of a route.
fn full_name(route: Route<'_>) -> String {
    format!("{}.{}", route.service.full_name, route.rpc.name)
}

/// Where a binding of an rpc stands: its path in a service config, or the name of the rpc.
pub(super) fn place(
    context: &Context<'_>,
    service: &Service,
    rpc: &Rpc,
    binding: &Binding,
) -> Option<Span> {
    let full_name = format!("{}.{}", service.full_name, rpc.name);
    let Some(rule) = context.rules.get(&full_name) else {
        return name(context, service, rpc);
    };
    let path = &binding.template.text;
    let before = rpc.bindings.iter();
    let before = before.take_while(|other| !std::ptr::eq(*other, binding));
    let twins = before.filter(|other| other.template.text == *path);
    rule::places_of(rule, path).nth(twins.count())
}

/// Where the name of an rpc stands.
fn name(context: &Context<'_>, service: &Service, rpc: &Rpc) -> Option<Span> {
    let protos = &context.raw.protos;
    let service = protos.pool.get_service_by_name(&service.full_name)?;
    let method = service.methods().find(|method| method.name() == rpc.name)?;
    let path = inside(method.path(), &[NAME]);
    Places::of(protos, &service.parent_file(), &path).span(&path)
}
