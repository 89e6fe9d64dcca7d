//! What is wrong with a part of a request, as it is told: a sentence for people, a reason for
//! programs, and of a body the line and column. Knows no HTTP.

use std::borrow::Cow;

use tonica_json::{Error, ErrorKind};

use crate::problem::Violation;

/// What is wrong with one value, before it is known which field it was for.
#[derive(Debug)]
pub(crate) struct Wrong {
    pub(crate) description: Cow<'static, str>,
    /// For programs: `UNKNOWN_FIELD`.
    pub(crate) reason: &'static str,
}

/// Bytes that are no JSON.
pub(crate) const MALFORMED: &str = "MALFORMED_JSON";
/// A parameter or a part of a path that isn't percent-encoded right.
pub(crate) const ENCODING: &str = "MALFORMED_ENCODING";
/// A query of more parameters than are read.
pub(crate) const TOO_MANY: &str = "TOO_MANY_PARAMETERS";
/// A field that another part of the request holds already.
pub(crate) const ELSEWHERE: &str = "BOUND_ELSEWHERE";
/// A field that is set twice.
pub(crate) const TWICE: &str = "DUPLICATE_FIELD";
/// Two members of one oneof.
pub(crate) const RIVALS: &str = "ONEOF_CONFLICT";
/// Anything that a field's type doesn't take.
pub(crate) const TYPE: &str = "WRONG_TYPE";

/// How many characters of a parameter's name are told: paths of many fields are long, too.
const LONGEST: usize = 1000;

impl Wrong {
    pub(crate) fn new(reason: &'static str, description: impl Into<Cow<'static, str>>) -> Self {
        Self {
            description: description.into(),
            reason,
        }
    }

    /// As a violation of a field; `place` says in which part of the request.
    pub(crate) fn of(self, field: impl Into<String>, place: &str) -> Violation {
        let description = format!("{} ({place})", self.description);
        Violation::new(field, description).because(self.reason)
    }
}

impl From<Error> for Wrong {
    fn from(error: Error) -> Self {
        Self::new(reason(error.kind), error.reason)
    }
}

/// What is wrong with a body of JSON.
pub(crate) fn in_body(error: Error, body: &[u8]) -> Violation {
    let (line, column) = place(body, error.offset);
    let description = format!(
        "{} (line {line}, column {column} of the body)",
        error.reason
    );
    Violation::new(error.path, description).because(reason(error.kind))
}

/// The name of a parameter, cut off where it is far longer than any field's.
pub(crate) fn cut(name: &str) -> String {
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// The reason of an error of the transcoder.
pub(crate) fn reason(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Malformed => MALFORMED,
        ErrorKind::WrongType => TYPE,
        ErrorKind::OutOfRange => "OUT_OF_RANGE",
        ErrorKind::UnknownField => "UNKNOWN_FIELD",
        ErrorKind::UnknownEnumValue => "UNKNOWN_ENUM_VALUE",
        ErrorKind::UnknownType => "UNKNOWN_TYPE",
        ErrorKind::Duplicate => TWICE,
        ErrorKind::OneofConflict => RIVALS,
        ErrorKind::TooDeep => "NESTED_TOO_DEEP",
        _ => "INVALID_VALUE",
    }
}

/// Line and column of a byte, both counted from 1, the column in characters.
pub(crate) fn place(text: &[u8], offset: usize) -> (usize, usize) {
    let before = &text[..offset.min(text.len())];
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    let start = before.iter().rposition(|byte| *byte == b'\n');
    let line = &before[start.map_or(0, |newline| newline + 1)..];
    (lines + 1, String::from_utf8_lossy(line).chars().count() + 1)
}
