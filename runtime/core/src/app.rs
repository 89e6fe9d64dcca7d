//! An app as its `main` writes it: a State, parts, and one `run`.

use std::process::ExitCode;

use futures_util::future::LocalBoxFuture;

use crate::{Connect, Error, Mode, Part, Setting, Start};

/// What a binary knows of itself at compile time; made by [`crate::app!`].
#[derive(Clone, Copy, Debug)]
pub struct Build {
    /// The binary's name; `APP_NAME` overrides it.
    pub name: &'static str,
    /// The package's version.
    pub version: &'static str,
    /// The commit, where `GIT_SHA` was set at compile time.
    pub git: Option<&'static str>,
}

/// A process to be: see [`crate::app!`].
pub struct App<S> {
    pub(crate) build: Build,
    pub(crate) only: Option<Mode>,
    pub(crate) settings: Vec<Setting>,
    pub(crate) open: Open<S>,
    pub(crate) parts: Vec<Box<dyn Part<S>>>,
}

/// Opens the State.
pub(crate) type Open<S> = Box<dyn FnOnce(Start) -> LocalBoxFuture<'static, Result<S, Error>>>;

impl App<()> {
    /// An app without State or parts; what [`crate::app!`] calls.
    pub fn new(build: Build) -> Self {
        let open: Open<()> = Box::new(|_| Box::pin(async { Ok(()) }));
        Self {
            build,
            only: None,
            settings: Vec::new(),
            open,
            parts: Vec::new(),
        }
    }

    /// How the State is opened: before all parts that need it, dropped after all of them. To be
    /// called before [`App::with`]: parts belong to a State.
    ///
    /// # Panics
    /// After [`App::with`].
    pub fn state<S, C, F>(self, open: F) -> App<S>
    where
        C: Connect,
        F: AsyncFnOnce(&Start, C) -> Result<S, Error> + 'static,
        S: Send + Sync + 'static,
    {
        assert!(self.parts.is_empty(), "App::state comes before App::with");
        let mut settings = self.settings;
        settings.extend(C::settings());
        let open: Open<S> = Box::new(|start| {
            Box::pin(async move {
                let clients = C::connect(&start)?;
                open(&start, clients).await
            })
        });
        App {
            build: self.build,
            only: self.only,
            settings,
            open,
            parts: Vec::new(),
        }
    }
}

impl<S: Send + Sync + 'static> App<S> {
    /// This binary runs that mode alone; another one asked for is an error (exit code 2).
    #[must_use]
    pub fn only(mut self, mode: Mode) -> Self {
        self.only = Some(mode);
        self
    }

    /// Adds services, routes, workers or consumers.
    #[must_use]
    pub fn with(mut self, part: impl Part<S> + 'static) -> Self {
        self.settings.extend(part.settings());
        self.parts.push(Box::new(part));
        self
    }

    /// Runs the app until it is stopped; returns the exit code: 0 drained, 1 a component failed,
    /// 2 wrong configuration, 3 a deadline passed, 128+n forced by a second signal n.
    pub fn run(self) -> ExitCode {
        crate::run::app(self)
    }
}
