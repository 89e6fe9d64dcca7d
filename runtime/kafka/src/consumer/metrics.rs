//! Counts what consumers do, by consumer and topic: as many labels as there are consumers.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use tonica_runtime::Start;

/// Seconds: from a handler that only counts to one that calls three services in vain.
const BUCKETS: [f64; 12] = [
    0.0001, 0.0005, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5, 10.0, 30.0,
];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Labels {
    consumer: &'static str,
    topic: &'static str,
}

type Seconds = Gauge<f64, AtomicU64>;

/// The families of a process.
pub(crate) struct Metrics {
    processed: Family<Labels, Counter>,
    failed: Family<Labels, Counter>,
    duration: Family<Labels, Histogram, fn() -> Histogram>,
    in_flight: Family<Labels, Gauge>,
    span: Family<Labels, Gauge>,
    lag: Family<Labels, Gauge>,
    paused: Family<Labels, Gauge>,
    poll_age: Family<Labels, Seconds>,
    rebalances: Family<Labels, Counter>,
    commit_failures: Family<Labels, Counter>,
    dead_letters: Family<Labels, Counter>,
    dead_letter_failures: Family<Labels, Counter>,
}

/// The metrics of one consumer. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Counts {
    processed: Counter,
    failed: Counter,
    duration: Histogram,
    pub(crate) in_flight: Gauge,
    pub(crate) span: Gauge,
    pub(crate) lag: Gauge,
    pub(crate) paused: Gauge,
    pub(crate) poll_age: Seconds,
    pub(crate) rebalances: Counter,
    pub(crate) commit_failures: Counter,
    dead_letters: Counter,
    dead_letter_failures: Counter,
}

impl Metrics {
    /// Makes the families and registers them.
    pub(crate) fn register(start: &Start) -> Self {
        let families = Self {
            processed: Family::default(),
            failed: Family::default(),
            duration: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            in_flight: Family::default(),
            span: Family::default(),
            lag: Family::default(),
            paused: Family::default(),
            poll_age: Family::default(),
            rebalances: Family::default(),
            commit_failures: Family::default(),
            dead_letters: Family::default(),
            dead_letter_failures: Family::default(),
        };
        families.add_to(start.metrics());
        families
    }

    #[rustfmt::skip] // a metric a line
    fn add_to(&self, registry: &tonica_runtime::Metrics) {
        registry.register("consumer_messages_processed", "Messages that were handled", self.processed.clone());
        registry.register("consumer_messages_failed", "Attempts to handle a message that failed", self.failed.clone());
        registry.register("consumer_processing_duration_seconds", "Time of an attempt to handle a message", self.duration.clone());
        registry.register("kafka_consumer_inflight", "Messages taken and not yet done", self.in_flight.clone());
        registry.register("kafka_consumer_uncommitted_span", "The most messages at or above the watermark of a partition", self.span.clone());
        registry.register("kafka_consumer_lag", "Messages of the owned partitions that are not acknowledged yet", self.lag.clone());
        registry.register("kafka_consumer_paused_partitions", "Owned partitions that nothing is taken from for now", self.paused.clone());
        registry.register("kafka_consumer_poll_age_seconds", "Time since the thread that reads last asked Kafka", self.poll_age.clone());
        registry.register("kafka_consumer_rebalances", "Assignments and revocations of partitions", self.rebalances.clone());
        registry.register("kafka_consumer_commit_failures", "Commits that failed", self.commit_failures.clone());
        registry.register("kafka_consumer_dlq", "Messages written to the dead letter topic", self.dead_letters.clone());
        registry.register("kafka_consumer_dlq_failures", "Attempts to write to the dead letter topic that failed", self.dead_letter_failures.clone());
    }

    /// The metrics of one consumer.
    pub(crate) fn of(&self, consumer: &'static str, topic: &'static str) -> Counts {
        let labels = Labels { consumer, topic };
        Counts {
            processed: self.processed.get_or_create_owned(&labels),
            failed: self.failed.get_or_create_owned(&labels),
            duration: self.duration.get_or_create_owned(&labels),
            in_flight: self.in_flight.get_or_create_owned(&labels),
            span: self.span.get_or_create_owned(&labels),
            lag: self.lag.get_or_create_owned(&labels),
            paused: self.paused.get_or_create_owned(&labels),
            poll_age: self.poll_age.get_or_create_owned(&labels),
            rebalances: self.rebalances.get_or_create_owned(&labels),
            commit_failures: self.commit_failures.get_or_create_owned(&labels),
            dead_letters: self.dead_letters.get_or_create_owned(&labels),
            dead_letter_failures: self.dead_letter_failures.get_or_create_owned(&labels),
        }
    }
}

impl Counts {
    /// An attempt ended.
    pub(crate) fn handled(&self, well: bool, took: Duration) {
        let counter = if well { &self.processed } else { &self.failed };
        counter.inc();
        self.duration.observe(took.as_secs_f64());
    }

    /// An attempt to write a dead letter ended.
    pub(crate) fn buried(&self, well: bool) {
        let counter = if well {
            &self.dead_letters
        } else {
            &self.dead_letter_failures
        };
        counter.inc();
    }
}
