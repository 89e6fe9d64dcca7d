//! A panic is a bug of ours: it is told as such, with what a report needs.

use std::{
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    process::ExitCode,
};

/// Runs the program; a panic becomes exit code 3.
pub(crate) fn guard(program: impl FnOnce() -> u8) -> ExitCode {
    panic::set_hook(Box::new(tell));
    let code = panic::catch_unwind(AssertUnwindSafe(program)).unwrap_or(3);
    drop(panic::take_hook());
    ExitCode::from(code)
}

fn tell(info: &PanicHookInfo<'_>) {
    let what = info.payload_as_str().unwrap_or("no words");
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let words = [
        format!("internal error: {what} ({place})"),
        format!(
            "  = note: this is a bug of tonica {}; your input is not to blame",
            env!("CARGO_PKG_VERSION")
        ),
        "  = note: what was half-way written is taken back by the next run".to_owned(),
        "  = help: please report it with the command, service.yaml and the protos".to_owned(),
    ];
    for line in words {
        super::console::tell(&line);
    }
}
