//! How a process ended.

use std::process::ExitCode;

use crate::Error;

/// The end of a process; a forced one has no value here, since it ends at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Asked to stop, and all work was finished.
    Drained = 0,
    /// A component failed for good, or the start did.
    Failed = 1,
    /// The configuration is wrong.
    Config = 2,
    /// Something was cut off at a deadline.
    Deadline = 3,
}

impl Exit {
    /// What an error at the start or of a component means.
    pub(crate) fn of(error: &Error) -> Self {
        if error.is_config() {
            Exit::Config
        } else {
            Exit::Failed
        }
    }

    /// The first thing that went wrong counts; a failure counts more than a deadline.
    pub(crate) fn or(self, other: Exit) -> Exit {
        match (self, other) {
            (Exit::Drained, other) => other,
            (Exit::Deadline, Exit::Failed) => Exit::Failed,
            (first, _) => first,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}
