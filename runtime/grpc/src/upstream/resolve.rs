//! Keeps the endpoints of one name true to what the name resolves to: at the start, from time to
//! time, and when a connection fails. What can't be resolved for now stays as it was.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, timeout};
use tonica_runtime::{BoxFuture, Start};

use super::address::Address;
use super::endpoints::Endpoints;
use crate::hub::Hub;

/// However many connections fail, a name isn't resolved more often.
const SHORTEST: Duration = Duration::from_secs(1);
/// A resolver that is silent for so long has failed.
const PATIENCE: Duration = Duration::from_secs(10);
/// A name that never was resolved is tried again after this, then after twice as long …
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// Far enough, and no clock overflows.
const NEVER: Duration = Duration::from_secs(365 * 24 * 3600);

type Found = BoxFuture<'static, io::Result<Vec<SocketAddr>>>;

/// How names become addresses.
#[derive(Clone)]
pub(crate) struct Resolver(Arc<dyn Fn(String, u16) -> Found + Send + Sync>);

/// Has the names of services elsewhere resolved by `resolver`, given host and port, instead of by
/// the system: for service discovery of one's own, and for tests. To be called before the first
/// channel is made.
pub fn resolve_with<F>(start: &Start, resolver: impl Fn(String, u16) -> F + Send + Sync + 'static)
where
    F: Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'static,
{
    let resolver = Resolver(Arc::new(move |host, port| Box::pin(resolver(host, port))));
    if start.shared::<Hub>().resolver.set(resolver).is_err() {
        tracing::warn!(
            "the resolver of services elsewhere is set already: the new one is not used"
        );
    }
}

impl Default for Resolver {
    /// The system's: hosts file and DNS.
    fn default() -> Self {
        Self(Arc::new(|host, port| {
            Box::pin(async move {
                let found = tokio::net::lookup_host((host, port)).await?;
                Ok(found.collect())
            })
        }))
    }
}

impl Resolver {
    async fn resolve(&self, address: &Address) -> Result<Vec<SocketAddr>, String> {
        let Address { host, port, .. } = address;
        let found = timeout(PATIENCE, self.0(host.clone(), *port)).await;
        let mut found = match found {
            Ok(Ok(found)) => found,
            Ok(Err(error)) => return Err(format!("{host} can't be resolved: {error}")),
            Err(_) => return Err(format!("{host} can't be resolved within {PATIENCE:?}")),
        };
        found.sort_unstable();
        found.dedup();
        if found.is_empty() {
            return Err(format!("{host} has no address"));
        }
        Ok(found)
    }
}

/// Follows the name number `name` of `endpoints` for ever; returns at once for an IP address.
pub(super) async fn follow(endpoints: Arc<Endpoints>, name: usize, resolver: Resolver) {
    let address = endpoints.address(name);
    if let Some(ip) = address.ip() {
        endpoints.resolved(name, &[SocketAddr::new(ip, address.port)]);
        return;
    }
    let every = endpoints.options.resolve.unwrap_or(NEVER);
    let shortest = SHORTEST.min(every);
    let mut pause = FIRST_PAUSE;
    let mut known = false;
    loop {
        let wait = match resolver.resolve(address).await {
            Ok(found) => {
                known = true;
                endpoints.resolved(name, &found);
                every
            }
            Err(reason) => {
                endpoints.unresolved(name, &reason);
                pause = (pause * 2).min(SHORTEST);
                if known { shortest } else { pause }
            }
        };
        sleep(wait.min(shortest)).await;
        // Either is a reason to look again.
        let _ = timeout(wait.saturating_sub(shortest), endpoints.stale(name)).await;
    }
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Resolver")
    }
}
