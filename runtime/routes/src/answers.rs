//! Answers the requests that the gateway finds a custom route for: by the axum router that has it.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use http::uri::PathAndQuery;
use http::{Method, Request, Response, Uri};
use http_body_util::BodyExt;
use tonica_gateway::{Custom, CustomBody, CustomError, CustomRoute, Segment};
use tonica_runtime::{BoxFuture, Error};
use tower_service::Service;

use crate::{Routes, error, groups};

/// The routers of a project, and which one has which route.
pub(crate) struct Answers {
    routers: Vec<Router>,
    places: Vec<(&'static CustomRoute, usize)>,
    /// What extractors may hold, in bytes.
    max_body: usize,
}

impl Answers {
    /// Makes the routers for the routes of `table`, which must be those of `routes`.
    ///
    /// axum looks at the path before the method. Where that would lead to another route than the
    /// gateway found, because two routes of different methods match one path, they get a router each.
    pub(crate) fn new<S: Send + Sync + 'static>(
        routes: Routes<S>,
        table: &'static [CustomRoute],
        state: &Arc<S>,
        max_body: usize,
    ) -> Result<Self, Error> {
        let mut members: Vec<Vec<&CustomRoute>> = Vec::new();
        let mut handlers: Vec<Vec<_>> = Vec::new();
        let mut places = Vec::with_capacity(table.len());
        let mut left = routes.routes;
        for route in table {
            let known = |(of, _): &(&crate::Route, _)| {
                of.method == route.method && of.path == route.template
            };
            let Some(found) = left.iter().position(known) else {
                return Err(stale(route.method, route.template));
            };
            let fits = |others: &Vec<&CustomRoute>| !others.iter().any(|other| clash(other, route));
            let router = members.iter().position(fits).unwrap_or(members.len());
            if router == members.len() {
                members.push(Vec::new());
                handlers.push(Vec::new());
            }
            members[router].push(route);
            handlers[router].push(left.remove(found));
            places.push((route, router));
        }
        if let Some((route, _)) = left.first() {
            return Err(stale(route.method, route.path));
        }
        let routers = handlers.into_iter();
        let routers = routers.map(|routes_of| groups::router(&routes.groups, routes_of, state));
        Ok(Self {
            routers: routers.collect(),
            places,
            max_body,
        })
    }
}

/// Handlers and tables that were not made of the same service.yaml.
fn stale(method: &str, path: &str) -> Error {
    Error::new(format!(
        "route `{method} {path}` is in one of crates/rest and crates/routes alone; run `tonica generate`"
    ))
}

/// Whether axum would take requests for one route to be for the other.
fn clash(a: &CustomRoute, b: &CustomRoute) -> bool {
    a.template != b.template
        && a.method != b.method
        && a.verb == b.verb
        && overlap(a.segments, b.segments)
}

/// Whether some path matches both.
fn overlap(a: &[Segment], b: &[Segment]) -> bool {
    match (a, b) {
        ([Segment::Many, ..], _) | (_, [Segment::Many, ..]) | ([], []) => true,
        ([a, rest_a @ ..], [b, rest_b @ ..]) => {
            let apart = matches!((a, b), (Segment::Literal(a), Segment::Literal(b)) if a != b);
            !apart && overlap(rest_a, rest_b)
        }
        _ => false,
    }
}

impl Custom for Answers {
    fn answer(
        &self,
        route: usize,
        mut request: Request<CustomBody>,
    ) -> BoxFuture<'static, Result<Response<CustomBody>, CustomError>> {
        let (route, router) = self.places[route];
        let mut router = self.routers[router].clone();
        if let Some(uri) = plain(request.uri(), route) {
            *request.uri_mut() = uri;
        }
        if request.method() == Method::HEAD && route.method == "GET" {
            // Its answer is to be the same in all but its body, which the gateway takes off.
            *request.method_mut() = Method::GET;
        }
        DefaultBodyLimit::max(self.max_body).apply(&mut request);
        Box::pin(async move {
            let Ok(response) = router.call(request).await;
            let response = error::told(response).await?;
            Ok(response.map(|body| body.map_err(Into::into).boxed_unsync()))
        })
    }
}

/// A request's target with the literals of its route as the route has them, where some of it is
/// percent-encoded: axum compares literals as they are written.
fn plain(uri: &Uri, route: &CustomRoute) -> Option<Uri> {
    let path = uri.path().strip_prefix('/')?;
    if !path.contains('%') {
        return None;
    }
    let last = route.segments.len().saturating_sub(1);
    let mut plain = String::with_capacity(path.len() + 1);
    for (index, piece) in path.split('/').enumerate() {
        plain.push('/');
        match (route.segments.get(index), route.verb) {
            (Some(Segment::Literal(text)), Some(verb)) if index == last => {
                plain.extend([text, ":", verb]);
            }
            (Some(Segment::Literal(text)), _) => plain.push_str(text),
            _ => plain.push_str(piece),
        }
    }
    if let Some(query) = uri.query() {
        plain.extend(["?", query]);
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(plain).ok()?);
    Uri::from_parts(parts).ok()
}
