//! Base64 as ProtoJSON has it: written with the standard alphabet and padding, read in the
//! standard and the URL-safe alphabet, with padding or without (RFC 4648).

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// Marks a byte that is in neither alphabet.
const NONE: u8 = 0xff;
const VALUES: [u8; 256] = values();

const fn values() -> [u8; 256] {
    let mut values = [NONE; 256];
    let mut at = 0;
    while at < 64 {
        values[ALPHABET[at] as usize] = at as u8;
        at += 1;
    }
    values[b'-' as usize] = 62;
    values[b'_' as usize] = 63;
    values
}

/// Appends the text of `bytes`.
pub(crate) fn write(out: &mut Vec<u8>, bytes: &[u8]) {
    out.reserve(bytes.len().div_ceil(3) * 4);
    let letter = |bits: u32| ALPHABET[(bits & 63) as usize];
    let (triples, rest) = bytes.as_chunks::<3>();
    for &[a, b, c] in triples {
        let bits = u32::from_be_bytes([0, a, b, c]);
        out.extend_from_slice(&[
            letter(bits >> 18),
            letter(bits >> 12),
            letter(bits >> 6),
            letter(bits),
        ]);
    }
    match *rest {
        [a] => {
            let bits = u32::from(a) << 4;
            out.extend_from_slice(&[letter(bits >> 6), letter(bits), b'=', b'=']);
        }
        [a, b] => {
            let bits = u32::from_be_bytes([0, 0, a, b]) << 2;
            out.extend_from_slice(&[letter(bits >> 12), letter(bits >> 6), letter(bits), b'=']);
        }
        _ => {}
    }
}

/// Appends the bytes that `text` stands for; `false` when it isn't base64.
pub(crate) fn read(out: &mut Vec<u8>, text: &[u8]) -> bool {
    let text = match text {
        [short @ .., b'=', b'='] | [short @ .., b'='] if text.len().is_multiple_of(4) => short,
        _ => text,
    };
    out.reserve(text.len() / 4 * 3 + 2);
    let (quads, rest) = text.as_chunks::<4>();
    let mut seen = 0;
    for quad in quads {
        let [a, b, c, d] = quad.map(|letter| VALUES[usize::from(letter)]);
        seen |= a | b | c | d;
        let bits = u32::from(a) << 18 | u32::from(b) << 12 | u32::from(c) << 6 | u32::from(d);
        let [_, x, y, z] = bits.to_be_bytes();
        out.extend_from_slice(&[x, y, z]);
    }
    match *rest {
        [] => seen < 64,
        [a, b] => {
            let [a, b] = [a, b].map(|letter| VALUES[usize::from(letter)]);
            out.push(a << 2 | b >> 4);
            seen | a | b < 64
        }
        [a, b, c] => {
            let [a, b, c] = [a, b, c].map(|letter| VALUES[usize::from(letter)]);
            out.extend_from_slice(&[a << 2 | b >> 4, b << 4 | c >> 2]);
            seen | a | b | c < 64
        }
        _ => false,
    }
}
