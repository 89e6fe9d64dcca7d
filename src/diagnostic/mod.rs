//! What the program tells a user about bad input: message, place, help. Each phase
//! collects all it finds in one `Diagnostics`; nothing here reads a file or exits.

mod nearest;
mod render;
mod source;

use std::sync::Arc;

pub(crate) use nearest::nearest;
pub use source::{Source, Span};

/// What a diagnostic means for the run; the order is that of the exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The run goes on: exit code 0, or 2 with `--deny-warnings`.
    Warning,
    /// The input is fine, but what was asked for is refused: exit code 1.
    Refusal,
    /// The input or the use is wrong: exit code 2.
    Error,
    /// The tool itself is wrong: exit code 3.
    Bug,
}

/// Another place that a diagnostic speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub at: Span,
    /// What is there: `first defined here`.
    pub text: String,
}

/// One thing that a user is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it means for the run.
    pub severity: Severity,
    /// What is wrong, in one line that begins in lower case and has no full stop.
    pub message: String,
    /// Where, with what stands below the marks.
    pub at: Option<Label>,
    /// Other places, in the order in which they are to be read.
    pub labels: Vec<Label>,
    /// Facts that explain the message, a line each.
    pub notes: Vec<String>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error of the input, without a place as yet.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new(Severity::Error, message)
    }

    /// A warning, without a place as yet.
    pub fn warning(message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, message)
    }

    /// A refusal, without a place as yet.
    pub fn refusal(message: impl Into<String>) -> Self {
        Self::new(Severity::Refusal, message)
    }

    /// A diagnostic of any severity, without a place as yet.
    pub fn new(severity: Severity, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            severity,
            message,
            at: None,
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
        }
    }

    /// Puts it at a place; `text` stands below the marks and may be empty.
    #[must_use]
    pub fn at(mut self, at: Span, text: impl Into<String>) -> Self {
        self.at = Some(Label {
            at,
            text: text.into(),
        });
        self
    }

    /// Adds another place that it speaks of.
    #[must_use]
    pub fn label(mut self, at: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label {
            at,
            text: text.into(),
        });
        self
    }

    /// Adds a fact that explains the message.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Path, line and column (both from 1) of its place.
    pub fn position(&self) -> Option<(&str, usize, usize)> {
        let at = &self.at.as_ref()?.at;
        let (line, column) = at.source.position(at.range.start);
        Some((at.source.path.as_str(), line, column))
    }
}

/// All that one phase found, in the order in which it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// None as yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds all of another phase.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether anything is worse than a warning.
    pub fn failed(&self) -> bool {
        self.0.iter().any(|one| one.severity > Severity::Warning)
    }

    /// The exit code that the worst one asks for.
    pub fn exit_code(&self) -> u8 {
        match self.0.iter().map(|one| one.severity).max() {
            None | Some(Severity::Warning) => 0,
            Some(Severity::Refusal) => 1,
            Some(Severity::Error) => 2,
            Some(Severity::Bug) => 3,
        }
    }

    /// Makes errors of the warnings (`--deny-warnings`).
    pub fn deny_warnings(&mut self) {
        for one in &mut self.0 {
            if one.severity == Severity::Warning {
                one.severity = Severity::Error;
            }
        }
    }

    /// The text for a terminal, one blank line between two; ends with a line feed.
    /// `colour` adds ANSI styles.
    pub fn render(&self, colour: bool) -> String {
        render::all(&self.0, colour)
    }

    /// Sorts by place: path, then position; those without a place come first.
    /// Equal ones are shown once.
    pub(crate) fn sort(&mut self) {
        self.0.sort_by(|a, b| key(a).cmp(&key(b)));
        self.0.dedup();
    }
}

fn key(one: &Diagnostic) -> Option<(&str, usize)> {
    one.at
        .as_ref()
        .map(|label| (label.at.source.path.as_str(), label.at.range.start))
}

impl From<Diagnostic> for Diagnostics {
    fn from(one: Diagnostic) -> Self {
        Self(vec![one])
    }
}

impl std::fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}

/// A text with its path, shared by all places in it.
pub(crate) fn source(path: impl Into<String>, text: impl Into<String>) -> Arc<Source> {
    Arc::new(Source {
        path: path.into(),
        text: text.into(),
    })
}
