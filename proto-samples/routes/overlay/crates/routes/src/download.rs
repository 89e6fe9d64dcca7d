//! `GET /files/{ticket}/{*name}`, in the group `/public`.

use std::sync::Arc;

use axum::extract::{Path, State};
use tonica_routes::{Code, Error};

/// Gets what was filed with a ticket.
#[utoipa::path(
    get,
    path = "/files/{ticket}/{name}",
    params(("ticket" = String, Path), ("name" = String, Path)),
    responses((status = 200, description = "The file", content_type = "application/octet-stream", body = String))
)]
pub async fn download(
    State(state): State<Arc<desk_core::State>>,
    Path((ticket, name)): Path<(String, String)>,
) -> Result<Vec<u8>, Error> {
    let path = format!("{ticket}/{name}");
    let found = state.files().get(&path).cloned();
    found.ok_or_else(|| Error::new(Code::NotFound, format!("there is no file {path:?}")))
}

#[cfg(test)]
mod tests {
    use desk_clients::Clients;

    use super::*;

    #[tokio::test]
    async fn a_file_that_is_not_there_is_not_found() {
        let state = Arc::new(desk_core::State::new(Clients::test(), None));
        let path = Path(("1".to_owned(), "a".to_owned()));
        let error = download(State(state), path).await.expect_err("no file");
        assert_eq!(error.to_string(), "there is no file \"1/a\"");
    }
}
