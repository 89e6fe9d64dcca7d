//! What was wrong with a request's stream, kept for its client. The handler gets it as a status
//! and may answer with something else; what the client is told is what it did.

use std::sync::{Arc, Mutex, PoisonError};

use crate::problem::Problem;

/// Shared between the stream, which sets it, and the answer, which tells it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fault(Arc<Mutex<Option<Problem>>>);

impl Fault {
    pub(super) fn set(&self, problem: Problem) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(problem);
    }

    /// What to tell where the rpc failed: what is wrong with the request comes first.
    pub(crate) fn or(&self, failed: Problem) -> Problem {
        let mut fault = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        fault.take().unwrap_or(failed)
    }
}
