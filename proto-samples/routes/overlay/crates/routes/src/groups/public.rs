//! Group `/public`: what every request to one of its routes passes.

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::X_CONTENT_TYPE_OPTIONS;
use axum::middleware::map_response;
use axum::response::Response;
use desk_core::State;

/// Has browsers believe what an answer says that it is: anybody may have filed it.
pub fn layers(routes: Router<Arc<State>>, _state: &Arc<State>) -> Router<Arc<State>> {
    routes.layer(map_response(believed))
}

async fn believed(mut response: Response) -> Response {
    let value = HeaderValue::from_static("nosniff");
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, value);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_header_is_there() {
        let response = believed(Response::default()).await;
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
}
