//! The thread that owns a consumer's connection: it alone takes records, stores watermarks, and
//! joins and leaves the group. Whatever Kafka does, it goes on until it is asked to stop.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rdkafka::TopicPartitionList;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use tokio::runtime::Handle;
use tokio::time::Instant;
use tonica_runtime::Life;

use super::bench::Bench;
use super::membership::Membership;
use super::metrics::Counts;
use super::session::Session;
use super::source::Source;
use super::stop::Stop;
use crate::backoff::pause;
use crate::hub::Hub;
use crate::listener::Listener;

/// Pauses between attempts to connect, and how long one may take.
const CONNECT_FIRST: Duration = Duration::from_millis(250);
const CONNECT_LONGEST: Duration = Duration::from_secs(2);
pub(super) const LOOK: Duration = Duration::from_secs(1);
/// How long the group may take to take the partitions back. The component doesn't wait as long.
const LEAVE: Duration = Duration::from_secs(60);
/// How long the thread waits for Kafka at most before it looks around.
pub(super) const TICK: Duration = Duration::from_millis(50);

/// What the thread works with.
pub(crate) struct Reader {
    pub(crate) source: Source,
    pub(crate) hub: Arc<Hub>,
    pub(crate) bench: Arc<Bench>,
    pub(crate) stop: Arc<Stop>,
    pub(crate) life: Life,
    pub(crate) counts: Counts,
    pub(crate) runtime: Handle,
}

impl Reader {
    /// Reads until the stop is asked for.
    pub(crate) fn run(&self) {
        let mut failures = 0;
        while self.stop.asked().is_none() {
            let begun = Instant::now();
            let Err(reason) = self.connect_and_read() else {
                return;
            };
            failures = if begun.elapsed() > CONNECT_LONGEST {
                1
            } else {
                failures + 1
            };
            self.life.not_ready(reason);
            self.rest(failures);
        }
    }

    /// One connection, from its begin to its end. `Ok` is the stop.
    ///
    /// # Errors
    /// The connection is of no more use.
    fn connect_and_read(&self) -> Result<(), String> {
        let brokers = &self.hub.topics.brokers;
        let membership = Membership {
            source: self.source,
            bench: Arc::clone(&self.bench),
            stop: Arc::clone(&self.stop),
            counts: self.counts.clone(),
            listener: Listener::default(),
            joined: AtomicBool::new(false),
            committed: Mutex::default(),
        };
        let can_not = |error| format!("can't read from {}: {error}", brokers.place());
        let consumer: BaseConsumer<Membership> = self
            .source
            .config(brokers)
            .create_with_context(membership)
            .map_err(can_not)?;
        if !self.find_topic(&consumer) {
            return Ok(());
        }
        consumer.subscribe(&[self.source.topic]).map_err(can_not)?;
        let read = Session::new(self, &consumer).run();
        self.leave(&consumer);
        // Closes; what it may wait for at the broker, this thread alone waits for.
        drop(consumer);
        read
    }

    /// Waits until the topic is there. False when the stop came first.
    fn find_topic(&self, consumer: &BaseConsumer<Membership>) -> bool {
        let mut looks = 0;
        while self.stop.asked().is_none() {
            match self.look(consumer, self.source.topic) {
                Ok(()) => return true,
                Err(reason) => self.life.not_ready(reason),
            }
            looks += 1;
            self.rest(looks);
        }
        false
    }

    /// Looks whether a topic can be used; says why not.
    pub(super) fn look(
        &self,
        consumer: &BaseConsumer<Membership>,
        topic: &str,
    ) -> Result<(), String> {
        let topics = &self.hub.topics;
        let found = topics.ensure(consumer.client(), topic, LOOK, &self.runtime);
        found.map_err(|absence| {
            // What librdkafka has to say of it waits in its queue, before any record.
            if !consumer.context().is_member() {
                while consumer.poll(Duration::ZERO).is_some() {}
            }
            topics.reason(&absence, topic, &consumer.context().listener)
        })
    }

    /// Gives all partitions back and leaves the group. Nothing is taken any more.
    fn leave(&self, consumer: &BaseConsumer<Membership>) {
        consumer.unsubscribe();
        // The revocation comes as an event, and with it the wait for what is in hand.
        let begun = Instant::now();
        while consumer.assignment().is_ok_and(|list| list.count() > 0) && begun.elapsed() < LEAVE {
            let _ = consumer.poll(TICK);
        }
        // Only if the group was never told: what is in hand is nobody's then.
        let left = self.bench.with(|work| {
            let owned = work.owned_partitions();
            work.revoke(&owned).1
        });
        self.stop.cut_off(left);
        if !self.answers(consumer) {
            // There is nobody to be left; librdkafka would wait for the group all the same.
            self.stop.hand_back();
        }
    }

    /// Whether the group still answers, after all that it was told.
    ///
    /// A consumer that is closed while its last commit is on its way does not leave the group, which
    /// then waits for it for 45 s. An answer to a question behind that commit says that it arrived.
    fn answers(&self, consumer: &BaseConsumer<Membership>) -> bool {
        let topic = self.source.topic;
        if !consumer.context().is_member() {
            return self.look(consumer, topic).is_ok();
        }
        let mut list = TopicPartitionList::new();
        list.add_partition(topic, 0);
        match consumer.committed_offsets(list, LOOK) {
            Ok(_) => true,
            Err(error) => {
                tracing::warn!(consumer = self.source.name, %error, "left without an answer from Kafka");
                false
            }
        }
    }

    /// Waits before the next attempt, or until the stop.
    fn rest(&self, failures: u32) {
        let end = Instant::now() + pause(CONNECT_FIRST, CONNECT_LONGEST, failures);
        self.bench.wait(|| end, |_| self.stop.asked().is_some());
    }
}
