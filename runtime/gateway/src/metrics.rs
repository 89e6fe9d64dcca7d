//! Requests counted and timed by method, route template and status. A successful request of a
//! known route costs a few atomics; the labels of others are looked up.

use std::time::Duration;

use http::{Method, StatusCode};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use tonica_runtime::Metrics;

/// Upper bounds of the histogram's buckets, in seconds; the same as gRPC's.
const BUCKETS: [f64; 14] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 2.5, 10.0,
];

/// The route label of requests that no route serves.
const NO_ROUTE: &str = "none";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: &'static str,
    status: u16,
}

/// The counters of one set of labels.
#[derive(Debug, Clone)]
pub(crate) struct Handles {
    total: Counter,
    seconds: Histogram,
}

impl Handles {
    pub(crate) fn count(&self, took: Duration) {
        self.total.inc();
        self.seconds.observe(took.as_secs_f64());
    }
}

/// `http_requests_total` and `http_request_duration_seconds`. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Counters {
    total: Family<Labels, Counter>,
    seconds: Family<Labels, Histogram, fn() -> Histogram>,
}

impl Default for Counters {
    fn default() -> Self {
        Self {
            total: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
        }
    }
}

impl Counters {
    pub(crate) fn register(metrics: &Metrics) -> Self {
        let counters = Self::default();
        metrics.register(
            "http_requests",
            "REST requests by method, route template and status",
            counters.total.clone(),
        );
        metrics.register(
            "http_request_duration_seconds",
            "Time from a REST request's headers to its answer's",
            counters.seconds.clone(),
        );
        counters
    }

    /// The counters for a method as requested, the template of the route found, and a status.
    pub(crate) fn handles(
        &self,
        method: &Method,
        route: Option<&'static str>,
        status: StatusCode,
    ) -> Handles {
        let labels = Labels {
            method: known(method),
            route: route.unwrap_or(NO_ROUTE),
            status: status.as_u16(),
        };
        Handles {
            total: self.total.get_or_create_owned(&labels),
            seconds: self.seconds.get_or_create_owned(&labels),
        }
    }
}

/// The method as a label: anybody may invent methods, and labels must be few.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
