//! Tries an endpoint that was left out again, with one call, when its time has come.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::time::Instant;

use super::endpoints::Endpoints;
use super::health::Outcome;
use super::member::All;
use super::pick::{self, Picked};

/// The one call that finds out whether an endpoint works again. Dropped without an outcome, it has
/// found out nothing.
pub(super) struct Trial {
    endpoints: Arc<Endpoints>,
    id: u64,
    pub(super) outcome: Outcome,
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.endpoints.tried(self.id, self.outcome);
    }
}

impl Endpoints {
    /// The endpoint that may be tried again now, if there is one.
    pub(super) fn trial(self: &Arc<Self>) -> Option<Picked> {
        let due = self.trial.load(Ordering::Relaxed);
        if due == u64::MAX || self.millis(Instant::now()) < due {
            return None;
        }
        let mut all = self.all();
        let now = Instant::now();
        let member = all.members.iter_mut().find(|member| {
            let ejected = member.health.ejected.as_ref();
            member.has_line() && ejected.is_some_and(|it| !it.tried && it.until <= now)
        });
        let picked = member.and_then(|member| {
            let mut picked = pick::choice(member).picked(0, true)?;
            if let Some(ejected) = &mut member.health.ejected {
                ejected.tried = true;
            }
            let trial = Trial {
                endpoints: Arc::clone(self),
                id: member.id,
                outcome: Outcome::Nothing,
            };
            picked.trial = Some(trial);
            Some(picked)
        });
        self.schedule_trial(&all);
        picked
    }

    fn tried(&self, id: u64, outcome: Outcome) {
        let first = self.options.ejection.unwrap_or_default();
        let mut all = self.all();
        let mut members = all.members.iter_mut();
        let Some(member) = members.find(|member| member.id == id) else {
            return;
        };
        let (service, endpoint, health) = (self.alias, member.addr, &mut member.health);
        match outcome {
            Outcome::Works => {
                health.ejected = None;
                health.back = Some(Instant::now());
                tracing::info!(service, %endpoint, "an endpoint works again");
            }
            Outcome::Fails => {
                let time = health.eject(first);
                tracing::warn!(service, %endpoint, ?time, "an endpoint still fails");
            }
            Outcome::Nothing => health.wait(first),
        }
        self.publish(&all);
    }

    /// Says when the next endpoint is due for a trial.
    pub(super) fn schedule_trial(&self, all: &All) {
        let due = all.members.iter().filter_map(|member| {
            let ejected = member.health.ejected.as_ref()?;
            (member.has_line() && !ejected.tried).then(|| self.millis(ejected.until))
        });
        let due = due.min().unwrap_or(u64::MAX);
        self.trial.store(due, Ordering::Relaxed);
    }

    fn millis(&self, at: Instant) -> u64 {
        let since = at.saturating_duration_since(self.begin);
        u64::try_from(since.as_millis()).unwrap_or(u64::MAX - 1)
    }
}
