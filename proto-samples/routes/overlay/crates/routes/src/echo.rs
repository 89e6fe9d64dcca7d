//! `POST /admin/echo`, in the group `/admin`, since it lies below it.

use axum::body::Body;

/// Sends a body back as it comes, to see what stands in between.
#[utoipa::path(
    post,
    path = "/admin/echo",
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 200, description = "The same", content_type = "application/octet-stream", body = String))
)]
pub async fn echo(body: Body) -> Body {
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_comes_back() {
        let body = echo(Body::from("hello")).await;
        let bytes = axum::body::to_bytes(body, 9).await.expect("it is whole");
        assert_eq!(bytes, "hello");
    }
}
