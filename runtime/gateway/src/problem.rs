//! Errors as answers: one type for what the gateway itself refuses and for what a service
//! answers, written as JSON google.rpc.Status or in the shape of AIP-193.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use tonic::{Code, Status};

use crate::body::Reply;
use crate::details::{Details, string};
use crate::table::Errors;
use crate::{code, media, metadata};

/// An error on its way to the client.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) details: Details,
    /// Headers beside the body: `Allow` of a 405, a service's metadata.
    pub(crate) headers: Option<Box<HeaderMap>>,
}

/// How many violations an error's message tells, and how many its details list: an answer is
/// not much longer than the request, however wrong that is.
const IN_MESSAGE: usize = 5;
const LISTED: usize = 100;

/// What is wrong with one field of a request.
#[derive(Debug, Clone)]
pub(crate) struct Violation {
    pub(crate) field: String,
    pub(crate) description: String,
    /// For programs, as `google.rpc.BadRequest` has it: `UNKNOWN_FIELD`.
    pub(crate) reason: &'static str,
}

impl Violation {
    pub(crate) fn new(field: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            description: description.into(),
            reason: "INVALID_VALUE",
        }
    }

    pub(crate) fn because(mut self, reason: &'static str) -> Self {
        self.reason = reason;
        self
    }
}

impl Problem {
    /// An error of the gateway's own, with a reason for programs and one fact beside it.
    pub(crate) fn new(
        status: StatusCode,
        code: Code,
        message: String,
        reason: &'static str,
        fact: (&'static str, String),
    ) -> Self {
        Self {
            status,
            code,
            message,
            details: Details::Info(reason, fact.0, fact.1),
            headers: None,
        }
    }

    /// A request whose fields can't be bound.
    pub(crate) fn bad_request(mut violations: Vec<Violation>) -> Self {
        let mut message = String::from("the request is not valid");
        for (at, violation) in violations.iter().take(IN_MESSAGE).enumerate() {
            message.push_str(if at == 0 { ": " } else { "; " });
            // Descriptions say what the field does: `has "x", which is no number`.
            match &*violation.field {
                "" => message.push_str("the body "),
                field => message.extend([field, ": "]),
            }
            message.push_str(&violation.description);
        }
        if let Some(more @ 1..) = violations.len().checked_sub(IN_MESSAGE) {
            message.push_str(&format!("; and {more} more"));
        }
        violations.truncate(LISTED);
        Self {
            status: StatusCode::BAD_REQUEST,
            code: Code::InvalidArgument,
            message,
            details: Details::BadRequest(violations),
            headers: None,
        }
    }

    /// The same with a header that tells what would be taken instead.
    pub(crate) fn with(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::try_from(value) {
            self.headers.get_or_insert_default().insert(name, value);
        }
        self
    }

    /// Our own fault: what went wrong goes to the log, not to the client.
    pub(crate) fn internal(message: &str) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: Code::Internal,
            message: message.to_owned(),
            details: Details::None,
            headers: None,
        }
    }

    /// The answer that tells it.
    pub(crate) fn response(
        &self,
        shape: Errors,
        options: &tonica_json::Options,
    ) -> Response<Reply> {
        let mut response = Response::new(Reply::Whole(self.body(shape, options).into()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        if let Some(more) = &self.headers {
            headers.clone_from(more);
        }
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media::JSON));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }

    /// The JSON body.
    pub(crate) fn body(&self, shape: Errors, options: &tonica_json::Options) -> Vec<u8> {
        let mut out = Vec::with_capacity(128 + self.message.len());
        match shape {
            Errors::Status => {
                out.extend_from_slice(b"{\"code\":");
                out.extend_from_slice((self.code as i32).to_string().as_bytes());
            }
            Errors::Aip193 => {
                out.extend_from_slice(b"{\"error\":{\"code\":");
                out.extend_from_slice(self.status.as_str().as_bytes());
            }
        }
        out.extend_from_slice(b",\"message\":");
        string(&self.message, &mut out);
        if shape == Errors::Aip193 {
            out.extend_from_slice(b",\"status\":");
            string(tonica_grpc::code_name(self.code), &mut out);
        }
        out.extend_from_slice(b",\"details\":[");
        self.details.write(options, &mut out);
        out.extend_from_slice(b"]}");
        if shape == Errors::Aip193 {
            out.push(b'}');
        }
        out
    }
}

impl From<Status> for Problem {
    fn from(status: Status) -> Self {
        Self {
            status: code::status(status.code()),
            code: status.code(),
            message: status.message().to_owned(),
            details: Details::Status(Bytes::copy_from_slice(status.details())),
            headers: said(&status),
        }
    }
}

/// A service's metadata as headers, where it has some.
fn said(status: &Status) -> Option<Box<HeaderMap>> {
    let metadata = status.metadata();
    if metadata.is_empty() {
        return None;
    }
    let mut headers = HeaderMap::new();
    metadata::outgoing(metadata.clone(), &mut headers);
    // That of an answer, which this is not.
    headers.remove(header::ETAG);
    Some(Box::new(headers))
}
