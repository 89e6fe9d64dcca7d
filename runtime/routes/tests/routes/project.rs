//! A hand-made project: handlers, their tables, and a gateway before them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::{any, get, post};
use axum::{Extension, Json};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use serde::{Deserialize, Serialize};
use tonica_gateway::Segment::{Literal, Many, One};
use tonica_gateway::{CustomRoute, Errors, Gateway, Options, Segment};
use tonica_routes::{Code, Error, Route, Routes};
use tonica_runtime::{Start, TestStart};
use utoipa::openapi::{OpenApi, OpenApiBuilder};

/// What all handlers share.
#[derive(Default)]
pub(crate) struct Shared {
    pub(crate) hooks: AtomicUsize,
    pub(crate) dropped: tokio::sync::Notify,
    pub(crate) entered: tokio::sync::Notify,
}

#[derive(Deserialize, Serialize)]
pub(crate) struct Hook {
    pub(crate) amount: u32,
}

const fn table(
    method: &'static str,
    template: &'static str,
    segments: &'static [Segment],
) -> CustomRoute {
    CustomRoute {
        method,
        template,
        segments,
        verb: None,
        behind: 0,
    }
}

/// Most specific first, as the generator writes them.
pub(crate) static TABLE: &[CustomRoute] = &[
    table("POST", "/echo", &[Literal("echo")]),
    table("GET", "/fail/{how}", &[Literal("fail"), One]),
    table(
        "GET",
        "/files/{owner}/{*path}",
        &[Literal("files"), One, One, Many],
    ),
    table(
        "POST",
        "/hooks/payments",
        &[Literal("hooks"), Literal("payments")],
    ),
    table("GET", "/hooks/{id}", &[Literal("hooks"), One]),
    table("GET", "/stuck", &[Literal("stuck")]),
    CustomRoute {
        verb: Some("count"),
        ..table("GET", "/hooks:count", &[Literal("hooks")])
    },
    table("GET", "/who", &[Literal("who")]),
];

fn nothing() -> OpenApi {
    OpenApiBuilder::new().build()
}

pub(crate) const fn route(method: &'static str, path: &'static str) -> Route {
    Route {
        name: "route",
        method,
        path,
        group: None,
        document: nothing,
    }
}

pub(crate) fn routes() -> Routes<Shared> {
    const ECHO: Route = route("POST", "/echo");
    const FAIL: Route = route("GET", "/fail/{how}");
    const FILES: Route = route("GET", "/files/{owner}/{*path}");
    const PAYMENTS: Route = route("POST", "/hooks/payments");
    const HOOK: Route = route("GET", "/hooks/{id}");
    const STUCK: Route = route("GET", "/stuck");
    const COUNT: Route = route("GET", "/hooks:count");
    const WHO: Route = route("GET", "/who");
    Routes::new()
        .with(&PAYMENTS, post(payments))
        .with(
            &HOOK,
            get(|Path(id): Path<String>| async move { format!("hook {id}") }),
        )
        .with(&ECHO, any(|body: Body| async move { body }))
        .with(&FAIL, get(fail))
        .with(&FILES, get(files))
        .with(&STUCK, get(stuck))
        .with(&COUNT, get(count))
        .with(&WHO, get(who))
}

async fn payments(
    State(shared): State<Arc<Shared>>,
    Json(hook): Json<Hook>,
) -> Result<(StatusCode, Json<Hook>), Error> {
    shared.hooks.fetch_add(1, Ordering::Relaxed);
    if hook.amount == 0 {
        return Err(Error::new(Code::FailedPrecondition, "nothing was paid"));
    }
    Ok((StatusCode::ACCEPTED, Json(hook)))
}

async fn files(Path((owner, path)): Path<(String, String)>) -> String {
    format!("{owner} {path}")
}

async fn count(State(shared): State<Arc<Shared>>) -> String {
    shared.hooks.load(Ordering::Relaxed).to_string()
}

