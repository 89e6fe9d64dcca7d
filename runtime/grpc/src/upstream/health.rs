//! Leaves out an endpoint that keeps failing, for a time that grows, then tries it with one call.
//! At most half of the endpoints are left out, and never the last one that is up.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::uri::{Authority, Scheme};
use tokio::time::Instant;

use super::endpoints::{All, Endpoints};
use super::pick::{self, Picked};

/// Failures in a row until an endpoint is left out.
const TOO_MANY: u32 = 5;
/// The time doubles so often at most.
const DOUBLINGS: u32 = 6;

/// What calls know of an endpoint, and tell about it.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) id: u64,
    pub(super) addr: SocketAddr,
    pub(super) scheme: Scheme,
    /// How requests name it.
    pub(super) authority: Option<Authority>,
    /// In a row.
    failures: AtomicU32,
}

/// How an endpoint is judged.
#[derive(Debug, Default)]
pub(super) struct Health {
    ejected: Option<Ejected>,
    /// Ejections in a row.
    times: u32,
    /// When it last came back.
    back: Option<Instant>,
}

#[derive(Debug)]
struct Ejected {
    until: Instant,
    /// A call is finding out.
    tried: bool,
}

/// How a call ended, as far as its endpoint is to blame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The endpoint answered, with whatever.
    Works,
    Fails,
    /// The call says nothing about the endpoint.
    Nothing,
}

impl Record {
    pub(super) fn new(
        id: u64,
        addr: SocketAddr,
        scheme: Scheme,
        authority: Option<Authority>,
    ) -> Self {
        Self {
            id,
            addr,
            scheme,
            authority,
            failures: AtomicU32::new(0),
        }
    }
}

impl Health {
    pub(super) fn is_ejected(&self) -> bool {
        self.ejected.is_some()
    }
}

/// The one call that finds out whether an endpoint works again. Dropped without an outcome, it has
/// found out nothing.
pub(super) struct Trial {
    endpoints: Arc<Endpoints>,
    id: u64,
    outcome: Outcome,
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.endpoints.tried(self.id, self.outcome);
    }
}

impl Endpoints {
    /// A call ended.
    pub(super) fn report(&self, record: &Record, trial: Option<Trial>, outcome: Outcome) {
        if let Some(mut trial) = trial {
            trial.outcome = outcome;
            return;
        }
        match outcome {
            // Read first: all calls share it.
            Outcome::Works if record.failures.load(Ordering::Relaxed) > 0 => {
                record.failures.store(0, Ordering::Relaxed);
            }
            Outcome::Fails => {
                let failures = record.failures.fetch_add(1, Ordering::Relaxed) + 1;
                if failures >= TOO_MANY {
                    self.eject(record);
                }
            }
            _ => {}
        }
    }

    fn eject(&self, record: &Record) {
        let Some(first) = self.options.ejection else {
            return;
        };
        let mut all = self.all();
        let ejected = |all: &All| all.members.iter().filter(|m| m.health.is_ejected()).count();
        let others = |all: &All| all.members.iter().any(|m| m.id != record.id && m.is_up());
        let bearable = (ejected(&all) + 1) * 2 <= all.members.len() && others(&all);
        let mut members = all.members.iter_mut();
        let member = members.find(|member| member.id == record.id);
        let Some(member) = member.filter(|member| bearable && !member.health.is_ejected()) else {
            return;
        };
        record.failures.store(0, Ordering::Relaxed);
        let health = &mut member.health;
        let lived = health.back.map(|back| back.elapsed());
        if lived.is_some_and(|lived| lived > longest(first)) {
            health.times = 0;
        }
        let time = health.eject(first);
        let (service, endpoint) = (self.alias, record.addr);
        tracing::warn!(service, %endpoint, ?time, "an endpoint fails and is left out");
        self.metrics.ejected();
        self.publish(&all);
    }

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

impl Health {
    /// Leaves it out, each time for twice as long.
    fn eject(&mut self, first: Duration) -> Duration {
        let time = first * 2_u32.pow(self.times.min(DOUBLINGS));
        self.times += 1;
        self.wait(time);
        time
    }

    fn wait(&mut self, time: Duration) {
        self.ejected = Some(Ejected {
            until: Instant::now() + time,
            tried: false,
        });
    }
}

fn longest(first: Duration) -> Duration {
    first * 2_u32.pow(DOUBLINGS)
}
