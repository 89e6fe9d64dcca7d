//! What a consumer reads and how.

use std::time::Duration;

use crate::NotDecoded;

/// What a consumer reads and how; generated, as a `const`.
#[derive(Debug)]
pub struct Subscription<M> {
    /// The consumer's name: of its component, in `APP_CONSUMERS` and in metrics.
    pub name: &'static str,
    /// The topic that it reads: `CONSUMER_TOPIC` selects by it.
    pub topic: &'static str,
    /// Its consumer group. A new group begins with the oldest record that the topic holds.
    pub group: &'static str,
    /// Reads a record's bytes: [`from_protobuf`](crate::from_protobuf) or one that calls
    /// [`from_json`](crate::from_json).
    pub decode: fn(&[u8]) -> Result<M, NotDecoded>,
    /// What is handled one after the other.
    pub order: Order,
    /// How many handlers run at once in this process; 1 at least.
    pub concurrency: usize,
    /// How a failed message is tried again.
    pub retry: Retry,
    /// The topic for records that can't be handled. Without one, a record whose attempts are used up
    /// is tried until it succeeds, and the consumer stops at one that is rejected.
    pub dead_letter: Option<&'static str>,
    /// How long handlers may still run when a partition goes to another member of the group, but
    /// never more than half of `max.poll.interval.ms`, that is two and a half minutes.
    pub drain: Duration,
}

// By hand: a derive would ask the same of `M`.
impl<M> Clone for Subscription<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Subscription<M> {}

/// What is handled one after the other, in the order of the topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Records of one key. Those without a key are handled in any order.
    Key,
    /// Records of one partition.
    Partition,
    /// Nothing: all records are handled in any order.
    None,
}

/// How a failed message is tried again, in its place: those behind it in its order wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Attempts in all; 1 is no repetition. Without a dead letter topic they never end: from then on
    /// the process isn't ready, and says why.
    pub attempts: u32,
    /// The first pause. Each next one is twice as long.
    pub initial: Duration,
    /// The longest pause.
    pub maximum: Duration,
}
