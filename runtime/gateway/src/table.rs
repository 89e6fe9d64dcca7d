//! The static tables that the generator writes for a project's HTTP rules: which path and
//! method mean which rpc, and where the parts of a request go. Data only; nothing is matched here.

use tonica_json::{Message, Service};

use crate::pages::Docs;

/// Everything that the gateway of a project serves.
#[derive(Debug, Clone, Copy)]
pub struct Routes {
    /// Most specific first: of several routes that match a request, the first one serves it.
    pub routes: &'static [Route],
    /// The services that the routes lead to, each once.
    pub services: &'static [&'static Service],
    /// The messages that a `google.protobuf.Any` may hold, sorted by full name.
    pub types: &'static [&'static Message],
    /// Routes that no rpc stands behind, most specific first.
    pub custom: &'static [CustomRoute],
    /// The OpenAPI document, in JSON; empty for none.
    pub openapi: &'static str,
    /// The docs page that shows it.
    pub docs: Option<Docs>,
    /// What the project's service.yaml chose.
    pub options: Options,
}

/// A route, of either kind.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Either {
    /// Of [`Routes::routes`].
    Rpc(&'static Route),
    /// Of [`Routes::custom`], with its index there.
    Custom(usize, &'static CustomRoute),
}

impl Routes {
    /// These routes and nothing beside them.
    #[must_use]
    pub const fn new(routes: &'static [Route]) -> Self {
        Self {
            routes,
            services: &[],
            types: &[],
            custom: &[],
            openapi: "",
            docs: None,
            options: Options::new(),
        }
    }

    /// All routes in one order, most specific first.
    pub(crate) fn in_order(&self) -> Vec<Either> {
        let mut custom = self.custom.iter().enumerate().peekable();
        let mut all = Vec::with_capacity(self.routes.len() + self.custom.len());
        for (index, rpc) in self.routes.iter().enumerate() {
            while let Some((place, route)) = custom.next_if(|(_, route)| route.behind <= index) {
                all.push(Either::Custom(place, route));
            }
            all.push(Either::Rpc(rpc));
        }
        all.extend(custom.map(|(place, route)| Either::Custom(place, route)));
        all
    }
}

/// How the gateway of a project behaves; most of it can be changed by a setting at start.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Largest request body in bytes; default 4 MiB.
    pub max_body: usize,
    /// The shape of error bodies; default [`Errors::Status`].
    pub errors: Errors,
    /// Request headers handed to the service as metadata beside those always handed on, in
    /// lower case; default none.
    pub forward_headers: &'static [&'static str],
    /// How far a variable of several segments is percent-decoded; default [`Unescape::ExceptSlash`].
    pub unescape: Unescape,
    /// Which answers are kept for a while; default none.
    pub cache: &'static [Cache],
}

impl Options {
    /// The defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            max_body: 4 << 20,
            errors: Errors::Status,
            forward_headers: &[],
            unescape: Unescape::ExceptSlash,
            cache: &[],
        }
    }

    /// Sets the largest request body, in bytes.
    #[must_use]
    pub const fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// Sets the shape of error bodies.
    #[must_use]
    pub const fn errors(mut self, errors: Errors) -> Self {
        self.errors = errors;
        self
    }

    /// Sets the request headers, in lower case, that services are to see as metadata.
    #[must_use]
    pub const fn forward_headers(mut self, names: &'static [&'static str]) -> Self {
        self.forward_headers = names;
        self
    }

    /// Sets how far a variable of several segments is percent-decoded.
    #[must_use]
    pub const fn unescape(mut self, unescape: Unescape) -> Self {
        self.unescape = unescape;
        self
    }

    /// Sets which answers are kept for a while.
    #[must_use]
    pub const fn cache(mut self, rules: &'static [Cache]) -> Self {
        self.cache = rules;
        self
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

/// One rpc whose answers to GET are kept for a while.
#[derive(Debug, Clone, Copy)]
pub struct Cache {
    /// The service that answers.
    pub service: &'static Service,
    /// Index of the rpc in the service's methods.
    pub rpc: usize,
    /// How long an answer is kept, in milliseconds.
    pub millis: u64,
    /// The request headers that make a difference, in lower case.
    pub vary: &'static [&'static str],
}

/// The shape of error bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errors {
    /// `google.rpc.Status` as JSON: `{"code":5,"message":"…","details":[…]}`, `code` of gRPC.
    Status,
    /// As AIP-193 has it: `{"error":{"code":404,"message":"…","status":"NOT_FOUND","details":[…]}}`,
    /// `code` of HTTP.
    Aip193,
}

/// How far a variable that spans several segments, `{name=shelves/*}` or `{path=**}`, is
/// percent-decoded. One that spans a single segment is always decoded whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unescape {
    /// All but `%2F`, so that the segments stay told apart (`HttpRule` of google/api/http.proto).
    ExceptSlash,
    /// All but the reserved characters of RFC 6570 (`fully_decode_reserved_expansion: false`).
    ExceptReserved,
    /// Everything.
    All,
}

/// One HTTP binding of an rpc.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// `GET`, `POST`, …, the kind of a `custom` rule, or `*` for any method.
    pub method: &'static str,
    /// The path template as written: the label of metrics and logs.
    pub template: &'static str,
    /// The template's segments, a variable replaced by those that it spans.
    pub segments: &'static [Segment],
    /// What stands after the last `:` of the template.
    pub verb: Option<&'static str>,
    /// In order of their first segment.
    pub variables: &'static [Variable],
    /// The service that answers.
    pub service: &'static Service,
    /// Index of the rpc in the service's methods.
    pub rpc: usize,
    /// What the request's body is.
    pub body: Body,
    /// The field of the answer that is the response's body; `None`: the whole answer.
    pub response_body: Option<&'static str>,
}

/// A route that no rpc stands behind: what answers it is given when the gateway is built.
#[derive(Debug, Clone, Copy)]
pub struct CustomRoute {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// The path as service.yaml has it: the label of metrics and logs.
    pub template: &'static str,
    /// The path's segments.
    pub segments: &'static [Segment],
    /// What stands after the last `:` of the path.
    pub verb: Option<&'static str>,
    /// How many of [`Routes::routes`] are more specific, and go before it.
    pub behind: usize,
}

/// One segment of a path template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// This text, percent-decoded.
    Literal(&'static str),
    /// `*`: one segment that isn't empty.
    One,
    /// `**`: any number of segments, also none; the last one of its template.
    Many,
}

/// A variable of a path template: the request's field that it binds, and the segments it spans.
#[derive(Debug, Clone, Copy)]
pub struct Variable {
    /// Dotted path of proto field names: `order.id`.
    pub field: &'static str,
    /// Index of the first segment.
    pub first: usize,
    /// Index of the last segment, inclusive.
    pub last: usize,
}

/// What a request's body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// Not read: what the path doesn't bind comes from the query.
    None,
    /// `*`: every field that the path doesn't bind. The query binds nothing.
    Whole,
    /// This field; the rest comes from the query.
    Field(&'static str),
}
