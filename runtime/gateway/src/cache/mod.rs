//! Answers kept for a while, by the rules of service.yaml: a GET that was answered lately is answered
//! alike without a call, and of several at once only one calls. What a service may tell one client
//! and not another is never shared: see [`Wish`].

mod counters;
mod flight;
mod kept;
mod key;
mod rule;
mod store;
mod wish;

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Response};
use tonica_runtime::{Kind, Setting, Start};

use crate::body::Reply;
use crate::entry::Entry;
use crate::gateway::Gateway;
use crate::media;
use crate::problem::Problem;
use crate::router::Match;
use crate::table::Routes;
pub(crate) use rule::Rule;
use store::Found;
pub(crate) use store::Store;
use wish::Wish;

const SIZE: &str = "GATEWAY_CACHE_SIZE";

/// In bytes.
const DEFAULT_SIZE: usize = 64 << 20;

/// The row of the table, where the project keeps answers at all.
pub(crate) fn settings(routes: &Routes) -> Option<Setting> {
    let help = "Memory for answers that are kept; 0 keeps none";
    let setting = Setting::new(SIZE, Kind::Size, Some("64MiB"), help);
    (!routes.options.cache.is_empty()).then_some(setting)
}

/// The store, where the project keeps answers and has memory for it.
pub(crate) fn store(routes: &Routes, start: &Start) -> Option<Arc<Store>> {
    let size = start.size(SIZE).unwrap_or(DEFAULT_SIZE);
    let keeps = !routes.options.cache.is_empty() && size > 0;
    keeps.then(|| Arc::new(Store::new(size, start.metrics())))
}

impl Gateway {
    /// Answers a request to a route whose answers are kept.
    pub(crate) async fn kept<B>(
        self: &Arc<Self>,
        rule: &Rule,
        (entry, matched, head): (&Entry, &Match<'_>, &Parts),
        body: B,
        id: &HeaderValue,
        peer: SocketAddr,
    ) -> Result<Response<Reply>, Problem>
    where
        B: http_body::Body<Data = Bytes> + Send + Unpin + 'static,
    {
        // What the sender doesn't take the call refuses.
        let takes = media::choose(&head.headers, &[media::JSON]).is_some();
        let wish = Wish::of(&head.headers, rule, &self.config.forward_headers);
        let Some(wish) = wish.filter(|_| takes) else {
            let mut response = self.call(entry, matched, head, body, id, peer).await?;
            rule.vary(response.headers_mut());
            return Ok(response);
        };
        let key = key::of(matched.route, head, rule);
        let call = |number| self.flight(rule, &key, head, id, peer, number);
        let found = match wish.oldest {
            Some(oldest) => rule.store.find(&key, oldest, wish.joins.then_some(call)),
            None => Found::Nothing,
        };
        match found {
            Found::Kept(kept) => {
                rule.hits.inc();
                Ok(kept.again())
            }
            Found::Call(call) => {
                rule.misses.inc();
                Ok(call.await?.first())
            }
            Found::Nothing => {
                rule.misses.inc();
                let response = self.call(entry, matched, head, body, id, peer).await?;
                Ok(self.keep(rule, &key, head, response).await?.first())
            }
        }
    }
}
