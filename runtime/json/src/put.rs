//! Writes protobuf's wire format (<https://protobuf.dev/programming-guides/encoding/>).
//! Knows nothing of tables or JSON.

/// The bytes of a varint and how many there are.
pub(crate) const fn varint_bytes(mut value: u64) -> ([u8; 10], usize) {
    let mut bytes = [0; 10];
    let mut len = 0;
    while value >= 0x80 {
        bytes[len] = value as u8 | 0x80;
        value >>= 7;
        len += 1;
    }
    bytes[len] = value as u8;
    (bytes, len + 1)
}

#[inline]
pub(crate) fn varint(out: &mut Vec<u8>, value: u64) {
    if value < 0x80 {
        out.push(value as u8);
    } else {
        let (bytes, len) = varint_bytes(value);
        out.extend_from_slice(&bytes[..len]);
    }
}

/// A number that is signed and may be negative: ten bytes when it is.
#[inline]
pub(crate) fn signed(out: &mut Vec<u8>, value: i64) {
    varint(out, value as u64);
}

#[inline]
pub(crate) fn delimited(out: &mut Vec<u8>, bytes: &[u8]) {
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Leaves room for a length that is written by [`close`]; most lengths need one byte.
#[inline]
pub(crate) fn open(out: &mut Vec<u8>) -> usize {
    out.push(0);
    out.len()
}

/// Writes the length of what came after [`open`], which returned `start`.
#[inline]
pub(crate) fn close(out: &mut Vec<u8>, start: usize) {
    let len = out.len() - start;
    if len < 0x80 {
        out[start - 1] = len as u8;
        return;
    }
    let (bytes, width) = varint_bytes(len as u64);
    out.extend_from_slice(&bytes[1..width]);
    out.copy_within(start..start + len, start + width - 1);
    out[start - 1..start - 1 + width].copy_from_slice(&bytes[..width]);
}
