//! The line between a component and what runs it: signals one way, reports the other.

use std::sync::Arc;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::Readiness;

/// A component's signals and reports. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Life {
    name: Arc<str>,
    readiness: Readiness,
    stage: watch::Receiver<Stage>,
}

/// How far the stop has come; it only goes forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
enum Stage {
    Running,
    /// The process will stop: edges ask their clients to go elsewhere, and still serve.
    Leaving,
    Draining(Instant),
    Killed,
}

impl Life {
    /// A life and the means to end it: what the runtime gives a component, and a test too.
    pub fn new(name: &str, readiness: &Readiness) -> (Life, Stopper) {
        let stopper = Stopper::default();
        (stopper.life(name, readiness), stopper)
    }

    /// The component works.
    pub fn ready(&self) {
        if self.readiness.clear(&self.name) {
            tracing::debug!(component = &*self.name, "ready");
        }
    }

    /// The component can't do its work for now; `/readyz` answers 503 and gives the reason.
    pub fn not_ready(&self, reason: impl Into<String>) {
        self.readiness.down(&self.name, reason);
    }

    /// Waits until no new work may be taken. Returns at once after that.
    pub async fn draining(&self) {
        self.reached(|stage| matches!(stage, Stage::Draining(_) | Stage::Killed))
            .await;
    }

    /// When the work in hand must be done; `None` before [`Life::draining`].
    pub fn deadline(&self) -> Option<Instant> {
        match *self.stage.borrow() {
            Stage::Draining(deadline) => Some(deadline),
            Stage::Running | Stage::Leaving | Stage::Killed => None,
        }
    }

    /// Waits until the deadline has passed: what is still in hand is to be dropped now.
    pub async fn killed(&self) {
        self.reached(|stage| *stage == Stage::Killed).await;
    }

    /// Whether the process will stop soon or is about it.
    pub fn is_leaving(&self) -> bool {
        *self.stage.borrow() != Stage::Running
    }

    pub(crate) fn is_killed(&self) -> bool {
        *self.stage.borrow() == Stage::Killed
    }

    /// The name of the component.
    pub fn name(&self) -> &str {
        &self.name
    }

    async fn reached(&self, stage: impl FnMut(&Stage) -> bool) {
        // An error means that nobody is left who could end this life: it is over.
        let _ = self.stage.clone().wait_for(stage).await;
    }
}

/// Ends the lives it made. Dropping it kills them.
#[derive(Debug)]
pub struct Stopper {
    stage: watch::Sender<Stage>,
}

impl Default for Stopper {
    fn default() -> Self {
        Self {
            stage: watch::Sender::new(Stage::Running),
        }
    }
}

impl Stopper {
    /// One more life that ends with the others of this stopper.
    pub fn life(&self, name: &str, readiness: &Readiness) -> Life {
        Life {
            name: name.into(),
            readiness: readiness.clone(),
            stage: self.stage.subscribe(),
        }
    }

    /// The stop is near: still serve, but send clients elsewhere.
    pub fn leave(&self) {
        self.advance(Stage::Leaving);
    }

    /// No new work from now on; what is in hand must be done by `deadline`.
    pub fn drain(&self, deadline: Instant) {
        self.advance(Stage::Draining(deadline));
    }

    /// The deadline has passed.
    pub fn kill(&self) {
        self.advance(Stage::Killed);
    }

    fn advance(&self, to: Stage) {
        self.stage.send_if_modified(|stage| {
            let forward = *stage < to;
            if forward {
                *stage = to;
            }
            forward
        });
    }
}
