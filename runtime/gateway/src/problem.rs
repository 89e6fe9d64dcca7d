//! Errors as answers: one type for what the gateway itself refuses and for what a service
//! answers, written as JSON google.rpc.Status or in the shape of AIP-193.

use bytes::Bytes;
use http::StatusCode;
use tonic::{Code, Status};

use crate::table::Errors;
use crate::{code, rpc, wire};

/// The `domain` of the `google.rpc.ErrorInfo` of errors that the gateway itself makes.
const DOMAIN: &str = "tonica.gateway";

/// An error on its way to the client.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) details: Details,
    /// The `Allow` header that a 405 must have.
    pub(crate) allow: Option<String>,
}

/// The typed details of an error.
#[derive(Debug)]
pub(crate) enum Details {
    None,
    /// `google.rpc.BadRequest`
    BadRequest(Vec<Violation>),
    /// `google.rpc.ErrorInfo`: its reason, and one entry of its metadata.
    Info(&'static str, &'static str, String),
    /// A whole `google.rpc.Status` as a service sent it.
    Status(Bytes),
}

/// What is wrong with one field of a request.
#[derive(Debug)]
pub(crate) struct Violation {
    pub(crate) field: String,
    pub(crate) description: String,
}

impl Violation {
    pub(crate) fn new(field: impl Into<String>, description: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            description: description.into(),
        }
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
            allow: None,
        }
    }

    /// A request whose fields can't be bound.
    pub(crate) fn bad_request(violations: Vec<Violation>) -> Self {
        let mut message = String::from("the request is not valid");
        for (at, violation) in violations.iter().enumerate() {
            message.push_str(if at == 0 { ": " } else { "; " });
            if !violation.field.is_empty() {
                message.push_str(&violation.field);
                message.push_str(": ");
            }
            message.push_str(&violation.description);
        }
        Self {
            status: StatusCode::BAD_REQUEST,
            code: Code::InvalidArgument,
            message,
            details: Details::BadRequest(violations),
            allow: None,
        }
    }

    /// Our own fault: what went wrong goes to the log, not to the client.
    pub(crate) fn internal(message: &str) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: Code::Internal,
            message: message.to_owned(),
            details: Details::None,
            allow: None,
        }
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
            string(code::name(self.code), &mut out);
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
            allow: None,
        }
    }
}

impl Details {
    /// The elements of a JSON array.
    fn write(&self, options: &tonica_json::Options, out: &mut Vec<u8>) {
        match self {
            Self::None => {}
            Self::BadRequest(violations) => {
                kind("BadRequest", out);
                out.extend_from_slice(b",\"fieldViolations\":[");
                for (at, violation) in violations.iter().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    out.extend_from_slice(b"{\"field\":");
                    string(&violation.field, out);
                    out.extend_from_slice(b",\"description\":");
                    string(&violation.description, out);
                    out.push(b'}');
                }
                out.extend_from_slice(b"]}");
            }
            Self::Info(reason, name, value) => {
                kind("ErrorInfo", out);
                out.extend_from_slice(b",\"reason\":");
                string(reason, out);
                out.extend_from_slice(b",\"domain\":");
                string(DOMAIN, out);
                out.extend_from_slice(b",\"metadata\":{");
                string(name, out);
                out.push(b':');
                string(value, out);
                out.extend_from_slice(b"}}");
            }
            Self::Status(status) => {
                for (at, any) in wire::values(status, 3).enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    detail(&any, options, out);
                }
            }
        }
    }
}

/// Opens a detail of this `google.rpc` type.
fn kind(name: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"@type\":\"type.googleapis.com/google.rpc.");
    out.extend_from_slice(name.as_bytes());
    out.push(b'"');
}

/// One detail of a service's status: as JSON where its type is known here, else its type and
/// its bytes in base64.
fn detail(any: &[u8], options: &tonica_json::Options, out: &mut Vec<u8>) {
    let start = out.len();
    for table in [&rpc::ANY, &rpc::OPAQUE] {
        if tonica_json::to_json(table, any, options, out).is_ok() {
            return;
        }
        out.truncate(start);
    }
    // Not even an Any: a service that breaks the protocol. An object keeps the JSON whole.
    out.extend_from_slice(b"{}");
}

/// Appends a JSON string.
fn string(text: &str, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend([b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..0x20 | 0x7f => {
                let (high, low) = (usize::from(byte >> 4), usize::from(byte & 15));
                out.extend_from_slice(b"\\u00");
                out.extend([HEX[high], HEX[low]]);
            }
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}
