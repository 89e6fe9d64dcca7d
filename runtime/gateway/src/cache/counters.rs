//! What the store did, by route template, and how much it holds.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use tonica_runtime::Metrics;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    route: &'static str,
}

/// `gateway_cache_hits_total`, `gateway_cache_misses_total` and `gateway_cache_bytes`.
#[derive(Debug, Default)]
pub(super) struct Counters {
    hits: Family<Labels, Counter>,
    misses: Family<Labels, Counter>,
    bytes: Gauge<u64, AtomicU64>,
}

impl Counters {
    pub(super) fn register(metrics: &Metrics) -> Self {
        let counters = Self::default();
        metrics.register(
            "gateway_cache_hits",
            "REST requests answered with a kept answer, by route template",
            counters.hits.clone(),
        );
        metrics.register(
            "gateway_cache_misses",
            "REST requests whose answer was not kept and now may be, by route template",
            counters.misses.clone(),
        );
        metrics.register(
            "gateway_cache_bytes",
            "Memory that kept answers take, about",
            counters.bytes.clone(),
        );
        counters
    }

    /// The counters of hits and of misses of a route.
    pub(super) fn of(&self, route: &'static str) -> [Counter; 2] {
        let labels = Labels { route };
        [&self.hits, &self.misses].map(|family| family.get_or_create_owned(&labels))
    }

    pub(super) fn weighs(&self, bytes: usize) {
        self.bytes.set(bytes as u64);
    }
}
