//! Where words go: data to stdout, everything else to stderr. Nothing else prints.

use std::io::{self, IsTerminal as _};

use serde::Serialize;

use super::args::{Color, Manner};
use crate::diagnostic::Diagnostics;

/// The terminal, or what stands for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Console {
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
    color: bool,
}

impl Console {
    pub(crate) fn new(manner: &Manner) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let color = match manner.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => !plain && io::stderr().is_terminal(),
        };
        Self {
            quiet: manner.quiet,
            verbose: manner.verbose,
            color,
        }
    }

    /// Data, to stdout. A reader that has gone away is no error of ours.
    pub(crate) fn data(self, text: &str) {
        write(io::stdout().lock(), text);
    }

    /// Data as JSON, to stdout.
    pub(crate) fn json(self, value: &impl Serialize) {
        match serde_json::to_string_pretty(value) {
            Ok(text) => self.data(&(text + "\n")),
            Err(error) => self.error(&format!("the result can't be written as JSON: {error}")),
        }
    }

    /// A line for people, to stderr, unless they want quiet.
    pub(crate) fn say(self, line: &str) {
        if !self.quiet {
            tell(line);
        }
    }

    /// A line to stderr, also in quiet.
    pub(crate) fn error(self, line: &str) {
        tell(line);
    }

    /// What is wrong or doubtful, to stderr.
    pub(crate) fn diagnostics(self, diagnostics: &Diagnostics) {
        if diagnostics.failed() || !self.quiet && !diagnostics.is_empty() {
            write(io::stderr().lock(), &diagnostics.render(self.color));
        }
    }
}

/// A line to stderr.
pub(crate) fn tell(line: &str) {
    write(io::stderr().lock(), &format!("{line}\n"));
}

fn write(mut to: impl io::Write, text: &str) {
    drop(to.write_all(text.as_bytes()).and_then(|()| to.flush()));
}
