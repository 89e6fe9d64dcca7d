//! The few protobuf wire reads and writes that the gateway makes itself: taking a status apart
//! and putting a map entry together. Messages are transcoded by tonica-json alone.

use bytes::Bytes;

/// The values of the length-delimited field `number`, in order; ends at the first malformed byte.
pub(crate) fn values(message: &Bytes, number: u64) -> impl Iterator<Item = Bytes> {
    let mut rest = message.clone();
    std::iter::from_fn(move || {
        loop {
            let tag = varint(&mut rest)?;
            let skip = match tag & 7 {
                0 => {
                    varint(&mut rest)?;
                    continue;
                }
                1 => 8,
                5 => 4,
                2 => usize::try_from(varint(&mut rest)?).ok()?,
                _ => return None,
            };
            if skip > rest.len() {
                return None;
            }
            let value = rest.split_to(skip);
            if tag == number << 3 | 2 {
                return Some(value);
            }
        }
    })
}

fn varint(bytes: &mut Bytes) -> Option<u64> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            *bytes = bytes.slice(at + 1..);
            return Some(value);
        }
    }
    None
}

/// Appends the length-delimited field `number` with this value.
pub(crate) fn put(number: u32, value: &[u8], out: &mut Vec<u8>) {
    put_varint(u64::from(number) << 3 | 2, out);
    put_varint(value.len() as u64, out);
    out.extend_from_slice(value);
}

fn put_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
