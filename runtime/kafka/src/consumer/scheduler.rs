//! What may be handled next: one item of each lane at a time, in order, and no slot idle while a lane
//! that isn't in hand has an item.

use std::collections::{HashMap, VecDeque};

/// Items by lane: a key, a partition, or none. A lane exists while one of its items is ready or in
/// hand; the others of it wait behind that one.
#[derive(Debug)]
pub(crate) struct Scheduler<T> {
    waiting: HashMap<u64, VecDeque<T>>,
    ready: VecDeque<(Lane, T)>,
}

/// What an item is in order with; `None` for nothing.
pub(crate) type Lane = Option<u64>;

impl<T> Default for Scheduler<T> {
    fn default() -> Self {
        Self {
            waiting: HashMap::new(),
            ready: VecDeque::new(),
        }
    }
}

impl<T> Scheduler<T> {
    /// One more item, behind those of its lane.
    pub(crate) fn push(&mut self, lane: Lane, item: T) {
        match lane.and_then(|lane| self.waiting.get_mut(&lane)) {
            Some(waiting) => waiting.push_back(item),
            None => {
                if let Some(lane) = lane {
                    self.waiting.insert(lane, VecDeque::new());
                }
                self.ready.push_back((lane, item));
            }
        }
    }

    /// An item of a lane that is in hand, again: before all that is ready.
    pub(crate) fn again(&mut self, lane: Lane, item: T) {
        self.ready.push_front((lane, item));
    }

    /// The next item; its lane is then in hand until [`Scheduler::done`].
    pub(crate) fn next(&mut self) -> Option<(Lane, T)> {
        self.ready.pop_front()
    }

    /// The item in hand of that lane is done: the next one of the lane is ready.
    pub(crate) fn done(&mut self, lane: Lane) {
        let Some(id) = lane else { return };
        match self.waiting.get_mut(&id).and_then(VecDeque::pop_front) {
            Some(item) => self.ready.push_back((lane, item)),
            None => drop(self.waiting.remove(&id)),
        }
    }

    /// The item in hand is given up, and all that wait behind it: those are returned.
    pub(crate) fn give_up(&mut self, lane: Lane) -> VecDeque<T> {
        lane.and_then(|id| self.waiting.remove(&id))
            .unwrap_or_default()
    }

    /// Removes the items for which `gone` holds, wherever they are but in hand, and returns them. A
    /// lane's items must be gone all or not at all.
    pub(crate) fn remove(&mut self, gone: impl Fn(&T) -> bool) -> Vec<T> {
        let mut removed = Vec::new();
        for (lane, item) in std::mem::take(&mut self.ready) {
            if gone(&item) {
                if let Some(waiting) = lane.and_then(|id| self.waiting.remove(&id)) {
                    removed.extend(waiting);
                }
                removed.push(item);
            } else {
                self.ready.push_back((lane, item));
            }
        }
        // Those behind an item in hand; their lane ends with it.
        for waiting in self.waiting.values_mut() {
            let (out, kept) = waiting.drain(..).partition::<Vec<_>, _>(|item| gone(item));
            waiting.extend(kept);
            removed.extend(out);
        }
        removed
    }

    /// How many items could be handled at once.
    pub(crate) fn ready(&self) -> usize {
        self.ready.len()
    }
}
