//! What an app is made of: parts (services, routes, workers, consumers) and the clients that a State is opened with.

use std::sync::Arc;

use crate::{Component, Error, Role, Setting, Start};

/// One kind of work of an app: what `tonica_grpc::services(…)` and the like return.
pub trait Part<S>: Send {
    /// The kind of work; the mode decides by it whether the part is built.
    fn role(&self) -> Role;

    /// What the part holds: what can be selected by name, as in `APP_SERVICES`, or what is just counted.
    fn names(&self) -> Vec<&'static str>;

    /// The part's rows of the table of settings.
    fn settings(&self) -> Vec<Setting>;

    /// Whether the State must be open before [`Part::build`]. A mode with no such part opens none.
    fn needs_state(&self) -> bool;

    /// Makes the components to run. Called in modes that hold the role, once the State is open.
    ///
    /// `state` is `None` where no part of the mode needs it.
    ///
    /// # Errors
    /// What keeps the part from running at all; a server that is away is no such thing.
    fn build(
        self: Box<Self>,
        start: &Start,
        state: Option<Arc<S>>,
    ) -> Result<Vec<Box<dyn Component>>, Error>;
}

/// The clients that a State is opened with; generated.
pub trait Connect: Sized {
    /// The clients' rows of the table of settings, such as the addresses of remote services.
    fn settings() -> Vec<Setting>;

    /// Makes the clients. Never waits for a server.
    ///
    /// # Errors
    /// A setting that can't be used.
    fn connect(start: &Start) -> Result<Self, Error>;
}

impl Connect for () {
    fn settings() -> Vec<Setting> {
        Vec::new()
    }

    fn connect(_: &Start) -> Result<Self, Error> {
        Ok(())
    }
}
