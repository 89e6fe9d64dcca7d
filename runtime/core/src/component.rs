//! The one abstraction of the runtime: something with a life.

use crate::{BoxFuture, Error, Life};

/// Something with a life: started, ready at some point, drained, and after a failure started again.
pub trait Component: Send + Sync {
    /// The name in logs, in `/readyz` and in the message about what was left at a deadline.
    fn name(&self) -> &str;

    /// When it is drained.
    fn phase(&self) -> Phase;

    /// What a failure means.
    fn on_failure(&self) -> OnFailure {
        OnFailure::Restart
    }

    /// Runs until it is drained.
    ///
    /// It calls [`Life::ready`] when it works, and returns `Ok` soon after [`Life::draining`] and
    /// once the work in hand is done. Called again after a failure: it must not assume a first time.
    /// Dropped at any await after [`Life::killed`]. `Ok` before it is drained means that its work
    /// is done for good.
    ///
    /// # Errors
    /// An error, like a panic, is a failure; one of configuration ends the process with exit code 2.
    fn run(&self, life: Life) -> BoxFuture<'_, Result<(), Error>>;
}

/// When a component is drained, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Takes requests from outside: first, so that nothing new comes in (`SHUTDOWN_EDGE`, 30 s).
    Edge,
    /// Does long work: after the edges (`SHUTDOWN_WORKER`, 20 s).
    Worker,
    /// Handles messages: at the same time as the workers (`SHUTDOWN_CONSUMER`, 5 s).
    Consumer,
}

/// What a component's failure means to the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFailure {
    /// Start it again after a growing pause; after `RESTART_LIMIT` failures in a row, exit.
    Restart,
    /// Stop the process with exit code 1.
    Exit,
}
