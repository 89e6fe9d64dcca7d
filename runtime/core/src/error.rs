//! The one error of start and life: what was being done, why it failed, and the exit code it means.
//! It is no `std::error::Error` itself, so that `?` takes any of those.

use std::error::Error as StdError;
use std::fmt;

/// Any error as a box, as `http_body` and `tower` know it.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Why a process can't start or a component can't go on.
///
/// `?` turns every `std::error::Error` into one. `Display` writes the whole chain in one line.
pub struct Error {
    kind: Kind,
    message: String,
    source: Option<BoxError>,
    others: Vec<Error>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Failed,
    Config,
}

impl Error {
    /// A failure at run time: the process ends with exit code 1 if nothing restarts what failed.
    pub fn new(message: impl Into<String>) -> Self {
        Self::of(Kind::Failed, message.into())
    }

    /// A wrong value of `setting`, such as `APP_PORT`: the process ends with exit code 2.
    ///
    /// `message` says what is wrong and what to do; it must not hold a secret's value.
    pub fn config(setting: &str, message: impl fmt::Display) -> Self {
        Self::of(Kind::Config, format!("{setting}: {message}"))
    }

    /// Many errors as one, so that all are told at once. `Ok` when there are none.
    ///
    /// # Errors
    /// The first error, with the others in it.
    pub fn all(errors: Vec<Error>) -> Result<(), Error> {
        let mut errors = errors.into_iter();
        let Some(mut first) = errors.next() else {
            return Ok(());
        };
        first.others.extend(errors);
        Err(first)
    }

    /// The same error with its cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<BoxError>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Whether it is about configuration, which no restart mends.
    pub fn is_config(&self) -> bool {
        self.kind == Kind::Config || self.others.iter().any(Error::is_config)
    }

    /// One line for each error that this one holds, its own first.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = vec![self.line()];
        lines.extend(self.others.iter().flat_map(Error::lines));
        lines
    }

    /// The same error, with the component that had it; one of a setting names that already.
    pub(crate) fn of_component(mut self, name: &str) -> Self {
        if self.kind == Kind::Failed {
            self.message = format!("{name}: {}", self.message);
        }
        self
    }

    fn of(kind: Kind, message: String) -> Self {
        Self {
            kind,
            message,
            source: None,
            others: Vec::new(),
        }
    }

    fn line(&self) -> String {
        let source = self.source.as_deref().map(|source| source as &dyn StdError);
        chain(self.message.clone(), source)
    }
}

/// `message: cause: its cause …`; a cause that the text before it already ends with is not repeated.
fn chain(message: String, mut cause: Option<&(dyn StdError + 'static)>) -> String {
    let mut line = message;
    while let Some(error) = cause {
        let text = error.to_string();
        if !line.ends_with(&text) {
            line.push_str(": ");
            line.push_str(&text);
        }
        cause = error.source();
    }
    line
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines().join("; "))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self::new(chain(error.to_string(), error.source()))
    }
}

impl From<Error> for BoxError {
    fn from(error: Error) -> Self {
        error.to_string().into()
    }
}
