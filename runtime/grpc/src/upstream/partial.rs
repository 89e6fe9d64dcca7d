//! The one message of an answer, put together from the pieces that it comes in. Most come in one,
//! which is not copied.

use bytes::{BufMut as _, Bytes, BytesMut};
use tonic::Status;
use tonic::codec::HEADER_SIZE;

use crate::limits::Cap;

/// One message as it comes in.
#[derive(Default)]
pub(super) struct Partial {
    /// The one piece that most messages come in, header and all.
    whole: Option<Bytes>,
    /// What came in several.
    pieces: BytesMut,
}

/// What can be wrong with it.
pub(super) enum Wrong {
    TooLarge(Status),
    Garbled(&'static str),
}

impl Partial {
    /// The next bytes.
    pub(super) fn add(&mut self, data: Bytes, cap: Cap) -> Result<(), Wrong> {
        if data.is_empty() {
            return Ok(());
        }
        if self.pieces.is_empty() && self.whole.is_none() && length(&data) == Some(data.len()) {
            checked(&data, cap)?;
            self.whole = Some(data);
            return Ok(());
        }
        if self.whole.is_some() {
            return Err(Wrong::Garbled("it has more than one message"));
        }
        if self.pieces.is_empty()
            && let Some(length) = length(&data)
        {
            checked(&data, cap)?;
            self.pieces.reserve(length);
        }
        self.pieces.put(data);
        checked(&self.pieces, cap)?;
        match length(&self.pieces) {
            Some(length) if self.pieces.len() > length => {
                Err(Wrong::Garbled("it has more than one message"))
            }
            _ => Ok(()),
        }
    }

    /// The message, when all bytes have come.
    pub(super) fn message(self) -> Result<Bytes, &'static str> {
        let bytes = self.whole.unwrap_or_else(|| self.pieces.freeze());
        match length(&bytes) {
            Some(length) if length == bytes.len() => Ok(bytes.slice(HEADER_SIZE..)),
            _ if bytes.is_empty() => Err("it has no message"),
            _ => Err("its message is cut off"),
        }
    }
}

/// The length of a message with its header, as that says.
fn length(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [_, a, b, c, d, ..] => Some(HEADER_SIZE + u32::from_be_bytes([*a, *b, *c, *d]) as usize),
        _ => None,
    }
}

fn checked(bytes: &[u8], cap: Cap) -> Result<(), Wrong> {
    match bytes.first() {
        Some(0) | None => {}
        Some(1) => {
            return Err(Wrong::Garbled(
                "its message is compressed, which nobody asked for",
            ));
        }
        Some(_) => return Err(Wrong::Garbled("its bytes are not those of a gRPC message")),
    }
    match length(bytes) {
        Some(length) => cap.check(length - HEADER_SIZE).map_err(Wrong::TooLarge),
        None => Ok(()),
    }
}
