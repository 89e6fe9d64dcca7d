//! What can go wrong with a call on its way: which status it becomes, and what it means to a further
//! attempt. A status that is handed out names the service and nothing of where it is; that is its
//! source, for logs and for callers in this process.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use h2::Reason;
use tonic::{Code, Status};

/// A failed attempt.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) fault: Fault,
    pub(super) status: Status,
}

/// How far an attempt came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The service can't have seen the request.
    Unsent,
    /// Its connection was lost: nobody knows.
    Lost,
    /// The service, or something before it, answered with the status.
    Answered,
    /// The request can't be sent to any endpoint.
    Ours,
}

impl Failure {
    pub(super) fn answered(status: Status) -> Self {
        let fault = Fault::Answered;
        Self { fault, status }
    }

    /// An answer that is no answer of gRPC's.
    pub(super) fn garbled(code: Code, what: impl Into<String>, of: &str) -> Self {
        Self::answered(with_detail(
            Status::new(code, format!("the answer of {of} can't be read")),
            what,
        ))
    }

    /// What an error of HTTP/2 means to the call that it ends.
    pub(super) fn of(error: &h2::Error, service: &str) -> Self {
        let (fault, code) = judged(error);
        let what = match (fault, code) {
            (Fault::Unsent, _) => format!("{service} took no call"),
            (Fault::Lost, _) => format!("the connection to {service} was lost"),
            (_, Code::Cancelled) => format!("{service} took the call back"),
            _ => format!("{service} broke off the call"),
        };
        let status = with_detail(Status::new(code, what), chain(error));
        Self { fault, status }
    }
}

fn judged(error: &h2::Error) -> (Fault, Code) {
    // A server that goes away says which calls it still answers; only the others end so.
    if error.is_go_away() && error.is_remote() {
        return (Fault::Unsent, Code::Unavailable);
    }
    if !error.is_reset() {
        return (Fault::Lost, Code::Unavailable);
    }
    match error.reason() {
        Some(Reason::REFUSED_STREAM) => (Fault::Unsent, Code::Unavailable),
        reason => (Fault::Answered, code(reason)),
    }
}

/// As <https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#errors> maps them.
fn code(reason: Option<Reason>) -> Code {
    match reason {
        Some(Reason::CANCEL) => Code::Cancelled,
        Some(Reason::ENHANCE_YOUR_CALM) => Code::ResourceExhausted,
        Some(Reason::INADEQUATE_SECURITY) => Code::PermissionDenied,
        _ => Code::Internal,
    }
}

/// The code for an answer that has an HTTP status instead of one of gRPC, as
/// <https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md> has it.
pub(super) fn of_http(status: http::StatusCode) -> Code {
    match status.as_u16() {
        400 => Code::Internal,
        401 => Code::Unauthenticated,
        403 => Code::PermissionDenied,
        404 => Code::Unimplemented,
        429 | 502..=504 => Code::Unavailable,
        _ => Code::Unknown,
    }
}

/// The status with what the caller elsewhere isn't told.
pub(super) fn with_detail(mut status: Status, detail: impl Into<String>) -> Status {
    status.set_source(Arc::new(Detail(detail.into())));
    status
}

/// More about a status.
struct Detail(String);

impl fmt::Display for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

// A status shows its source so.
impl fmt::Debug for Detail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl StdError for Detail {}

/// The error with its causes in one line.
pub(super) fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        if !line.ends_with(&text) {
            line = format!("{line}: {text}");
        }
        cause = error.source();
    }
    line
}
