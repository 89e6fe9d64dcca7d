//! What a consumer has taken and not yet acknowledged: windows, order, retries, halts. No thread, no
//! clock and no Kafka in it: the thread that reads and the slots that handle tell it what happened.

use std::collections::BTreeMap;
use std::hash::RandomState;
use std::sync::Arc;

use tokio::time::Instant;

use super::job::{Job, Step, lane};
use super::partition::Partition;
use super::scheduler::Scheduler;
use crate::context::Lease;
use crate::record::Record;
use crate::subscription::Order;

/// Bytes of all records in hand, at which nothing more is taken.
const BYTES: usize = 32 << 20;

/// All that one consumer has in hand.
pub(crate) struct Work {
    order: Order,
    /// How many records are kept ready beside those that are handled.
    ahead: usize,
    hasher: RandomState,
    epoch: u64,
    partitions: BTreeMap<i32, Partition>,
    scheduler: Scheduler<Job>,
    /// Failed ones by when their pause is over, partition and offset.
    paused: BTreeMap<(Instant, i32, i64), Job>,
    in_hand: usize,
    bytes: usize,
}

impl Work {
    pub(crate) fn new(order: Order, concurrency: usize) -> Self {
        Self {
            order,
            ahead: (concurrency * 4).max(64),
            hasher: RandomState::new(),
            epoch: 0,
            partitions: BTreeMap::new(),
            scheduler: Scheduler::default(),
            paused: BTreeMap::new(),
            in_hand: 0,
            bytes: 0,
        }
    }

    /// The partition is ours from now on.
    pub(crate) fn assign(&mut self, partition: i32) {
        self.epoch += 1;
        let owned = Partition::new(self.epoch);
        self.partitions.insert(partition, owned);
    }

    /// Takes a record in. One of a partition that is not ours or is halted comes again later.
    ///
    /// False for one that lies before what was taken already: the topic was made anew, or its log was
    /// cut. Nothing that is known of the partition counts any more; it must be assigned anew.
    pub(crate) fn take(&mut self, record: Record) -> bool {
        let Some(partition) = self.partitions.get_mut(&record.partition) else {
            return true;
        };
        if partition.halted.is_some() {
            return true;
        }
        if !partition.window.take(record.offset) {
            self.revoke(&[record.partition]);
            return false;
        }
        let lane = lane(self.order, &self.hasher, partition.epoch, &record);
        let size = record.size();
        partition.bytes += size;
        self.bytes += size;
        self.in_hand += 1;
        let job = Job {
            record: Arc::new(record),
            lease: partition.lease.subscribe(),
            step: Step::Handle { failures: 0 },
            epoch: partition.epoch,
            lane,
        };
        self.scheduler.push(lane, job);
        true
    }

    /// The next record to be worked on.
    pub(crate) fn next(&mut self) -> Option<Job> {
        self.scheduler.next().map(|(_, job)| job)
    }

    /// The record is handled, or lies in the dead letter topic.
    pub(crate) fn done(&mut self, job: &Job) {
        self.put_down(job);
        if let Some(partition) = self.owned(job) {
            partition.window.done(job.record.offset);
            partition.held.remove(&job.record.offset);
        }
        self.scheduler.done(job.lane);
    }

    /// The record waits until `due` for its next step, and those of its lane behind it. Where the
    /// partition is to be gone before that, it is given up.
    pub(crate) fn later(&mut self, job: Job, due: Instant) {
        let ends = match *job.lease.borrow() {
            Lease::Held => false,
            Lease::Ends(deadline) => due > deadline,
            Lease::Over => true,
        };
        if ends || self.owned(&job).is_none() {
            self.give_up(&job);
        } else {
            let place = (due, job.record.partition, job.record.offset);
            self.paused.insert(place, job);
        }
    }

    /// The record can't be got rid of for now: readiness is to say why. Says whether it is the first
    /// one of its partition for which that is so.
    pub(crate) fn hold(&mut self, job: &Job, why: String) -> bool {
        let Some(partition) = self.owned(job) else {
            return false;
        };
        let first = partition.held.is_empty();
        partition.held.insert(job.record.offset, why);
        first
    }

    /// The record is in nobody's hands any more and not done; with it go those of its lane.
    pub(crate) fn give_up(&mut self, job: &Job) {
        let behind = self.scheduler.give_up(job.lane);
        self.leave(job);
        for job in &behind {
            self.leave(job);
        }
    }

    /// Stops at the record: nothing of its partition from it on is acknowledged.
    pub(crate) fn halt(&mut self, job: &Job, why: String) {
        self.give_up(job);
        let Some(partition) = self.owned(job) else {
            return;
        };
        partition.halted.get_or_insert(why);
        self.clear(job.record.partition);
    }

    /// Makes those ready whose pause is over; says when the next pause ends.
    pub(crate) fn wake(&mut self, now: Instant) -> Option<Instant> {
        while let Some(next) = self.paused.first_entry() {
            let due = next.key().0;
            if due > now {
                return Some(due);
            }
            let job = next.remove();
            self.scheduler.again(job.lane, job);
        }
        None
    }

