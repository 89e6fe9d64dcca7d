//! Why a message was not delivered.

use std::fmt;

use tonic::Status;

use crate::NotEncoded;

/// Why a message was not delivered; reads well in an answer to a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendError {
    kind: Kind,
    message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// It may work later.
    Unavailable,
    /// This message never will.
    Refused,
}

impl SendError {
    pub(crate) fn unavailable(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Unavailable,
            message: message.into(),
        }
    }

    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self {
            kind: Kind::Refused,
            message: message.into(),
        }
    }

    pub(crate) fn not_encoded(producer: &str, error: &NotEncoded) -> Self {
        Self::refused(format!("{producer} can't write the message: {error}"))
    }

    /// The same error, with the producer that had it.
    pub(crate) fn of_producer(mut self, producer: &str, topic: &str) -> Self {
        self.message = format!("{producer} can't send to topic {topic}: {}", self.message);
        self
    }

    /// Whether a later attempt may succeed: Kafka or the topic was away. It may then have been
    /// delivered all the same, when only the broker's answer was lost.
    pub fn is_unavailable(&self) -> bool {
        self.kind == Kind::Unavailable
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SendError {}

/// `UNAVAILABLE` for what may work later; `INTERNAL` for a message that can't be written, which is
/// the caller's mistake.
impl From<SendError> for Status {
    fn from(error: SendError) -> Self {
        match error.kind {
            Kind::Unavailable => Status::unavailable(error.message),
            Kind::Refused => Status::internal(error.message),
        }
    }
}
