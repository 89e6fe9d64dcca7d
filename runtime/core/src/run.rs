//! From `main` to the exit code.
use crate::App;
use std::process::ExitCode;
pub(crate) fn app<S: Send + Sync + 'static>(_app: App<S>) -> ExitCode {
    ExitCode::FAILURE
}
