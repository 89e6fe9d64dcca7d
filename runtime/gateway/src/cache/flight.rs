//! One call for all requests that wait for its answer. It belongs to all of them: it goes on while
//! one of them waits, whichever came first, and ends with the last.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::Shared;
use http::request::Parts;
use http::{HeaderValue, Response};
use http_body_util::{BodyExt, Empty};
use tonica_runtime::BoxFuture;

use super::kept::Kept;
use super::{Rule, Store};
use crate::body::Reply;
use crate::etag;
use crate::gateway::Gateway;
use crate::place::Target;
use crate::problem::Problem;

/// A call on its way to an answer that all can have.
pub(super) type Work = BoxFuture<'static, Result<Arc<Kept>, Problem>>;

/// The share of one request in a call.
pub(super) type Call = Shared<Work>;

/// Has the store forget a call when that is over, also one that nobody waits for any more.
struct Landing {
    store: Arc<Store>,
    key: Box<[u8]>,
    number: u64,
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.store.land(&self.key, self.number);
    }
}

impl Gateway {
    /// Makes the call of a request one that others can join.
    pub(super) fn flight(
        self: &Arc<Self>,
        rule: &Rule,
        key: &[u8],
        head: &Parts,
        id: &HeaderValue,
        peer: SocketAddr,
        number: u64,
    ) -> Call {
        let gateway = Arc::clone(self);
        let landing = Landing {
            store: Arc::clone(&rule.store),
            key: key.into(),
            number,
        };
        let (head, id) = (head.clone(), id.clone());
        let work: Work = Box::pin(async move {
            let work = AssertUnwindSafe(gateway.fly(&landing.key, &head, &id, peer));
            // A panic would leave the others waiting.
            let failed = |_| Err(Problem::internal("the server failed at this request"));
            work.catch_unwind().await.unwrap_or_else(failed)
        });
        work.shared()
    }

    async fn fly(
        self: &Arc<Self>,
        key: &[u8],
        head: &Parts,
        id: &HeaderValue,
        peer: SocketAddr,
    ) -> Result<Arc<Kept>, Problem> {
        let gone = || Problem::internal("a route has gone");
        let (place, matched) = self.find(head).ok_or_else(gone)?;
        let Target::Rpc(entry) = &place.to else {
            return Err(gone());
        };
        let rule = entry.cache.as_ref().ok_or_else(gone)?;
        let body = Empty::<Bytes>::new();
        let response = self.call(entry, &matched, head, body, id, peer).await?;
        self.keep(rule, key, head, response).await
    }

    /// Keeps an answer, which is whole.
    pub(super) async fn keep(
        &self,
        rule: &Rule,
        key: &[u8],
        head: &Parts,
        mut response: Response<Reply>,
    ) -> Result<Arc<Kept>, Problem> {
        if self.config.etag {
            etag::mark(head, &mut response);
        }
        rule.mark(response.headers_mut());
        let (parts, body) = response.into_parts();
        let broken = |_| Problem::internal("the service's answer broke off");
        let body = body.collect().await.map_err(broken)?.to_bytes();
        let kept = Arc::new(Kept::new(parts.headers, &body));
        rule.store.put(key, &kept);
        Ok(kept)
    }
}
