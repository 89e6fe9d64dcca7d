//! Leaves out an endpoint that keeps failing, for a time that grows, then tries it with one call.
//! At most half of the endpoints are left out, and never the last one that is up.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::uri::{Authority, Scheme};
use tokio::time::Instant;

use super::endpoints::Endpoints;
use super::member::All;
use super::trial::Trial;

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
    pub(super) ejected: Option<Ejected>,
    /// Ejections in a row.
    times: u32,
    /// When it last came back.
    pub(super) back: Option<Instant>,
}

/// For how long an endpoint is left out.
#[derive(Debug)]
pub(super) struct Ejected {
    pub(super) until: Instant,
    /// A call is finding out.
    pub(super) tried: bool,
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
}

impl Health {
    /// Leaves it out, each time for twice as long.
    pub(super) fn eject(&mut self, first: Duration) -> Duration {
        let time = first * 2_u32.pow(self.times.min(DOUBLINGS));
        self.times += 1;
        self.wait(time);
        time
    }

    /// Leaves it out for so long.
    pub(super) fn wait(&mut self, time: Duration) {
        self.ejected = Some(Ejected {
            until: Instant::now() + time,
            tried: false,
        });
    }
}

fn longest(first: Duration) -> Duration {
    first * 2_u32.pow(DOUBLINGS)
}
