//! The answers that are kept, and the calls under way whose answers will be. Bounded: what was asked
//! for least lately goes first.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::WeakShared;
use tonica_runtime::Metrics;

use super::counters::Counters;
use super::flight::{Call, Work};
use super::kept::Kept;

/// What there is for a request.
pub(super) enum Found {
    Kept(Arc<Kept>),
    /// A call whose answer will do, begun already or just now.
    Call(Call),
    Nothing,
}

/// The kept answers of a gateway.
#[derive(Debug)]
pub(crate) struct Store {
    /// In bytes.
    size: usize,
    pub(super) counters: Counters,
    state: Mutex<State>,
}

type Key = Arc<[u8]>;

#[derive(Debug, Default)]
struct State {
    kept: HashMap<Key, Slot>,
    /// The keys by when they were last asked for.
    order: BTreeMap<u64, Key>,
    /// Counts what is asked for.
    clock: u64,
    /// Weight of what is kept.
    weight: usize,
    /// The calls under way; one that nobody waits for any more is over.
    calls: HashMap<Box<[u8]>, (u64, WeakShared<Work>)>,
}

#[derive(Debug)]
struct Slot {
    kept: Arc<Kept>,
    weight: usize,
    used: u64,
}

impl Store {
    pub(crate) fn new(size: usize, metrics: &Metrics) -> Self {
        Self {
            size,
            counters: Counters::register(metrics),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in here panics half-way.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a key that is not older than this, or the call that will bring it, which `call`
    /// begins unless it is under way.
    pub(super) fn find(
        &self,
        key: &[u8],
        oldest: Duration,
        call: Option<impl FnOnce(u64) -> Call>,
    ) -> Found {
        let mut state = self.state();
        state.clock += 1;
        if let Some(kept) = state.get(key, oldest) {
            return Found::Kept(kept);
        }
        let Some(call) = call else {
            return Found::Nothing;
        };
        if let Some(call) = state.calls.get(key).and_then(|(_, call)| call.upgrade()) {
            return Found::Call(call);
        }
        let number = state.clock;
        let call = call(number);
        if let Some(weak) = call.downgrade() {
            state.calls.insert(key.into(), (number, weak));
        }
        Found::Call(call)
    }

    /// Keeps an answer, unless it is larger than the store.
    pub(super) fn put(&self, key: &[u8], kept: &Arc<Kept>) {
        let weight = kept.weight() + 2 * key.len();
        let mut state = self.state();
        state.remove(key);
        if weight <= self.size {
            state.clock += 1;
            let used = state.clock;
            let key = Key::from(key);
            let slot = Slot {
                kept: Arc::clone(kept),
                weight,
                used,
            };
            state.weight += weight;
            state.order.insert(used, Arc::clone(&key));
            state.kept.insert(key, slot);
        }
        while state.weight > self.size {
            let Some((_, oldest)) = state.order.pop_first() else {
                break;
            };
            state.remove(&oldest);
        }
        self.counters.weighs(state.weight);
    }

    /// Forgets a call that is over.
    pub(super) fn land(&self, key: &[u8], number: u64) {
        let mut state = self.state();
        if state
            .calls
            .get(key)
            .is_some_and(|(known, _)| *known == number)
        {
            state.calls.remove(key);
        }
    }
}

impl State {
    fn get(&mut self, key: &[u8], oldest: Duration) -> Option<Arc<Kept>> {
        let used = self.clock;
        let (known, slot) = self.kept.get_key_value(key)?;
        if slot.kept.born.elapsed() >= oldest {
            return None;
        }
        let (known, kept, before) = (Arc::clone(known), Arc::clone(&slot.kept), slot.used);
        self.order.remove(&before);
        self.order.insert(used, known);
        if let Some(slot) = self.kept.get_mut(key) {
            slot.used = used;
        }
        Some(kept)
    }

    fn remove(&mut self, key: &[u8]) {
        if let Some(slot) = self.kept.remove(key) {
            self.order.remove(&slot.used);
            self.weight -= slot.weight;
        }
    }
}
