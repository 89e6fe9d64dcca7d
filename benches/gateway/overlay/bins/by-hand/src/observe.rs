//! What a service must count and hand on, at its cheapest: an id a request, a counter and a
//! histogram a call.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Instant;

use http::{HeaderMap, HeaderValue};

/// The counts of one call.
pub struct Counts {
    ended: AtomicU64,
    nanos: AtomicU64,
    /// By powers of two of nanoseconds.
    buckets: [AtomicU64; 64],
}

impl Counts {
    /// Nothing was counted yet.
    pub const fn new() -> Self {
        Self {
            ended: AtomicU64::new(0),
            nanos: AtomicU64::new(0),
            buckets: [const { AtomicU64::new(0) }; 64],
        }
    }

    /// A call ended.
    pub fn count(&self, begin: Instant) {
        let nanos = begin.elapsed().as_nanos() as u64;
        self.ended.fetch_add(1, Relaxed);
        self.nanos.fetch_add(nanos, Relaxed);
        self.buckets[(63 - (nanos | 1).leading_zeros()) as usize].fetch_add(1, Relaxed);
    }
}

impl Default for Counts {
    fn default() -> Self {
        Self::new()
    }
}

/// The request's id, or a new one.
pub fn id(headers: &HeaderMap) -> HeaderValue {
    static NEXT: LazyLock<AtomicU64> = LazyLock::new(|| RandomState::new().hash_one(0).into());
    if let Some(id) = headers.get("x-request-id") {
        return id.clone();
    }
    let number = NEXT.fetch_add(0x9e37_79b9_7f4a_7c15, Relaxed);
    let digits: [u8; 16] = std::array::from_fn(|place| {
        b"0123456789abcdef"[(number >> (60 - 4 * place) & 15) as usize]
    });
    HeaderValue::from_bytes(&digits).unwrap_or(HeaderValue::from_static("0"))
}
