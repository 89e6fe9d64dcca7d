//! A hand-made project: tables, routes, and a service that answers what it was asked.
#![allow(dead_code, reason = "each test file uses its part of it")]
#![allow(clippy::unwrap_used, reason = "a test that can't go on should stop")]

use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::Value;
use tonic::Status;
use tonica_gateway::{Asset, Gateway, Options, Reply, Route, Routes};
use tonica_grpc::{Channel, Dispatch, Instance, Payload};
use tonica_runtime::{Start, TestStart};

pub(crate) mod kinds;
pub(crate) mod router;
pub(crate) mod routing;
pub(crate) mod streamed;
pub(crate) mod tables;

use tables::{ROUTES, SERVICES, TYPES};

pub(crate) type Result<T = tonic::Response<Payload>> = std::result::Result<T, Status>;

/// An OpenAPI document as far as the gateway cares.
pub(crate) const OPENAPI: &str = r#"{"openapi":"3.1.1"}"#;

/// A docs page of one file.
pub(crate) fn docs(path: &str, gzip: bool) -> Option<Asset> {
    let kind = [("content-type", "text/html"), ("cache-control", "no-cache")];
    path.is_empty().then(|| Asset {
        bytes: if gzip { b"gzip" } else { b"plain" },
        etag: "\"page\"".to_owned(),
        headers: kind.into(),
    })
}

/// What a small project serves.
pub(crate) fn project() -> Routes {
    Routes {
        custom: &[],
        routes: ROUTES,
        services: SERVICES,
        types: TYPES,
        openapi: OPENAPI,
        docs: Some(docs),
        options: Options::new(),
    }
}

/// A service that answers by one function.
struct Answers<F>(Arc<F>);

impl<F, R> Dispatch for Answers<F>
where
    F: Fn(usize, tonic::Request<Payload>) -> R + Send + Sync + 'static,
    R: Future<Output = Result> + Send + 'static,
{
    fn call(&self, method: usize, request: tonic::Request<Payload>) -> tonica_grpc::Answer {
        let answer = Arc::clone(&self.0);
        Box::pin(async move { answer(method, request).await })
    }
}

/// Answers with the message that came in.
pub(crate) async fn echo(_: usize, request: tonic::Request<Payload>) -> Result {
    Ok(tonic::Response::new(request.into_inner()))
}

/// A start with these settings.
pub(crate) fn start(settings: &[(&str, &str)]) -> Start {
    let settings = settings.iter();
    let settings = settings.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let start = TestStart {
        settings: settings.collect(),
        ..TestStart::default()
    };
    start.start()
}

/// A gateway before a service that is `answer`, in a process started like this.
pub(crate) fn gateway_in<F, R>(start: &Start, options: Options, answer: F) -> Arc<Gateway>
where
    F: Fn(usize, tonic::Request<Payload>) -> R + Send + Sync + 'static,
    R: Future<Output = Result> + Send + 'static,
{
    gateway_of(ROUTES, start, options, answer)
}

/// A gateway before the service that this channel leads to.
pub(crate) fn gateway_over(start: &Start, options: Options, channel: Channel) -> Arc<Gateway> {
    gateway_to(ROUTES, start, options, channel)
}

/// A gateway with these routes, all of one service that is `answer`.
pub(crate) fn gateway_of<F, R>(
    routes: &'static [Route],
    start: &Start,
    options: Options,
    answer: F,
) -> Arc<Gateway>
where
    F: Fn(usize, tonic::Request<Payload>) -> R + Send + Sync + 'static,
    R: Future<Output = Result> + Send + 'static,
{
    let channel = Channel::local(routes[0].service, Instance::new(Answers(Arc::new(answer))));
    gateway_to(routes, start, options, channel)
}

fn gateway_to(
    routes: &'static [Route],
    start: &Start,
    options: Options,
    channel: Channel,
) -> Arc<Gateway> {
    let routes = Routes {
        routes,
        options,
        ..project()
    };
    Arc::new(Gateway::new(&routes, start, |_| Ok(channel.clone())).unwrap())
}

/// A gateway before a service that is `answer`.
pub(crate) fn gateway<F, R>(answer: F) -> Arc<Gateway>
where
    F: Fn(usize, tonic::Request<Payload>) -> R + Send + Sync + 'static,
    R: Future<Output = Result> + Send + 'static,
{
    gateway_in(&start(&[]), Options::new(), answer)
}

/// An answer as tests look at it.
#[derive(Debug)]
pub(crate) struct Got {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The body, which may be no text.
    pub(crate) bytes: Bytes,
    pub(crate) text: String,
}

impl Got {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The violations of an answer that must be a 400 with google.rpc.BadRequest.
    pub(crate) fn violations(&self) -> Vec<(String, String)> {
        let json = self.json();
        assert_eq!(self.status, StatusCode::BAD_REQUEST, "{json}");
        assert_eq!(json["code"], 3, "{json}");
        let detail = &json["details"][0];
        assert_eq!(
            detail["@type"], "type.googleapis.com/google.rpc.BadRequest",
            "{json}"
        );
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let violations = detail["fieldViolations"].as_array().unwrap().iter();
        violations
            .map(|one| (text(&one["field"]), text(&one["description"])))
            .collect()
    }

    /// Field and reason of each violation.
    pub(crate) fn reasons(&self) -> Vec<(String, String)> {
        let violations = self.violations().into_iter();
        let json = self.json();
        let reason = |at: usize| json["details"][0]["fieldViolations"][at]["reason"].clone();
        violations
            .enumerate()
            .map(|(at, (field, _))| (field, reason(at).as_str().unwrap().to_owned()))
            .collect()
    }
}

/// Sends a request without a network between.
pub(crate) async fn send(
    gateway: &Arc<Gateway>,
    request: http::request::Builder,
    body: &str,
) -> Got {
    send_bytes(gateway, request, body.as_bytes().to_vec()).await
}

/// Sends a request whose body may be no text.
pub(crate) async fn send_bytes(
    gateway: &Arc<Gateway>,
    request: http::request::Builder,
    body: Vec<u8>,
) -> Got {
    let request: Request<_> = request.body(Full::new(Bytes::from(body))).unwrap();
    let peer = std::net::SocketAddr::from(([127, 0, 0, 1], 9));
    got(gateway.handle(request, peer).await).await
}

async fn got(response: Response<Reply>) -> Got {
    let (head, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Got {
        status: head.status,
        headers: head.headers,
        text: String::from_utf8_lossy(&bytes).into_owned(),
        bytes,
    }
}

/// GET of a path.
pub(crate) async fn get(gateway: &Arc<Gateway>, path: &str) -> Got {
    send(gateway, Request::get(path), "").await
}

/// Messages as a stream of a service.
pub(crate) fn many(messages: Vec<std::result::Result<Bytes, Status>>) -> tonic::Response<Payload> {
    tonic::Response::new(Payload::Many(futures_util::stream::iter(messages).boxed()))
}

/// The wire bytes of an order with this id.
pub(crate) fn order(id: &str) -> Bytes {
    let mut wire = vec![10, u8::try_from(id.len()).unwrap()];
    wire.extend_from_slice(id.as_bytes());
    wire.into()
}
