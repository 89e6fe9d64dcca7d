//! What a handler answers when it can't do what it is asked, and how it becomes the gateway's.

use std::fmt;

use axum::Json;
use axum::body::{Body, HttpBody, to_bytes};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use tonic::{Code, Status};
use tonica_gateway::{CustomError, http_status};

/// A plain text of more bytes is an answer, no message.
const LONGEST: u64 = 8 << 10;

/// An error, told to the caller in the gateway's own shape: a code, a message, and details where a
/// service gave them. `?` makes it of the [`Status`] that a call through clients ends with.
#[derive(Clone, Debug)]
pub struct Error(Status);

impl Error {
    /// An error with a code, which decides the HTTP status, and what the caller is told.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self(Status::new(code, message))
    }

    /// 501: what is not there yet.
    pub fn unimplemented(message: impl Into<String>) -> Self {
        Self::new(Code::Unimplemented, message)
    }

    /// Code, message and details.
    #[must_use]
    pub fn status(&self) -> &Status {
        &self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.message())
    }
}

impl std::error::Error for Error {}

impl From<Status> for Error {
    fn from(status: Status) -> Self {
        Self(status)
    }
}

/// Also told where no gateway stands before the handler: in a test.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let Self(status) = self;
        let body = serde_json::json!({
            "code": status.code() as i32,
            "message": status.message(),
            "details": [],
        });
        let mut response = (http_status(status.code()), Json(body)).into_response();
        response.extensions_mut().insert(status);
        response
    }
}

/// An answer as it is, or the error that it tells.
pub(crate) async fn told(response: Response) -> Result<Response, CustomError> {
    let (mut head, body) = response.into_parts();
    let http = head.status;
    if !(http.is_client_error() || http.is_server_error()) {
        return Ok(Response::from_parts(head, body));
    }
    let status = match head.extensions.remove() {
        Some(status) => status,
        None if is_message(&head.headers, &body) => {
            let text = to_bytes(body, usize::MAX).await.unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            let message = if text.trim().is_empty() {
                http.canonical_reason().unwrap_or_default()
            } else {
                text.trim()
            };
            Status::new(code(http), message)
        }
        None => return Ok(Response::from_parts(head, body)),
    };
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH] {
        head.headers.remove(name);
    }
    Err(CustomError {
        http,
        status,
        headers: head.headers,
    })
}

/// Whether an error's body is a short plain text or nothing.
fn is_message(headers: &HeaderMap, body: &Body) -> bool {
    let length = body.size_hint().exact();
    match headers.get(header::CONTENT_TYPE) {
        None => length == Some(0),
        Some(value) => {
            value.as_bytes().starts_with(b"text/plain")
                && length.is_some_and(|length| length <= LONGEST)
        }
    }
}

/// The gRPC code that is nearest to an HTTP status.
fn code(http: StatusCode) -> Code {
    match http {
        StatusCode::UNAUTHORIZED => Code::Unauthenticated,
        StatusCode::FORBIDDEN => Code::PermissionDenied,
        StatusCode::NOT_FOUND | StatusCode::GONE => Code::NotFound,
        StatusCode::CONFLICT => Code::Aborted,
        StatusCode::PRECONDITION_FAILED => Code::FailedPrecondition,
        StatusCode::PAYLOAD_TOO_LARGE | StatusCode::TOO_MANY_REQUESTS => Code::ResourceExhausted,
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Code::DeadlineExceeded,
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => Code::Unimplemented,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        http if http.is_client_error() => Code::InvalidArgument,
        _ => Code::Internal,
    }
}
