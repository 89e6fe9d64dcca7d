//! Routes that no rpc stands behind: their names, methods, paths and groups, and that each
//! request has one route.

mod conflict;
mod group;

use super::Context;
use super::entry::{self, ROUTE};
use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::model::{Route, Service, Template};
use crate::read::config::{self, Spanned};

/// What a handler can be for: what OpenAPI and axum both know.
const METHODS: [&str; 8] = [
    "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE",
];

/// The method, if service.yaml doesn't say.
pub(crate) const METHOD: &str = "POST";

/// A route, and where its path stands.
struct Placed<'a> {
    route: Route,
    path: &'a Spanned<String>,
}

/// All routes whose paths can be read; tells what is wrong with any.
pub(super) fn all(context: &mut Context<'_>, services: &[Service], docs: bool) -> Vec<Route> {
    let Some(routes) = &context.raw.config.routes else {
        return Vec::new();
    };
    let routes = &routes.value;
    entry::check_all(context, &ROUTE, routes.iter().map(|route| &route.name));
    group::check(context, routes);
    let placed: Vec<Placed<'_>> = routes
        .iter()
        .filter_map(|route| one(context, route, routes))
        .collect();
    conflict::check(context, &placed, services, docs);
    placed.into_iter().map(|placed| placed.route).collect()
}

fn one<'a>(
    context: &mut Context<'_>,
    route: &'a config::Route,
    all: &[config::Route],
) -> Option<Placed<'a>> {
    let method = method(context, route);
    let path = &route.path;
    let template = match Template::parse_custom(&path.value) {
        Ok(template) => template,
        Err(error) => {
            let message = format!(
                "the path of the route `{}` can't be read: {}",
                route.name.value, error.reason
            );
            context.tell(
                Diagnostic::error(message)
                    .at(part(path, error.at.start, error.at.end), "")
                    .help("a path is like `/hooks/payments` or `/files/{owner}/{*path}`"),
            );
            return None;
        }
    };
    let group = match &route.group {
        Some(group) => Some(group.value.clone()),
        None => group::around(&path.value, all),
    };
    Some(Placed {
        route: Route {
            name: route.name.value.clone(),
            method: method?,
            template,
            group,
        },
        path,
    })
}

fn method(context: &mut Context<'_>, route: &config::Route) -> Option<String> {
    let Some(method) = &route.method else {
        return Some(METHOD.to_owned());
    };
    if METHODS.contains(&method.value.as_str()) {
        return Some(method.value.clone());
    }
    let help = match nearest(&method.value, METHODS).first() {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it may be any of {}", METHODS.join(", ")),
    };
    context.tell(
        Diagnostic::error(format!("a route can't have the method `{}`", method.value))
            .at(method.at.clone(), "")
            .help(help),
    );
    None
}

/// Where a part of a text stands, which may be in quotes.
fn part(text: &Spanned<String>, start: usize, end: usize) -> Span {
    match text.at.text().find(&text.value) {
        Some(before) if !text.value.is_empty() => {
            let first = text.at.range.start + before;
            Span::new(&text.at.source, first + start..first + end)
        }
        _ => text.at.clone(),
    }
}
