//! Strings as JSON holds them: finds what needs an escape, writes and reads escapes.
//! Knows nothing of fields.

const ONES: u64 = u64::from_ne_bytes([1; 8]);
const HIGHS: u64 = ONES << 7;

/// The high bit of each byte that is a quote, a backslash or a control character, or isn't ASCII
/// where only that is wanted. Bits above the lowest one set may be wrong.
#[inline]
fn marks<const ASCII: bool>(word: u64) -> u64 {
    let quote = word ^ (ONES * b'"' as u64);
    let backslash = word ^ (ONES * b'\\' as u64);
    let low = word.wrapping_sub(ONES * 0x20) & !word;
    let special =
        low | (quote.wrapping_sub(ONES) & !quote) | (backslash.wrapping_sub(ONES) & !backslash);
    (if ASCII { special | word } else { special }) & HIGHS
}

/// How many bytes at the start stand for themselves in a JSON string; with `ASCII` only those
/// that need no look at their encoding.
#[inline]
pub(crate) fn plain_prefix<const ASCII: bool>(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = text[at..].first_chunk::<8>() {
        let marks = marks::<ASCII>(u64::from_le_bytes(*chunk));
        if marks != 0 {
            return at + marks.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let special = |byte: &u8| matches!(byte, ..0x20 | b'"' | b'\\') || (ASCII && *byte >= 0x80);
    let tail = &text[at..];
    at + tail.iter().position(special).unwrap_or(tail.len())
}

/// Up to this many words of eight bytes are copied as they are looked at.
const SHORT: usize = 8;

/// Appends `text` as a JSON string; `false` when it isn't UTF-8.
#[inline]
pub(crate) fn write(out: &mut Vec<u8>, text: &[u8]) -> bool {
    out.reserve(text.len() + 10);
    out.push(b'"');
    let valid = write_short(out, text) || write_long(out, text);
    out.push(b'"');
    valid
}

/// Appends `text` if it is short and needs nothing done to it. Copies of a constant size are
/// moves between registers; what the last one has too much is cut off.
#[inline]
fn write_short(out: &mut Vec<u8>, text: &[u8]) -> bool {
    let start = out.len();
    let (words, tail) = text.as_chunks::<8>();
    if words.len() > SHORT {
        return false;
    }
    for word in words {
        if marks::<true>(u64::from_le_bytes(*word)) != 0 {
            out.truncate(start);
            return false;
        }
        out.extend_from_slice(word);
    }
    if !tail.is_empty() {
        let word = last_word(text, tail);
        let wanted = (1_u64 << (8 * tail.len())) - 1;
        if marks::<true>(word) & wanted != 0 {
            out.truncate(start);
            return false;
        }
        out.extend_from_slice(&word.to_le_bytes());
        out.truncate(start + text.len());
    }
    true
}

/// The one to seven bytes of `tail`, the end of `text`, in a word.
#[inline]
fn last_word(text: &[u8], tail: &[u8]) -> u64 {
    if let Some(last) = text.last_chunk::<8>() {
        return u64::from_le_bytes(*last) >> (8 * (8 - tail.len()));
    }
    if let (Some(first), Some(last)) = (tail.first_chunk::<4>(), tail.last_chunk::<4>()) {
        let last = u64::from(u32::from_le_bytes(*last));
        return u64::from(u32::from_le_bytes(*first)) | last << (8 * (tail.len() - 4));
    }
    let byte = |at: usize| u64::from(tail[at]) << (8 * at);
    byte(0) | byte(tail.len() / 2) | byte(tail.len() - 1)
}

#[inline(never)]
fn write_long(out: &mut Vec<u8>, text: &[u8]) -> bool {
    let plain = plain_prefix::<true>(text);
    out.extend_from_slice(&text[..plain]);
    plain == text.len() || write_rest(out, &text[plain..])
}

fn write_rest(out: &mut Vec<u8>, text: &[u8]) -> bool {
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = plain_prefix::<false>(rest);
        out.extend_from_slice(&rest[..plain]);
        if let Some(&byte) = rest.get(plain) {
            write_escape(out, byte);
        }
        at += plain + 1;
    }
    std::str::from_utf8(text).is_ok()
}

fn write_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            const HEX: &[u8; 16] = b"0123456789abcdef";
            let digits = [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
            out.extend_from_slice(b"\\u00");
            out.extend_from_slice(&digits);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// Appends what `raw`, the inside of a JSON string, stands for.
///
/// The error is the place in `raw` and what is wrong there.
pub(crate) fn read(out: &mut Vec<u8>, raw: &[u8]) -> Result<(), (usize, &'static str)> {
    let mut at = 0;
    while at < raw.len() {
        let len = raw[at..]
            .iter()
            .position(|&byte| byte == b'\\')
            .unwrap_or(raw.len() - at);
        out.extend_from_slice(&raw[at..at + len]);
        at += len;
        if at < raw.len() {
            at += read_escape(out, &raw[at..]).map_err(|reason| (at, reason))?;
        }
    }
    Ok(())
}

/// Reads the escape at the start of `raw` and returns its length.
fn read_escape(out: &mut Vec<u8>, raw: &[u8]) -> Result<usize, &'static str> {
    let byte = match raw.get(1) {
        Some(byte @ (b'"' | b'\\' | b'/')) => *byte,
        Some(b'n') => b'\n',
        Some(b'r') => b'\r',
        Some(b't') => b'\t',
        Some(b'b') => 0x08,
        Some(b'f') => 0x0c,
        Some(b'u') => return read_unicode(out, raw),
        _ => return Err("has an unknown escape"),
    };
    out.push(byte);
    Ok(2)
}

fn read_unicode(out: &mut Vec<u8>, raw: &[u8]) -> Result<usize, &'static str> {
    let first = unit(raw).ok_or("has an escape \\u without four hexadecimal digits")?;
    let (code, len) = match first {
        0xd800..0xdc00 => match unit(&raw[6..]) {
            Some(second @ 0xdc00..0xe000) => {
                (0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), 12)
            }
            _ => (first, 6),
        },
        _ => (first, 6),
    };
    let character = char::from_u32(code).ok_or("has half of a surrogate pair")?;
    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    Ok(len)
}

/// The UTF-16 unit of the escape `\uXXXX` at the start of `raw`.
fn unit(raw: &[u8]) -> Option<u32> {
    let (head, rest) = raw.split_first_chunk::<2>()?;
    let digits = rest.first_chunk::<4>()?;
    if head != b"\\u" {
        return None;
    }
    digits.iter().try_fold(0, |value, &digit| {
        Some(value << 4 | char::from(digit).to_digit(16)?)
    })
}
