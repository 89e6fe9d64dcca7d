//! Requests and answers that are streams of messages or plain bytes, on either side or both.

use std::net::SocketAddr;

use bytes::Bytes;
use futures_util::StreamExt;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Response, header};
use http_body_util::BodyExt;
use tonica_grpc::Payload;

use crate::body::Reply;
use crate::call::accepts;
use crate::encoding::{self, Broken, Decoded};
use crate::entry::{Entry, Source};
use crate::gateway::Gateway;
use crate::incoming::{Chunks, Cut, Fault, Incoming, Lines, Shape, Values};
use crate::problem::Problem;
use crate::router::Match;
use crate::stream::{self, Frames};
use crate::{media, metadata, raw, rawbody, refusal};

impl Gateway {
    /// As [`Gateway::call`], for routes with a stream or bytes.
    pub(crate) async fn call_stream<B>(
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
        let fault = Fault::default();
        let payload = if entry.method.client_streaming {
            self.messages(entry, matched, head, body, &fault)?
        } else {
            self.message(entry, matched, head, body).await?
        };
        let request = self.request(payload, head, id, peer)?;
        let response = entry.channel.call(entry.route.rpc, request).await;
        let response = response.map_err(|status| fault.or(status.into()))?;
        let (metadata, payload, _) = response.into_parts();
        let mut response = if entry.raw {
            let answer = raw::answer(entry, payload).await;
            answer.map_err(|problem| fault.or(problem))?
        } else {
            let reply = if entry.method.server_streaming {
                self.frames(entry, payload, form, fault)
            } else {
                Reply::Whole(self.answer(entry).write(&payload.one().await?)?)
            };
            let mut response = Response::new(reply);
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form));
            if entry.method.server_streaming {
                stream::headers(form, headers);
            }
            response
        };
        metadata::outgoing(metadata, response.headers_mut());
        Ok(response)
    }

    /// The only message of a request.
    async fn message<B>(
        &self,
        entry: &Entry,
        matched: &Match<'_>,
        head: &Parts,
        body: B,
    ) -> Result<Payload, Problem>
    where
        B: http_body::Body<Data = Bytes> + Unpin,
    {
        let body = match entry.source {
            Source::None => Bytes::new(),
            _ => self.read(entry, head, body).await?,
        };
        let Source::Raw(field) = entry.source else {
            return Ok(Payload::One(self.bind(entry, matched, head, &body)?.into()));
        };
        let mut wire = Vec::new();
        let content_type = rawbody::content_type(&head.headers);
        rawbody::put(field, &content_type, &body, &mut wire);
        wire.append(&mut self.bind(entry, matched, head, &[])?);
        Ok(Payload::One(wire.into()))
    }

    /// The messages of a request whose rpc takes a stream; what is wrong with them goes to
    /// `fault`. Nothing of the body is read yet.
    fn messages<B>(
        &self,
        entry: &Entry,
        matched: &Match<'_>,
        head: &Parts,
        body: B,
        fault: &Fault,
    ) -> Result<Payload, Problem>
    where
        B: http_body::Body<Data = Bytes> + Send + Unpin + 'static,
    {
        // What path and query say is the same for all messages, and refused before the first.
        let bound = self.bind(entry, matched, head, &[])?;
        let limit = self.config.max_body;
        let cut = match entry.source {
            Source::None => return Ok(Payload::One(bound.into())),
            Source::Raw(_) => Cut::Chunks(Chunks::new(limit)),
            _ if media::is_lines(&head.headers) => Cut::Lines(Lines::new(limit)),
            _ if media::is_json(&head.headers) => Cut::Values(Values::new(limit)),
            _ => {
                let accepted = [media::LINES, media::JSONL, media::JSON];
                return Err(refusal::unsupported(&accepted));
            }
        };
        let shape = Shape::new(entry, self.config.json, &head.headers, bound);
        let (fault, patience) = (fault.clone(), self.config.body_timeout);
        let Some(coding) = encoding::of_body(&head.headers)? else {
            let body = body.map_err(|_| None);
            let messages = Incoming::new(body, cut, shape, fault, patience);
            return Ok(Payload::Many(messages.boxed()));
        };
        let body = Decoded::new(body, coding)?.map_err(move |error| match error {
            Broken::Garbled => Some(refusal::garbled(coding.name())),
            Broken::Body(_) => None,
        });
        let messages = Incoming::new(body, cut, shape, fault, patience);
        Ok(Payload::Many(messages.boxed()))
    }

    /// The messages of an answer in their form.
    fn frames(&self, entry: &Entry, payload: Payload, form: &'static str, fault: Fault) -> Reply {
        let frames = Frames::new(
            payload.many(),
            form,
            self.answer(entry),
            self.config.errors,
            self.start.life(),
        );
        let fault = entry.method.client_streaming.then_some(fault);
        let frames = frames.with_fault(fault).with_ping(self.config.sse_ping);
        Reply::Stream(frames.boxed())
    }
}

/// The form of the answer: what `Accept` likes best of what there is. The bytes of an HttpBody
/// are what the service says, whatever the client would like.
fn form(entry: &Entry, headers: &HeaderMap) -> Result<&'static str, Problem> {
    if entry.raw {
        return Ok(media::JSON);
    }
    if !entry.method.server_streaming {
        return accepts(headers, &[media::JSON]);
    }
    let offers = if entry.method.client_streaming && media::is_lines(headers) {
        &stream::FORMS_OF_LINES
    } else {
        &stream::FORMS
    };
    accepts(headers, offers)
}
