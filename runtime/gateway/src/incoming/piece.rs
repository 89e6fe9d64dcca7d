//! The text of one message, and where in the body it stood.

use bytes::Bytes;

use crate::problem::{Problem, Violation};

/// One message's part of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) bytes: Bytes,
    pub(crate) place: Place,
}

/// Where a piece stands, as people count: from 1. Bytes are counted from 0, as everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Line(u64),
    /// The number of a JSON value, and the byte of the body that it begins at.
    Message(u64, u64),
    /// Whatever it is, its place says nothing.
    Nowhere,
}

impl Place {
    /// What is wrong with the piece's JSON, told with its place in the body.
    pub(super) fn tell(self, error: tonica_json::Error) -> Problem {
        let (reason, offset) = (error.reason, error.offset);
        let description = match self {
            Self::Line(line) => format!("{reason} (at byte {offset} of line {line})"),
            Self::Message(number, start) => {
                let offset = start + offset as u64;
                format!("{reason} (at byte {offset} of the body, in message {number})")
            }
            Self::Nowhere => reason,
        };
        Problem::bad_request(vec![Violation::new(error.path, description)])
    }
}
