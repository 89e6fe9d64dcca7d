//! `Vary`: which request headers an answer depends on.

use http::{HeaderMap, HeaderName, HeaderValue, header};

/// Adds a header's name, once.
pub(crate) fn add(headers: &mut HeaderMap, name: &HeaderName) {
    let known = headers
        .get_all(header::VARY)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim().eq_ignore_ascii_case(name.as_str()));
    if !known {
        headers.append(header::VARY, HeaderValue::from(name.clone()));
    }
}
