//! What /metrics says of activities. Labels are names of the contract, so there are few.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use tonica_runtime::Start;

/// Seconds: from a call in this process to an hour of work.
const BUCKETS: [f64; 14] = [
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 120.0, 600.0, 3600.0,
];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    worker: &'static str,
    activity: String,
}

/// The three families of a process.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    executions: Family<Labels, Counter>,
    errors: Family<Labels, Counter>,
    durations: Family<Labels, Histogram, fn() -> Histogram>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            executions: Family::default(),
            errors: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
        }
    }
}

impl Metrics {
    pub(crate) fn register(&self, start: &Start) {
        let registry = start.metrics();
        registry.register(
            "temporal_activity_execution",
            "Attempts of activities that ended",
            self.executions.clone(),
        );
        registry.register(
            "temporal_activity_errors",
            "Attempts of activities that failed",
            self.errors.clone(),
        );
        registry.register(
            "temporal_activity_duration_seconds",
            "Time that an attempt of an activity took",
            self.durations.clone(),
        );
    }

    /// An attempt ended after `took`.
    pub(crate) fn record(
        &self,
        worker: &'static str,
        activity: &str,
        took: Duration,
        failed: bool,
    ) {
        let labels = Labels {
            worker,
            activity: activity.to_owned(),
        };
        self.executions.get_or_create(&labels).inc();
        let duration = self.durations.get_or_create(&labels);
        duration.observe(took.as_secs_f64());
        drop(duration);
        if failed {
            self.errors.get_or_create(&labels).inc();
        }
    }
}
