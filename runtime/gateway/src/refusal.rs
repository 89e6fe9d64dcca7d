//! What the gateway itself refuses, each with its HTTP status, its gRPC code and a reason for
//! programs. A service's own errors are not among it.

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Method, Response, StatusCode, header};
use tonic::Code;

use crate::body::Reply;
use crate::problem::Problem;
use crate::router::Router;

/// The answer where no route serves the method at the path: to OPTIONS what is served there, else
/// 405, or 404. `allow`: the methods that are served at the path.
pub(crate) fn unserved(
    router: &Router,
    head: &Parts,
    allow: Option<String>,
) -> Result<Response<Reply>, Problem> {
    let path = head.uri.path();
    let allow = allow.ok_or_else(|| not_found(router, path))?;
    if head.method == Method::OPTIONS {
        let mut response = Response::new(Reply::Whole(Bytes::new()));
        *response.status_mut() = StatusCode::NO_CONTENT;
        if let Ok(allow) = HeaderValue::from_str(&allow) {
            response.headers_mut().insert(header::ALLOW, allow);
        }
        return Ok(response);
    }
    let problem = Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        Code::Unimplemented,
        format!(
            "{} is not served at {path}; these are: {allow}",
            head.method
        ),
        "METHOD_NOT_ALLOWED",
        ("allow", allow.clone()),
    );
    Err(problem.with(header::ALLOW, &allow))
}

/// The methods served at a path, as `Allow` lists them; `None` where none is. `is_page`: GET is,
/// without a route.
pub(crate) fn methods(router: &Router, path: &str, is_page: bool) -> Option<String> {
    let mut methods = router.methods(path);
    if is_page {
        methods.push("GET");
    }
    if methods.is_empty() {
        return None;
    }
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.push("OPTIONS");
    methods.sort_unstable();
    methods.dedup();
    Some(methods.join(", "))
}

fn not_found(router: &Router, path: &str) -> Problem {
    let bare = path.trim_end_matches('/');
    let hint = if bare != path && !router.methods(bare).is_empty() {
        format!("; {bare}, without the slash at its end, is")
    } else {
        String::new()
    };
    Problem::new(
        StatusCode::NOT_FOUND,
        Code::NotFound,
        format!("{path} is not served here{hint}"),
        "PATH_NOT_FOUND",
        ("path", path.to_owned()),
    )
}

/// 406 where the sender takes none of these media types.
pub(crate) fn not_acceptable(offers: &[&str]) -> Problem {
    let offers = offers.join(", ");
    Problem::new(
        StatusCode::NOT_ACCEPTABLE,
        Code::InvalidArgument,
        format!("the request's Accept header takes none of: {offers}"),
        "MEDIA_TYPE_NOT_ACCEPTABLE",
        ("offered", offers),
    )
}

/// 415 for a body that is none of these media types.
pub(crate) fn unsupported(accepted: &[&str]) -> Problem {
    let accepted = accepted.join(", ");
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::InvalidArgument,
        format!("the request's body must be {accepted}"),
        "MEDIA_TYPE_NOT_SUPPORTED",
        ("accepted", accepted),
    )
}

/// 413 for one message of a body that has more than `limit` bytes; `which` one it is.
pub(crate) fn message_too_large(which: &str, limit: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        Code::ResourceExhausted,
        format!("{which} of the request's body is larger than {limit} bytes"),
        "MESSAGE_TOO_LARGE",
        ("limit", limit.to_string()),
    )
}

/// 408 for a body of which nothing more came, or no whole message.
pub(crate) fn stalled(patience: std::time::Duration) -> Problem {
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        Code::DeadlineExceeded,
        format!("the next part of the request's body did not arrive within {patience:?}"),
        "BODY_TOO_SLOW",
        ("patience", format!("{patience:?}")),
    )
}

/// 413 for a body of more than `limit` bytes.
pub(crate) fn too_large(limit: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        Code::ResourceExhausted,
        format!("the request's body is larger than {limit} bytes"),
        "BODY_TOO_LARGE",
        ("limit", limit.to_string()),
    )
}

/// 408 for a body that takes longer than this to arrive.
pub(crate) fn too_slow(patience: std::time::Duration) -> Problem {
    Problem::new(
        StatusCode::REQUEST_TIMEOUT,
        Code::DeadlineExceeded,
        format!("the request's body did not arrive within {patience:?}"),
        "BODY_TOO_SLOW",
        ("patience", format!("{patience:?}")),
    )
}

/// 400 for a body that ends before its end; `length` bytes of it came.
pub(crate) fn broken_off(length: u64) -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        Code::InvalidArgument,
        format!("the request's body broke off after {length} bytes"),
        "BODY_INCOMPLETE",
        ("length", length.to_string()),
    )
}

/// 406 where the sender takes an answer neither as it is nor in one of these codings.
pub(crate) fn no_coding(offers: &str) -> Problem {
    Problem::new(
        StatusCode::NOT_ACCEPTABLE,
        Code::InvalidArgument,
        format!(
            "the request's Accept-Encoding refuses an answer as it is and takes none of: {offers}"
        ),
        "CONTENT_CODING_NOT_ACCEPTABLE",
        ("offered", offers.to_owned()),
    )
}

/// 415 for a body in another content coding than one of these.
pub(crate) fn no_such_coding(known: &str) -> Problem {
    Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        Code::InvalidArgument,
        format!("the request's Content-Encoding must be one of: {known}"),
        "CONTENT_CODING_NOT_SUPPORTED",
        ("accepted", known.to_owned()),
    )
    .with(header::ACCEPT_ENCODING, known)
}

/// 400 for a body that isn't in the content coding that it says, or ends in the middle of it.
pub(crate) fn garbled(coding: &str) -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        Code::InvalidArgument,
        format!(
            "the request's body is no {coding}, which its Content-Encoding says, or ends early"
        ),
        "BODY_GARBLED",
        ("coding", coding.to_owned()),
    )
}
