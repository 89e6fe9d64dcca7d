//! Percent-decoding of paths and queries, strict: what isn't `%` and two hex digits, or isn't
//! UTF-8 once decoded, is an error and never passed on as it stands.

use std::borrow::Cow;

use crate::table::Unescape;

/// Which encoded characters stay encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    Nothing,
    Slash,
    /// The reserved characters of RFC 6570, section 1.5.
    Reserved,
}

impl From<Unescape> for Keep {
    fn from(unescape: Unescape) -> Self {
        match unescape {
            Unescape::All => Self::Nothing,
            Unescape::ExceptSlash => Self::Slash,
            Unescape::ExceptReserved => Self::Reserved,
        }
    }
}

impl Keep {
    fn keeps(self, byte: u8) -> bool {
        match self {
            Self::Nothing => false,
            Self::Slash => byte == b'/',
            Self::Reserved => b":/?#[]@!$&'()*+,;=".contains(&byte),
        }
    }
}

/// Decodes a part of a path.
pub(crate) fn decode(text: &str, keep: Keep) -> Result<Cow<'_, str>, &'static str> {
    if !text.contains('%') {
        return Ok(Cow::Borrowed(text));
    }
    decoded(text, keep, false).map(Cow::Owned)
}

/// Decodes a name or a value of a query, where `+` is a space.
pub(crate) fn decode_query(text: &str) -> Result<Cow<'_, str>, &'static str> {
    if !text.contains(['%', '+']) {
        return Ok(Cow::Borrowed(text));
    }
    decoded(text, Keep::Nothing, true).map(Cow::Owned)
}

fn decoded(text: &str, keep: Keep, plus: bool) -> Result<String, &'static str> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.as_bytes();
    while let [first, rest @ ..] = bytes {
        bytes = rest;
        match first {
            b'%' => {
                let [high, low, rest @ ..] = rest else {
                    return Err("has a `%` without two hex digits after it");
                };
                let (Some(h), Some(l)) = (hex(*high), hex(*low)) else {
                    return Err("has a `%` without two hex digits after it");
                };
                bytes = rest;
                let byte = h << 4 | l;
                if keep.keeps(byte) {
                    out.extend([b'%', *high, *low]);
                } else {
                    out.push(byte);
                }
            }
            b'+' if plus => out.push(b' '),
            byte => out.push(*byte),
        }
    }
    String::from_utf8(out).map_err(|_| "is not UTF-8 once percent-decoded")
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}
