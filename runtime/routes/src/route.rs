//! What a project says of its custom routes: a list, as its `wiring.rs` makes it.

use std::sync::Arc;

use axum::Router;
use axum::routing::MethodRouter;
use tonica_gateway::{Custom, CustomRoute};
use tonica_runtime::Error;
use utoipa::openapi::OpenApi;

use crate::answers::Answers;

/// A route, beside its handler.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// Its name in service.yaml.
    pub name: &'static str,
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// As axum writes a path: `/files/{owner}/{*path}`.
    pub path: &'static str,
    /// The group whose layers its requests pass.
    pub group: Option<&'static str>,
    /// What utoipa makes of its handler.
    pub document: fn() -> OpenApi,
}

/// The layers of a group: its routes without them to its routes with them.
pub(crate) type Layers<S> = fn(Router<Arc<S>>, &Arc<S>) -> Router<Arc<S>>;

/// All custom routes of a project.
pub struct Routes<S> {
    pub(crate) groups: Vec<(&'static str, Layers<S>)>,
    pub(crate) routes: Vec<(&'static Route, MethodRouter<Arc<S>>)>,
}

impl<S> Routes<S> {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            groups: Vec::new(),
            routes: Vec::new(),
        }
    }

    /// Adds a group: the path that names it, and what lays its layers.
    #[must_use]
    pub fn group(mut self, path: &'static str, layers: Layers<S>) -> Self {
        self.groups.push((path, layers));
        self
    }

    /// Adds a route, with its handler as axum takes it.
    #[must_use]
    pub fn with(mut self, route: &'static Route, handler: MethodRouter<Arc<S>>) -> Self {
        self.routes.push((route, handler));
        self
    }

    /// What answers them in a gateway with these tables, in which an extractor may hold so many
    /// bytes of a body.
    ///
    /// # Errors
    ///
    /// A route that only one of the two has.
    pub fn answering(
        self,
        tables: &'static [CustomRoute],
        state: &Arc<S>,
        max_body: usize,
    ) -> Result<Arc<dyn Custom>, Error>
    where
        S: Send + Sync + 'static,
    {
        Ok(Arc::new(Answers::new(self, tables, state, max_body)?))
    }
}

impl<S> Default for Routes<S> {
    fn default() -> Self {
        Self::new()
    }
}
