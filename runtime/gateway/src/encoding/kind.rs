//! Which answers are worth compressing, by their headers: text in its many forms. Pictures, films
//! and archives are compressed already.

use http::{HeaderMap, header};

/// Types beside `text/…` and those that end in `+json`, `+xml` or `+text`.
const TEXTS: [&str; 9] = [
    "application/json",
    "application/x-ndjson",
    "application/javascript",
    "application/xml",
    "application/yaml",
    "application/x-yaml",
    "application/wasm",
    "application/manifest+json",
    "image/x-icon",
];

/// Whether an answer's `Content-Type` is text.
pub(crate) fn is_compressible(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return false;
    };
    let Ok(value) = value.to_str() else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    essence.starts_with("text/")
        || TEXTS.contains(&&*essence)
        || ["+json", "+xml", "+text"]
            .iter()
            .any(|end| essence.ends_with(end))
}

/// Whether an answer says that nobody may change it on its way.
pub(crate) fn must_stay(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CACHE_CONTROL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|directive| directive.trim().eq_ignore_ascii_case("no-transform"))
}
