//! The chain of one service: every rule that a call passes, in one place and in one order, whichever
//! way it came. Where the call goes in the end is a [`Target`].

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::time::Instant;
use tonic::{Request, Response, Status};
use tonica_json::Service;

use crate::call::{Call, Peer};
use crate::context::Context;
use crate::guard::{Ticket, bounded, started};
use crate::hub::Common;
use crate::ids::Ids;
use crate::interceptors::List;
use crate::metrics::{Entry, MethodMetrics};
use crate::payload::{Answer, Instance, Payload};
use crate::timeout;
use crate::upstream::Pool;

/// The deadline of a call that has none: far enough, and no clock overflows.
pub(crate) const FOREVER: Duration = Duration::from_secs(365 * 24 * 3600);

/// A service, the rules that its calls pass, and where they go.
#[derive(Debug)]
pub(crate) struct Chain {
    pub(crate) service: &'static Service,
    pub(crate) common: Arc<Common>,
    pub(crate) target: Target,
    metrics: Vec<PerEntry>,
}

/// Where the calls of a service go.
#[derive(Debug)]
pub(crate) enum Target {
    /// To this process, once the service is in its slot.
    Slot(OnceLock<Instance>),
    /// To another process.
    Remote(Pool),
    /// Nowhere, for this reason.
    Missing(String),
}

/// The metrics of a method, by the entry that its calls take.
#[derive(Debug)]
struct PerEntry {
    network: MethodMetrics,
    inner: MethodMetrics,
}

impl Chain {
    pub(crate) fn new(service: &'static Service, common: Arc<Common>, target: Target) -> Self {
        let inner = if matches!(target, Target::Slot(_)) {
            Entry::Local
        } else {
            Entry::Remote
        };
        let of = |entry, method| MethodMetrics::new(&common.metrics, entry, service, method);
        let methods = service.methods.iter();
        let metrics = methods
            .map(|method| PerEntry {
                network: of(Entry::Network, method),
                inner: of(inner, method),
            })
            .collect();
        Self {
            service,
            common,
            target,
            metrics,
        }
    }

    /// Passes one call, of the method with that index, through the whole chain.
    ///
    /// What is kept across an await is kept small: in process, moving it is what a call costs.
    pub(crate) async fn pass(
        self: &Arc<Self>,
        peer: Peer,
        index: usize,
        request: Request<Payload>,
    ) -> Result<Response<Payload>, Status> {
        let Some(method) = self.service.methods.get(index) else {
            let name = self.service.name;
            return Err(Status::unimplemented(format!(
                "{name} has no method {index}"
            )));
        };
        let begin = Instant::now();
        let ticket = Ticket::new(Arc::clone(self), index, peer, begin);
        let ambient = if peer == Peer::Local {
            Context::current()
        } else {
            None
        };
        let (metadata, extensions, payload) = request.into_parts();
        let deadline = self.deadline(begin, timeout::read(metadata.as_ref()), ambient.as_ref());
        let ids = Ids::of(metadata.as_ref(), ambient.map(|context| context.ids));
        let mut context = Context { deadline, ids };
        let mut call = Call {
            service: self.service,
            method,
            metadata,
            deadline,
            peer,
            extensions,
        };
        if let Some(interceptors) = self.interceptors() {
            match Box::pin(interceptors.pass(&mut call)).await {
                Ok(()) => context.deadline = deadline.min(call.deadline),
                Err(status) => return ticket.settle(Err(status), context),
            }
        }
        let request = Request::from_parts(call.metadata, call.extensions, payload);
        let work = started(method, || self.hand_over(index, request, &context));
        let answer = bounded(method, context.deadline, context.clone().scope(work)).await;
        ticket.settle(answer, context)
    }

    /// Those of the user, if there are any. Calls to a service elsewhere meet them there.
    fn interceptors(&self) -> Option<List> {
        if matches!(self.target, Target::Remote(_)) {
            return None;
        }
        self.common.interceptors.list()
    }

    /// The caller's time, or else the service's own. No call outlives the one that it is made in.
    fn deadline(
        &self,
        begin: Instant,
        asked: Option<Duration>,
        ambient: Option<&Context>,
    ) -> Instant {
        let own = match self.service.timeout_ms {
            0 => FOREVER,
            millis => Duration::from_millis(millis),
        };
        let deadline = begin + asked.unwrap_or(own).min(FOREVER);
        ambient.map_or(deadline, |context| deadline.min(context.deadline))
    }

    fn hand_over(
        &self,
        index: usize,
        request: Request<Payload>,
        context: &Context,
    ) -> Result<Answer, Status> {
        let (metadata, extensions, payload) = request.into_parts();
        let payload = self.common.limits.request.apply(payload)?;
        let mut request = Request::from_parts(metadata, extensions, payload);
        match &self.target {
            Target::Slot(slot) => match slot.get() {
                Some(instance) => Ok(instance.0.call(index, request)),
                None => Err(Status::unavailable(format!(
                    "{} is not running yet: the process is starting",
                    self.service.name
                ))),
            },
            Target::Remote(pool) => {
                let headers = request.metadata_mut().as_mut();
                context.ids.write(headers);
                let (pool, cap) = (pool.clone(), self.common.limits.response);
                let (method, deadline) = (&self.service.methods[index], context.deadline);
                Ok(Box::pin(async move {
                    pool.call(method, request, deadline, cap).await
                }))
            }
            Target::Missing(reason) => Err(Status::unavailable(reason.clone())),
        }
    }

    /// The metrics of a method's calls that came from `peer`.
    pub(crate) fn metrics(&self, index: usize, peer: Peer) -> Option<&MethodMetrics> {
        let entries = self.metrics.get(index)?;
        Some(match peer {
            Peer::Network(_) => &entries.network,
            Peer::Local => &entries.inner,
        })
    }
}
