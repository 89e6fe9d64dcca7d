//! `DELETE /admin/files`, in the group `/admin`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

/// Throws all files away.
#[utoipa::path(
    delete,
    path = "/admin/files",
    responses((status = 204, description = "They are gone"))
)]
pub async fn purge(State(state): State<Arc<desk_core::State>>) -> StatusCode {
    state.files().clear();
    StatusCode::NO_CONTENT
}

#[cfg(test)]
mod tests {
    use desk_clients::Clients;

    use super::*;

    #[tokio::test]
    async fn nothing_is_left() {
        let state = Arc::new(desk_core::State::new(Clients::test(), None));
        state.files().insert("1/a".to_owned(), Vec::new());
        purge(State(Arc::clone(&state))).await;
        assert!(state.files().is_empty());
    }
}
