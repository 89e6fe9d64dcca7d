//! The records of one partition that are not acknowledged yet, and how far it may be acknowledged.

use std::collections::VecDeque;

/// What was taken from a partition and is not yet below the watermark, by offset.
#[derive(Debug, Default)]
pub(crate) struct Window {
    entries: VecDeque<Entry>,
    watermark: Option<i64>,
    /// The offset that was taken last.
    last: Option<i64>,
    open: usize,
}

#[derive(Debug)]
struct Entry {
    offset: i64,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// In somebody's hands.
    Open,
    /// May be acknowledged, once all before it may.
    Done,
    /// Given up without being done: nothing from here on is ever acknowledged.
    Left,
}

impl Window {
    /// Whether the record is new, and then takes it. Offsets grow, with gaps where a topic is
    /// compacted or transactional.
    pub(crate) fn take(&mut self, offset: i64) -> bool {
        if self.last.is_some_and(|last| offset <= last) {
            return false;
        }
        self.last = Some(offset);
        let state = State::Open;
        self.entries.push_back(Entry { offset, state });
        self.open += 1;
        true
    }

    /// The record is handled, or lies in the dead letter topic.
    pub(crate) fn done(&mut self, offset: i64) {
        self.close(offset, State::Done);
        while let Some(entry) = self.entries.front()
            && entry.state == State::Done
        {
            self.watermark = Some(entry.offset + 1);
            self.entries.pop_front();
        }
    }

    /// The record is in nobody's hands any more, and not done.
    pub(crate) fn leave(&mut self, offset: i64) {
        self.close(offset, State::Left);
    }

    /// The offset to commit: all before it are done. `None` until the first is.
    pub(crate) fn watermark(&self) -> Option<i64> {
        self.watermark
    }

    /// How many records are in somebody's hands.
    pub(crate) fn open(&self) -> usize {
        self.open
    }

    /// How many records lie at or above the watermark, done or not.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    fn close(&mut self, offset: i64, state: State) {
        let found = self
            .entries
            .binary_search_by_key(&offset, |entry| entry.offset);
        if let Ok(index) = found
            && self.entries[index].state == State::Open
        {
            self.entries[index].state = state;
            self.open -= 1;
        }
    }
}
