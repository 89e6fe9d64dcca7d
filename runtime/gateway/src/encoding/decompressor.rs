//! The decompressors behind one face: as much out as there is room for, never more. What a body
//! may hold in all is its reader's affair.

use brotli::enc::StandardAlloc;
use brotli::{BrotliDecompressStream, BrotliResult, BrotliState};
use flate2::{Decompress, FlushDecompress, Status};
use zstd::stream::raw::{DParameter, Decoder, Operation as _};

use super::Coding;

/// As a power of two: what RFC 9659 has a receiver bear, 8 MiB.
const ZSTD_WINDOW: u32 = 23;
/// As a power of two: gzip has no larger one.
const GZIP_WINDOW: u8 = 15;

/// A decompressor in the middle of its work.
pub(super) enum Decompressor {
    Gzip(Decompress),
    Brotli(Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>),
    Zstd(Decoder<'static>),
}

/// What one step did.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) read: usize,
    pub(super) written: usize,
    /// The compressed data may end here.
    pub(super) is_end: bool,
}

/// The data is not what its coding allows.
#[derive(Debug)]
pub(super) struct Garbled;

impl Decompressor {
    pub(super) fn new(coding: Coding) -> Result<Self, Garbled> {
        Ok(match coding {
            Coding::Gzip => Self::Gzip(Decompress::new_gzip(GZIP_WINDOW)),
            Coding::Brotli => {
                let alloc = StandardAlloc::default;
                Self::Brotli(Box::new(BrotliState::new(alloc(), alloc(), alloc())))
            }
            Coding::Zstd => {
                let mut decoder = Decoder::new().map_err(|_| Garbled)?;
                let window = DParameter::WindowLogMax(ZSTD_WINDOW);
                decoder.set_parameter(window).map_err(|_| Garbled)?;
                Self::Zstd(decoder)
            }
        })
    }

    /// Turns input into output until one of the two is used up, or the data ends.
    pub(super) fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, Garbled> {
        match self {
            Self::Gzip(inner) => gzip(inner, input, output),
            Self::Brotli(state) => brotli(state, input, output),
            Self::Zstd(decoder) => {
                let done = decoder.run_on_buffers(input, output).map_err(|_| Garbled)?;
                Ok(Step {
                    read: done.bytes_read,
                    written: done.bytes_written,
                    is_end: done.remaining == 0,
                })
            }
        }
    }

    /// Begins anew where the data ended and more comes: gzip and zstd may be put one after another.
    pub(super) fn again(&mut self) -> Result<(), Garbled> {
        match self {
            Self::Gzip(inner) => *inner = Decompress::new_gzip(GZIP_WINDOW),
            Self::Brotli(_) => return Err(Garbled),
            // It does so by itself.
            Self::Zstd(_) => {}
        }
        Ok(())
    }
}

fn gzip(inner: &mut Decompress, input: &[u8], output: &mut [u8]) -> Result<Step, Garbled> {
    let before = (inner.total_in(), inner.total_out());
    let status = inner
        .decompress(input, output, FlushDecompress::None)
        .map_err(|_| Garbled)?;
    // Both are at most the length of a slice.
    let moved = |after: u64, before: u64| usize::try_from(after - before).map_err(|_| Garbled);
    Ok(Step {
        read: moved(inner.total_in(), before.0)?,
        written: moved(inner.total_out(), before.1)?,
        is_end: status == Status::StreamEnd,
    })
}

fn brotli(
    state: &mut BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>,
    input: &[u8],
    output: &mut [u8],
) -> Result<Step, Garbled> {
    let (mut input_left, mut read) = (input.len(), 0);
    let (mut output_left, mut written, mut total) = (output.len(), 0, 0);
    let result = BrotliDecompressStream(
        &mut input_left,
        &mut read,
        input,
        &mut output_left,
        &mut written,
        output,
        &mut total,
        state,
    );
    let is_end = match result {
        BrotliResult::ResultSuccess => true,
        BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => false,
        BrotliResult::ResultFailure => return Err(Garbled),
    };
    Ok(Step {
        read,
        written,
        is_end,
    })
}
