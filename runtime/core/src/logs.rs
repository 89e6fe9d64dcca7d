//! Logs: lines of text or JSON on standard error, filtered by level and target. Panics are logged too.

use std::backtrace::Backtrace;
use std::io::{IsTerminal, stderr};
use std::panic;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Layer, fmt, registry};

use crate::Error;
use crate::values::Values;

/// Sends logs to standard error from now on, as `LOG_LEVEL` and `LOG_FORMAT` say.
pub(crate) fn start(values: &Values) -> Result<(), Error> {
    let filter = filter(values.get("LOG_LEVEL").unwrap_or("info"))
        .map_err(|problem| Error::config("LOG_LEVEL", problem))?;
    let line = fmt::layer()
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal());
    let layer = match values.get("LOG_FORMAT") {
        Some("json") => line.json().flatten_event(true).boxed(),
        _ => line.boxed(),
    };
    tracing::subscriber::set_global_default(registry().with(layer.with_filter(filter)))
        .map_err(|error| Error::new("logs are started already").because(error))?;
    panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("no message");
        let backtrace = Backtrace::force_capture();
        tracing::error!(place, %backtrace, "panic: {message}");
    }));
    Ok(())
}

/// What is wrong with a value of `LOG_LEVEL`.
pub(crate) fn check(value: &str) -> Result<(), String> {
    filter(value).map(drop)
}

/// `info`, `hyper=warn`, or several with commas between. (The parser of [`Targets`] itself takes a
/// misspelt level for the name of a target.)
fn filter(value: &str) -> Result<Targets, String> {
    let wrong = || {
        "is no level (off, error, warn, info, debug, trace), nor target=level with commas between"
            .to_owned()
    };
    let mut targets = Targets::new();
    for directive in value.split(',').map(str::trim) {
        let (target, level) = match directive.split_once('=') {
            Some((target, level)) => (Some(target), level),
            None => (None, directive),
        };
        let level: LevelFilter = level.parse().map_err(|_| wrong())?;
        targets = match target {
            Some(target) => targets.with_target(target, level),
            None => targets.with_default(level),
        };
    }
    Ok(targets)
}
