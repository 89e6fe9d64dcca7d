//! One answer as it is kept: its headers and its body, never whom it was for.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, header};
use tokio::time::Instant;

use crate::body::Reply;

/// What an entry costs beside its bytes, about: the maps' and the allocator's share.
const ENTRY: usize = 400;
/// What a header costs beside its bytes.
const HEADER: usize = 128;

/// An answer.
#[derive(Debug)]
pub(super) struct Kept {
    headers: HeaderMap,
    body: Bytes,
    pub(super) born: Instant,
}

impl Kept {
    pub(super) fn new(headers: HeaderMap, body: &[u8]) -> Self {
        Self {
            headers,
            // Without the room that was left for more.
            body: Bytes::copy_from_slice(body),
            born: Instant::now(),
        }
    }

    /// The answer as it is given the first time.
    pub(super) fn first(&self) -> Response<Reply> {
        let mut response = Response::new(Reply::Whole(self.body.clone()));
        *response.headers_mut() = self.headers.clone();
        response
    }

    /// The answer with its age.
    pub(super) fn again(&self) -> Response<Reply> {
        let mut response = self.first();
        let age = HeaderValue::from(self.born.elapsed().as_secs());
        response.headers_mut().insert(header::AGE, age);
        response
    }

    /// About how many bytes of memory it takes.
    pub(super) fn weight(&self) -> usize {
        let headers = self.headers.iter();
        let headers: usize = headers
            .map(|(name, value)| HEADER + name.as_str().len() + value.len())
            .sum();
        ENTRY + headers + self.body.len()
    }
}
