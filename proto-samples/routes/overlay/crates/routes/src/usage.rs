//! `GET /admin/usage`, in the group `/admin`, since it lies below it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

/// How much there is.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Usage {
    pub files: usize,
    pub bytes: usize,
}

/// Tells how much is filed.
#[utoipa::path(
    get,
    path = "/admin/usage",
    responses((status = 200, description = "All files together", body = Usage))
)]
pub async fn usage(State(state): State<Arc<desk_core::State>>) -> Json<Usage> {
    let files = state.files();
    Json(Usage {
        files: files.len(),
        bytes: files.values().map(Vec::len).sum(),
    })
}

#[cfg(test)]
mod tests {
    use desk_clients::Clients;

    use super::*;

    #[tokio::test]
    async fn files_are_counted() {
        let state = Arc::new(desk_core::State::new(Clients::test(), None));
        state.files().insert("1/a".to_owned(), vec![0; 7]);
        let Json(usage) = usage(State(state)).await;
        assert_eq!(usage, Usage { files: 1, bytes: 7 });
    }
}
