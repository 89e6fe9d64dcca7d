//! The steps that a request goes through once its route is looked up, in their order: preflight,
//! coding, kept answers, the call or the page, tag, compression. Each step is another module's.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Response};

use crate::body::Reply;
use crate::encoding::{Choice, Encoding};
use crate::entry::Entry;
use crate::gateway::Gateway;
use crate::pages::Page;
use crate::problem::Problem;
use crate::router::Match;
use crate::{etag, refusal};

impl Gateway {
    /// The answer itself, or why there is none.
    pub(crate) async fn answer<B>(
        self: &Arc<Self>,
        found: Option<(&Entry, Match<'_>)>,
        page: Option<Page<'_>>,
        head: &Parts,
        body: B,
        id: &HeaderValue,
        peer: SocketAddr,
    ) -> Result<Response<Reply>, Problem>
    where
        B: http_body::Body<Data = Bytes> + Send + Unpin,
    {
        if let Some(response) = self.preflight(head) {
            return Ok(response);
        }
        let (mut response, coding) = match found {
            Some((entry, matched)) => {
                // What can't be sent must not be done.
                let coding = self.coding(head)?;
                let response = match &entry.cache {
                    None => self.call(entry, &matched, head, body, id, peer).await?,
                    Some(rule) => self.kept(rule, &matched, head, body, id, peer).await?,
                };
                (response, coding)
            }
            None => {
                let page = page.and_then(|page| self.pages.answer(page, head));
                let response = page.map_or_else(|| self.unserved(head), Ok)?;
                (response, self.coding(head)?)
            }
        };
        if self.config.etag {
            etag::mark(head, &mut response);
        }
        let coding = coding.filter(|(_, choice)| Encoding::concerns(*choice, &mut response));
        etag::spare(head, &mut response);
        if let Some((encoding, choice)) = coding {
            encoding.apply(choice, &mut response).await;
        }
        Ok(response)
    }

    /// The answer to a browser that asks what a page of another origin may do here.
    fn preflight(&self, head: &Parts) -> Option<Response<Reply>> {
        let path = head.uri.path();
        let methods = || refusal::methods(&self.router, path, self.pages.at(path).is_some());
        self.cors.as_ref()?.preflight(head, methods)
    }

    /// How an answer is compressed, if any is.
    fn coding(&self, head: &Parts) -> Result<Option<(&Encoding, Choice)>, Problem> {
        let Some(encoding) = &self.encoding else {
            return Ok(None);
        };
        Ok(Some((encoding, encoding.choose(&head.headers)?)))
    }

    /// The answer where no route serves a request.
    fn unserved(&self, head: &Parts) -> Result<Response<Reply>, Problem> {
        let is_page = self.pages.at(head.uri.path()).is_some();
        refusal::unserved(&self.router, head, is_page)
    }
}
