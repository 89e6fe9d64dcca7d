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
        /// Google service-config YAMLs whose `http:` rules are added to those of the protos.
        #[schemars(default)]
        http_rules: Option<Entry<Vec<Spanned<String>>>>,
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
        /// Its name in snake case, which names its file.
        name: Spanned<String>,
        /// HTTP method; default: those that a workflow needs, else POST.
        #[schemars(default)]
        method: Option<Spanned<String>>,
        /// Path template.
        path: Spanned<String>,
        /// The group of rate limits that it belongs to.
        #[schemars(default)]
        group: Option<Spanned<String>>,
        /// The workflow that it starts, asks and cancels.
        #[schemars(default)]
        workflow: Option<Spanned<String>>,
    }
}
