//! Why an input can't be transcoded, and where in it. Never what to answer to whom.

use std::fmt;

/// The first thing that is wrong with an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The field, by JSON names, such as `order.items[2].price` or `labels["env"]`; empty at the
    /// top.
    pub path: String,
    /// The byte in the input, counted from 0.
    pub offset: usize,
    /// What was found, and what would be right.
    pub reason: String,
}

/// An error on its way up: one word, so that results stay in registers.
pub(crate) type Fault = Box<Error>;

#[cold]
pub(crate) fn fault(offset: usize, reason: impl Into<String>) -> Fault {
    Box::new(Error {
        path: String::new(),
        offset,
        reason: reason.into(),
    })
}

impl Error {
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
