//! A request whose route is found: bound, sent to its service, and its answer written. What holds
//! for every request, also one that no route serves, is the gateway's.

use std::net::SocketAddr;

use bytes::Bytes;
use futures_util::StreamExt;
use http::request::Parts;
use http::{HeaderValue, Response, header};
use tonica_grpc::Payload;

use crate::answer::Answer;
use crate::bind::Binder;
use crate::body::{self, Reply};
use crate::config::Config;
use crate::encoding::{self, Decoded};
use crate::entry::{Entry, Source};
use crate::gateway::Gateway;
use crate::problem::Problem;
use crate::router::Match;
use crate::stream::{self, Frames};
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
        B: http_body::Body<Data = Bytes> + Send + Unpin,
    {
        if entry.method.client_streaming {
            return Err(refusal::streams(entry.method));
        }
        let offers = if entry.method.server_streaming {
            &stream::FORMS
        } else {
            &[media::JSON][..]
        };
        let form =
            media::choose(&head.headers, offers).ok_or_else(|| refusal::not_acceptable(offers))?;
        let body = match entry.source {
            Source::None => Bytes::new(),
            _ => self.read(head, body).await?,
        };
        let wire = Binder::new(entry, &self.config.json)
            .bind(matched, head.uri.query(), &body, self.config.keep)
            .map_err(Problem::bad_request)?;
        let mut request = tonic::Request::new(Payload::One(wire.into()));
        *request.metadata_mut() =
            metadata::incoming(&head.headers, &self.config.forward_headers, id)?;
        request.extensions_mut().insert(peer);
        let response = entry.channel.call(entry.route.rpc, request).await?;
        let (metadata, payload, _) = response.into_parts();
        let answer = Answer {
            method: entry.method,
            field: entry.answer,
            options: self.config.json,
        };
        let body = if entry.method.server_streaming {
            let messages = payload.many();
            let frames = Frames::new(
                messages,
                form,
                answer,
                self.config.errors,
                self.start.life(),
            );
            Reply::Stream(frames.boxed())
        } else {
            Reply::Whole(answer.write(&payload.one().await?)?)
        };
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form));
        metadata::outgoing(metadata, headers);
        Ok(response)
    }

    /// The body of a request, whose route reads one.
    async fn read<B>(&self, head: &Parts, body: B) -> Result<Bytes, Problem>
    where
        B: http_body::Body<Data = Bytes> + Unpin,
    {
        if body.is_end_stream() {
            return Ok(Bytes::new());
        }
        if !media::is_json(&head.headers) {
            return Err(refusal::no_json());
        }
        let Config {
            max_body,
            body_timeout,
            ..
        } = self.config;
        let headers = &head.headers;
        let Some(coding) = encoding::of_body(headers)? else {
            return body::read(body, headers, max_body, body_timeout).await;
        };
        let mut body = Decoded::new(body, coding)?;
        let read = body::read(&mut body, headers, max_body, body_timeout).await;
        read.map_err(|problem| body.problem().unwrap_or(problem))
    }
}
