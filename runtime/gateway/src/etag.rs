//! Entity tags: an answer to GET is marked with what its bytes are, and not sent again to a client
//! that has them. Weak ones, because one tag holds for the bytes and for their compressed forms
//! (RFC 9110, section 8.8); a service's own one is taken as it stands.

use std::hash::{BuildHasher, Hasher};

use foldhash::quality::FixedState;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use crate::body::Reply;

/// The same in all gateways of a project: one's tag means as much to another.
const HASH: FixedState = FixedState::with_seed(0);

/// What a `304 Not Modified` doesn't say again.
const OF_THE_BODY: [header::HeaderName; 3] = [
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::CONTENT_ENCODING,
];

/// Marks an answer to GET or HEAD that is whole and has no tag of its own.
pub(crate) fn mark(head: &Parts, response: &mut Response<Reply>) {
    let Reply::Whole(bytes) = response.body() else {
        return;
    };
    if !reads(&head.method)
        || response.status() != StatusCode::OK
        || response.headers().contains_key(header::ETAG)
    {
        return;
    }
    if let Some(tag) = weak(bytes) {
        response.headers_mut().insert(header::ETAG, tag);
    }
}

/// The answer without its body, where the client has it already.
pub(crate) fn spare(head: &Parts, response: &mut Response<Reply>) {
    let Some(tag) = response.headers().get(header::ETAG) else {
        return;
    };
    let known = || {
        let mut lists = head.headers.get_all(header::IF_NONE_MATCH).iter();
        lists.any(|list| holds(list.as_bytes(), tag.as_bytes()))
    };
    let whole = matches!(response.body(), Reply::Whole(_));
    if !whole || !reads(&head.method) || response.status() != StatusCode::OK || !known() {
        return;
    }
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    *response.body_mut() = Reply::Whole(bytes::Bytes::new());
    for name in OF_THE_BODY {
        response.headers_mut().remove(name);
    }
}

/// Makes a strong tag weak: the body it stands for has been changed on its way.
pub(crate) fn weaken(headers: &mut HeaderMap) {
    let Some(tag) = headers.get(header::ETAG) else {
        return;
    };
    if tag.as_bytes().starts_with(b"W/") {
        return;
    }
    let weak = [b"W/", tag.as_bytes()].concat();
    if let Ok(weak) = HeaderValue::from_bytes(&weak) {
        headers.insert(header::ETAG, weak);
    }
}

/// The tag that a service gives its answer in its metadata: as HTTP writes it, or without quotes.
pub(crate) fn own(value: &HeaderValue) -> Option<HeaderValue> {
    let text = value.as_bytes();
    let bare = opaque(text);
    let quoted = bare
        .strip_prefix(b"\"")
        .and_then(|text| text.strip_suffix(b"\""));
    let visible = |text: &[u8]| {
        text.iter()
            .all(|byte| *byte > b' ' && *byte != b'"' && *byte != 0x7f)
    };
    match quoted {
        Some(inside) => visible(inside).then(|| value.clone()),
        None if text.is_empty() || !visible(text) => None,
        None => HeaderValue::from_bytes(&[b"\"", text, b"\""].concat()).ok(),
    }
}

fn reads(method: &Method) -> bool {
    *method == Method::GET || *method == Method::HEAD
}

fn weak(bytes: &[u8]) -> Option<HeaderValue> {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut hasher = HASH.build_hasher();
    hasher.write(bytes);
    let hash = hasher.finish();
    let mut text = *b"W/\"0123456789abcdef\"";
    for (at, digit) in text[3..19].iter_mut().enumerate() {
        *digit = HEX[(hash >> (60 - 4 * at)) as usize & 15];
    }
    HeaderValue::from_bytes(&text).ok()
}

/// Whether `If-None-Match` holds a tag or is `*`; weak and strong ones are the same to it.
fn holds(list: &[u8], tag: &[u8]) -> bool {
    let tag = opaque(tag);
    let mut rest = list.trim_ascii();
    if rest == b"*" {
        return true;
    }
    loop {
        rest = opaque(rest);
        let Some(inside) = rest.strip_prefix(b"\"") else {
            return false;
        };
        let Some(end) = inside.iter().position(|byte| *byte == b'"') else {
            return false;
        };
        if rest[..end + 2] == *tag {
            return true;
        }
        rest = inside[end + 1..].trim_ascii_start();
        let Some(next) = rest.strip_prefix(b",") else {
            return false;
        };
        rest = next.trim_ascii_start();
    }
}

/// A tag without the mark of a weak one.
fn opaque(tag: &[u8]) -> &[u8] {
    tag.strip_prefix(b"W/").unwrap_or(tag)
}
