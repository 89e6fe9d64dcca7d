//! The ids by which logs and traces of one request are found: taken from the caller's metadata,
//! or made. They are passed on, never interpreted.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};

use http::{HeaderMap, HeaderName, HeaderValue};

pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");
pub(crate) const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");
/// Longer ids are not believed: they go into every log line.
const LONGEST: usize = 128;

/// What a request is known by. Small, and cloning counts references.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    pub(crate) request: RequestId,
    pub(crate) trace: Option<Arc<Trace>>,
}

/// W3C trace context (<https://www.w3.org/TR/trace-context/>), as it came.
#[derive(Debug)]
pub(crate) struct Trace {
    pub(crate) parent: HeaderValue,
    state: Option<HeaderValue>,
}

/// The id of a request.
#[derive(Clone, Debug)]
pub(crate) enum RequestId {
    /// By the caller; printable ASCII.
    Given(HeaderValue),
    /// By us: 16 hexadecimal digits. In place, since most calls in process never look at it.
    Made([u8; 16]),
}

impl Ids {
    /// The caller's ids; what it doesn't say comes from `ambient`, the call that this one is made
    /// in, and a request id is made where neither has one.
    pub(crate) fn of(headers: &HeaderMap, ambient: Option<Ids>) -> Ids {
        if headers.is_empty() {
            return ambient.unwrap_or_else(Ids::fresh);
        }
        let given = RequestId::given(headers);
        let trace = headers.get(TRACEPARENT).map(|parent| {
            let state = headers.get(TRACESTATE).cloned();
            Arc::new(Trace {
                parent: parent.clone(),
                state,
            })
        });
        match ambient {
            Some(ids) => Ids {
                request: given.unwrap_or(ids.request),
                trace: trace.or(ids.trace),
            },
            None => Ids {
                request: given.unwrap_or_else(RequestId::make),
                trace,
            },
        }
    }

    /// Writes the ids into the metadata of a call that leaves the process; what is there stays.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let trace = self.trace.as_ref();
        let ids = [
            (REQUEST_ID, Some(self.request.header())),
            (TRACEPARENT, trace.map(|trace| trace.parent.clone())),
            (TRACESTATE, trace.and_then(|trace| trace.state.clone())),
        ];
        for (name, id) in ids {
            if let Some(id) = id {
                headers.entry(name).or_insert(id);
            }
        }
    }

    fn fresh() -> Ids {
        Ids {
            request: RequestId::make(),
            trace: None,
        }
    }
}

impl RequestId {
    /// The caller's, if it gives one that can be used.
    pub(crate) fn given(headers: &HeaderMap) -> Option<RequestId> {
        let id = headers
            .get(REQUEST_ID)
            .or_else(|| headers.get(CORRELATION_ID))?;
        let printable = id.as_bytes().iter().all(u8::is_ascii_graphic);
        let usable = printable && !id.is_empty() && id.len() <= LONGEST;
        usable.then(|| RequestId::Given(id.clone()))
    }

    /// A new one, unlike all others of this process and, since they start at random, most likely
    /// of any other.
    pub(crate) fn make() -> RequestId {
        static NEXT: LazyLock<AtomicU64> =
            LazyLock::new(|| AtomicU64::new(RandomState::new().hash_one(std::process::id())));
        // An odd step: all of the 2^64 numbers come before one comes again.
        let number = NEXT.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        RequestId::Made(std::array::from_fn(|place| {
            b"0123456789abcdef"[(number >> (60 - 4 * place) & 15) as usize]
        }))
    }

    pub(crate) fn text(&self) -> &str {
        let bytes = match self {
            RequestId::Given(id) => id.as_bytes(),
            RequestId::Made(id) => id,
        };
        // Both are ASCII.
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    pub(crate) fn header(&self) -> HeaderValue {
        match self {
            RequestId::Given(id) => id.clone(),
            // Hexadecimal digits are fit for a header.
            RequestId::Made(id) => {
                HeaderValue::from_bytes(id).unwrap_or(HeaderValue::from_static("0"))
            }
        }
    }
}
