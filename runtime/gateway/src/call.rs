//! A request whose route is found: bound, sent to its service, and its answer written. Here are
//! those of one JSON message each way; what is a stream or bytes is another module's, so that the
//! future of all others has no room for it. What holds for every request, also one that no
//! route serves, is the gateway's.

use std::net::SocketAddr;

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response, header};
use tonica_grpc::Payload;

use crate::answer::Answer;
use crate::bind::Binder;
use crate::body::{self, Reply};
use crate::encoding::{self, Decoded};
use crate::entry::{Entry, Source};
use crate::gateway::Gateway;
use crate::problem::Problem;
use crate::router::Match;
use crate::{media, metadata, refusal};

impl Gateway {
    /// Calls the rpc of a route and writes its answer.
    pub(crate) async fn call<B>(
        &self,
        entry: &Entry,
        matched: &Match<'_>,
        head: &Parts,
        body: B,
        id: &HeaderValue,
        peer: SocketAddr,
    ) -> Result<Response<Reply>, Problem>
    where
        B: http_body::Body<Data = Bytes> + Send + Unpin + 'static,
    {
        if entry.streams {
            return Box::pin(self.call_stream(entry, matched, head, body, id, peer)).await;
        }
        accepts(&head.headers, &[media::JSON])?;
        let body = match entry.source {
            Source::None => Bytes::new(),
            _ => self.read(entry, head, body).await?,
        };
        let wire = self.bind(entry, matched, head, &body)?;
        let request = self.request(Payload::One(wire.into()), head, id, peer)?;
        let response = entry.channel.call(entry.route.rpc, request).await?;
        let (metadata, payload, _) = response.into_parts();
        let json = self.answer(entry).write(&payload.one().await?)?;
        let mut response = Response::new(Reply::Whole(json));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media::JSON));
        metadata::outgoing(metadata, headers);
        Ok(response)
    }

    /// What a service gets: messages, and what it is to see of the request's headers.
    #[inline]
    pub(crate) fn request(
        &self,
        payload: Payload,
        head: &Parts,
        id: &HeaderValue,
        peer: SocketAddr,
    ) -> Result<tonic::Request<Payload>, Problem> {
        let mut request = tonic::Request::new(payload);
        *request.metadata_mut() =
            metadata::incoming(&head.headers, &self.config.forward_headers, id)?;
        request.extensions_mut().insert(peer);
        Ok(request)
    }

    /// How the messages of a route's answer are written.
    #[inline]
    pub(crate) fn answer(&self, entry: &Entry) -> Answer {
        Answer {
            method: entry.method,
            field: entry.answer,
            options: self.config.json,
        }
    }

    /// The wire bytes of what body, path and query bind.
    #[inline]
    pub(crate) fn bind(
        &self,
        entry: &Entry,
        matched: &Match<'_>,
        head: &Parts,
        body: &[u8],
    ) -> Result<Vec<u8>, Problem> {
        Binder::new(entry, &self.config.json)
            .bind(matched, head.uri.query(), body, self.config.keep)
            .map_err(Problem::bad_request)
    }

    /// The body of a request, whose route reads one whole.
    pub(crate) async fn read<B>(
        &self,
        entry: &Entry,
        head: &Parts,
        body: B,
    ) -> Result<Bytes, Problem>
    where
        B: http_body::Body<Data = Bytes> + Unpin,
    {
        if body.is_end_stream() {
            return Ok(Bytes::new());
        }
        let any = matches!(entry.source, Source::Raw(_));
        if !any && !media::is_json(&head.headers) {
            return Err(refusal::unsupported(&[media::JSON]));
        }
        let (limit, patience) = (self.config.max_body, self.config.body_timeout);
        let headers = &head.headers;
        let Some(coding) = encoding::of_body(headers)? else {
            return body::read(body, headers, limit, patience).await;
        };
        let mut body = Decoded::new(body, coding)?;
        let read = body::read(&mut body, headers, limit, patience).await;
        read.map_err(|problem| body.problem().unwrap_or(problem))
    }
}

/// The one of these forms that the sender likes best.
#[inline]
pub(crate) fn accepts(
    headers: &HeaderMap,
    offers: &[&'static str],
) -> Result<&'static str, Problem> {
    media::choose(headers, offers).ok_or_else(|| refusal::not_acceptable(offers))
}
