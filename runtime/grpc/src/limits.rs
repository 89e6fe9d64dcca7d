//! How large messages may be. Each message of a stream is measured alone, before compression.

use bytes::Bytes;
use futures_util::StreamExt as _;
use tonic::Status;
use tonica_runtime::{Kind, Setting, Start};

use crate::payload::Payload;

const REQUEST: &str = "GRPC_MAX_REQUEST";
const RESPONSE: &str = "GRPC_MAX_RESPONSE";
/// What other gRPC implementations take by default, too.
const DEFAULT: usize = 4 << 20;

/// The largest messages, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) request: Cap,
    pub(crate) response: Cap,
}

/// The largest message of one direction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cap {
    pub(crate) bytes: usize,
    direction: &'static str,
    setting: &'static str,
}

impl Limits {
    pub(crate) fn settings() -> Vec<Setting> {
        let row = |name, help| Setting::new(name, Kind::Size, Some("4MiB"), help).group("gRPC");
        vec![
            row(REQUEST, "The largest message that a gRPC call may send"),
            row(RESPONSE, "The largest message that a gRPC call may answer"),
        ]
    }

    pub(crate) fn read(start: &Start) -> Limits {
        Limits::new(
            start.size(REQUEST).unwrap_or(DEFAULT),
            start.size(RESPONSE).unwrap_or(DEFAULT),
        )
    }

    fn new(request: usize, response: usize) -> Limits {
        Limits {
            request: Cap {
                bytes: request,
                direction: "request",
                setting: REQUEST,
            },
            response: Cap {
                bytes: response,
                direction: "answer",
                setting: RESPONSE,
            },
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits::new(DEFAULT, DEFAULT)
    }
}

impl Cap {
    /// Checks the length of one message.
    pub(crate) fn check(&self, length: usize) -> Result<(), Status> {
        if length <= self.bytes {
            return Ok(());
        }
        let Cap {
            bytes,
            direction,
            setting,
        } = self;
        Err(Status::resource_exhausted(format!(
            "a message of the {direction} has {length} bytes, more than the {bytes} of {setting}"
        )))
    }

    /// The payload, with an error in the place of the first message that is too large.
    pub(crate) fn apply(self, payload: Payload) -> Result<Payload, Status> {
        match payload {
            Payload::One(message) => {
                self.check(message.len())?;
                Ok(Payload::One(message))
            }
            Payload::Many(messages) => Ok(Payload::Many(
                messages.map(move |message| self.checked(message?)).boxed(),
            )),
        }
    }

    fn checked(&self, message: Bytes) -> Result<Bytes, Status> {
        self.check(message.len())?;
        Ok(message)
    }
}
