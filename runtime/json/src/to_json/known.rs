//! The well-known types that are one value in JSON. Their numbers are those of their protos, which
//! never change, so that their tables are needed only for wrappers.

use super::{Result, Writer};
use crate::error::quoted;
use crate::wire::{BYTES, Records, VARINT, Wire};
use crate::{ErrorKind, Message, Shape, escape, mask, time};

impl<'w> Writer<'w, '_> {
    /// A message that isn't plain; its bytes may lie in several parts.
    pub(super) fn known(
        &mut self,
        table: &'static Message,
        parts: &[&'w [u8]],
        depth: u32,
    ) -> Result {
        match table.shape() {
            Shape::Timestamp => self.moment(parts, time::write_timestamp),
            Shape::Duration => self.moment(parts, time::write_duration),
            Shape::FieldMask => self.field_mask(parts),
            Shape::Wrapper => self.wrapper(table, parts, depth),
            Shape::Any => self.any(parts, depth),
            Shape::Struct => self.any_object(parts, depth),
            Shape::Value => self.any_value(parts, depth),
            Shape::ListValue => self.any_list(parts, depth),
            Shape::Plain | Shape::Empty => {
                let start = self.out.len();
                self.scattered(table, parts, depth)?;
                self.close(start);
                Ok(())
            }
        }
    }

    /// A timestamp or a duration: seconds and nanos.
    fn moment(
        &mut self,
        parts: &[&'w [u8]],
        write: fn(&mut Vec<u8>, i64, i32) -> std::result::Result<(), &'static str>,
    ) -> Result {
        let (mut seconds, mut nanos) = (0, 0);
        let mut records = Records::new(parts);
        while let Some(tag) = records.tag()? {
            let wire = &mut records.wire;
            match tag.number() {
                1 => {
                    wire.expect(tag, VARINT)?;
                    seconds = wire.varint()? as i64;
                }
                2 => {
                    wire.expect(tag, VARINT)?;
                    nanos = wire.varint()? as i32;
                }
                _ => wire.skip(tag)?,
            }
        }
        write(self.out, seconds, nanos).map_err(|reason| {
            let fault = start(parts).fault(reason);
            fault.of(ErrorKind::InvalidValue).into()
        })
    }

    fn field_mask(&mut self, parts: &[&'w [u8]]) -> Result {
        self.out.push(b'"');
        let mut first = true;
        let mut records = Records::new(parts);
        while let Some(tag) = records.tag()? {
            let wire = &mut records.wire;
            if tag.number() != 1 {
                wire.skip(tag)?;
                continue;
            }
            wire.expect(tag, BYTES)?;
            let path = wire.bytes()?;
            if !std::mem::take(&mut first) {
                self.out.push(b',');
            }
            if !mask::write(self.out, path) {
                let reason = format!("holds a path that JSON can't hold: {}", quoted(path));
                return Err(wire.fault(reason).of(ErrorKind::InvalidValue).into());
            }
        }
        self.out.push(b'"');
        Ok(())
    }

    fn wrapper(&mut self, table: &'static Message, parts: &[&'w [u8]], depth: u32) -> Result {
        // The constructor of the table has checked that there is one.
        let Some(field) = table.fields().first() else {
            return Err(start(parts).fault("is a wrapper without a field").into());
        };
        let kind = field.kind();
        let mut last = None;
        let mut records = Records::new(parts);
        while let Some(tag) = records.tag()? {
            if tag.number() == field.number() {
                records.wire.expect(tag, kind.wire_type())?;
                last = Some(records.wire);
            }
            records.wire.skip(tag)?;
        }
        match last {
            Some(mut value) => self.value(kind, &mut value, depth).map(drop),
            None => self.zero(kind),
        }
    }

    /// Appends `text` as a string.
    pub(super) fn text(&mut self, text: &'w [u8]) -> Result {
        if escape::write(self.out, text) {
            Ok(())
        } else {
            Err(Wire::new(text).fault("is not valid UTF-8").into())
        }
    }
}

/// Where a message begins, for errors about the whole of it.
pub(super) fn start<'w>(parts: &[&'w [u8]]) -> Wire<'w> {
    Wire::new(parts.first().copied().unwrap_or_default())
}
