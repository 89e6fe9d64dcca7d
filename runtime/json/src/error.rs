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

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{} (at byte {})", self.reason, self.offset)
    }
}

impl std::error::Error for Error {}
