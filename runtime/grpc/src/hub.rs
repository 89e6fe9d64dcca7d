//! What the gRPC parts of a process have in common: one channel a service, one set of limits,
//! metrics and interceptors. Found through [`Start::shared`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tonica_runtime::{Error, Start};

use crate::channel::Channel;
use crate::interceptors::Interceptors;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::upstream::{Families, Resolver};

/// The one of a process.
#[derive(Debug, Default)]
pub(crate) struct Hub {
    pub(crate) interceptors: Arc<Interceptors>,
    /// How names are resolved, if not by the system.
    pub(crate) resolver: OnceLock<Resolver>,
    common: OnceLock<Arc<Common>>,
    upstream: OnceLock<Families>,
    channels: Mutex<BTreeMap<&'static str, Channel>>,
}

/// The rules that all services share.
#[derive(Debug, Default)]
pub(crate) struct Common {
    pub(crate) limits: Limits,
    pub(crate) metrics: Metrics,
    pub(crate) interceptors: Arc<Interceptors>,
}

impl Hub {
    /// The rules, read from the settings when first asked for.
    pub(crate) fn common(&self, start: &Start) -> Arc<Common> {
        let read = || {
            let metrics = Metrics::default();
            metrics.register(start);
            let interceptors = Arc::clone(&self.interceptors);
            Arc::new(Common {
                limits: Limits::read(start),
                metrics,
                interceptors,
            })
        };
        Arc::clone(self.common.get_or_init(read))
    }

    /// The metrics of services elsewhere, registered when first asked for.
    pub(crate) fn upstream(&self, start: &Start) -> Families {
        let families = self.upstream.get_or_init(|| Families::register(start));
        families.clone()
    }

    /// The channel of the service with this name; made when first asked for.
    pub(crate) fn channel(
        &self,
        name: &'static str,
        make: impl FnOnce() -> Result<Channel, Error>,
    ) -> Result<Channel, Error> {
        let mut channels = self.channels.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channels.get(name) {
            return Ok(channel.clone());
        }
        let channel = make()?;
        channels.insert(name, channel.clone());
        Ok(channel)
    }
}
