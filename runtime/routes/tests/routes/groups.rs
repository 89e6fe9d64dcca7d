//! Groups: whose layers a request passes, and in which order.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use tonica_gateway::CustomRoute;
use tonica_gateway::Segment::Literal;
use tonica_routes::{Route, Routes};

use crate::project::{Shared, gateway_of, get_of, route, send};

type Layered = Router<Arc<Shared>>;

/// Leaves its name in the answer, the innermost first.
async fn sign(name: &'static str, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response
        .headers_mut()
        .append("passed", name.parse().unwrap());
    response
}

fn all(routes: Layered, _: &Arc<Shared>) -> Layered {
    routes.layer(from_fn(|request, next| sign("all", request, next)))
}

fn api(routes: Layered, _: &Arc<Shared>) -> Layered {
    routes.route_layer(from_fn(|request, next| sign("api", request, next)))
}

fn v1(routes: Layered, _: &Arc<Shared>) -> Layered {
    routes.layer(from_fn(|request, next| sign("v1", request, next)))
}

/// Lets requests through once somebody has called a hook.
fn admin(routes: Layered, state: &Arc<Shared>) -> Layered {
    async fn check(
        State(shared): State<Arc<Shared>>,
        request: Request,
        next: Next,
    ) -> Result<Response, StatusCode> {
        if shared.hooks.load(std::sync::atomic::Ordering::Relaxed) == 0 {
            return Err(StatusCode::FORBIDDEN);
        }
        Ok(next.run(request).await)
    }
    routes.layer(from_fn_with_state(Arc::clone(state), check))
}

const fn grouped(method: &'static str, path: &'static str, group: &'static str) -> Route {
    Route {
        group: Some(group),
        ..route(method, path)
    }
}

const fn table(method: &'static str, template: &'static str) -> CustomRoute {
    CustomRoute {
        method,
        template,
        segments: match template.as_bytes() {
            b"/a" => &[Literal("a")],
            b"/b" => &[Literal("b")],
            b"/c" => &[Literal("c")],
            _ => &[Literal("d")],
        },
        verb: None,
        behind: 0,
    }
}

static TABLE: &[CustomRoute] = &[
    table("GET", "/a"),
    table("GET", "/b"),
    table("GET", "/c"),
    table("DELETE", "/c"),
];

fn routes() -> Routes<Shared> {
    const A: Route = grouped("GET", "/a", "/api/v1");
    const B: Route = grouped("GET", "/b", "/admin");
    const C: Route = route("GET", "/c");
    const DELETE: Route = grouped("DELETE", "/c", "/api");
    Routes::new()
        .group("/api", api)
        .group("/api/v1", v1)
        .group("/", all)
        .group("/admin", admin)
        .with(&A, get(|| async { "a" }))
        .with(&B, get(|| async { "b" }))
        .with(&C, get(|| async { "c" }))
        .with(&DELETE, axum::routing::delete(|| async { "gone" }))
}

#[tokio::test]
async fn layers_lie_from_the_root_to_the_handler() {
    let (gateway, _) = gateway_of(routes(), TABLE, &[]);
    let passed = async |method: &str, path: &str| {
        let answer = send(&gateway, method, path, "").await;
        let names = answer.headers.get_all("passed").iter();
        let names: Vec<String> = names
            .map(|name| name.to_str().unwrap().to_owned())
            .collect();
        (answer.text, names.join(" "))
    };
    assert_eq!(passed("GET", "/a").await, ("a".into(), "v1 api all".into()));
    assert_eq!(passed("GET", "/c").await, ("c".into(), String::new()));
    assert_eq!(
        passed("DELETE", "/c").await,
        ("gone".into(), "api all".into())
    );
}

#[tokio::test]
async fn a_layer_has_the_state_and_its_refusal_is_the_gateways() {
    let (gateway, shared) = gateway_of(routes(), TABLE, &[]);
    let refused = get_of(&gateway, "/b").await;
    assert_eq!((refused.status, &refused.json()["code"]), (403, &7.into()));
    shared
        .hooks
        .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(get_of(&gateway, "/b").await.text, "b");
}
