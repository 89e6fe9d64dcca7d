//! A request whose route is found: bound, sent to its service, and its answer written. What holds
//! for every request, also one that no route serves, is the gateway's.

use std::net::SocketAddr;

use bytes::Bytes;
use futures_util::StreamExt;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response, header};
use tonica_grpc::Payload;

use crate::answer::Answer;
use crate::body::Reply;
use crate::entry::Entry;
use crate::gateway::Gateway;
use crate::incoming::Fault;
use crate::problem::Problem;
use crate::router::Match;
use crate::stream::{self, Frames};
use crate::{media, metadata, raw, refusal};

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
        let form = form(entry, &head.headers)?;
        let (payload, fault) = if entry.method.client_streaming {
            let (payload, fault) = self.messages(entry, matched, head, body)?;
            (payload, Some(fault))
        } else {
            (self.message(entry, matched, head, body).await?, None)
        };
        let mut request = tonic::Request::new(payload);
        *request.metadata_mut() =
            metadata::incoming(&head.headers, &self.config.forward_headers, id)?;
        request.extensions_mut().insert(peer);
        let response = entry.channel.call(entry.route.rpc, request).await;
        let response = response.map_err(|status| failed(fault.as_ref(), status.into()))?;
        let (metadata, payload, _) = response.into_parts();
        let (content_type, reply) = if entry.raw {
            // In a box, so that the future of all other requests has no room for it.
            let answer = Box::pin(raw::answer(entry, payload)).await;
            answer.map_err(|problem| failed(fault.as_ref(), problem))?
        } else {
            let reply = self.json(entry, payload, form, fault).await?;
            (HeaderValue::from_static(form), reply)
        };
        let mut response = Response::new(reply);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, content_type);
        if entry.method.server_streaming && !entry.raw {
            stream::headers(form, headers);
        }
        metadata::outgoing(metadata, headers);
        Ok(response)
    }

    /// The answer's JSON: one message's, or those of a stream in its form.
    async fn json(
        &self,
        entry: &Entry,
        payload: Payload,
        form: &'static str,
        fault: Option<Fault>,
    ) -> Result<Reply, Problem> {
        let answer = Answer {
            method: entry.method,
            field: entry.answer,
            options: self.config.json,
        };
        if !entry.method.server_streaming {
            return Ok(Reply::Whole(answer.write(&payload.one().await?)?));
        }
        let frames = Frames::new(
            payload.many(),
            form,
            answer,
            self.config.errors,
            self.start.life(),
        );
        let frames = frames.with_fault(fault).with_ping(self.config.sse_ping);
        Ok(Reply::Stream(frames.boxed()))
    }
}

/// The form of the answer: what `Accept` likes best of what there is. The bytes of an HttpBody
/// are what the service says, whatever the client would like.
fn form(entry: &Entry, headers: &HeaderMap) -> Result<&'static str, Problem> {
    if entry.raw {
        return Ok(media::JSON);
    }
    let offers = if !entry.method.server_streaming {
        &[media::JSON][..]
    } else if entry.method.client_streaming && media::is_lines(headers) {
        &stream::FORMS_OF_LINES
    } else {
        &stream::FORMS
    };
    media::choose(headers, offers).ok_or_else(|| refusal::not_acceptable(offers))
}

/// What a failed call is told as: what is wrong with a request's stream comes first.
fn failed(fault: Option<&Fault>, problem: Problem) -> Problem {
    match fault {
        Some(fault) => fault.or(problem),
        None => problem,
    }
}