async fn fail(Path(how): Path<String>) -> axum::response::Response {
    use axum::response::IntoResponse;
    match how.as_str() {
        "status" => StatusCode::GONE.into_response(),
        "text" => (StatusCode::CONFLICT, "it is taken").into_response(),
        "json" => (StatusCode::CONFLICT, Json("it is taken")).into_response(),
        "html" => (StatusCode::BAD_GATEWAY, axum::response::Html("<p>")).into_response(),
        "later" => (
            [("retry-after", "7")],
            Error::new(Code::Unavailable, "later"),
        )
            .into_response(),
        "panic" => panic!("as it was asked"),
        other => Error::new(Code::NotFound, other).into_response(),
    }
}

/// Answers never; tells when it is dropped.
async fn stuck(State(shared): State<Arc<Shared>>) {
    struct Tell(Arc<Shared>);
    impl Drop for Tell {
        fn drop(&mut self) {
            self.0.dropped.notify_one();
        }
    }
    let _tell = Tell(Arc::clone(&shared));
    shared.entered.notify_one();
    std::future::pending().await
}

async fn who(headers: HeaderMap, Extension(peer): Extension<std::net::SocketAddr>) -> String {
    let context = tonica_grpc::Context::current().unwrap();
    let id = headers["x-request-id"].to_str().unwrap();
    assert_eq!(context.request_id(), id);
    format!("{peer} {id} {}", context.traceparent().unwrap_or_default())
}

/// A gateway with these routes alone.
pub(crate) fn gateway_of(
    routes: Routes<Shared>,
    table: &'static [CustomRoute],
    settings: &[(&str, &str)],
) -> (Arc<Gateway>, Arc<Shared>) {
    let shared = Arc::new(Shared::default());
    let start = start(settings);
    let tables = tables(table);
    let max_body = tonica_gateway::max_body(&tables.options, &start);
    let custom = routes.answering(table, &shared, max_body).unwrap();
    let none = |_: &'static _| Err(tonica_runtime::Error::new("there are no services"));
    let gateway = Gateway::new(&tables, &start, none).unwrap();
    (Arc::new(gateway.with_custom(custom)), shared)
}

pub(crate) fn tables(custom: &'static [CustomRoute]) -> tonica_gateway::Routes {
    tonica_gateway::Routes {
        routes: &[],
        services: &[],
        types: &[],
        custom,
        openapi: "",
        docs: None,
        options: Options::new().errors(Errors::Status),
    }
}

/// A gateway with all routes.
pub(crate) fn gateway() -> (Arc<Gateway>, Arc<Shared>) {
    gateway_of(routes(), TABLE, &[])
}

pub(crate) fn start(settings: &[(&str, &str)]) -> Start {
    let settings = settings.iter();
    let settings = settings.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let start = TestStart {
        settings: settings.collect(),
        ..TestStart::default()
    };
    start.start()
}

/// An answer as tests look at it.
pub(crate) struct Got {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Got {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }
}

/// Sends a request whose body is whole.
pub(crate) async fn send(gateway: &Arc<Gateway>, method: &str, path: &str, body: &str) -> Got {
    let request = Request::builder().method(method).uri(path);
    let request = request.header("content-type", "application/json");
    let body = Full::new(Bytes::from(body.to_owned()));
    got(gateway, request.body(body).unwrap()).await
}

/// Sends any request.
pub(crate) async fn got<B>(gateway: &Arc<Gateway>, request: Request<B>) -> Got
where
    B: axum::body::HttpBody<Data = Bytes, Error: Into<tonica_runtime::BoxError>>
        + Send
        + Unpin
        + 'static,
{
    let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 9));
    let (head, body) = gateway.handle(request, peer).await.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Got {
        status: head.status.as_u16(),
        headers: head.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

/// GET of a path.
pub(crate) async fn get_of(gateway: &Arc<Gateway>, path: &str) -> Got {
    send(gateway, "GET", path, "").await
}
