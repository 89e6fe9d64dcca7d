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
    pub(crate) request: RequestId,
    /// W3C trace context.
    pub(crate) traceparent: Option<HeaderValue>,
    pub(crate) tracestate: Option<HeaderValue>,
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
        let request =
            RequestId::given(headers).or_else(|| ambient.as_ref().map(|ids| ids.request.clone()));
        let (traceparent, tracestate) = match (headers.get(TRACEPARENT), ambient) {
            (Some(parent), _) => (Some(parent.clone()), headers.get(TRACESTATE).cloned()),
            (None, Some(ids)) => (ids.traceparent, ids.tracestate),
            (None, None) => (None, None),
        };
        Ids {
            request: request.unwrap_or_else(RequestId::make),
            traceparent,
            tracestate,
        }
    }

    /// Writes the ids into the metadata of a call that leaves the process; what is there stays.
    pub(crate) fn write(&self, headers: &mut HeaderMap) {
        let ids = [
            (REQUEST_ID, Some(self.request.header())),
            (TRACEPARENT, self.traceparent.clone()),
            (TRACESTATE, self.tracestate.clone()),
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
            traceparent: None,
            tracestate: None,
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
