//! The gateway's settings: the rows of the table, and their values as the gateway uses them.

use std::time::Duration;

use tonica_json::Message;
use tonica_runtime::{Kind, Setting, Start};

use crate::percent::Keep;
use crate::table::{Errors, Options, Routes, Unescape};
use crate::{cache, cors, encoding, rpc};

/// Where the REST edge listens; a setting of the runtime's own, as is the port.
pub(crate) const ADDR: &str = "APP_HTTP_ADDR";
/// The REST edge's port.
pub(crate) const PORT: &str = "APP_PORT";

const MAX_BODY: &str = "GATEWAY_MAX_BODY";
const BODY_TIMEOUT: &str = "GATEWAY_BODY_TIMEOUT";
const SSE_PING: &str = "GATEWAY_SSE_PING";
const ERRORS: &str = "GATEWAY_ERRORS";
const UNESCAPE: &str = "GATEWAY_UNESCAPE";
const FORWARD_HEADERS: &str = "GATEWAY_FORWARD_HEADERS";
const ETAG: &str = "GATEWAY_ETAG";
const EMIT_DEFAULTS: &str = "GATEWAY_EMIT_DEFAULTS";
const PROTO_NAMES: &str = "GATEWAY_PROTO_NAMES";
const ENUM_NUMBERS: &str = "GATEWAY_ENUM_NUMBERS";
const IGNORE_UNKNOWN: &str = "GATEWAY_IGNORE_UNKNOWN";
const DOCS: &str = "GATEWAY_DOCS";

/// The settings of a running gateway.
#[derive(Debug)]
pub(crate) struct Config {
    /// In bytes: of a body, or of one message of a body that is a stream.
    pub(crate) max_body: usize,
    /// How long a request's body may take to arrive, or the rest of a message of one that is a
    /// stream.
    pub(crate) body_timeout: Duration,
    /// How often an idle stream of events gives a sign of life; zero: never.
    pub(crate) sse_ping: Duration,
    pub(crate) errors: Errors,
    /// What stays encoded in variables of several segments.
    pub(crate) keep: Keep,
    /// In lower case.
    pub(crate) forward_headers: Vec<String>,
    /// Whether answers to GET are marked with an entity tag.
    pub(crate) etag: bool,
    pub(crate) json: tonica_json::Options,
    /// Whether the OpenAPI document and the docs page are served.
    pub(crate) docs: bool,
}

/// The rows of the table, with the project's own choices as defaults.
pub(crate) fn settings(routes: &Routes) -> Vec<Setting> {
    let options = &routes.options;
    let max_body = options.max_body.to_string();
    let errors = match options.errors {
        Errors::Status => "status",
        Errors::Aip193 => "aip193",
    };
    let unescape = match options.unescape {
        Unescape::ExceptSlash => "except-slash",
        Unescape::ExceptReserved => "except-reserved",
        Unescape::All => "all",
    };
    let forward = options.forward_headers.join(",");
    let forward = (!forward.is_empty()).then_some(&*forward);
    let words: &[&str] = &["except-slash", "except-reserved", "all"];
    let docs = match routes.docs {
        Some(_) => "Serve /openapi.json, and /docs which shows it",
        None => "Serve /openapi.json",
    };
    let switch = |env, help| Setting::new(env, Kind::Switch, Some("false"), help);
    let own = [
        Setting::new(
            MAX_BODY,
            Kind::Size,
            Some(&max_body),
            "Largest request body, or message of one that is a stream",
        ),
        Setting::new(
            BODY_TIMEOUT,
            Kind::Duration,
            Some("30s"),
            "How long a request body, or a message of a stream, may take to arrive",
        ),
        Setting::new(
            SSE_PING,
            Kind::Duration,
            Some("15s"),
            "How often an idle stream of events sends a comment; 0: never",
        ),
        Setting::new(
            ERRORS,
            Kind::OneOf(&["status", "aip193"]),
            Some(errors),
            "Shape of error bodies: google.rpc.Status or AIP-193",
        ),
        Setting::new(
            UNESCAPE,
            Kind::OneOf(words),
            Some(unescape),
            "Percent-decoding of path variables of several segments",
        ),
        Setting::new(
            FORWARD_HEADERS,
            Kind::List,
            forward,
            "Further request headers that services see as metadata",
        ),
        Setting::new(
            ETAG,
            Kind::Switch,
            Some("true"),
            "Mark answers to GET with an ETag and spare clients what they have",
        ),
        switch(EMIT_DEFAULTS, "Write JSON fields that hold their default"),
        switch(PROTO_NAMES, "Write JSON fields by their names in the proto"),
        switch(ENUM_NUMBERS, "Write JSON enum values as numbers"),
        switch(
            IGNORE_UNKNOWN,
            "Accept unknown JSON fields and query parameters",
        ),
        Setting::new(DOCS, Kind::Switch, Some("true"), docs),
    ];
    own.into_iter()
        .chain(cors::settings())
        .chain(encoding::settings())
        .chain(cache::settings(routes))
        .map(|setting| setting.group("REST"))
        .collect()
}

