//! How one rpc's messages are written as JSON; small and copied into streams that outlive the
//! request's handling.

use bytes::Bytes;
use tonica_json::{Field, Method, Options};

use crate::problem::Problem;

/// What to write of an rpc's answer, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    pub(crate) method: &'static Method,
    /// The field of the message that is the answer; `None`: the whole message.
    pub(crate) field: Option<&'static Field>,
    pub(crate) options: Options,
}

impl Answer {
    /// The JSON of one message. What is wrong with the message goes to the log: it is the
    /// service's fault, and nothing that the client could mend.
    pub(crate) fn write(&self, wire: &[u8]) -> Result<Bytes, Problem> {
        // JSON is some two to three times as long as the wire bytes.
        let mut out = Vec::with_capacity(wire.len() * 3 + 64);
        let done = match self.field {
            None => tonica_json::to_json(self.method.output, wire, &self.options, &mut out),
            Some(field) => tonica_json::field_to_json(field, wire, &self.options, &mut out),
        };
        match done {
            Ok(()) => Ok(out.into()),
            Err(error) => {
                let rpc = self.method.path;
                tracing::error!(rpc, %error, "an answer can't be written as JSON");
                Err(Problem::internal(
                    "the service's answer can't be written as JSON",
                ))
            }
        }
    }
}
