//! The components of one phase: what is drained together, by one deadline.

use std::collections::HashMap;
use std::time::Duration;

use tokio::task::{Id, JoinSet};
use tokio::time::{Instant, timeout, timeout_at};

use crate::Error;
use crate::life::Stopper;

/// Time to say what was cut off, once the deadline has passed.
pub(crate) const LAST_WORDS: Duration = Duration::from_millis(500);

#[derive(Default)]
pub(crate) struct Group {
    pub(crate) stopper: Stopper,
    tasks: JoinSet<Result<(), Error>>,
    names: HashMap<Id, String>,
}

/// How the drain of some components ended.
#[derive(Debug, Default)]
pub(crate) struct Drained {
    /// Components that failed meanwhile.
    pub(crate) failed: Vec<String>,
    /// What was left at the deadline.
    pub(crate) left: Vec<String>,
}

impl Group {
    pub(crate) fn spawn(
        &mut self,
        name: String,
        run: impl Future<Output = Result<(), Error>> + Send + 'static,
    ) {
        let task = self.tasks.spawn(run);
        self.names.insert(task.id(), name);
    }

    /// Drains the components until `deadline`, then kills what is left.
    pub(crate) async fn drain(&mut self, deadline: Instant) -> Drained {
        let mut drained = Drained::default();
        self.stopper.drain(deadline);
        if timeout_at(deadline, self.join(&mut drained.failed))
            .await
            .is_ok()
        {
            return drained;
        }
        self.stopper.kill();
        // An error after the deadline tells what a component had to cut off.
        let _ = timeout(LAST_WORDS, self.join(&mut drained.left)).await;
        drained
            .left
            .extend(self.names.drain().map(|(_, name)| name));
        // Waits until they are dropped, and with them what they hold of the State; not for one that
        // blocks its thread.
        let _ = timeout(LAST_WORDS, self.tasks.shutdown()).await;
        drained
    }

    /// Waits for all components; the errors of those that fail go to `failed`.
    async fn join(&mut self, failed: &mut Vec<String>) {
        while let Some(ended) = self.tasks.join_next_with_id().await {
            let (id, error) = match ended {
                Ok((id, Ok(()))) => (id, None),
                Ok((id, Err(error))) => (id, Some(error.to_string())),
                Err(error) => (error.id(), Some(error.to_string())),
            };
            let name = self.names.remove(&id).unwrap_or_default();
            failed.extend(error.map(|error| format!("{name}: {error}")));
        }
    }
}
