//! One request from its headers to its answer: find the route, have it answered, count. What lies
//! between the route and the answer's headers is in `pipeline`.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use futures_util::FutureExt;
use http::request::Parts;
use http::{Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use tonica_grpc::Channel;
use tonica_json::Service;
use tonica_runtime::edge::Serve;
use tonica_runtime::{Error, Start};

use crate::body::Reply;
use crate::config::Config;
use crate::cors::Cors;
use crate::encoding::Encoding;
use crate::entry::Entry;
use crate::metrics::Counters;
use crate::pages::Pages;
use crate::problem::Problem;
use crate::router::{Match, Router};
use crate::table::Routes;
use crate::{cache, code, metadata, refusal};

/// The REST gateway of a project: answers HTTP requests by calling rpcs.
pub struct Gateway {
    pub(crate) router: Router,
    pub(crate) pages: Pages,
    entries: Vec<Entry>,
    pub(crate) config: Config,
    /// Whose pages may read answers; `None`: only those of the same origin.
    pub(crate) cors: Option<Cors>,
    /// How answers are compressed; `None`: they are not.
    pub(crate) encoding: Option<Encoding>,
    counters: Counters,
    /// Tells streams when the process is about to stop.
    pub(crate) start: Start,
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
        let store = cache::store(routes, start);
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
            let mut entry = Entry::new(route, channel)?;
            if let Some(store) = &store {
                entry.cache = cache::Rule::of(route, entry.method, routes.options.cache, store)?;
            }
            entries.push(entry);
        }
        let config = Config::new(routes, start);
        Ok(Self {
            router: Router::new(routes.routes)?,
            pages: Pages::new(routes.openapi, routes.docs, config.docs),
            entries,
            config,
            cors: Cors::new(start)?,
            encoding: Encoding::new(start),
            counters: Counters::register(start.metrics()),
            start: start.clone(),
        })
    }

    /// Answers one request of `peer`. A panic on the way answers 500 and is logged by the
    /// process's panic hook.
    pub async fn handle<B>(
        self: &Arc<Self>,
        request: Request<B>,
        peer: SocketAddr,
    ) -> Response<Reply>
    where
        B: http_body::Body<Data = Bytes> + Send + Unpin + 'static,
    {
        let started = Instant::now();
        let (head, body) = request.into_parts();
        let id = metadata::request_id(&head.headers);
        let page = self.pages.find(&head);
        let found = match page {
            Some(_) => None,
            None => self.find(&head),
        };
        let mut counted = Counted {
            counters: &self.counters,
            method: head.method.clone(),
            entry: found.map(|(entry, _)| entry),
            page: page.map(|page| page.label()),
            started,
            status: code::CLIENT_LEFT,
        };
        let answer = {
            // Pinned where it stands: it is large, and wrapping it must not move it.
            let answer = pin!(self.respond(page, found, &head, body, &id, peer));
            AssertUnwindSafe(answer).catch_unwind().await
        };
        let mut response = match answer {
            Ok(Ok(response)) => response,
            Ok(Err(problem)) => self.refuse(&problem),
            Err(_) => self.refuse(&Problem::internal("the server failed at this request")),
        };
        response.headers_mut().insert(metadata::REQUEST_ID, id);
        if let Some(id) = metadata::correlation_id(&head.headers) {
            response.headers_mut().insert(metadata::CORRELATION_ID, id);
        }
        if let Some(cors) = &self.cors {
            cors.mark(&head, response.headers_mut());
        }
        if head.method == Method::HEAD {
            behead(&mut response);
        }
        counted.status = response.status();
        response
    }

    /// The route that a request matches.
    pub(crate) fn entry(&self, matched: &Match<'_>) -> &Entry {
        &self.entries[matched.route]
    }

    /// The route of a request. HEAD is served by GET's where it has none of its own.
    pub(crate) fn find<'p>(&self, head: &'p Parts) -> Option<(&Entry, Match<'p>)> {
        let path = head.uri.path();
        let mut found = self.router.find(head.method.as_str(), path);
        if found.is_none() && head.method == Method::HEAD {
            found = self.router.find("GET", path);
        }
        found.map(|matched| (self.entry(&matched), matched))
    }

    /// The methods served at a request's path, as `Allow` lists them; `None` where none is.
    pub(crate) fn allow(&self, head: &Parts) -> Option<String> {
        // Where a page was asked for and is not there, it isn't there for others either.
        let asked = matches!(head.method, Method::GET | Method::HEAD);
        let is_page = !asked && self.pages.at(head.uri.path()).is_some();
        refusal::methods(&self.router, head.uri.path(), is_page)
    }

    fn refuse(&self, problem: &Problem) -> Response<Reply> {
        problem.response(self.config.errors, &self.config.json)
    }
}

/// Takes the body off the answer to a HEAD request, its length left in the headers.
fn behead(response: &mut Response<Reply>) {
    let body = std::mem::replace(response.body_mut(), Reply::Whole(Bytes::new()));
    if let Reply::Whole(bytes) = body {
        let length = bytes.len().into();
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, length);
    }
}

/// Counts a request when it is dropped: answered, or left by its client.
struct Counted<'g> {
    counters: &'g Counters,
    method: Method,
    entry: Option<&'g Entry>,
    /// The label of a page.
    page: Option<&'static str>,
    started: Instant,
    status: StatusCode,
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        let took = self.started.elapsed();
        let (method, status) = (&self.method, self.status);
        let route = self.entry.map(|entry| entry.route.template);
        let route = route.or(self.page);
        match self.entry {
            // The common case, without a look at the label sets.
            Some(entry) if status == StatusCode::OK && entry.route.method == method.as_str() => {
                let handles = || self.counters.handles(method, route, status);
                entry.handles.get_or_init(handles).count(took);
            }
            _ => self.counters.handles(method, route, status).count(took),
        }
    }
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
