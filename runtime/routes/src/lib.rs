//! Routes of the gateway that no rpc stands behind: axum handlers, in groups that have layers in
//! common, described by utoipa. Adapts them to tonica-gateway, which finds the route of a request
//! and whose rules they pass; routes nothing itself but what axum needs for its extractors.
//!
//! - **Errors**: a handler's [`Error`] is told in the gateway's own shape. So is any answer of 4xx or
//!   5xx with a short plain text or with nothing, such as what axum says of a bad request body.
//! - **Bodies**: what an extractor holds whole (`Json`, `Bytes`, …) is at most as large as
//!   `GATEWAY_MAX_BODY` allows; a `DefaultBodyLimit` in a group or on a route says otherwise. A
//!   handler that takes the `Body` itself reads as much as it likes.
//! - **Groups**: their layers lie around those of the groups below them: `/`, then `/api`, then
//!   `/api/v1`, then the handler.
//! - **What handlers find**: the request's id in `x-request-id`, the caller's address as
//!   `Extension<SocketAddr>`. Calls that they make through clients carry the ids on.

mod answers;
mod document;
mod error;
mod groups;
mod route;
mod schemas;

use tonica_runtime::Part;

pub use document::described;
pub use error::Error;
pub use route::{Route, Routes};
pub use tonic::{Code, Status};

/// The part that serves a project's routes: those of rpcs by the tables alone, and the custom ones.
///
/// `tables` is called once when the app is put together, `routes` when the State is open.
pub fn routes<S, T, R>(tables: T, routes: R) -> impl Part<S>
where
    S: Send + Sync + 'static,
    T: FnOnce() -> tonica_gateway::Routes,
    R: FnOnce() -> Routes<S> + Send + 'static,
{
    tonica_gateway::routes_with(tables, |start, state, tables| {
        let routes = routes();
        tables.openapi = described(tables.openapi, &routes);
        let max_body = tonica_gateway::max_body(&tables.options, start);
        routes.answering(tables.custom, &state, max_body)
    })
}
