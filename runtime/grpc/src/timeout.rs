//! `grpc-timeout` as <https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md> writes it:
//! at most eight digits and a unit.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

const HEADER: HeaderName = HeaderName::from_static("grpc-timeout");

/// The time that the caller gives; `None` where it gives none or one that can't be read.
pub(crate) fn read(headers: &HeaderMap) -> Option<Duration> {
    if headers.is_empty() {
        return None;
    }
    let value = headers.get(HEADER)?.as_bytes();
    let (unit, digits) = value.split_last()?;
    if digits.is_empty() || digits.len() > 8 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let amount = digits
        .iter()
        .fold(0_u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    match unit {
        b'H' => Some(Duration::from_secs(amount * 3600)),
        b'M' => Some(Duration::from_secs(amount * 60)),
        b'S' => Some(Duration::from_secs(amount)),
        b'm' => Some(Duration::from_millis(amount)),
        b'u' => Some(Duration::from_micros(amount)),
        b'n' => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

/// The header for the time that is left, in the finest unit of which eight digits suffice.
fn write(left: Duration) -> Option<HeaderValue> {
    let units = [
        (left.as_micros(), 'u'),
        (left.as_millis(), 'm'),
        (left.as_secs().into(), 'S'),
    ];
    let (amount, unit) = units
        .into_iter()
        .find(|(amount, _)| *amount < 100_000_000)?;
    HeaderValue::from_str(&format!("{amount}{unit}")).ok()
}

/// Says in `headers` that so much time is left.
pub(crate) fn put(headers: &mut HeaderMap, left: Duration) {
    if let Some(value) = write(left) {
        headers.insert(HEADER, value);
    }
}
