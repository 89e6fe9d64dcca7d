//! Why a call to Temporal failed.

use std::fmt;

use tonic::{Code, Status};

/// Why a workflow could not be started or asked.
#[derive(Clone, Debug)]
pub enum CallError {
    /// Temporal can't be used now, for this reason: a call may succeed later.
    Unavailable(String),
    /// Temporal refuses the call itself, such as an id that is too long.
    Refused(String),
    /// There is no workflow with this id.
    NotFound(String),
    /// The workflow has ended without a result.
    Ended {
        /// The workflow's id.
        id: String,
        /// How it ended and why.
        reason: String,
    },
    /// An input or a result is not what the contract says.
    Payload(String),
}

impl CallError {
    fn code(&self) -> Code {
        match self {
            CallError::Unavailable(_) => Code::Unavailable,
            CallError::Refused(_) => Code::InvalidArgument,
            CallError::NotFound(_) => Code::NotFound,
            CallError::Ended { .. } => Code::Aborted,
            CallError::Payload(_) => Code::Internal,
        }
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallError::Unavailable(reason)
            | CallError::Refused(reason)
            | CallError::Payload(reason) => f.write_str(reason),
            CallError::NotFound(id) => write!(f, "there is no workflow {id:?}"),
            CallError::Ended { id, reason } => write!(f, "workflow {id:?} {reason}"),
        }
    }
}

impl std::error::Error for CallError {}

impl From<CallError> for Status {
    fn from(error: CallError) -> Self {
        Status::new(error.code(), error.to_string())
    }
}
