//! The answer to a call: what its headers, bytes and trailers mean. Nothing of it is believed before
//! it was looked at: the other side may be a proxy, a broken service or no service at all.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::StreamExt as _;
use futures_util::stream::{self, BoxStream};
use h2::RecvStream;
use http::{HeaderMap, StatusCode, header, response};
use http_body::Frame;
use tonic::codec::{CompressionEncoding, HEADER_SIZE};
use tonic::metadata::MetadataMap;
use tonic::{Code, Response, Status, Streaming};

use super::fault::{Failure, of_http};
use super::outgoing::Pump;
use super::room::Room;
use crate::capped::Capped;
use crate::codec::Raw;
use crate::limits::Cap;
use crate::payload::Payload;

const GRPC_STATUS: &str = "grpc-status";
const GRPC_MESSAGE: &str = "grpc-message";
const DETAILS: &str = "grpc-status-details-bin";
const ENCODING: &str = "grpc-encoding";

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
    /// The answer, as a stream or as its one message.
    pub(super) async fn read(self, streaming: bool) -> Result<Response<Payload>, Failure> {
        if let Some(ended) = status(&self.head.headers) {
            ended.map_err(Failure::answered)?;
            // It ends well before it began: a stream without messages.
            if !streaming {
                return Err(self.garbled("it has no message"));
            }
            let mut response = Response::new(Payload::Many(stream::empty().boxed()));
            *response.metadata_mut() = MetadataMap::from_headers(self.head.headers);
            return Ok(response);
        } else if !self.is_grpc() {
            return Err(self.foreign());
        }
        let encoding = self.encoding()?;
        if streaming {
            return Ok(self.messages(encoding).map(Payload::Many));
        }
        if encoding.is_none() {
            return self.message().await;
        }
        let (metadata, messages, extensions) = self.messages(encoding).into_parts();
        let message = Payload::Many(messages).one().await;
        let message = message.map_err(Failure::answered)?;
        Ok(Response::from_parts(
            metadata,
            Payload::One(message),
            extensions,
        ))
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

    fn garbled(&self, what: &str) -> Failure {
        Failure::garbled(Code::Internal, what, self.service)
    }

    fn encoding(&self) -> Result<Option<CompressionEncoding>, Failure> {
        let encoding = self.head.headers.get(ENCODING);
        match encoding.map(http::HeaderValue::as_bytes) {
            None | Some(b"identity") => Ok(None),
            Some(b"gzip") => Ok(Some(CompressionEncoding::Gzip)),
            Some(b"zstd") => Ok(Some(CompressionEncoding::Zstd)),
            Some(_) => Err(self.garbled("it is compressed in a way that was not asked for")),
        }
    }

    fn messages(
        self,
        encoding: Option<CompressionEncoding>,
    ) -> Response<BoxStream<'static, Result<Bytes, Status>>> {
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

    /// Reads the one message of an answer, and what comes after it.
    async fn message(mut self) -> Result<Response<Payload>, Failure> {
        let mut bytes = Partial::default();
        while let Some(data) = self.body.data().await {
            let data = data.map_err(|error| self.broke_off(&error))?;
            // Said to the other side at once; an error would be one of the stream, which tells.
            let _ = self.body.flow_control().release_capacity(data.len());
            bytes.add(data, self.cap).map_err(|status| match status {
                Wrong::TooLarge(status) => Failure::answered(status),
                Wrong::Garbled(what) => self.garbled(what),
            })?;
        }
        let trailers = self.body.trailers().await;
        let trailers = trailers.map_err(|error| self.broke_off(&error))?;
        let mut headers = self.head.headers;
        let (code, what) = match trailers {
            Some(mut trailers) => match status(&trailers) {
                Some(Err(status)) => return Err(Failure::answered(status)),
                Some(Ok(())) => {
                    trailers.remove(GRPC_STATUS);
                    trailers.remove(GRPC_MESSAGE);
                    headers.extend(trailers);
                    match bytes.message() {
                        Ok(message) => {
                            let mut response = Response::new(Payload::One(message));
                            *response.metadata_mut() = MetadataMap::from_headers(headers);
                            return Ok(response);
                        }
                        Err(what) => (Code::Internal, what),
                    }
                }
                None => (Code::Unknown, "it ends without a status"),
            },
            None => (Code::Unknown, "it ends without a status"),
        };
        Err(Failure::garbled(code, what, self.service))
    }

    fn broke_off(&self, error: &h2::Error) -> Failure {
        broke_off(error, self.pump.as_ref(), self.service)
    }
}

