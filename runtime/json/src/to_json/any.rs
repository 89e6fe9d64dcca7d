//! `google.protobuf.Any`: an object with the type's address, and the fields of what it holds, or
//! its one value.

use super::known::start;
use super::{Result, Writer, deeper};
use crate::wire::{BYTES, Records};
use crate::{Message, Shape};

impl<'w> Writer<'w, '_> {
    pub(super) fn any(&mut self, parts: &[&'w [u8]], depth: u32) -> Result {
        let (mut address, mut value): (&[u8], &[u8]) = (&[], &[]);
        let mut records = Records::new(parts);
        while let Some(tag) = records.tag()? {
            let place = match tag.number() {
                1 => &mut address,
                2 => &mut value,
                _ => {
                    records.wire.skip(tag)?;
                    continue;
                }
            };
            records.wire.expect(tag, BYTES)?;
            *place = records.wire.bytes()?;
        }
        if address.is_empty() && value.is_empty() {
            self.out.extend_from_slice(b"{}");
            return Ok(());
        }
        let held = match std::str::from_utf8(address) {
            Ok(address) => self.options.held(address),
            Err(_) => Err(start(parts).fault("is an Any whose type is not valid UTF-8")),
        };
        let table = held.map_err(|fault| start(parts).place(fault))?;
        self.out.extend_from_slice(b"{\"@type\":");
        self.text(address)?;
        self.held(table, value, depth)?;
        self.out.push(b'}');
        Ok(())
    }

    /// The fields of a held message, or its value under a key.
    fn held(&mut self, table: &'static Message, bytes: &'w [u8], depth: u32) -> Result {
        match table.shape() {
            Shape::Plain | Shape::Empty => {
                let depth = deeper(depth, crate::wire::Wire::new(bytes))?;
                self.fields(table, bytes, depth)
            }
            _ => {
                self.out.extend_from_slice(b",\"value\":");
                self.message(table, bytes, depth)
            }
        }
    }
}
