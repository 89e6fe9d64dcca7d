//! Group `/admin`: what every request to one of its routes passes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::AUTHORIZATION;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tonica_routes::{Code, Error};

type Routes = Router<Arc<desk_core::State>>;

/// Lets operators in, and nobody else.
pub fn layers(routes: Routes, state: &Arc<desk_core::State>) -> Routes {
    routes.layer(from_fn_with_state(Arc::clone(state), operators))
}

async fn operators(
    State(state): State<Arc<desk_core::State>>,
    request: Request,
    next: Next,
) -> Result<Response, Error> {
    let given = request.headers().get(AUTHORIZATION);
    let meant = state.admin_token.as_ref();
    let meant = meant.map(|token| format!("Bearer {token}"));
    match (given, meant) {
        (None, _) => Err(Error::new(Code::Unauthenticated, "for operators only")),
        (Some(given), Some(meant)) if given.as_bytes() == meant.as_bytes() => {
            Ok(next.run(request).await)
        }
        _ => Err(Error::new(Code::PermissionDenied, "no operator's token")),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::get;
    use desk_clients::Clients;
    use tower::ServiceExt;

    use super::*;

    async fn status(token: &str) -> u16 {
        let state = desk_core::State::new(Clients::test(), Some("secret".to_owned()));
        let state = Arc::new(state);
        let routes = Router::new().route("/", get(|| async { "in" }));
        let routes = layers(routes, &state).with_state(state);
        let request = Request::get("/").header(AUTHORIZATION, token);
        let request = request.body(Body::empty()).expect("a request");
        let Ok(answer) = routes.oneshot(request).await;
        answer.status().as_u16()
    }

    #[tokio::test]
    async fn only_the_token_opens() {
        assert_eq!(status("Bearer secret").await, 200);
        assert_eq!(status("Bearer guess").await, 403);
    }
}
