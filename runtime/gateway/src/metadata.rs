//! Request headers to gRPC metadata and back. Decides what crosses; reads no values but those
//! that must be safe to hand on.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use http::header::{AUTHORIZATION, ETAG};
use http::{HeaderMap, HeaderName, HeaderValue};
use tonic::metadata::MetadataMap;

use crate::etag;
use crate::problem::{Problem, Violation};

/// Prefix of headers that carry metadata, both ways.
const PREFIX: &str = "grpc-metadata-";

/// The id of one request: `X-Request-ID`.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The id of what a request is part of: `X-Correlation-ID`.
pub(crate) const CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");

/// The time that the client gives.
const TIMEOUT: &str = "grpc-timeout";

/// Headers that are handed on under their own names.
const FORWARDED: [&str; 6] = [
    "authorization",
    "traceparent",
    "tracestate",
    TIMEOUT,
    "x-request-id",
    "x-correlation-id",
];

/// Names that mean something to HTTP itself, and would break a connection to another server.
const TRANSPORT: [&str; 9] = [
    "connection",
    "content-length",
    "content-type",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "transfer-encoding",
    "upgrade",
];

/// Metadata that an answer of the gateway has, or has no use for, under its own name.
const NOT_RETURNED: [&str; 5] = [
    "content-type",
    "te",
    "date",
    "x-request-id",
    "x-correlation-id",
];

/// What a service is to see of a request's headers, and the request's id.
pub(crate) fn incoming(
    headers: &HeaderMap,
    configured: &[String],
    id: &HeaderValue,
) -> Result<MetadataMap, Problem> {
    let mut metadata = HeaderMap::with_capacity(4);
    for (name, value) in headers {
        if *name == AUTHORIZATION {
            metadata.append(name, value.clone());
            continue;
        }
        let text = name.as_str();
        if let Some(bare) = text.strip_prefix(PREFIX) {
            let bare = custom(bare, value)?;
            metadata.append(bare, value.clone());
        } else if FORWARDED.contains(&text) || configured.iter().any(|name| name == text) {
            if text == TIMEOUT && !is_timeout(value) {
                let why = "is not up to eight digits and one of H, M, S, m, u, n";
                let violation = Violation::new(format!("header {TIMEOUT}"), why);
                return Err(Problem::bad_request(vec![violation]));
            }
            metadata.append(name, value.clone());
        }
    }
    metadata.insert(REQUEST_ID, id.clone());
    Ok(MetadataMap::from_headers(metadata))
}

/// Whether a time is as gRPC writes it: one that isn't would be no deadline at all.
fn is_timeout(value: &HeaderValue) -> bool {
    let Some((unit, digits)) = value.as_bytes().split_last() else {
        return false;
    };
    let amount = (1..=8).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    amount && b"HMSmun".contains(unit)
}

/// Whether the service sees something in a request's headers that may make its answer another one,
/// beside the headers that are called one of `known`. Ids and deadlines don't.
pub(crate) fn tells_apart(
    headers: &HeaderMap,
    configured: &[String],
    known: &[HeaderName],
) -> bool {
    let mut names = headers.keys();
    names.any(|name| {
        let text = name.as_str();
        let seen = *name == AUTHORIZATION
            || text.starts_with(PREFIX)
            || configured.iter().any(|name| name == text);
        seen && !known.contains(name)
    })
}

/// The metadata name that a `Grpc-Metadata-` header asks for.
fn custom(bare: &str, value: &HeaderValue) -> Result<HeaderName, Problem> {
    let bad = |why: &str| {
        let field = format!("header {PREFIX}{bare}");
        Problem::bad_request(vec![Violation::new(field, why)])
    };
    if bare.starts_with("grpc-") || TRANSPORT.contains(&bare) {
        return Err(bad("is a name that gRPC or HTTP keeps for itself"));
    }
    let base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    if bare.ends_with("-bin") && !value.as_bytes().iter().all(base64) {
        return Err(bad("ends in -bin, so its value must be base64"));
    }
    HeaderName::from_bytes(bare.as_bytes()).map_err(|_| bad("is not a metadata name"))
}

/// Appends a service's metadata to an answer's headers, each name behind `Grpc-Metadata-`; an `etag`
/// as the answer's own.
pub(crate) fn outgoing(metadata: MetadataMap, headers: &mut HeaderMap) {
    if metadata.is_empty() {
        return;
    }
    for (name, value) in &metadata.into_headers() {
        let text = name.as_str();
        if text.starts_with("grpc-") || NOT_RETURNED.contains(&text) {
            continue;
        }
        if let Some(tag) = (*name == ETAG).then(|| etag::own(value)).flatten() {
            headers.insert(ETAG, tag);
        } else if let Ok(name) = HeaderName::try_from(format!("{PREFIX}{text}")) {
            headers.append(name, value.clone());
        }
    }
}

/// The request's id: the sender's where it is short and harmless in logs, else a new one.
pub(crate) fn request_id(headers: &HeaderMap) -> HeaderValue {
    match headers.get(REQUEST_ID) {
        Some(id) if harmless(id) => id.clone(),
        _ => fresh_id(),
    }
}

/// The sender's correlation id, where it is short and harmless in logs.
pub(crate) fn correlation_id(headers: &HeaderMap) -> Option<HeaderValue> {
    headers
        .get(CORRELATION_ID)
        .filter(|id| harmless(id))
        .cloned()
}

fn harmless(id: &HeaderValue) -> bool {
    let bytes = id.as_bytes();
    (1..=128).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic)
}

/// An id that no other request has: a random part for each process, a counter, mixed so that ids
/// neither look alike nor tell how many requests there were.
fn fresh_id() -> HeaderValue {
    static PROCESS: LazyLock<(u64, u64)> = LazyLock::new(|| (random(), random()));
    static COUNT: AtomicU64 = AtomicU64::new(0);
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let (high, seed) = *PROCESS;
    let low = mix(COUNT.fetch_add(1, Ordering::Relaxed) ^ seed);
    let mut text = [0; 32];
    for (at, digit) in text.iter_mut().enumerate() {
        let half = if at < 16 { high } else { low };
        *digit = HEX[(half >> (60 - 4 * (at % 16))) as usize & 15];
    }
    HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static("none"))
}

/// Random bits: what std seeds its hash maps with.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// A bijection that spreads neighbours (the finaliser of splitmix64).
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}
