//! `PUT /files/{ticket}/{*name}`, in the group `/public`.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;

/// Files something with a ticket.
#[utoipa::path(
    put,
    path = "/files/{ticket}/{name}",
    params(("ticket" = String, Path), ("name" = String, Path)),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 204, description = "It is there"))
)]
pub async fn upload(
    State(state): State<Arc<desk_core::State>>,
    Path((ticket, name)): Path<(String, String)>,
    body: Bytes,
) -> StatusCode {
    let path = format!("{ticket}/{name}");
    state.files().insert(path, body.into());
    StatusCode::NO_CONTENT
}

#[cfg(test)]
mod tests {
    use desk_clients::Clients;

    use super::*;

    #[tokio::test]
    async fn a_file_is_kept_by_its_path() {
        let state = Arc::new(desk_core::State::new(Clients::test(), None));
        let path = Path(("1".to_owned(), "a/b.txt".to_owned()));
        let answer = upload(State(Arc::clone(&state)), path, Bytes::from("hello")).await;
        assert_eq!(answer, StatusCode::NO_CONTENT);
        assert_eq!(state.files()["1/a/b.txt"], b"hello");
    }
}
