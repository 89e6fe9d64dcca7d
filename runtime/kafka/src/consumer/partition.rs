//! A partition that this member of the group owns.

use std::collections::BTreeMap;

use tokio::sync::watch;

use super::window::Window;
use crate::context::Lease;

/// Records of a partition at or above its watermark, at which the partition is paused.
const SPAN: usize = 10_000;
/// Bytes of a partition's records in hand, at which the partition is paused.
const PARTITION_BYTES: usize = 8 << 20;

/// What is known of a partition, from its assignment to its revocation.
pub(super) struct Partition {
    pub(super) epoch: u64,
    pub(super) window: Window,
    pub(super) bytes: usize,
    pub(super) lease: watch::Sender<Lease>,
    /// Whether Kafka was told to send nothing of it.
    pub(super) silent: bool,
    /// Why nothing of it is acknowledged any more.
    pub(super) halted: Option<String>,
    /// Dead letters that can't be written, by offset, and why.
    pub(super) held: BTreeMap<i64, String>,
    /// The watermark that was last told.
    pub(super) told: Option<i64>,
}

impl Partition {
    /// One that is ours from now on.
    pub(super) fn new(epoch: u64) -> Self {
        Self {
            epoch,
            window: Window::default(),
            bytes: 0,
            lease: watch::Sender::new(Lease::Held),
            silent: false,
            halted: None,
            held: BTreeMap::new(),
            told: None,
        }
    }

    /// Whether no more of it should be taken; once it is so, until half of it is done.
    pub(super) fn full(&self) -> bool {
        let parts = if self.silent { 2 } else { 1 };
        self.window.len() >= SPAN / parts || self.bytes >= PARTITION_BYTES / parts
    }
}
