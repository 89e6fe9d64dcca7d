//! `gateway` and `routes`.

use super::{Entry, Period, Rate, Size, Spanned};
use crate::read::map::{choice, map};

map! {
    /// The REST gateway.
    Gateway {
        /// The page at /docs that shows the API; default `none`. OpenAPI is at /openapi.json anyway.
        #[schemars(default)]
        docs: Option<Entry<Spanned<Docs>>>,
        /// The shape of error bodies; default `status`.
        #[schemars(default)]
        errors: Option<Errors>,
        /// Request headers passed on as metadata, beside authorization, traceparent,
        /// tracestate and x-request-id.
        #[schemars(default)]
        forward_headers: Vec<Spanned<String>>,
        /// Largest request body; default 4MiB.
        #[schemars(default)]
        max_body: Option<Spanned<Size>>,
        /// Google service configs (`type: google.api.Service`): YAMLs whose `http.rules` bind
        /// rpcs to HTTP. A rule takes the place of the rpc's annotation and of rules before it.
        #[schemars(default)]
        http_rules: Vec<Spanned<String>>,
        /// Answers to GET that are kept for a while.
        #[schemars(default)]
        cache: Option<Entry<Vec<Cache>>>,
        /// Limits of calls in a time.
        #[schemars(default)]
        rate_limits: Option<Entry<Vec<RateLimit>>>,
    }
}

choice! {
    /// The page that shows the API.
    Docs {
        /// Swagger UI at /docs.
        Swagger = "swagger",
        /// Nothing.
        None = "none",
    }
}

choice! {
    /// The shape of error bodies.
    Errors {
        /// google.rpc.Status itself.
        Status = "status",
        /// The same below an `error` key, as AIP-193 says.
        Aip193 = "aip193",
    }
}

map! {
    /// An rpc whose answers to GET are kept for a while.
    Cache {
        /// The rpc: `shop.orders.v1.OrderService/GetOrder`.
        rpc: Spanned<String>,
        /// How long.
        r#for: Spanned<Period>,
        /// Request headers that make a difference. A request with another one that the service
        /// sees (authorization, forwarded headers, Grpc-Metadata-*) is never answered with a kept
        /// answer.
        #[schemars(default)]
        vary: Vec<Spanned<String>>,
    }
}

map! {
    /// A limit of calls in a time.
    RateLimit {
        /// The path below which it holds.
        group: Spanned<String>,
        /// What is counted apart; default `client`.
        #[schemars(default)]
        per: Option<Per>,
        /// How many in which time.
        limit: Spanned<Rate>,
        /// How many at once; default: those of one second.
        #[schemars(default)]
        burst: Option<Spanned<u32>>,
    }
}

choice! {
    /// What a rate limit counts apart.
    Per {
        /// Each client address.
        Client = "client",
        /// Each authenticated caller.
        Subject = "subject",
        /// All together.
        All = "all",
    }
}

map! {
    /// A route that no rpc stands behind.
    Route {
        /// Its name in snake case, which names its file and its handler.
        #[schemars(regex(pattern = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"))]
        name: Spanned<String>,
        /// HTTP method: GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or TRACE; default POST.
        #[schemars(default)]
        method: Option<Spanned<String>>,
        /// The whole path, in which `{name}` is one segment and `{*name}` all that is left:
        /// `/files/{owner}/{*path}`.
        path: Spanned<String>,
        /// The group whose layers its requests pass, a path such as `/public`. Layers of `/api`
        /// lie around those of `/api/v1`. Default: the longest group of the other routes that
        /// `path` lies below.
        #[schemars(default, regex(pattern = r"^/([a-z0-9]+([-_/][a-z0-9]+)*)?$"))]
        group: Option<Spanned<String>>,
        /// The workflow that it starts, asks and cancels.
        #[schemars(default)]
        workflow: Option<Entry<String>>,
    }
}
