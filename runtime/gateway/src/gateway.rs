//! One request from its headers to its answer: find the route, bind, call, transcode, count.
//! Every step is another module's; the order is here.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use futures_util::{FutureExt, StreamExt};
use http::request::Parts;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use tonic::Code;
use tonica_grpc::{Channel, Payload};
use tonica_json::Service;
use tonica_runtime::edge::Serve;
use tonica_runtime::{Error, Start};

use crate::answer::Answer;
use crate::bind::Binder;
use crate::body::{self, Reply};
use crate::config::Config;
use crate::entry::{Entry, Source};
use crate::media;
use crate::metadata;
use crate::metrics::Counters;
use crate::problem::Problem;
use crate::router::{Match, Router};
use crate::stream::{self, Frames};
use crate::table::Routes;

/// The REST gateway of a project: answers HTTP requests by calling rpcs.
pub struct Gateway {
    router: Router,
    entries: Vec<Entry>,
    config: Config,
    counters: Counters,
}

impl Gateway {
    /// Makes the routes ready. `channel` says how a service is reached.
    ///
    /// # Errors
    ///
    /// Tables that contradict each other or themselves, and what `channel` says.
    pub fn new(
        routes: &Routes,
        start: &Start,
        channel: impl Fn(&'static Service) -> Result<Channel, Error>,
    ) -> Result<Self, Error> {
        let mut channels: Vec<Channel> = Vec::new();
        let mut entries = Vec::with_capacity(routes.routes.len());
        for route in routes.routes {
            let known = channels
                .iter()
                .find(|channel| std::ptr::eq(channel.service(), route.service));
            let channel = match known {
                Some(channel) => channel.clone(),
                None => {
                    let channel = channel(route.service)?;
                    channels.push(channel.clone());
                    channel
                }
            };
            entries.push(Entry::new(route, channel)?);
        }
        Ok(Self {
            router: Router::new(routes.routes)?,
            entries,
            config: Config::new(routes, start),
            counters: Counters::register(start.metrics()),
        })
    }

    /// Answers one request of `peer`. A panic on the way answers 500 and is logged by the
    /// process's panic hook.
    pub async fn handle<B>(&self, request: Request<B>, peer: SocketAddr) -> Response<Reply>
    where
        B: http_body::Body<Data = Bytes> + Send + Unpin,
    {
        let started = Instant::now();
        let (head, body) = request.into_parts();
        let id = metadata::request_id(&head.headers);
        let found = self.find(&head);
        let entry = found.map(|(entry, _)| entry);
        let answer = async {
            match found {
                Some((entry, matched)) => self.call(entry, &matched, &head, body, &id, peer).await,
                None => self.unserved(&head),
            }
        };
        let answer = AssertUnwindSafe(answer).catch_unwind().await;
        let mut response = match answer {
            Ok(Ok(response)) => response,
            Ok(Err(problem)) => self.refuse(&problem),
            Err(_) => self.refuse(&Problem::internal(
                "the request failed by a fault of the server",
            )),
        };
        response.headers_mut().insert(metadata::REQUEST_ID, id);
        if let Some(id) = metadata::correlation_id(&head.headers) {
            response.headers_mut().insert(metadata::CORRELATION_ID, id);
        }
        if head.method == Method::HEAD {
            behead(&mut response);
        }
        self.count(&head.method, entry, response.status(), started);
        response
    }

    /// The route of a request. HEAD is served by GET's where it has none of its own.
    fn find<'p>(&self, head: &'p Parts) -> Option<(&Entry, Match<'p>)> {
        let path = head.uri.path();
        let mut found = self.router.find(head.method.as_str(), path);
        if found.is_none() && head.method == Method::HEAD {
            found = self.router.find("GET", path);
        }
        found.map(|matched| (&self.entries[matched.route], matched))
    }

