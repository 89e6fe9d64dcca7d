//! The well-known types that are one value in JSON.

use super::{Parser, Result, Written};
use crate::{Message, mask, put, time};

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
        put(&spelled, self.out).map_err(|reason| {
            let spelled = String::from_utf8_lossy(&spelled);
            text.fault(format!("has {spelled:?}, which {reason}"))
        })
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

/// Appends the paths of the field mask that `text` spells.
pub(crate) fn put_field_mask(
    text: &[u8],
    out: &mut Vec<u8>,
) -> std::result::Result<(), &'static str> {
    if text.is_empty() {
        return Ok(());
    }
    for path in text.split(|&byte| byte == b',') {
        out.push(0x0a);
        let start = put::open(out);
        if !mask::read(out, path) {
            return Err("holds a path that is not in lower camel case");
        }
        put::close(out, start);
    }
    Ok(())
}
