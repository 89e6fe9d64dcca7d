//! Counts calls and measures how long they take, by entry, service, method and code. The label sets
//! are as many as there are methods, whatever clients send.

use std::sync::OnceLock;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use tonic::Code;
use tonica_json::{Method, Service};
use tonica_runtime::Start;

/// Seconds: from the tenth of a millisecond that a call in process takes to a slow one's ten seconds.
const BUCKETS: [f64; 14] = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 2.5, 10.0,
];
/// The codes of gRPC are the numbers from 0 to 16.
const CODES: usize = 17;

/// By which way a call came or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// From the network to a service of this process.
    Network,
    /// From this process to a service of this process.
    Local,
    /// From this process to a service elsewhere.
    Remote,
}

impl Entry {
    const fn label(self) -> &'static str {
        match self {
            Entry::Network => "network",
            Entry::Local => "local",
            Entry::Remote => "remote",
        }
    }
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    entry: &'static str,
    service: &'static str,
    method: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct CodeLabels {
    entry: &'static str,
    service: &'static str,
    method: &'static str,
    code: &'static str,
}

/// The two families of a process.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    requests: Family<CodeLabels, Counter>,
    durations: Family<Labels, Histogram, fn() -> Histogram>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
        }
    }
}

impl Metrics {
    pub(crate) fn register(&self, start: &Start) {
        let registry = start.metrics();
        registry.register(
            "grpc_requests",
            "gRPC calls that ended",
            self.requests.clone(),
        );
        registry.register(
            "grpc_request_duration_seconds",
            "Time from a gRPC call's begin to its end, streams included",
            self.durations.clone(),
        );
    }
}

/// One method's metrics by one entry. They are looked up once: a call then costs two atomics and
/// a short lock, and a code that never came has no line.
#[derive(Debug)]
pub(crate) struct MethodMetrics {
    families: Metrics,
    labels: Labels,
    codes: [OnceLock<Counter>; CODES],
    duration: OnceLock<Histogram>,
}

impl MethodMetrics {
    pub(crate) fn new(
        families: &Metrics,
        entry: Entry,
        service: &'static Service,
        method: &'static Method,
    ) -> Self {
        let labels = Labels {
            entry: entry.label(),
            service: service.name,
            method: method.name,
        };
        let codes = Default::default();
        Self {
            families: families.clone(),
            labels,
            codes,
            duration: OnceLock::new(),
        }
    }

    /// A call ended with `code` after `took`.
    pub(crate) fn record(&self, code: Code, took: Duration) {
        let counter = self.codes[code as usize].get_or_init(|| {
            let Labels {
                entry,
                service,
                method,
            } = self.labels;
            let labels = CodeLabels {
                entry,
                service,
                method,
                code: code_name(code),
            };
            self.families.requests.get_or_create_owned(&labels)
        });
        counter.inc();
        let duration = &self.families.durations;
        let duration = self
            .duration
            .get_or_init(|| duration.get_or_create_owned(&self.labels));
        duration.observe(took.as_secs_f64());
    }
}

/// The code's name as the gRPC specification writes it: `NOT_FOUND`.
pub const fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}
