//! The endpoints of one service: which there are, how their connections are doing, and what of that
//! calls may use. Changes come from the names, the connections and failed calls; calls see a picture
//! that is made anew at each change.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::address::Address;
use super::line::{Place, State};
use super::member::{All, Member};
use super::metrics::Metrics;
use super::options::Options;
use super::pick::{self, Picture};
use super::reach::Reach;
use super::tls::Tls;

/// All endpoints of a service.
pub(super) struct Endpoints {
    pub(super) options: Options,
    pub(super) metrics: Metrics,
    /// As in errors and logs: `orders`.
    pub(super) alias: &'static str,
    names: Vec<Name>,
    pub(super) tls: Option<Arc<Tls>>,
    reach: Reach,
    all: Mutex<All>,
    pub(super) picture: watch::Sender<Picture>,
    pub(super) next: AtomicUsize,
    /// When an endpoint that is left out may be tried again: see [`super::health`].
    pub(super) trial: AtomicU64,
    pub(super) begin: Instant,
}

/// A name that the setting gives.
struct Name {
    address: Address,
    stale: Notify,
}

impl Endpoints {
    pub(super) fn new(
        alias: &'static str,
        addresses: Vec<Address>,
        options: Options,
        tls: Option<Arc<Tls>>,
        metrics: Metrics,
        reach: Reach,
    ) -> Self {
        let all = All {
            resolved: vec![None; addresses.len()],
            ..All::default()
        };
        let name = |address| Name {
            address,
            stale: Notify::new(),
        };
        Self {
            options,
            metrics,
            alias,
            names: addresses.into_iter().map(name).collect(),
            tls,
            reach,
            all: Mutex::new(all),
            picture: watch::Sender::new(Picture::waiting()),
            next: AtomicUsize::new(0),
            trial: AtomicU64::new(u64::MAX),
            begin: Instant::now(),
        }
    }

    pub(super) fn names(&self) -> usize {
        self.names.len()
    }

    pub(super) fn address(&self, name: usize) -> &Address {
        &self.names[name].address
    }

    /// Waits until the endpoints of the name may have changed.
    pub(super) async fn stale(&self, name: usize) {
        self.names[name].stale.notified().await;
    }

    pub(super) fn look_again(&self, name: usize) {
        self.names[name].stale.notify_one();
    }

    /// The name is these endpoints now: new ones join, those that are gone finish their calls.
    pub(super) fn resolved(self: &Arc<Self>, name: usize, found: &[SocketAddr]) {
        let mut all = self.all();
        if all.closed {
            return;
        }
        let first = all.resolved[name].replace(Ok(())) != Some(Ok(()));
        let gone = |member: &mut Member| member.name == name && !found.contains(&member.addr);
        for member in all.members.extract_if(.., gone) {
            tracing::info!(service = self.alias, endpoint = %member.addr, "an endpoint left");
            member.keepers.iter().for_each(AbortHandle::abort);
        }
        for addr in found {
            let known = |member: &Member| member.name == name && member.addr == *addr;
            if all.members.iter().any(known) {
                continue;
            }
            if !first {
                tracing::info!(service = self.alias, endpoint = %addr, "an endpoint joined");
            }
            all.last += 1;
            let member = self.member(all.last, name, *addr);
            all.members.push(member);
        }
        self.publish(&all);
    }

    /// The name can't be resolved now; what it was before holds.
    pub(super) fn unresolved(&self, name: usize, reason: &str) {
        let mut all = self.all();
        if matches!(all.resolved[name], Some(Ok(()))) {
            tracing::warn!(
                service = self.alias,
                reason,
                "its endpoints stay as they are"
            );
            return;
        }
        all.resolved[name] = Some(Err(reason.into()));
        self.publish(&all);
    }

    /// One connection is doing otherwise.
    pub(super) fn set(&self, place: Place, state: State) {
        let mut all = self.all();
        let mut members = all.members.iter_mut();
        // It may be gone by now.
        if let Some(member) = members.find(|member| member.id == place.endpoint) {
            member.lines[place.slot] = state;
            self.publish(&all);
        }
    }

    pub(super) fn all(&self) -> MutexGuard<'_, All> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the picture anew. Told under the lock, so that what is told last is what holds.
    pub(super) fn publish(&self, all: &All) {
        let picture = pick::picture(&all.members, all.is_waiting(), all.reason());
        let up = all.members.iter().filter(|member| member.is_up()).count();
        let ejected = all.members.iter().filter(|member| member.is_ejected());
        let ejected = ejected.count();
        self.metrics
            .endpoints(up, all.members.len() - up - ejected, ejected);
        if !picture.choices.is_empty() {
            self.reach.up();
        } else if !picture.waiting {
            self.reach.down(&picture.reason);
        }
        self.schedule_trial(all);
        self.picture.send_replace(picture);
    }

    /// Ends everything but calls that are under way.
    pub(super) fn close(&self) {
        let mut all = self.all();
        all.closed = true;
        for member in all.members.drain(..) {
            member.keepers.iter().for_each(AbortHandle::abort);
        }
        self.picture.send_replace(Picture::waiting());
    }
}

impl std::fmt::Debug for Endpoints {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Endpoints")
    }
}
