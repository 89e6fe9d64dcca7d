//! What a request asks its rpc with: one message, read whole, or a stream of them, made while the
//! body arrives. Calls nothing.

use bytes::Bytes;
use futures_util::StreamExt;
use http::request::Parts;
use tonica_grpc::Payload;

use crate::bind::Binder;
use crate::entry::{Entry, Source};
use crate::gateway::Gateway;
use crate::incoming::{Chunks, Cut, Fault, Incoming, Lines, Shape, Values};
use crate::problem::Problem;
use crate::router::Match;
use crate::{body, media, rawbody, refusal};

impl Gateway {
    /// The only message of a request.
    pub(crate) async fn message<B>(
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

    /// The messages of a request whose rpc takes a stream, and the place where it is told what is
    /// wrong with them. Nothing of the body is read yet.
    pub(crate) fn messages<B>(
        &self,
        entry: &Entry,
        matched: &Match<'_>,
        head: &Parts,
        body: B,
    ) -> Result<(Payload, Fault), Problem>
    where
        B: http_body::Body<Data = Bytes> + Send + Unpin + 'static,
    {
        let fault = Fault::default();
        // What path and query say is the same for all messages, and refused before the first.
        let bound = self.bind(entry, matched, head, &[])?;
        let limit = self.config.max_body;
        let cut = match entry.source {
            Source::None => return Ok((Payload::One(bound.into()), fault)),
            Source::Raw(_) => Cut::Chunks(Chunks::new(limit)),
            _ if media::is_lines(&head.headers) => Cut::Lines(Lines::new(limit)),
            _ if media::is_json(&head.headers) => Cut::Values(Values::new(limit)),
            _ => {
                let accepted = [media::LINES, media::JSONL, media::JSON];
                return Err(refusal::unsupported(&accepted));
            }
        };
        let shape = Shape::new(entry, self.config.json, &head.headers, bound);
        let messages = Incoming::new(body, cut, shape, fault.clone(), self.config.body_timeout);
        Ok((Payload::Many(messages.boxed()), fault))
    }

    /// The wire bytes of what body, path and query bind.
    fn bind(
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

    /// The body of a request, whose route reads one.
    async fn read<B>(&self, entry: &Entry, head: &Parts, body: B) -> Result<Bytes, Problem>
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
        body::read(body, &head.headers, limit, patience).await
    }
}
