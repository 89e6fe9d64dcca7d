//! Why an input can't be transcoded, and where in it. Never what to answer to whom.

use std::fmt;

/// The first thing that is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Of what kind it is, for programs.
    pub kind: ErrorKind,
    /// The field, by JSON names, such as `order.items[2].price` or `labels["env"]`; empty at the
    /// top.
    pub path: String,
    /// The byte in the input, counted from 0.
    pub offset: usize,
    /// What was found, and what would be right. It repeats no more than a few words of the input.
    pub reason: String,
}

/// Of what kind an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes are no JSON, or no wire bytes of any message of this table.
    Malformed,
    /// JSON of another type than the field's: a number where a string is expected.
    WrongType,
    /// A value that the field can't have: text that is no number, no base64, no time.
    InvalidValue,
    /// A number that the field has no room for.
    OutOfRange,
    /// A key, or a step of a path, that the message has no field for.
    UnknownField,
    /// A name that the enum has no value for.
    UnknownEnumValue,
    /// A type that a `google.protobuf.Any` can't hold here.
    UnknownType,
    /// A key that comes twice.
    Duplicate,
    /// Two members of one oneof.
    OneofConflict,
    /// More levels than the options allow.
    TooDeep,
}

/// An error on its way up: one word, so that results stay in registers.
pub(crate) type Fault = Box<Error>;

/// A fault of bytes that are malformed; [`Error::of`] makes it one of another kind.
#[cold]
pub(crate) fn fault(offset: usize, reason: impl Into<String>) -> Fault {
    Box::new(Error {
        kind: ErrorKind::Malformed,
        path: String::new(),
        offset,
        reason: reason.into(),
    })
}

/// How many characters of the input an error repeats at a time.
const SHOWN: usize = 60;

/// Text of the input in quotes, cut off where it is long.
#[cold]
pub(crate) fn quoted(text: &[u8]) -> String {
    // A character has at most four bytes: what is cut in halves here isn't shown.
    let start = &text[..text.len().min(4 * SHOWN)];
    let start: String = String::from_utf8_lossy(start).chars().take(SHOWN).collect();
    let rest = if start.len() < text.len() { "…" } else { "" };
    format!("{start:?}{rest}")
}

impl Error {
    #[cold]
    pub(crate) fn of(mut self: Box<Self>, kind: ErrorKind) -> Fault {
        self.kind = kind;
        self
    }

    /// The same at another place of the input.
    #[cold]
    pub(crate) fn placed(mut self: Box<Self>, offset: usize) -> Fault {
        self.offset = offset;
        self
    }

    /// Puts a step before the path, on the way out of the field of this name.
    #[cold]
    pub(crate) fn within(mut self: Box<Self>, name: &str) -> Fault {
        let dot = if self.path.is_empty() || self.path.starts_with('[') {
            ""
        } else {
            "."
        };
        self.path = format!("{name}{dot}{}", self.path);
        self
    }

    /// Puts the step into a list's element or a map's value before the path.
    #[cold]
    pub(crate) fn at(self: Box<Self>, key: impl fmt::Debug) -> Fault {
        self.within(&format!("[{key:?}]"))
    }

    /// Puts the step to this key before the path.
    #[cold]
    pub(crate) fn at_key(self: Box<Self>, key: &[u8]) -> Fault {
        self.within(&format!("[{}]", quoted(key)))
    }

    /// Counts the offset from the start of the input; until here it was an address, because a
    /// reader deep in a message knows nothing of what lies around it.
    #[cold]
    pub(crate) fn counted_from(mut self: Box<Self>, input: &[u8]) -> Fault {
        let offset = self.offset.saturating_sub(input.as_ptr().addr());
        self.offset = offset.min(input.len());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{} (at byte {})", self.reason, self.offset)
    }
}

impl std::error::Error for Error {}
