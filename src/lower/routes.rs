//! Routes of all services against each other: where two match the same request, one must
//! be more specific.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::place::{Places, inside};
use super::rpc::NAME;
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
                let root = roots.entry(binding.method.as_str()).or_default();
                let mut near = Vec::new();
                root.near(&binding.template.segments, &mut near);
                for other in near {
                    if relation(&other.binding.template, &binding.template) == Relation::Conflict {
                        conflict(context, other, route);
                    }
                }
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

fn conflict(context: &mut Context<'_>, first: Route<'_>, second: Route<'_>) {
    let name = |route: Route<'_>| format!("{}.{}", route.service.full_name, route.rpc.name);
    let route =
        |route: Route<'_>| format!("{} {}", route.binding.method, route.binding.template.text);
    let same = std::ptr::eq(first.rpc, second.rpc);
    let message = if same {
        format!("`{}` is bound twice to the same requests", name(second))
    } else {
        format!(
            "`{}` and `{}` are bound to the same requests, neither more specific",
            name(first),
            name(second)
        )
    };
    let mut diagnostic = Diagnostic::error(message);
    if let Some(span) = place(context, second.service, second.rpc) {
        diagnostic = diagnostic.at(span, route(second));
    }
    if let Some(span) = place(context, first.service, first.rpc).filter(|_| !same) {
        diagnostic = diagnostic.label(span, route(first));
    }
    context.tell(diagnostic.help(if same {
        "remove one of the two bindings"
    } else {
        "change one of the paths, or leave one service out of the gateway with `rest: false`"
    }));
}

/// Where the name of an rpc stands.
pub(super) fn place(context: &Context<'_>, service: &Service, rpc: &Rpc) -> Option<Span> {
    let protos = &context.raw.protos;
    let service = protos.pool.get_service_by_name(&service.full_name)?;
    let method = service.methods().find(|method| method.name() == rpc.name)?;
    let path = inside(method.path(), &[NAME]);
    Places::of(protos, &service.parent_file(), &path).span(&path)
}
