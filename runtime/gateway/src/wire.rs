//! The few protobuf wire reads and writes that the gateway makes itself: taking a status apart
//! and putting a map entry together. Messages are transcoded by tonica-json alone.

use bytes::Bytes;

/// Wire bytes that are no message.
#[derive(Debug)]
pub(crate) struct Malformed;

/// The values of the length-delimited field `number`, in order; ends at the first malformed byte.
pub(crate) fn values(message: &Bytes, number: u64) -> impl Iterator<Item = Bytes> {
    fields(message)
        .map_while(Result::ok)
        .filter(move |(field, _)| *field == number)
        .map(|(_, value)| value)
}

/// The length-delimited fields, each with its number, in order; an error is the last item.
pub(crate) fn fields(message: &Bytes) -> impl Iterator<Item = Result<(u64, Bytes), Malformed>> {
    let mut rest = message.clone();
    std::iter::from_fn(move || {
        while !rest.is_empty() {
            match field(&mut rest) {
                Some((_, None)) => {}
                Some((number, Some(value))) => return Some(Ok((number, value))),
                None => {
                    rest.clear();
                    return Some(Err(Malformed));
                }
            }
        }
        None
    })
}

/// Takes one field off the front; its value where that is length-delimited.
fn field(rest: &mut Bytes) -> Option<(u64, Option<Bytes>)> {
    let tag = varint(rest)?;
    let skip = match tag & 7 {
        0 => {
            varint(rest)?;
            return Some((tag >> 3, None));
        }
        1 => 8,
        5 => 4,
        2 => usize::try_from(varint(rest)?).ok()?,
        _ => return None,
    };
    if skip > rest.len() {
        return None;
    }
    let value = rest.split_to(skip);
    Some((tag >> 3, (tag & 7 == 2).then_some(value)))
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
    put_head(number, value.len(), out);
    out.extend_from_slice(value);
}

/// Appends what stands before a value of that length: the field's tag, and the length.
pub(crate) fn put_head(number: u32, length: usize, out: &mut Vec<u8>) {
    put_varint(u64::from(number) << 3 | 2, out);
    put_varint(length as u64, out);
}

/// How many bytes [`put`] appends for a value; none where that is empty.
pub(crate) fn length(number: u32, value: &[u8]) -> usize {
    if value.is_empty() {
        return 0;
    }
    let varint = |value: u64| (70 - (value | 1).leading_zeros() as usize) / 7;
    varint(u64::from(number) << 3) + varint(value.len() as u64) + value.len()
}

fn put_varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}
