//! The status of a call as headers or trailers tell it. They may be anyone's: what can't be read must
//! not take the rest with it.

use http::HeaderMap;
use percent_encoding::percent_decode;
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};

pub(super) const CODE: &str = "grpc-status";
pub(super) const MESSAGE: &str = "grpc-message";
pub(super) const DETAILS: &str = "grpc-status-details-bin";

/// The status; `None` where there is none.
pub(super) fn read(headers: &HeaderMap) -> Option<Result<(), Status>> {
    let code = headers.get(CODE)?.as_bytes();
    if code == b"0" {
        return Some(Ok(()));
    }
    let code = std::str::from_utf8(code).ok();
    let code = code.and_then(|code| code.parse::<u8>().ok());
    // What isn't a code is UNKNOWN, and so is an OK that is written otherwise.
    let code = match code {
        Some(code @ 1..=16) => Code::from_i32(code.into()),
        _ => Code::Unknown,
    };
    let message = headers.get(MESSAGE);
    let message = message.map_or_else(String::new, |it| {
        percent_decode(it.as_bytes())
            .decode_utf8_lossy()
            .into_owned()
    });
    let mut metadata = MetadataMap::from_headers(headers.clone());
    let details = metadata.get_bin(DETAILS).and_then(|it| it.to_bytes().ok());
    metadata.remove_bin(DETAILS);
    metadata.remove(CODE);
    metadata.remove(MESSAGE);
    Some(Err(Status::with_details_and_metadata(
        code,
        message,
        details.unwrap_or_default(),
        metadata,
    )))
}

/// Takes details out that aren't base64: tonic panics at them.
pub(super) fn mend(headers: &mut HeaderMap) {
    if !headers.contains_key(DETAILS) {
        return;
    }
    let metadata = MetadataMap::from_headers(std::mem::take(headers));
    let readable = metadata
        .get_bin(DETAILS)
        .is_some_and(|it| it.to_bytes().is_ok());
    *headers = metadata.into_headers();
    if !readable {
        headers.remove(DETAILS);
    }
}
