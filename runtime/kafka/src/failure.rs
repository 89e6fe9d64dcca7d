//! What becomes of a message that could not be handled.

use std::fmt;
use std::time::Duration;

use tonica_runtime::BoxError;

/// Why a message was not handled, and what is to become of it.
#[derive(Debug)]
pub struct Failure {
    pub(crate) verdict: Verdict,
    pub(crate) error: BoxError,
}

/// What is to become of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Try again after that time, or after the subscription's own pause.
    Retry(Option<Duration>),
    /// Give it up: to the dead letter topic.
    Reject,
    /// Stop at it: nothing of its partition is acknowledged any more.
    Halt,
}

impl Failure {
    /// The message is tried again after the subscription's pause, as often as it says; then it goes
    /// to the dead letter topic, if there is one. For what may pass: a service or a database that is
    /// away.
    pub fn retry(error: impl Into<BoxError>) -> Self {
        Self::new(Verdict::Retry(None), error)
    }

    /// The same with a pause of its own.
    pub fn retry_after(error: impl Into<BoxError>, pause: Duration) -> Self {
        Self::new(Verdict::Retry(Some(pause)), error)
    }

    /// The message goes to the dead letter topic at once. For what no repetition mends.
    pub fn reject(error: impl Into<BoxError>) -> Self {
        Self::new(Verdict::Reject, error)
    }

    /// The consumer stops at this message: its partition is paused, nothing from it on is
    /// acknowledged, and the process is not ready until it is started with code that can go on.
    pub fn halt(error: impl Into<BoxError>) -> Self {
        Self::new(Verdict::Halt, error)
    }

    fn new(verdict: Verdict, error: impl Into<BoxError>) -> Self {
        Self {
            verdict,
            error: error.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

/// Turns the error of any `Result` into a [`Failure`], for `?` in a handler.
pub trait OrFail<T> {
    /// [`Failure::retry`] of the error.
    ///
    /// # Errors
    /// The error, if there is one.
    fn or_retry(self) -> Result<T, Failure>;

    /// [`Failure::reject`] of the error.
    ///
    /// # Errors
    /// The error, if there is one.
    fn or_reject(self) -> Result<T, Failure>;

    /// [`Failure::halt`] of the error.
    ///
    /// # Errors
    /// The error, if there is one.
    fn or_halt(self) -> Result<T, Failure>;
}

impl<T, E: Into<BoxError>> OrFail<T> for Result<T, E> {
    fn or_retry(self) -> Result<T, Failure> {
        self.map_err(Failure::retry)
    }

    fn or_reject(self) -> Result<T, Failure> {
        self.map_err(Failure::reject)
    }

    fn or_halt(self) -> Result<T, Failure> {
        self.map_err(Failure::halt)
    }
}