/// What an error means to a call, whose request may have had one of its own.
pub(super) fn broke_off(error: &h2::Error, pump: Option<&Pump>, service: &str) -> Failure {
    match pump.and_then(Pump::broken) {
        Some(status) => Failure {
            fault: super::fault::Fault::Ours,
            status,
        },
        None => Failure::of(error, service),
    }
}

/// The status in headers or trailers; `None` where there is none.
fn status(headers: &HeaderMap) -> Option<Result<(), Status>> {
    if headers.get(GRPC_STATUS)?.as_bytes() == b"0" {
        return Some(Ok(()));
    }
    let status = match headers.get(DETAILS) {
        // What isn't base64 must not get to tonic, which panics.
        Some(_) if !has_details(headers) => {
            let mut headers = headers.clone();
            headers.remove(DETAILS);
            Status::from_header_map(&headers)
        }
        _ => Status::from_header_map(headers),
    };
    let status = status.filter(|status| status.code() != Code::Ok);
    Some(Err(status.unwrap_or_else(|| {
        Status::unknown("the status can't be read")
    })))
}

fn has_details(headers: &HeaderMap) -> bool {
    let mut alone = HeaderMap::new();
    alone.extend(
        headers
            .get(DETAILS)
            .map(|it| (header::HeaderName::from_static(DETAILS), it.clone())),
    );
    let details = MetadataMap::from_headers(alone);
    details
        .get_bin(DETAILS)
        .is_some_and(|it| it.to_bytes().is_ok())
}

/// One message as it comes in.
#[derive(Default)]
struct Partial {
    /// The one piece that most messages come in, header and all.
    whole: Option<Bytes>,
    /// What came in several.
    pieces: BytesMut,
}

enum Wrong {
    TooLarge(Status),
    Garbled(&'static str),
}

impl Partial {
    fn add(&mut self, data: Bytes, cap: Cap) -> Result<(), Wrong> {
        if data.is_empty() {
            return Ok(());
        }
        if self.pieces.is_empty() && self.whole.is_none() && length(&data) == Some(data.len()) {
            checked(&data, cap)?;
            self.whole = Some(data);
            return Ok(());
        }
        if self.whole.is_some() {
            return Err(Wrong::Garbled("it has more than one message"));
        }
        if self.pieces.is_empty()
            && let Some(length) = length(&data)
        {
            checked(&data, cap)?;
            self.pieces.reserve(length);
        }
        self.pieces.put(data);
        checked(&self.pieces, cap)?;
        match length(&self.pieces) {
            Some(length) if self.pieces.len() > length => {
                Err(Wrong::Garbled("it has more than one message"))
            }
            _ => Ok(()),
        }
    }

    fn message(self) -> Result<Bytes, &'static str> {
        let bytes = self.whole.unwrap_or_else(|| self.pieces.freeze());
        match length(&bytes) {
            Some(length) if length == bytes.len() => Ok(bytes.slice(HEADER_SIZE..)),
            _ if bytes.is_empty() => Err("it has no message"),
            _ => Err("its message is cut off"),
        }
    }
}

/// The length of a message with its header, as that says.
fn length(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [_, a, b, c, d, ..] => Some(HEADER_SIZE + u32::from_be_bytes([*a, *b, *c, *d]) as usize),
        _ => None,
    }
}

fn checked(bytes: &[u8], cap: Cap) -> Result<(), Wrong> {
    match bytes.first() {
        Some(0) | None => {}
        Some(1) => {
            return Err(Wrong::Garbled(
                "its message is compressed, which nobody asked for",
            ));
        }
        Some(_) => return Err(Wrong::Garbled("its bytes are not those of a gRPC message")),
    }
    match length(bytes) {
        Some(length) => cap.check(length - HEADER_SIZE).map_err(Wrong::TooLarge),
        None => Ok(()),
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
                if trailers.contains_key(DETAILS) && !has_details(&trailers) {
                    trailers.remove(DETAILS);
                }
                Poll::Ready(Some(Ok(Frame::trailers(trailers))))
            }
            Ok(None) => Poll::Ready(None),
            Err(error) => Poll::Ready(Some(Err(broke_off(error)))),
        }
    }
}
