//! The well-known types that are one value in JSON.

use super::{Parser, Result, Written};
use crate::error::{Fault, fault, quoted};
use crate::{ErrorKind, Message, mask, put, time};

impl Parser<'_, '_> {
    pub(super) fn timestamp(&mut self) -> Result {
        self.spelled(put_timestamp)
    }

    pub(super) fn duration(&mut self) -> Result {
        self.spelled(put_duration)
    }

    pub(super) fn field_mask(&mut self) -> Result {
        self.spelled(put_field_mask)
    }

    fn spelled(
        &mut self,
        put: fn(&[u8], &mut Vec<u8>) -> std::result::Result<(), &'static str>,
    ) -> Result {
        let text = self.json.string()?;
        let spelled = text.read()?;
        put(&spelled, self.out).map_err(|reason| text.place(misspelled(&spelled, reason)))
    }

    pub(super) fn wrapper(&mut self, table: &'static Message, depth: u32) -> Result {
        // The constructor of the table has checked that there is one.
        let Some(field) = table.fields().first() else {
            return Err(self.json.fault("is a wrapper without a field"));
        };
        let start = self.out.len();
        self.out.extend_from_slice(field.tag());
        if self.value(field.kind(), depth)? != Written::Value {
            self.out.truncate(start);
        }
        Ok(())
    }
}

/// The fault of text that spells no value of a kind.
#[cold]
pub(crate) fn misspelled(text: &[u8], reason: &str) -> Fault {
    let reason = format!("has {}, which {reason}", quoted(text));
    fault(0, reason).of(ErrorKind::InvalidValue)
}

/// Appends the fields of the timestamp that `text` spells.
pub(crate) fn put_timestamp(
    text: &[u8],
    out: &mut Vec<u8>,
) -> std::result::Result<(), &'static str> {
    time::read_timestamp(text).map(|moment| put_moment(moment, out))
}

/// Appends the fields of the duration that `text` spells.
pub(crate) fn put_duration(
    text: &[u8],
    out: &mut Vec<u8>,
) -> std::result::Result<(), &'static str> {
    time::read_duration(text).map(|moment| put_moment(moment, out))
}

fn put_moment((seconds, nanos): (i64, i32), out: &mut Vec<u8>) {
    for (tag, value) in [(0x08, seconds), (0x10, i64::from(nanos))] {
        if value != 0 {
            out.push(tag);
            put::signed(out, value);
        }
    }
}

/// Appends the paths of the field mask that JSON spells.
fn put_field_mask(text: &[u8], out: &mut Vec<u8>) -> std::result::Result<(), &'static str> {
    if put_paths(text, out, mask::read) {
        Ok(())
    } else {
        Err("holds a path that is not in lower camel case")
    }
}

/// The same from a URL, where a path may be of proto names, too, as the name of a parameter may.
pub(crate) fn put_text_mask(
    text: &[u8],
    out: &mut Vec<u8>,
) -> std::result::Result<(), &'static str> {
    let read = |out: &mut Vec<u8>, path: &[u8]| {
        let copied = path.contains(&b'_');
        (if copied { mask::copy } else { mask::read })(out, path)
    };
    if put_paths(text, out, read) {
        Ok(())
    } else {
        Err("holds a path that is neither of proto names nor of JSON names")
    }
}

fn put_paths(text: &[u8], out: &mut Vec<u8>, read: fn(&mut Vec<u8>, &[u8]) -> bool) -> bool {
    // No path at all is the only one that may be empty.
    let paths = (!text.is_empty()).then(|| text.split(|&byte| byte == b','));
    paths.into_iter().flatten().all(|path| {
        out.push(0x0a);
        let start = put::open(out);
        let right = read(out, path);
        put::close(out, start);
        right
    })
}
