//! The REST gateway: HTTP requests routed by static tables, bound to protobuf wire bytes, sent to
//! a service in this process or elsewhere through one channel, and answered in JSON. Holds no
//! generated message code and opens no connection of its own.
//!
//! # Decisions
//!
//! - **Which route**: the first one of the table that matches method and path. HEAD is served by
//!   GET's route where it has none of its own, OPTIONS is answered with `Allow`.
//! - **Slash at the end**: `/v1/orders/` is another path than `/v1/orders` and not served, unless a
//!   `**` matches it; the 404 says so. An empty segment (`//`) is matched by `**` alone.
//! - **Verbs**: `:verb` is split off at the last `:` of the last segment that is not
//!   percent-encoded. A template with the verb goes before one whose variable would take the
//!   whole segment, if the table has it first.
//! - **Percent-encoding**: literals and variables of one segment are decoded whole, variables of
//!   several segments but for `%2F` ([`Unescape`]); `+` is a space in queries alone. What isn't
//!   valid, or not UTF-8 once decoded, is a 400.
//! - **Body**: `Content-Type` must be JSON or absent; an empty body is an empty message. A body sent
//!   to a route that has none is not read. What the path binds wins over the same field in the body.
//! - **Query**: unknown parameters, fields given twice, two members of a oneof, and fields that the
//!   path or the body holds are a 400 that names each one; `labels[key]=value` binds map entries.
//! - **Text** of a path or a query spells a scalar as JSON does, without quotes: numbers with
//!   exponents, `NaN`, bools as `true` and `false` alone, bytes in both base64 alphabets, an enum by
//!   name or number, a wrapper as what it wraps, timestamps and durations, a field mask by JSON
//!   names or proto names. A list grows with each parameter of its name; a comma is text. Other
//!   messages, `Struct` and `Any` have no text.
//! - **Unknown names** of JSON's keys, parameters and enum values in JSON are read over where
//!   `GATEWAY_IGNORE_UNKNOWN` says so; what is wrong with a value is an error in any case.
//! - **Streams**: a server stream is a JSON array, NDJSON or server-sent events, as `Accept` likes;
//!   an error is its last frame. Client and bidirectional streams answer 501.
//! - **Pages**: the OpenAPI document at `/openapi.json` and, where the project has one, the docs page
//!   at `/docs` go before every route; `GATEWAY_DOCS=false` takes both away.
//! - **Errors**: JSON `google.rpc.Status` with typed details, or the shape of AIP-193 ([`Errors`]).
//!   Wrong fields are a `google.rpc.BadRequest`: each with its path, a description (in a body with
//!   line and column) and a reason: `MALFORMED_JSON`, `MALFORMED_ENCODING`, `WRONG_TYPE`,
//!   `INVALID_VALUE`, `OUT_OF_RANGE`, `UNKNOWN_FIELD`, `UNKNOWN_ENUM_VALUE`, `UNKNOWN_TYPE`,
//!   `DUPLICATE_FIELD`, `ONEOF_CONFLICT`, `BOUND_ELSEWHERE`, `NESTED_TOO_DEEP` or
//!   `TOO_MANY_PARAMETERS`.

mod answer;
mod bind;
mod body;
mod call;
mod code;
mod config;
mod details;
mod entry;
mod gateway;
mod media;
mod metadata;
mod metrics;
mod pages;
mod part;
mod percent;
mod problem;
mod refusal;
mod router;
mod rpc;
mod stream;
mod table;
mod wire;
mod wrong;

pub use body::Reply;
pub use gateway::Gateway;
pub use pages::{Asset, Docs, Header};
pub use part::routes;
pub use router::{BadTable, Match, Router};
pub use table::{Body, Errors, Options, Route, Routes, Segment, Unescape, Variable};
