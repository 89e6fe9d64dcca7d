//! The text of one message, and where in the body it stood.

use bytes::Bytes;

use crate::problem::{Problem, Violation};
use crate::wrong;

/// One message's part of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) bytes: Bytes,
    pub(crate) place: Place,
}

/// Where a piece stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The number of a line, counted from 1.
    Line(u64),
    /// The number of a JSON value, counted from 1, and the byte of the body that it begins at.
    Message(u64, u64),
    /// Whatever it is, its place says nothing.
    Nowhere,
}

impl Piece {
    /// What is wrong with the piece's JSON, told with its place in the body.
    pub(super) fn wrong(&self, error: tonica_json::Error) -> Problem {
        let reason = wrong::reason(error.kind);
        let description = match self.place {
            Place::Line(line) => {
                let (_, column) = wrong::place(&self.bytes, error.offset);
                format!(
                    "{} (line {line}, column {column} of the body)",
                    error.reason
                )
            }
            Place::Message(number, start) => {
                let at = start + error.offset as u64;
                format!(
                    "{} (at byte {at} of the body, in message {number})",
                    error.reason
                )
            }
            Place::Nowhere => error.reason,
        };
        let violation = Violation::new(error.path, description).because(reason);
        Problem::bad_request(vec![violation])
    }
}
