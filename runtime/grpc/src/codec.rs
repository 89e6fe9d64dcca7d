//! A codec of tonic's that hands messages through as bytes, so that tonic frames and compresses
//! them and knows no more of them than that.

use bytes::{Buf as _, BufMut as _, Bytes};
use tonic::Status;
use tonic::codec::{BufferSettings, Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};

/// 1 KiB at first, since most messages are small; streams are sent in chunks of 32 KiB.
pub(crate) fn buffers() -> BufferSettings {
    BufferSettings::new(1024, 32 * 1024)
}

/// Bytes in, bytes out. An item that is an error ends the stream that it is in.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Raw;

impl Codec for Raw {
    type Encode = Result<Bytes, Status>;
    type Decode = Bytes;
    type Encoder = Raw;
    type Decoder = Raw;

    fn encoder(&mut self) -> Raw {
        Raw
    }

    fn decoder(&mut self) -> Raw {
        Raw
    }
}

impl Encoder for Raw {
    type Item = Result<Bytes, Status>;
    type Error = Status;

    fn encode(&mut self, message: Self::Item, out: &mut EncodeBuf<'_>) -> Result<(), Status> {
        let message = message?;
        out.reserve(message.len());
        out.put(message);
        Ok(())
    }

    fn buffer_settings(&self) -> BufferSettings {
        buffers()
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, wire: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(wire.copy_to_bytes(wire.remaining())))
    }

    fn buffer_settings(&self) -> BufferSettings {
        buffers()
    }
}
