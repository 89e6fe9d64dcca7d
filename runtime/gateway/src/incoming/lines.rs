//! Cuts a body at its line ends. A line with nothing on it is no message; the last one may lack
//! its end.

use bytes::{Bytes, BytesMut};

use super::piece::{Piece, Place};
use crate::problem::Problem;
use crate::refusal;

/// A body of lines.
#[derive(Debug)]
pub(crate) struct Lines {
    /// Most bytes of a line.
    limit: usize,
    /// What arrived and wasn't looked at.
    data: Bytes,
    /// The line that isn't whole, where it came in several parts.
    begun: BytesMut,
    /// Of the last line that was whole.
    number: u64,
}

impl Lines {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            data: Bytes::new(),
            begun: BytesMut::new(),
            number: 0,
        }
    }

    pub(super) fn feed(&mut self, data: Bytes) {
        self.data = data;
    }

    pub(super) fn next(&mut self) -> Result<Option<Piece>, Problem> {
        loop {
            let end = self.data.iter().position(|&byte| byte == b'\n');
            let length = self.begun.len() + end.unwrap_or(self.data.len());
            if length > self.limit {
                let line = format!("line {}", self.number + 1);
                return Err(refusal::message_too_large(&line, self.limit));
            }
            let Some(end) = end else {
                self.begun
                    .extend_from_slice(&std::mem::take(&mut self.data));
                return Ok(None);
            };
            let mut rest = self.data.split_to(end + 1);
            rest.truncate(end);
            if let Some(line) = self.line(rest) {
                return Ok(Some(line));
            }
        }
    }

    pub(super) fn end(&mut self) -> Option<Piece> {
        self.line(Bytes::new())
    }

    pub(super) fn has_begun(&self) -> bool {
        !self.begun.is_empty()
    }

    /// The line that ends with `rest`, if there is anything on it.
    fn line(&mut self, rest: Bytes) -> Option<Piece> {
        self.number += 1;
        let bytes = if self.begun.is_empty() {
            rest
        } else {
            self.begun.extend_from_slice(&rest);
            std::mem::take(&mut self.begun).freeze()
        };
        let blank = bytes.trim_ascii().is_empty();
        (!blank).then_some(Piece {
            bytes,
            place: Place::Line(self.number),
        })
    }
}
