//! What all consumers and producers of a process share.

use std::sync::Arc;

use tonica_runtime::{Error, Start};

use crate::SendError;

/// One a process.
#[derive(Default)]
pub(crate) struct Hub {}

impl Hub {
    pub(crate) fn of(start: &Start) -> Result<Arc<Self>, Error> {
        Ok(start.shared())
    }

    pub(crate) async fn send(
        &self,
        name: &'static str,
        topic: &'static str,
        key: Option<&[u8]>,
        value: &[u8],
    ) -> Result<(), SendError> {
        let _ = (topic, key, value);
        Err(SendError::unavailable(format!("{name}: not connected yet")))
    }
}
