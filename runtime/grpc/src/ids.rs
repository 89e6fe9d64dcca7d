//! The ids by which logs and traces of one request are found: taken from the caller's metadata,
//! or made. They are passed on, never interpreted.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderMap, HeaderValue};

pub(crate) const REQUEST_ID: &str = "x-request-id";
const CORRELATION_ID: &str = "x-correlation-id";
pub(crate) const TRACEPARENT: &str = "traceparent";
const TRACESTATE: &str = "tracestate";
/// Longer ids are not believed: they go into every log line.
const LONGEST: usize = 128;

/// What a request is known by. Cloning counts references.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    pub(crate) request: HeaderValue,
    /// W3C trace context.
    pub(crate) traceparent: Option<HeaderValue>,
    pub(crate) tracestate: Option<HeaderValue>,
}

impl Ids {
    /// The caller's ids; what it doesn't say comes from `ambient`, the call that this one is made
    /// in, and a request id is made where neither has one.
    pub(crate) fn of(headers: &HeaderMap, ambient: Option<Ids>) -> Ids {
        if headers.is_empty() {
            return ambient.unwrap_or_else(Ids::fresh);
        }
        let request =
            request_id(headers).or_else(|| ambient.as_ref().map(|ids| ids.request.clone()));
        let (traceparent, tracestate) = match (headers.get(TRACEPARENT), ambient) {
            (Some(parent), _) => (Some(parent.clone()), headers.get(TRACESTATE).cloned()),
            (None, Some(ids)) => (ids.traceparent, ids.tracestate),
            (None, None) => (None, None),
        };
        Ids {
            request: request.unwrap_or_else(fresh),
            traceparent,
            tracestate,
        }
    }

    /// Writes the ids into the metadata of a call that leaves the process; what is there stays.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let ids = [
            (REQUEST_ID, Some(&self.request)),
            (TRACEPARENT, self.traceparent.as_ref()),
            (TRACESTATE, self.tracestate.as_ref()),
        ];
        for (name, id) in ids {
            if let Some(id) = id {
                headers.entry(name).or_insert_with(|| id.clone());
            }
        }
    }

    fn fresh() -> Ids {
        Ids {
            request: fresh(),
            traceparent: None,
            tracestate: None,
        }
    }
}

/// The caller's request id, if it gives one that can be used.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<HeaderValue> {
    let id = headers
        .get(REQUEST_ID)
        .or_else(|| headers.get(CORRELATION_ID))?;
    let printable = id.as_bytes().iter().all(u8::is_ascii_graphic);
    (printable && !id.is_empty() && id.len() <= LONGEST).then(|| id.clone())
}

/// A new request id: 16 hexadecimal digits, unlike all others of this process and, since they start
/// at random, most likely of any other.
pub(crate) fn fresh() -> HeaderValue {
    static NEXT: LazyLock<AtomicU64> =
        LazyLock::new(|| AtomicU64::new(RandomState::new().hash_one(std::process::id())));
    // An odd step: all of the 2^64 numbers come before one comes again.
    let number = NEXT.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
    let digits = std::array::from_fn::<u8, 16, _>(|place| {
        b"0123456789abcdef"[(number >> (60 - 4 * place) & 15) as usize]
    });
    HeaderValue::from_bytes(&digits).unwrap_or(HeaderValue::from_static("0"))
}
