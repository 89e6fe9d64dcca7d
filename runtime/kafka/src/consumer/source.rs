//! A subscription without its message type: what the thread that reads needs of it.

use std::time::Duration;

use rdkafka::ClientConfig;

use crate::Subscription;
use crate::brokers::Brokers;

/// librdkafka's own default, written out because the drain depends on it.
const MAX_POLL_INTERVAL: Duration = Duration::from_secs(300);

/// Where a consumer's records come from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    pub(crate) name: &'static str,
    pub(crate) topic: &'static str,
    pub(crate) group: &'static str,
    pub(crate) dead_letter: Option<&'static str>,
    drain: Duration,
}

impl Source {
    pub(crate) fn of<M>(subscription: &Subscription<M>) -> Self {
        Self {
            name: subscription.name,
            topic: subscription.topic,
            group: subscription.group,
            dead_letter: subscription.dead_letter,
            drain: subscription.drain,
        }
    }

    /// How long a revoke waits for handlers. Longer than half of the time in which the thread must
    /// ask Kafka again, and the group would take it for dead.
    pub(crate) fn drain(&self) -> Duration {
        self.drain.min(MAX_POLL_INTERVAL / 2)
    }

    /// What librdkafka is configured with.
    pub(crate) fn config(&self, brokers: &Brokers) -> ClientConfig {
        let mut config = brokers.config();
        config
            .set("group.id", self.group)
            .set("partition.assignment.strategy", "cooperative-sticky")
            .set(
                "max.poll.interval.ms",
                MAX_POLL_INTERVAL.as_millis().to_string(),
            )
            .set("auto.offset.reset", "earliest")
            // What is stored is committed by librdkafka's timer; only the watermark is stored.
            .set("enable.auto.offset.store", "false")
            .set("enable.auto.commit", "true")
            .set("auto.commit.interval.ms", "1000")
            // The default of a second stalls a consumer whose queue was full.
            .set("fetch.queue.backoff.ms", "10")
            .set("queued.max.messages.kbytes", "16384")
            // For the lag.
            .set("statistics.interval.ms", "5000");
        config
    }
}
