//! The compressors behind one face: bytes in, and what is ready out. At levels that cost about as
//! much as writing the JSON did.

use std::io::{Error, Write as _};

use flate2::write::GzEncoder;

use super::Coding;

/// As zlib's own default; the faster ones save little time and cost much size.
const GZIP: u32 = 6;
/// From 5 on brotli takes twice as long.
const BROTLI: u32 = 4;
/// As a power of two: 256 KiB hold what JSON repeats, and a client must have the room, too.
const BROTLI_WINDOW: u32 = 18;
/// zstd's own default.
const ZSTD: i32 = 3;
/// Of streams: an idle one holds 0.1 MiB at this level and 0.8 MiB at the next ones.
const ZSTD_STREAM: i32 = 1;

/// A compressor in the middle of its work. Large: made when there is something to compress.
pub(super) enum Compressor {
    Gzip(GzEncoder<Vec<u8>>),
    Brotli(Box<brotli::CompressorWriter<Vec<u8>>>),
    Zstd(zstd::stream::write::Encoder<'static, Vec<u8>>),
}

impl Compressor {
    pub(super) fn new(coding: Coding) -> Result<Self, Error> {
        let out = Vec::new();
        Ok(match coding {
            Coding::Gzip => Self::Gzip(GzEncoder::new(out, flate2::Compression::new(GZIP))),
            Coding::Brotli => Self::Brotli(Box::new(brotli::CompressorWriter::new(
                out,
                4096,
                BROTLI,
                BROTLI_WINDOW,
            ))),
            Coding::Zstd => Self::Zstd(zstd::stream::write::Encoder::new(out, ZSTD_STREAM)?),
        })
    }

    /// Compresses all of it at once.
    pub(super) fn whole(coding: Coding, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        if coding == Coding::Zstd {
            return zstd::bulk::compress(bytes, ZSTD);
        }
        let mut compressor = Self::new(coding)?;
        compressor.write(bytes)?;
        compressor.finish()
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match self {
            Self::Gzip(encoder) => encoder.write_all(bytes),
            Self::Brotli(encoder) => encoder.write_all(bytes),
            Self::Zstd(encoder) => encoder.write_all(bytes),
        }
    }

    /// Makes all that was written readable to the client now.
    pub(super) fn flush(&mut self) -> Result<(), Error> {
        match self {
            Self::Gzip(encoder) => encoder.flush(),
            Self::Brotli(encoder) => encoder.flush(),
            Self::Zstd(encoder) => encoder.flush(),
        }
    }

    /// Takes what is ready.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::take(match self {
            Self::Gzip(encoder) => encoder.get_mut(),
            Self::Brotli(encoder) => encoder.get_mut(),
            Self::Zstd(encoder) => encoder.get_mut(),
        })
    }

    /// The rest, up to the end.
    pub(super) fn finish(self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Gzip(encoder) => encoder.finish(),
            Self::Brotli(encoder) => Ok(encoder.into_inner()),
            Self::Zstd(encoder) => encoder.finish(),
        }
    }
}
