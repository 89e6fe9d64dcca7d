//! The REST gateway: HTTP requests routed by static tables, bound to protobuf wire bytes, sent to
//! a service in this process or elsewhere through one channel, and answered in JSON. Holds no
//! generated message code and opens no connection of its own.
//!
//! # Decisions
//!
//! - **Which route**: the first one of the table that matches method and path. The generator sorts
//!   it, the most specific first: a verb before none, then from the left a literal before `*` before
//!   `**`; at one template a method before any (`*`). Two that overlap and of which neither is more
//!   specific it refuses. The rule of a service config (`gateway.http_rules`) takes the place of the
//!   rpc's annotation, and the last of several wins, as google/api/http.proto has it.
//! - **Methods** are told apart by case, a `custom` kind is one as any other. HEAD is served by GET's
//!   route where no route is for HEAD or for any method; OPTIONS is answered with `Allow` where it is
//!   no route's own. A path that no template matches is a 404, with whatever method.
//! - **Slashes and dots**: `/v1/orders/` is another path than `/v1/orders` and not served, unless a
//!   `**` matches it; the 404 says so. An empty segment (`//`) is matched by `**` alone, which
//!   matches none at all, too. `.` and `..` are segments as any others, nothing is resolved.
//! - **Verbs**: `:verb` is split off at the last `:` of the last segment that is not
//!   percent-encoded, where a template with that verb matches what stands before it; it then goes
//!   before one whose variable would take the whole segment. Elsewhere a `:` is a letter.
//! - **Percent-encoding**: literals (of the template and of the path) and variables of one segment
//!   are decoded whole, variables of several segments but for `%2F` ([`Unescape`]); `+` is a space
//!   in queries alone. What isn't valid, or not UTF-8 once decoded, is a 400 in a variable and
//!   matches no literal.
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
//! - **Answers that are streams**: a JSON array, NDJSON or server-sent events, as `Accept` likes; lines
//!   are answered with lines where any form will do. An error is the last frame, and events have an
//!   `end`, so that none mistakes a lost connection for it. An idle stream of events sends a comment
//!   now and then (`GATEWAY_SSE_PING`). Events have no `id`: a client that comes back begins anew.
//! - **Requests that are streams**: NDJSON (`application/x-ndjson`, `application/jsonl`), each line a
//!   message and empty ones none; or JSON, one array of messages or messages one after another, so
//!   that a single message is itself. Path and query bind into every message. A message over
//!   `GATEWAY_MAX_BODY` is a 413, the whole may be as long as it likes; one that has begun must be
//!   whole within `GATEWAY_BODY_TIMEOUT`, between two there is no hurry but the call's deadline. What
//!   is wrong is told with its place, to the handler as the stream's error, to the client
//!   as the answer or its last frame, whatever the handler makes of it. A route without a body is
//!   a stream of the one message that path and query say.
//! - **Both at once**: each message is taken when its handler asks for it and sent when its client
//!   takes it; nothing is queued between. Answers flow while the request still comes, over HTTP/2 and
//!   HTTP/1.1; clients that send all before they read (browsers, most of HTTP/1.1) see them after.
//!   An answer that ends before its request does ends an HTTP/1.1 connection with it.
//! - **google.api.HttpBody**, as body or answer, whole or as their field: the bytes as they are, of
//!   whatever `Content-Type`, whatever `Accept`. A stream of them goes up in parts of at most 64 KiB,
//!   each with its type and what path and query bind, at least one; and down as they come, of the type
//!   that the first message says. `GATEWAY_MAX_BODY` limits what is one message, not a stream;
//!   the pause between two parts is limited by `GATEWAY_BODY_TIMEOUT`. An error after the first part
//!   breaks the connection off. Extensions are dropped. `Range` is ignored: a download is whole.
//! - **Clients that leave**: the call is dropped, and with it the handler, here or elsewhere; a
//!   request that breaks off is an error to its handler (ABORTED), never an end.
//! - **Custom routes**: matched with all others, so 404, 405, HEAD, OPTIONS, ids, metrics and panics are
//!   as everywhere. Their body is streamed; each piece of it must come within the time that a whole
//!   body has elsewhere. They have no deadline; a `grpc-timeout` bounds the calls that they make.
//! - **Pages**: the OpenAPI document at `/openapi.json` and, where the project has one, the docs page
//!   at `/docs` go before every route; `GATEWAY_DOCS=false` takes both away.
//! - **PATCH**: where the body is a message in a field and the request has a field `update_mask` that
//!   neither path nor query binds, it is what the body sets: by leaves, `null` and `{}` included,
//!   repeated fields, maps and well-known types as a whole. What the path binds is no part of it.
//! - **Metadata**: `Grpc-Metadata-*` both ways, also beside an error; the trailers of an answer that
//!   is one message too. Those of a stream are not sent: HTTP/1 clients don't read trailers. A
//!   `grpc-timeout` that can't be read is a 400, not a call without a deadline.
//! - **ETag**: an answer to GET that is one message has a weak one of its JSON, one for all codings; a
//!   service's own, in its metadata `etag`, goes before it. `If-None-Match` is answered with 304.
//!   On by default: the hash costs some 0.4 µs for 18 KB.
//! - **Compression**: off unless `GATEWAY_COMPRESSION` lists codings, because a gzip of 18 KB costs
//!   twice what making them does, and often stands behind a proxy that compresses. Text alone, from
//!   1 KiB on; streams are flushed whenever no more is at hand, and one then holds 0.1 to 0.3 MiB.
//!   Errors are sent as they are. `identity;q=0` is heeded: another coding, or 406. Bodies of requests
//!   may come in gzip, br or zstd at any time; the limit counts what they hold.
//! - **CORS**: closed unless `APP_CORS_ORIGINS` lists origins. A preflight is answered with the methods
//!   that the path has; any header may be sent, as the gateway decides itself what it makes of each;
//!   pages may read every header of an answer. Who may not read an answer is served all the same.
//! - **Kept answers** ([`Cache`]): GETs that succeeded, by the path and query as written and the
//!   headers of the rule. A request that brings more than that of what the service sees
//!   (`authorization`, forwarded headers, `Grpc-Metadata-*`) is served apart and its answer given to
//!   nobody else. One call serves all that wait for it, and ends when none does. `no-cache` and
//!   `max-age` of a request hold, `no-store` keeps it apart. Told in `Age`, `Cache-Control`, `Vary`,
//!   `gateway_cache_hits_total`, `gateway_cache_misses_total` and `gateway_cache_bytes`.
//! - **Errors**: JSON `google.rpc.Status` with typed details, or the shape of AIP-193 ([`Errors`]).
//!   Wrong fields are a `google.rpc.BadRequest`: each with its path, a description (in a body with
//!   line and column) and a reason: `MALFORMED_JSON`, `MALFORMED_ENCODING`, `WRONG_TYPE`,
//!   `INVALID_VALUE`, `OUT_OF_RANGE`, `UNKNOWN_FIELD`, `UNKNOWN_ENUM_VALUE`, `UNKNOWN_TYPE`,
//!   `DUPLICATE_FIELD`, `ONEOF_CONFLICT`, `BOUND_ELSEWHERE`, `NESTED_TOO_DEEP` or
//!   `TOO_MANY_PARAMETERS`.

mod answer;
mod bind;
mod body;
mod cache;
mod call;
mod call_stream;
mod code;
mod config;
mod cors;
mod custom;
mod details;
mod encoding;
mod entry;
mod etag;
mod gateway;
mod incoming;
mod mask;
mod media;
mod metadata;
mod metrics;
mod origins;
mod pages;
mod part;
mod patient;
mod percent;
mod ping;
mod pipeline;
mod place;
mod problem;
mod raw;
mod rawbody;
mod refusal;
mod router;
mod rpc;
mod stream;
mod table;
mod vary;
mod wire;
mod wrong;

pub use body::{BrokenOff, Reply};
pub use code::status as http_status;
pub use config::max_body;
pub use custom::{Custom, CustomBody, CustomError};
pub use gateway::Gateway;
pub use pages::{Asset, Docs, Header};
pub use part::{routes, routes_with};
pub use router::{BadTable, Match, Router};
pub use table::{
    Body, Cache, CustomRoute, Errors, Options, Route, Routes, Segment, Unescape, Variable,
};
