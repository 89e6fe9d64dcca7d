//! What is to be done at the stop, by priority, once nothing takes work any more.

use std::panic::AssertUnwindSafe;
use std::sync::Mutex;

use futures_util::FutureExt;
use tokio::time::{Instant, timeout_at};

use crate::BoxFuture;
use crate::lock::lock;

#[derive(Default)]
pub(crate) struct Hooks {
    list: Mutex<Vec<Hook>>,
}

struct Hook {
    priority: u32,
    name: &'static str,
    run: BoxFuture<'static, ()>,
}

/// How a hook that didn't end well ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    Panicked,
    Late,
}

impl Hooks {
    pub(crate) fn add(&self, priority: u32, name: &'static str, run: BoxFuture<'static, ()>) {
        lock(&self.list).push(Hook {
            priority,
            name,
            run,
        });
    }

    /// Runs the hooks one after the other, lower priority first; those of one priority as they came.
    /// At the deadline the rest is dropped. Returns what didn't end well.
    pub(crate) async fn run(&self, deadline: Instant) -> Vec<(&'static str, Trouble)> {
        let mut hooks = std::mem::take(&mut *lock(&self.list));
        hooks.sort_by_key(|hook| hook.priority);
        let mut troubles = Vec::new();
        for hook in hooks {
            match timeout_at(deadline, AssertUnwindSafe(hook.run).catch_unwind()).await {
                Ok(Ok(())) => tracing::debug!(hook = hook.name, "done"),
                Ok(Err(_)) => troubles.push((hook.name, Trouble::Panicked)),
                Err(_) => troubles.push((hook.name, Trouble::Late)),
            }
        }
        troubles
    }
}