/// The largest request body, in bytes: the setting's value, or the project's own choice.
#[must_use]
pub fn max_body(options: &Options, start: &Start) -> usize {
    start.size(MAX_BODY).unwrap_or(options.max_body)
}

impl Config {
    /// The values that the settings have; those of `routes` where a setting has none.
    pub(crate) fn new(routes: &Routes, start: &Start) -> Self {
        let options = &routes.options;
        let errors = match start.text(ERRORS).as_deref() {
            Some("status") => Errors::Status,
            Some("aip193") => Errors::Aip193,
            _ => options.errors,
        };
        let unescape = match start.text(UNESCAPE).as_deref() {
            Some("except-slash") => Unescape::ExceptSlash,
            Some("except-reserved") => Unescape::ExceptReserved,
            Some("all") => Unescape::All,
            _ => options.unescape,
        };
        let mut forward_headers = start.list(FORWARD_HEADERS);
        if forward_headers.is_empty() {
            forward_headers = options
                .forward_headers
                .iter()
                .map(|&name| name.into())
                .collect();
        }
        forward_headers
            .iter_mut()
            .for_each(|name| name.make_ascii_lowercase());
        let mut json = tonica_json::Options::new();
        json.defaults = start.flag(EMIT_DEFAULTS);
        json.proto_names = start.flag(PROTO_NAMES);
        json.enum_numbers = start.flag(ENUM_NUMBERS);
        json.ignore_unknown = start.flag(IGNORE_UNKNOWN);
        json.types = types(routes.types);
        Self {
            max_body: max_body(options, start),
            body_timeout: start
                .duration(BODY_TIMEOUT)
                .unwrap_or(Duration::from_secs(30)),
            sse_ping: start.duration(SSE_PING).unwrap_or(Duration::from_secs(15)),
            errors,
            keep: unescape.into(),
            forward_headers,
            etag: start.text(ETAG).is_none_or(|_| start.flag(ETAG)),
            json,
            docs: start.text(DOCS).is_none() || start.flag(DOCS),
        }
    }
}

/// The project's types and those that a status may carry; the project's own win.
fn types(project: &'static [&'static Message]) -> &'static [&'static Message] {
    let name = |message: &&'static Message| message.name();
    let known = |of: &&'static Message| project.binary_search_by_key(&of.name(), name).is_ok();
    if rpc::TYPES.iter().all(known) {
        return project;
    }
    let missing = rpc::TYPES.iter().filter(|message| !known(message));
    let mut all: Vec<_> = project.iter().chain(missing).copied().collect();
    all.sort_unstable_by_key(name);
    // Once a gateway, and it serves as long as the process lives.
    all.leak()
}
