//! The steps that a request goes through once its route is looked up, in their order: preflight,
//! coding, kept answers, the call, tag, compression. Each step is another module's.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Response};

use tonica_runtime::BoxError;

use crate::body::Reply;
use crate::cors::Cors;
use crate::encoding::Encoding;
use crate::gateway::Gateway;
use crate::pages::Page;
use crate::place::{Place, Target};
use crate::problem::Problem;
use crate::router::Match;
use crate::{etag, refusal};

impl Gateway {
    /// The answer of a page or a route, or why there is none.
    pub(crate) async fn respond<B>(
        self: &Arc<Self>,
        page: Option<Page<'_>>,
        found: Option<(&Place, Match<'_>)>,
        head: &Parts,
        body: B,
        id: &HeaderValue,
        peer: SocketAddr,
    ) -> Result<Response<Reply>, Problem>
    where
        B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + Unpin + 'static,
    {
        let preflight = |cors: &Cors| cors.preflight(head, || self.allow(head));
        if let Some(response) = self.cors.as_ref().and_then(preflight) {
            return Ok(response);
        }
        let encoding = match &self.encoding {
            None => None,
            Some(encoding) => Some((encoding, encoding.choose(&head.headers)?)),
        };
        let mut response = if let Some((place, matched)) = &found {
            match &place.to {
                Target::Rpc(entry) => match &entry.cache {
                    None => self.call(entry, matched, head, body, id, peer).await?,
                    Some(rule) => {
                        let request = (entry, matched, head);
                        self.kept(rule, request, body, id, peer).await?
                    }
                },
                Target::Custom(route) => {
                    // Boxed: it is not to make every rpc's call larger.
                    Box::pin(self.custom(*route, head, body, id, peer)).await?
                }
            }
        } else if let Some(page) = page.and_then(|page| self.pages.answer(page, head)) {
            page
        } else {
            return refusal::unserved(&self.router, head, self.allow(head));
        };
        if self.config.etag {
            etag::mark(head, &mut response);
        }
        let encoding = encoding.and_then(|(encoding, choice)| {
            Some((encoding, Encoding::prepare(choice, &mut response)?))
        });
        etag::spare(head, &mut response);
        if let Some((encoding, choice)) = encoding {
            encoding.apply(choice, &mut response).await;
        }
        Ok(response)
    }
}
