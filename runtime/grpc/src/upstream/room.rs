//! How much room a connection has: a server takes so many calls at once on each, and further ones
//! wait there for as long as that lasts. Where all connections of an endpoint are full, another one
//! is opened; it goes when the server closes it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::endpoints::Endpoints;
use super::line::State;

/// The most connections to an endpoint.
const MOST: usize = 64;

/// The calls on a connection.
#[derive(Debug)]
pub(super) struct Load {
    calls: AtomicUsize,
    most: AtomicUsize,
}

impl Load {
    pub(super) fn new() -> Arc<Load> {
        Arc::new(Load {
            calls: AtomicUsize::new(0),
            most: AtomicUsize::new(usize::MAX),
        })
    }

    /// The server takes so many.
    pub(super) fn limit(&self, most: usize) {
        if self.most.load(Ordering::Relaxed) != most {
            self.most.store(most, Ordering::Relaxed);
        }
    }

    /// Room for one call, if there is any; where it must be, also if there is none.
    pub(super) fn take(self: &Arc<Self>, must: bool) -> Option<Room> {
        let before = self.calls.fetch_add(1, Ordering::Relaxed);
        let room = Room(Arc::clone(self));
        (must || before < self.most.load(Ordering::Relaxed)).then_some(room)
    }
}

/// The room of one call, until this is dropped.
#[derive(Debug)]
pub(super) struct Room(Arc<Load>);

impl Drop for Room {
    fn drop(&mut self) {
        self.0.calls.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Endpoints {
    /// Opens one more connection to a full endpoint. Whether one is being opened now.
    pub(super) fn widen(self: &Arc<Self>, endpoint: u64) -> bool {
        let mut all = self.all();
        let mut members = all.members.iter_mut();
        let Some(member) = members.find(|member| member.id == endpoint) else {
            return false;
        };
        let lines = &member.lines;
        if lines.iter().any(|line| matches!(line, State::Dialing)) {
            return true;
        }
        let spare = lines.iter().position(|line| matches!(line, State::Spare));
        let slot = spare.unwrap_or(lines.len());
        if slot >= MOST {
            return false;
        }
        self.add_line(member, slot);
        true
    }
}