    /// The partitions will be gone at `deadline`: their handlers are told, and what could not be
    /// tried again before it is given up.
    pub(crate) fn end(&mut self, partitions: &[i32], deadline: Instant) {
        for id in partitions {
            if let Some(partition) = self.partitions.get(id) {
                partition.lease.send_replace(Lease::Ends(deadline));
            }
        }
        let late = self
            .paused
            .extract_if(.., |at, _| at.0 > deadline && partitions.contains(&at.1));
        for job in late.map(|(_, job)| job).collect::<Vec<_>>() {
            self.give_up(&job);
        }
    }

    /// How many records of the partitions are in somebody's hands.
    pub(crate) fn open(&self, partitions: &[i32]) -> usize {
        let owned = partitions.iter().filter_map(|id| self.partitions.get(id));
        owned.map(|partition| partition.window.open()).sum()
    }

    /// The partitions are gone: what is still in hand is cut off. Returns the watermark of each that
    /// has one, whether or not it was told before, and how many records were cut off.
    pub(crate) fn revoke(&mut self, partitions: &[i32]) -> (Vec<(i32, i64)>, usize) {
        let cut = self.open(partitions);
        let mut watermarks = Vec::new();
        for id in partitions {
            self.clear(*id);
            if let Some(partition) = self.partitions.remove(id) {
                partition.lease.send_replace(Lease::Over);
                let watermark = partition.window.watermark();
                watermarks.extend(watermark.map(|watermark| (*id, watermark)));
            }
        }
        (watermarks, cut)
    }

    /// The watermarks that moved since the last call.
    pub(crate) fn moved(&mut self) -> Vec<(i32, i64)> {
        let mut moved = Vec::new();
        for (id, partition) in &mut self.partitions {
            let watermark = partition.window.watermark();
            if watermark != partition.told {
                partition.told = watermark;
                moved.extend(watermark.map(|watermark| (*id, watermark)));
            }
        }
        moved
    }

    /// The partitions that Kafka should send nothing of from now on, and those that it should again.
    /// `all`: there is no room for any.
    pub(crate) fn silence(&mut self, all: bool) -> (Vec<i32>, Vec<i32>) {
        let (mut pause, mut resume) = (Vec::new(), Vec::new());
        for (id, partition) in &mut self.partitions {
            let full = partition.full();
            let silent = all || partition.halted.is_some() || full;
            if silent != partition.silent {
                partition.silent = silent;
                let list = if silent { &mut pause } else { &mut resume };
                list.push(*id);
            }
        }
        (pause, resume)
    }

    /// How many more records may be taken.
    pub(crate) fn room(&self) -> usize {
        if self.bytes >= BYTES {
            return 0;
        }
        self.ahead.saturating_sub(self.scheduler.ready())
    }

    /// Whether there is room for many: the point at which it is worth to go on.
    pub(crate) fn roomy(&self) -> bool {
        self.room() >= self.ahead / 2 && self.bytes < BYTES / 2
    }

    /// Whether any record could be handled at once.
    pub(crate) fn has_ready(&self) -> bool {
        self.scheduler.ready() > 0
    }

    /// The partitions that are ours.
    pub(crate) fn owned_partitions(&self) -> Vec<i32> {
        self.partitions.keys().copied().collect()
    }

    /// The partitions that Kafka sends records of.
    pub(crate) fn flowing(&self) -> Vec<i32> {
        let owned = self.partitions.iter();
        let flowing = owned.filter(|(_, partition)| !partition.silent);
        flowing.map(|(id, _)| *id).collect()
    }

    /// How many records are in hand: ready, waiting or worked on.
    pub(crate) fn in_hand(&self) -> usize {
        self.in_hand
    }

    /// The most records that any partition has at or above its watermark.
    pub(crate) fn span(&self) -> usize {
        let spans = self.partitions.values();
        spans
            .map(|partition| partition.window.len())
            .max()
            .unwrap_or(0)
    }

    /// How many partitions Kafka sends nothing of.
    pub(crate) fn silent(&self) -> usize {
        let partitions = self.partitions.values();
        partitions.filter(|partition| partition.silent).count()
    }

    /// What keeps the consumer from its work, for readiness; none is the rule.
    pub(crate) fn troubles(&self) -> Vec<String> {
        let mut troubles = Vec::new();
        for partition in self.partitions.values() {
            troubles.extend(partition.halted.clone());
            troubles.extend(partition.held.values().next().cloned());
        }
        troubles
    }

    /// The job's partition, if it is still ours since the job was taken.
    fn owned(&mut self, job: &Job) -> Option<&mut Partition> {
        let partition = self.partitions.get_mut(&job.record.partition)?;
        (partition.epoch == job.epoch).then_some(partition)
    }

    /// Drops what waits of a partition.
    fn clear(&mut self, id: i32) {
        let mut left = self.scheduler.remove(|job| job.record.partition == id);
        let paused = self.paused.extract_if(.., |at, _| at.1 == id);
        let paused: Vec<_> = paused.map(|(_, job)| job).collect();
        for job in &paused {
            left.extend(self.scheduler.give_up(job.lane));
        }
        for job in left.iter().chain(&paused) {
            self.leave(job);
        }
    }

    fn leave(&mut self, job: &Job) {
        self.put_down(job);
        if let Some(partition) = self.owned(job) {
            partition.window.leave(job.record.offset);
            partition.held.remove(&job.record.offset);
        }
    }

    fn put_down(&mut self, job: &Job) {
        let size = job.record.size();
        self.in_hand -= 1;
        self.bytes -= size;
        if let Some(partition) = self.owned(job) {
            partition.bytes -= size;
        }
    }
}
