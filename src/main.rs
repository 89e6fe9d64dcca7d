//! The program `tonica`.

use std::process::ExitCode;

// Descriptors and texts are many small allocations: a quarter of a run is theirs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    tonica::cli::run(std::env::args_os())
}
