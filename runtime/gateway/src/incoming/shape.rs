//! Makes a message of what a body gives and what path and query bind. They bind into every
//! message of a stream: each one means the same wherever it stands, and none can say otherwise.

use bytes::Bytes;
use http::HeaderMap;
use tonica_json::{Error, Method, Options};

use crate::entry::{Entry, Source};
use crate::rawbody;

/// What the messages of a request have in common.
pub(crate) struct Shape {
    method: &'static Method,
    source: Source,
    options: Options,
    /// What the body of a route with HttpBody is.
    content_type: Vec<u8>,
    /// The wire bytes of what path and query bind; last, so that they win over the body.
    bound: Vec<u8>,
}

impl Shape {
    pub(crate) fn new(
        entry: &Entry,
        options: Options,
        headers: &HeaderMap,
        bound: Vec<u8>,
    ) -> Self {
        let content_type = match entry.source {
            Source::Raw(_) => rawbody::content_type(headers),
            _ => Vec::new(),
        };
        Self {
            method: entry.method,
            source: entry.source,
            options,
            content_type,
            bound,
        }
    }

    /// The message of one piece of the body.
    pub(crate) fn message(&self, piece: &[u8]) -> Result<Bytes, Error> {
        // Wire bytes are shorter than JSON, and as long as plain bytes.
        let fixed = self.content_type.len() + self.bound.len() + 32;
        let mut wire = Vec::with_capacity(piece.len() + fixed);
        match self.source {
            Source::None => {}
            Source::Whole => {
                tonica_json::to_wire(self.method.input, piece, &self.options, &mut wire)?;
            }
            Source::Field(field) => {
                tonica_json::field_to_wire(field, piece, &self.options, &mut wire)?;
            }
            Source::Raw(field) => {
                rawbody::put(field, &self.content_type, piece, &mut wire);
            }
        }
        wire.extend_from_slice(&self.bound);
        Ok(wire.into())
    }
}