    /// The answer where no route serves the method at the path.
    fn unserved(&self, head: &Parts) -> Result<Response<Reply>, Problem> {
        let path = head.uri.path();
        let mut methods = self.router.methods(path);
        if methods.is_empty() {
            return Err(self.not_found(path));
        }
        if methods.contains(&"GET") && !methods.contains(&"HEAD") {
            methods.push("HEAD");
        }
        if !methods.contains(&"OPTIONS") {
            methods.push("OPTIONS");
        }
        methods.sort_unstable();
        let allow = methods.join(", ");
        if head.method == Method::OPTIONS {
            let mut response = Response::new(Reply::Whole(Bytes::new()));
            *response.status_mut() = StatusCode::NO_CONTENT;
            if let Ok(allow) = HeaderValue::from_str(&allow) {
                response.headers_mut().insert(header::ALLOW, allow);
            }
            return Ok(response);
        }
        let mut problem = Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            Code::Unimplemented,
            format!(
                "{} is not served at {path}; these are: {allow}",
                head.method
            ),
            "METHOD_NOT_ALLOWED",
            ("allow", allow.clone()),
        );
        problem.allow = Some(allow);
        Err(problem)
    }

    fn not_found(&self, path: &str) -> Problem {
        let bare = path.trim_end_matches('/');
        let hint = if bare != path && !self.router.methods(bare).is_empty() {
            format!("; {bare}, without the slash at its end, is")
        } else {
            String::new()
        };
        Problem::new(
            StatusCode::NOT_FOUND,
            Code::NotFound,
            format!("{path} is not served here{hint}"),
            "PATH_NOT_FOUND",
            ("path", path.to_owned()),
        )
    }

    /// Calls the rpc of a route and writes its answer.
    async fn call<B>(
        &self,
        entry: &Entry,
        matched: &Match<'_>,
        head: &Parts,
        body: B,
        id: &HeaderValue,
        peer: SocketAddr,
    ) -> Result<Response<Reply>, Problem>
    where
        B: http_body::Body<Data = Bytes> + Send + Unpin,
    {
        if entry.method.client_streaming {
            return Err(streaming(entry));
        }
        let offers = if entry.method.server_streaming {
            &stream::FORMS
        } else {
            &[media::JSON][..]
        };
        let form = media::choose(&head.headers, offers).ok_or_else(|| not_acceptable(offers))?;
        let body = match entry.source {
            Source::None => Bytes::new(),
            _ => self.read(head, body).await?,
        };
        let wire = Binder::new(entry, &self.config.json)
            .bind(matched, head.uri.query(), &body, self.config.keep)
            .map_err(Problem::bad_request)?;
        let mut request = tonic::Request::new(Payload::One(wire.into()));
        *request.metadata_mut() =
            metadata::incoming(&head.headers, &self.config.forward_headers, id)?;
        request.extensions_mut().insert(peer);
        let response = entry.channel.call(entry.route.rpc, request).await?;
        let (metadata, payload, _) = response.into_parts();
        let answer = Answer {
            method: entry.method,
            field: entry.answer,
            options: self.config.json,
        };
        let body = if entry.method.server_streaming {
            let frames = Frames::new(payload.many(), form, answer, self.config.errors);
            Reply::Stream(frames.boxed())
        } else {
            Reply::Whole(answer.write(&payload.one().await?)?)
        };
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form));
        metadata::outgoing(metadata, headers);
        Ok(response)
    }

    async fn read<B>(&self, head: &Parts, body: B) -> Result<Bytes, Problem>
    where
        B: http_body::Body<Data = Bytes> + Unpin,
    {
        if !body.is_end_stream() && !media::is_json(&head.headers) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                Code::InvalidArgument,
                "the request's body must be application/json".to_owned(),
                "MEDIA_TYPE_NOT_SUPPORTED",
                ("accepted", media::JSON.to_owned()),
            ));
        }
        body::read(
            body,
            &head.headers,
            self.config.max_body,
            self.config.body_timeout,
        )
        .await
    }

    fn refuse(&self, problem: &Problem) -> Response<Reply> {
        let body = problem.body(self.config.errors, &self.config.json);
        let mut response = Response::new(Reply::Whole(body.into()));
        *response.status_mut() = problem.status;
        let headers = response.headers_mut();
        if let Some(allow) = problem
            .allow
            .as_ref()
            .and_then(|allow| allow.try_into().ok())
        {
            headers.insert(header::ALLOW, allow);
        }
        if problem.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media::JSON));
        response
    }

    fn count(&self, method: &Method, entry: Option<&Entry>, status: StatusCode, started: Instant) {
        let took = started.elapsed();
        let route = entry.map(|entry| entry.route.template);
        match entry {
            // The common case, without a look at the label sets.
            Some(entry) if status == StatusCode::OK && entry.route.method == method.as_str() => {
                entry
                    .handles
                    .get_or_init(|| self.counters.handles(method, route, status))
                    .count(took);
            }
            _ => self.counters.handles(method, route, status).count(took),
        }
    }
}

/// Takes the body off the answer to a HEAD request, its length left in the headers.
fn behead(response: &mut Response<Reply>) {
    let body = std::mem::replace(response.body_mut(), Reply::Whole(Bytes::new()));
    if let Reply::Whole(bytes) = body {
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, bytes.len().into());
    }
}

fn streaming(entry: &Entry) -> Problem {
    Problem::new(
        StatusCode::NOT_IMPLEMENTED,
        Code::Unimplemented,
        format!(
            "{} takes a stream, which REST does not offer yet",
            entry.method.path
        ),
        "STREAMING_NOT_SERVED",
        ("method", entry.method.path.to_owned()),
    )
}

fn not_acceptable(offers: &[&str]) -> Problem {
    let offers = offers.join(", ");
    Problem::new(
        StatusCode::NOT_ACCEPTABLE,
        Code::InvalidArgument,
        format!("the request's Accept header takes none of: {offers}"),
        "MEDIA_TYPE_NOT_ACCEPTABLE",
        ("offered", offers),
    )
}

impl Serve for Gateway {
    type Body = Reply;

    async fn serve(
        self: Arc<Self>,
        request: Request<Incoming>,
        peer: SocketAddr,
    ) -> Response<Reply> {
        self.handle(request, peer).await
    }
}
