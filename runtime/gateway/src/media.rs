//! Media types: whether a request's body is JSON, and which form of an answer its sender takes.
//! Looks at headers alone.

use http::{HeaderMap, HeaderValue, header};

/// JSON, the form of every request body and of every answer that is one message.
pub(crate) const JSON: &str = "application/json";

/// One JSON value a line.
pub(crate) const LINES: &str = "application/x-ndjson";
/// Another name of the same.
pub(crate) const JSONL: &str = "application/jsonl";
/// Server-sent events.
pub(crate) const EVENTS: &str = "text/event-stream";

/// Whether `Content-Type` says JSON: `application/json`, `application/…+json`, or nothing at all.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return true;
    };
    if value.as_bytes() == JSON.as_bytes() {
        return true;
    }
    essence(value).is_some_and(|essence| {
        essence == JSON || (essence.starts_with("application/") && essence.ends_with("+json"))
    })
}

/// Whether `Content-Type` says that each line is a JSON value.
pub(crate) fn is_lines(headers: &HeaderMap) -> bool {
    let essence = headers.get(header::CONTENT_TYPE).and_then(essence);
    essence.is_some_and(|essence| [LINES, JSONL, "application/ndjson"].contains(&&*essence))
}

/// A media type in lower case, without its parameters.
fn essence(value: &HeaderValue) -> Option<String> {
    let essence = value.to_str().ok()?.split(';').next().unwrap_or_default();
    Some(essence.trim().to_ascii_lowercase())
}

/// The one of `offers` that `Accept` likes best (RFC 9110, section 12.5.1), the first of several
/// liked alike; `None` where it takes none of them. There must be an offer.
pub(crate) fn choose(headers: &HeaderMap, offers: &[&'static str]) -> Option<&'static str> {
    match headers.get(header::ACCEPT) {
        None => return Some(offers[0]),
        Some(value) if value == "*/*" || value == offers[0] => return Some(offers[0]),
        Some(_) => {}
    }
    let values = headers.get_all(header::ACCEPT).iter();
    let ranges: Vec<Range> = values.filter_map(ranges).flatten().collect();
    let mut best = None;
    for offer in offers {
        let quality = quality(&ranges, offer);
        if quality > best.map_or(0, |(_, quality)| quality) {
            best = Some((*offer, quality));
        }
    }
    best.map(|(offer, _)| offer)
}

/// Whether `Accept-Encoding` takes gzip. A client that doesn't speak of encodings is a plain one.
pub(crate) fn takes_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING).iter();
    let ranges: Vec<Range> = values.filter_map(ranges).flatten().collect();
    let named = |name: &str| {
        ranges
            .iter()
            .find(|(range, _)| range.eq_ignore_ascii_case(name))
    };
    named("gzip")
        .or_else(|| named("*"))
        .is_some_and(|(_, quality)| *quality > 0)
}

/// One media range and its quality in thousandths.
pub(crate) type Range<'h> = (&'h str, u16);

/// The members of such a list, each with its quality.
pub(crate) fn ranges(value: &HeaderValue) -> Option<impl Iterator<Item = Range<'_>>> {
    let value = value.to_str().ok()?;
    Some(value.split(',').map(|range| {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let quality = parts
            .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
            .map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0).clamp(0.0, 1.0));
        (name, (quality * 1000.0) as u16)
    }))
}

/// The quality that the most specific range gives to an offer.
fn quality(ranges: &[Range], offer: &str) -> u16 {
    let kind = offer.split('/').next().unwrap_or_default();
    let specific = |range: &str| {
        if range.eq_ignore_ascii_case(offer) {
            3
        } else if range
            .strip_suffix("/*")
            .is_some_and(|range| range.eq_ignore_ascii_case(kind))
        {
            2
        } else {
            u8::from(range == "*/*")
        }
    };
    ranges
        .iter()
        .map(|(range, quality)| (specific(range), *quality))
        .filter(|(specific, _)| *specific > 0)
        .max()
        .map_or(0, |(_, quality)| quality)
}
