//! One record on its way, and what it is in order with.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use tokio::sync::watch;

use super::letter::Letter;
use super::scheduler::Lane;
use crate::context::Lease;
use crate::record::Record;
use crate::subscription::Order;

/// One record on its way to being done.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) record: Arc<Record>,
    pub(crate) lease: watch::Receiver<Lease>,
    pub(crate) step: Step,
    pub(super) epoch: u64,
    pub(super) lane: Lane,
}

/// What is to be done with a record next.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// To be handled, after that many failed attempts.
    Handle { failures: u32 },
    /// To be written to the dead letter topic, after that many attempts to do so.
    Bury { letter: Letter, failures: u32 },
}

/// What the record is in order with. A partition that comes back begins anew: its lanes have nothing
/// to do with those of its time before.
pub(super) fn lane(order: Order, hasher: &RandomState, epoch: u64, record: &Record) -> Lane {
    match order {
        Order::Key => {
            let key = record.key.as_deref()?;
            Some(hasher.hash_one((epoch, key)))
        }
        Order::Partition => Some(epoch),
        Order::None => None,
    }
}
