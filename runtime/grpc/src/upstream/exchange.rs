//! One attempt at a call: a request over one connection, and its answer.

use bytes::Bytes;
use h2::client::SendRequest;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method as HttpMethod, Request, Uri, Version, header};
use tokio::time::Instant;
use tonic::codec::CompressionEncoding;
use tonic::metadata::GRPC_CONTENT_TYPE;
use tonic::{Response, Status};
use tonica_json::Method;

use super::fault::{Failure, Fault, with_detail};
use super::health::Record;
use super::incoming::{Begin, Incoming, broke_off};
use super::outgoing::{self, Piece};
use super::room::Room;
use crate::limits::Cap;
use crate::payload::Payload;
use crate::timeout;

/// What the attempts at a call have in common.
pub(super) struct Exchange {
    /// As in errors: `orders`.
    pub(super) service: &'static str,
    pub(super) method: &'static Method,
    pub(super) deadline: Instant,
    pub(super) compression: Option<CompressionEncoding>,
    pub(super) cap: Cap,
}

impl Exchange {
    /// The headers of all attempts. What gRPC itself says in headers isn't the caller's to say.
    pub(super) fn headers(&self, mut headers: HeaderMap) -> HeaderMap {
        // Rarely is there any.
        if headers
            .keys()
            .any(|name| name.as_str().starts_with("grpc-"))
        {
            for name in ["grpc-status", "grpc-message", "grpc-message-type"] {
                headers.remove(name);
            }
        }
        headers.insert(header::TE, HeaderValue::from_static("trailers"));
        headers.insert(header::CONTENT_TYPE, GRPC_CONTENT_TYPE);
        let compression = match self.compression {
            Some(CompressionEncoding::Gzip) => "gzip",
            Some(CompressionEncoding::Zstd) => "zstd",
            _ => return headers,
        };
        for name in ["grpc-encoding", "grpc-accept-encoding"] {
            headers.insert(name, HeaderValue::from_static(compression));
        }
        headers
    }

    /// Sends the request and takes the answer; `before` attempts failed.
    pub(super) async fn attempt(
        &self,
        mut requests: SendRequest<Piece>,
        room: Room,
        record: &Record,
        mut headers: HeaderMap,
        payload: Payload,
        before: u32,
    ) -> Result<Response<Payload>, Failure> {
        let ours = |status| Failure {
            fault: Fault::Ours,
            status,
        };
        timeout::put(
            &mut headers,
            self.deadline.saturating_duration_since(Instant::now()),
        );
        if before > 0 {
            headers.insert("grpc-previous-rpc-attempts", before.into());
        }
        let head = self.head(record, headers).map_err(ours)?;
        let (answer, stream) = match requests.send_request(head, false) {
            Ok(sent) => sent,
            Err(error) => return Err(self.unsent(&error)),
        };
        let pump = outgoing::send(payload, self.compression, stream).map_err(ours)?;
        // Let go, so that the connection isn't held open.
        drop(requests);
        let answer = answer.await;
        let answer = answer.map_err(|error| broke_off(&error, pump.as_ref(), self.service))?;
        let (head, body) = answer.into_parts();
        let mut incoming = Incoming {
            head,
            body,
            pump,
            room,
            service: self.service,
            cap: self.cap,
        };
        match incoming.begin()? {
            begin if self.method.server_streaming => Ok(incoming.stream(begin).map(Payload::Many)),
            Begin::Messages(None) => incoming.message().await,
            Begin::Over => Err(incoming.garbled("it has no message")),
            begin => {
                let (metadata, messages, extensions) = incoming.stream(begin).into_parts();
                let message = Box::pin(Payload::Many(messages).one()).await;
                let message = Payload::One(message.map_err(Failure::answered)?);
                Ok(Response::from_parts(metadata, message, extensions))
            }
        }
    }

    fn head(&self, record: &Record, headers: HeaderMap) -> Result<Request<()>, Status> {
        let path = self.method.path;
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(record.scheme.clone());
        parts.authority = record.authority.clone();
        parts.path_and_query =
            PathAndQuery::from_maybe_shared(Bytes::from_static(path.as_bytes())).ok();
        let uri = Uri::from_parts(parts);
        let uri = uri.map_err(|_| Status::internal(format!("{path:?} is not a path")))?;
        let mut request = Request::new(());
        *request.method_mut() = HttpMethod::POST;
        *request.uri_mut() = uri;
        *request.version_mut() = Version::HTTP_2;
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// Why the connection didn't take the request.
    fn unsent(&self, error: &h2::Error) -> Failure {
        let mut failure = Failure::of(error, self.service);
        let closed = error.is_io() || error.is_go_away();
        failure.fault = if closed { Fault::Unsent } else { Fault::Ours };
        if !closed {
            let what = "the call's metadata has what HTTP/2 can't carry";
            failure.status = with_detail(Status::internal(what), error.to_string());
        }
        failure
    }
}
