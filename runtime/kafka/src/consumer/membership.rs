//! This member's part in its group: what happens when partitions come and go. librdkafka calls it
//! from the thread that reads, inside of its poll.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer as _, ConsumerContext, Rebalance};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::{ClientContext, Offset, Statistics, TopicPartitionList};
use tokio::time::Instant;

use super::bench::Bench;
use super::metrics::Counts;
use super::source::Source;
use super::stop::Stop;
use crate::listener::Listener;
use crate::lock::lock;

/// How often a commit that may pass is tried when a partition goes.
const COMMITS: u32 = 5;

/// What librdkafka tells of the group.
pub(crate) struct Membership {
    pub(crate) source: Source,
    pub(crate) bench: Arc<Bench>,
    pub(crate) stop: Arc<Stop>,
    pub(crate) counts: Counts,
    pub(crate) listener: Listener,
    /// Whether the group has told what is ours, be it nothing.
    pub(crate) joined: AtomicBool,
    /// What the broker has confirmed, by partition.
    pub(crate) committed: Mutex<BTreeMap<i32, i64>>,
}

impl Membership {
    /// Whether the group has told what is ours.
    pub(crate) fn is_member(&self) -> bool {
        self.joined.load(Ordering::Acquire)
    }

    /// The group doesn't let us in any more.
    pub(crate) fn left(&self) {
        self.joined.store(false, Ordering::Release);
    }

    /// They are ours from now on.
    fn assigned(&self, partitions: &[i32]) {
        // Who had them meanwhile may have committed what we know nothing of.
        lock(&self.committed).retain(|id, _| !partitions.contains(id));
        self.bench.with(|work| {
            for partition in partitions {
                work.assign(*partition);
            }
        });
        self.joined.store(true, Ordering::Release);
        tracing::info!(
            consumer = self.source.name,
            topic = self.source.topic,
            ?partitions,
            "reads partitions"
        );
    }

    /// They go to other members, or the process stops: nothing new is taken meanwhile, since this is
    /// the thread that takes; what is in hand finishes, what isn't done in time is cut off, and what
    /// is done is committed.
    fn revoked(&self, consumer: &BaseConsumer<Self>, partitions: &[i32]) {
        let latest = Instant::now() + self.source.drain();
        let until = || self.stop.asked().unwrap_or(latest);
        self.bench.with(|work| work.end(partitions, until()));
        self.bench.wait(until, |work| work.open(partitions) == 0);
        let (watermarks, cut) = self.bench.with(|work| work.revoke(partitions));
        self.note_cut(cut);
        self.commit(consumer, watermarks);
    }

    /// They are gone already: others may have them, so that nothing may be committed.
    fn lost(&self, partitions: &[i32]) {
        let (_, cut) = self.bench.with(|work| work.revoke(partitions));
        lock(&self.committed).retain(|id, _| !partitions.contains(id));
        tracing::warn!(
            consumer = self.source.name,
            ?partitions,
            cut,
            "lost partitions; what was not acknowledged comes again"
        );
    }

    /// The broker has these.
    fn confirmed(&self, list: &TopicPartitionList) {
        let mut committed = lock(&self.committed);
        for element in list.elements() {
            if let (Offset::Offset(offset), Ok(())) = (element.offset(), element.error()) {
                committed.insert(element.partition(), offset);
            }
        }
    }

    fn note_cut(&self, cut: usize) {
        if cut == 0 {
            return;
        }
        self.stop.cut_off(cut);
        tracing::warn!(
            consumer = self.source.name,
            messages = cut,
            "not handled in time; they were not acknowledged and come again"
        );
    }

    /// Commits and waits for the answer; all but what the broker has confirmed, since a commit of
    /// librdkafka's timer may have failed.
    fn commit(&self, consumer: &BaseConsumer<Self>, mut watermarks: Vec<(i32, i64)>) {
        {
            let mut committed = lock(&self.committed);
            watermarks.retain(|(id, watermark)| committed.remove(id) != Some(*watermark));
        }
        let Some(list) = offsets(self.source.topic, &watermarks) else {
            return;
        };
        // librdkafka commits what is stored once more when a partition goes: it must not be less.
        if let Err(error) = consumer.store_offsets(&list) {
            tracing::warn!(consumer = self.source.name, %error, "watermarks were not stored");
        }
        for attempt in 1..=COMMITS {
            let Err(error) = consumer.commit(&list, CommitMode::Sync) else {
                return;
            };
            self.counts.commit_failures.inc();
            let again = attempt < COMMITS && may_pass(&error);
            tracing::warn!(consumer = self.source.name, %error, again, "watermarks were not committed");
            if !again {
                return;
            }
            std::thread::sleep(Duration::from_millis(50) * attempt);
        }
    }
}

impl ConsumerContext for Membership {
    fn pre_rebalance(&self, consumer: &BaseConsumer<Self>, rebalance: &Rebalance<'_>) {
        self.counts.rebalances.inc();
        match rebalance {
            Rebalance::Assign(list) => self.assigned(&partitions(list)),
            Rebalance::Revoke(list) if consumer.assignment_lost() => self.lost(&partitions(list)),
            Rebalance::Revoke(list) => self.revoked(consumer, &partitions(list)),
            Rebalance::Error(error) => {
                tracing::warn!(consumer = self.source.name, %error, "a rebalance failed");
            }
        }
    }

    fn commit_callback(&self, result: KafkaResult<()>, list: &TopicPartitionList) {
        match result {
            Ok(()) => self.confirmed(list),
            Err(KafkaError::ConsumerCommit(RDKafkaErrorCode::NoOffset)) => {}
            Err(error) => {
                self.counts.commit_failures.inc();
                tracing::warn!(consumer = self.source.name, %error, "a commit failed; it is tried again");
            }
        }
    }
}

impl ClientContext for Membership {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        Listener::line(level, facility, line);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.listener.heard(&error, reason);
    }

    fn stats(&self, statistics: Statistics) {
        let Some(topic) = statistics.topics.get(self.source.topic) else {
            return;
        };
        let lags = topic
            .partitions
            .values()
            .map(|partition| partition.consumer_lag);
        self.counts.lag.set(lags.filter(|lag| *lag > 0).sum());
    }
}

/// The list that librdkafka commits or stores by; `None` when there is nothing.
pub(crate) fn offsets(topic: &str, watermarks: &[(i32, i64)]) -> Option<TopicPartitionList> {
    let mut list = TopicPartitionList::new();
    for (partition, watermark) in watermarks {
        let offset = Offset::Offset(*watermark);
        if let Err(error) = list.add_partition_offset(topic, *partition, offset) {
            tracing::error!(topic, partition, watermark, %error, "no offset that Kafka takes");
        }
    }
    (list.count() > 0).then_some(list)
}

fn partitions(list: &TopicPartitionList) -> Vec<i32> {
    let elements = list.elements();
    elements.iter().map(|element| element.partition()).collect()
}

/// Whether the same commit may succeed a moment later.
fn may_pass(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(
            RDKafkaErrorCode::CoordinatorNotAvailable
                | RDKafkaErrorCode::CoordinatorLoadInProgress
                | RDKafkaErrorCode::NotCoordinator
                | RDKafkaErrorCode::RequestTimedOut
                | RDKafkaErrorCode::RebalanceInProgress
                | RDKafkaErrorCode::WaitingForCoordinator
                | RDKafkaErrorCode::BrokerTransportFailure
        )
    )
}
