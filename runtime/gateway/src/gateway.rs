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
use tonica_runtime::{BoxError, Error, Start};

use crate::body::Reply;
use crate::config::Config;
use crate::cors::Cors;
use crate::custom::Custom;
use crate::encoding::Encoding;
use crate::metrics::Counters;
use crate::pages::Pages;
use crate::place::{self, Place};
use crate::problem::Problem;
use crate::router::{Match, Router};
use crate::table::Routes;
use crate::{code, metadata, refusal};

/// The REST gateway of a project: answers HTTP requests by calling rpcs.
pub struct Gateway {
    pub(crate) router: Router,
    pub(crate) pages: Pages,
    places: Vec<Place>,
    /// What answers the custom routes; `None`: there are none.
    pub(crate) custom: Option<Arc<dyn Custom>>,
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
        let order = routes.in_order();
        let places = place::all(&order, routes, start, channel)?;
        let config = Config::new(routes, start);
        Ok(Self {
            router: Router::of(order.iter().map(Into::into))?,
            pages: Pages::new(routes.openapi, routes.docs, config.docs),
            places,
            custom: None,
            config,
            cors: Cors::new(start)?,
            encoding: Encoding::new(start),
            counters: Counters::register(start.metrics()),
            start: start.clone(),
        })
    }

    /// Has the custom routes of the table answered by `custom`.
    #[must_use]
    pub fn with_custom(mut self, custom: Arc<dyn Custom>) -> Self {
        self.custom = Some(custom);
        self
    }

    /// Answers one request of `peer`. A panic on the way answers 500 and is logged by the
    /// process's panic hook.
    pub async fn handle<B>(
        self: &Arc<Self>,
        request: Request<B>,
        peer: SocketAddr,
    ) -> Response<Reply>
    where
        B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + Unpin + 'static,
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
            place: found.map(|(place, _)| place),
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

    /// The route of a request. HEAD is served by GET's where it has none of its own.
    pub(crate) fn find<'p>(&self, head: &'p Parts) -> Option<(&Place, Match<'p>)> {
        let path = head.uri.path();
        let mut found = self.router.find(head.method.as_str(), path);
        if found.is_none() && head.method == Method::HEAD {
            found = self.router.find("GET", path);
        }
        found.map(|matched| (&self.places[matched.route], matched))
    }

    /// The methods served at a request's path, as `Allow` lists them; `None` where none is.
    pub(crate) fn allow(&self, head: &Parts) -> Option<String> {
        // Where a page was asked for and is not there, it isn't there for others either.
        let asked = matches!(head.method, Method::GET | Method::HEAD);
        let is_page = !asked && self.pages.at(head.uri.path()).is_some();
        refusal::methods(&self.router, head.uri.path(), is_page)
    }

    pub(crate) fn refuse(&self, problem: &Problem) -> Response<Reply> {
        problem.response(self.config.errors, &self.config.json)
    }
}

/// Takes the body off the answer to a HEAD request, its length left in the headers.
fn behead(response: &mut Response<Reply>) {
    let body = std::mem::replace(response.body_mut(), Reply::Whole(Bytes::new()));
    if let Reply::Whole(bytes) = body {
        let headers = response.headers_mut();
        let length = headers.entry(header::CONTENT_LENGTH);
        length.or_insert_with(|| bytes.len().into());
    }
}

/// Counts a request when it is dropped: answered, or left by its client.
struct Counted<'g> {
    counters: &'g Counters,
    method: Method,
    place: Option<&'g Place>,
    /// The label of a page.
    page: Option<&'static str>,
    started: Instant,
    status: StatusCode,
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        let took = self.started.elapsed();
        let (method, status) = (&self.method, self.status);
        let route = self.place.map(|place| place.template);
        let route = route.or(self.page);
        match self.place {
            // The common case, without a look at the label sets.
            Some(place) if status == StatusCode::OK && place.method == method.as_str() => {
                let handles = || self.counters.handles(method, route, status);
                place.handles.get_or_init(handles).count(took);
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
