//! The typed details of an error as JSON: those of the gateway's own errors, and those that a
//! service sent, of whatever type they are.

use bytes::Bytes;

use crate::problem::Violation;
use crate::{rpc, wire};

/// The `domain` of the `google.rpc.ErrorInfo` of errors that the gateway itself makes.
const DOMAIN: &str = "tonica.gateway";

/// The typed details of an error.
#[derive(Debug, Clone)]
pub(crate) enum Details {
    None,
    /// `google.rpc.BadRequest`
    BadRequest(Vec<Violation>),
    /// `google.rpc.ErrorInfo`: its reason, and one entry of its metadata.
    Info(&'static str, &'static str, String),
    /// A whole `google.rpc.Status` as a service sent it.
    Status(Bytes),
}

impl Details {
    /// The elements of a JSON array.
    pub(crate) fn write(&self, options: &tonica_json::Options, out: &mut Vec<u8>) {
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
                    out.extend_from_slice(b",\"reason\":");
                    string(violation.reason, out);
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
pub(crate) fn string(text: &str, out: &mut Vec<u8>) {
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
