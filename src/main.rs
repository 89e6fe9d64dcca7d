//! The program `tonica`.

use std::process::ExitCode;

fn main() -> ExitCode {
    tonica::cli::run(std::env::args_os())
}
