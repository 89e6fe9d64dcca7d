//! Hands a body on as it comes, in parts that no cap on messages minds. An empty body is one
//! empty part: the handler must learn of it, and of what the path says.

use bytes::Bytes;

use super::piece::{Piece, Place};

/// Most bytes of one part: what an HTTP/1 connection reads at once.
const LARGEST: usize = 64 << 10;

/// A body of plain bytes.
#[derive(Debug)]
pub(crate) struct Chunks {
    largest: usize,
    data: Bytes,
    any: bool,
}

impl Chunks {
    /// `limit`: the most bytes that a message may have.
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            largest: limit.clamp(1, LARGEST),
            data: Bytes::new(),
            any: false,
        }
    }

    pub(super) fn feed(&mut self, data: Bytes) {
        self.data = data;
    }

    pub(super) fn next(&mut self) -> Option<Piece> {
        if self.data.is_empty() {
            return None;
        }
        let length = self.data.len().min(self.largest);
        let bytes = self.data.split_to(length);
        Some(self.piece(bytes))
    }

    pub(super) fn end(&mut self) -> Option<Piece> {
        (!self.any).then(|| self.piece(Bytes::new()))
    }

    fn piece(&mut self, bytes: Bytes) -> Piece {
        self.any = true;
        Piece {
            bytes,
            place: Place::Nowhere,
        }
    }
}
