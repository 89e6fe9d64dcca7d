//! The answer to a call: what its headers, bytes and trailers mean. Nothing of it is believed before
//! it was looked at: the other side may be a proxy, a broken service or no service at all.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use h2::RecvStream;
use http::{HeaderMap, HeaderValue, StatusCode, header, response};
use http_body::Frame;
use tonic::codec::CompressionEncoding;
use tonic::metadata::MetadataMap;
use tonic::{Code, Response, Status, Streaming};

use super::fault::{Failure, Fault, of_http};
use super::outgoing::Pump;
use super::partial::{Partial, Wrong};
use super::room::Room;
use super::status;
use crate::capped::Capped;
use crate::codec::Raw;
use crate::limits::Cap;
use crate::payload::Payload;

const ENCODING: &str = "grpc-encoding";

type Messages = BoxStream<'static, Result<Bytes, Status>>;

/// What the headers of an answer say of the rest.
pub(super) enum Begin {
    /// There is none, and all is well.
    Over,
    /// Messages, compressed in this way.
    Messages(Option<CompressionEncoding>),
}

/// An answer whose headers have come.
pub(super) struct Incoming {
    pub(super) head: response::Parts,
    pub(super) body: RecvStream,
    /// The request, as long as it is being sent.
    pub(super) pump: Option<Pump>,
    pub(super) room: Room,
    pub(super) service: &'static str,
    pub(super) cap: Cap,
}

impl Incoming {
    /// Looks at the headers; the answer itself where they are enough.
    pub(super) fn begin(&self) -> Result<Begin, Failure> {
        if let Some(ended) = status::read(&self.head.headers) {
            ended.map_err(Failure::answered)?;
            return Ok(Begin::Over);
        }
        if !self.is_grpc() {
            return Err(self.foreign());
        }
        self.encoding().map(Begin::Messages)
    }

    /// The answer as a stream.
    pub(super) fn stream(self, begin: Begin) -> Response<Messages> {
        match begin {
            Begin::Over => {
                let mut response = Response::new(stream::empty().boxed());
                *response.metadata_mut() = MetadataMap::from_headers(self.head.headers);
                response
            }
            Begin::Messages(encoding) => self.messages(encoding),
        }
    }

    fn is_grpc(&self) -> bool {
        let content_type = self.head.headers.get(header::CONTENT_TYPE);
        self.head.status == StatusCode::OK
            && content_type.is_some_and(|it| it.as_bytes().starts_with(b"application/grpc"))
    }

    /// An answer of something else than a gRPC service.
    fn foreign(&self) -> Failure {
        let content_type = self.head.headers.get(header::CONTENT_TYPE);
        let what = format!(
            "HTTP status {}, content type {content_type:?}: no answer of a gRPC service",
            self.head.status
        );
        Failure::garbled(of_http(self.head.status), what, self.service)
    }

    fn encoding(&self) -> Result<Option<CompressionEncoding>, Failure> {
        let encoding = self.head.headers.get(ENCODING);
        match encoding.map(HeaderValue::as_bytes) {
            None | Some(b"identity") => Ok(None),
            Some(b"gzip") => Ok(Some(CompressionEncoding::Gzip)),
            Some(b"zstd") => Ok(Some(CompressionEncoding::Zstd)),
            Some(_) => Err(self.garbled("it is compressed in a way that was not asked for")),
        }
    }

    fn messages(self, encoding: Option<CompressionEncoding>) -> Response<Messages> {
        let body = Body {
            stream: self.body,
            pump: self.pump,
            _room: self.room,
            service: self.service,
            ended: false,
        };
        let body = Capped::new(body, self.cap, std::convert::identity);
        let cap = Some(self.cap.bytes);
        let messages = Streaming::new_response(Raw, body, self.head.status, encoding, cap);
        let mut response = Response::new(messages.boxed());
        *response.metadata_mut() = MetadataMap::from_headers(self.head.headers);
        response
    }

    /// The one message of an answer, and what comes after it.
    pub(super) async fn message(&mut self) -> Result<Response<Payload>, Failure> {
        let mut bytes = Partial::default();
        while let Some(data) = poll_fn(|cx| self.body.poll_data(cx)).await {
            let data = data.map_err(|error| self.broke_off(&error))?;
            // Said to the other side at once; an error would be one of the stream, which tells.
            let _ = self.body.flow_control().release_capacity(data.len());
            bytes.add(data, self.cap).map_err(|wrong| match wrong {
                Wrong::TooLarge(status) => Failure::answered(status),
                Wrong::Garbled(what) => self.garbled(what),
            })?;
        }
        let trailers = poll_fn(|cx| self.body.poll_trailers(cx)).await;
        let trailers = trailers.map_err(|error| self.broke_off(&error))?;
        self.whole(bytes, trailers.unwrap_or_default())
    }

    /// The answer, when all of it has come.
    fn whole(
        &mut self,
        bytes: Partial,
        mut trailers: HeaderMap,
    ) -> Result<Response<Payload>, Failure> {
        match status::read(&trailers) {
            Some(ended) => ended.map_err(Failure::answered)?,
            None => {
                let what = "it ends without a status";
                return Err(Failure::garbled(Code::Unknown, what, self.service));
            }
        }
        let message = bytes.message().map_err(|what| self.garbled(what))?;
        let mut headers = std::mem::take(&mut self.head.headers);
        trailers.remove(status::CODE);
        trailers.remove(status::MESSAGE);
        if !trailers.is_empty() {
            headers.extend(trailers);
        }
        let mut response = Response::new(Payload::One(message));
        *response.metadata_mut() = MetadataMap::from_headers(headers);
        Ok(response)
    }

    pub(super) fn garbled(&self, what: &str) -> Failure {
        Failure::garbled(Code::Internal, what, self.service)
    }

    fn broke_off(&self, error: &h2::Error) -> Failure {
        broke_off(error, self.pump.as_ref(), self.service)
    }
}

/// What an error means to a call, whose request may have had one of its own.
pub(super) fn broke_off(error: &h2::Error, pump: Option<&Pump>, service: &str) -> Failure {
    match pump.and_then(Pump::broken) {
        Some(status) => Failure {
            fault: Fault::Ours,
            status,
        },
        None => Failure::of(error, service),
    }
}

/// The bytes of a streamed answer, for tonic to take the messages out.
struct Body {
    stream: RecvStream,
    pump: Option<Pump>,
    _room: Room,
    service: &'static str,
    /// Its last data has come.
    ended: bool,
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        let broke_off = |error| broke_off(&error, this.pump.as_ref(), this.service).status;
        if !this.ended {
            match ready!(this.stream.poll_data(cx)) {
                Some(Ok(data)) => {
                    let _ = this.stream.flow_control().release_capacity(data.len());
                    return Poll::Ready(Some(Ok(Frame::data(data))));
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(broke_off(error)))),
                None => this.ended = true,
            }
        }
        match ready!(this.stream.poll_trailers(cx)) {
            Ok(Some(mut trailers)) => {
                status::mend(&mut trailers);
                Poll::Ready(Some(Ok(Frame::trailers(trailers))))
            }
            Ok(None) => Poll::Ready(None),
            Err(error) => Poll::Ready(Some(Err(broke_off(error)))),
        }
    }
}
