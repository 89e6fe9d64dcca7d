//! `google.protobuf.Struct`, `Value` and `ListValue`: JSON itself, held in messages.

use super::known::start;
use super::{Result, Writer, deeper};
use crate::wire::{BYTES, FIXED64, Records, VARINT, Wire};
use crate::{ErrorKind, Kind, Message, Shape};

/// The type of what structs and lists hold; its shape says all about it.
static VALUE: Message = Message::new("google.protobuf.Value", &[], &[], Shape::Value);

// The members of a Value's oneof.
const NULL: u32 = 1;
const NUMBER: u32 = 2;
const STRING: u32 = 3;
const BOOL: u32 = 4;
const STRUCT: u32 = 5;
const LIST: u32 = 6;

impl<'w> Writer<'w, '_> {
    pub(super) fn any_object(&mut self, parts: &[&'w [u8]], depth: u32) -> Result {
        let base = self.entries.len();
        let mut records = Records::new(parts);
        while let Some(tag) = records.tag()? {
            if tag.number() == 1 {
                records.wire.expect(tag, BYTES)?;
                let entry = records.wire.bytes()?;
                self.keyed(Kind::String, entry)?;
            } else {
                records.wire.skip(tag)?;
            }
        }
        self.object(base, Kind::Message(&VALUE), depth)
    }

    pub(super) fn any_list(&mut self, parts: &[&'w [u8]], depth: u32) -> Result {
        self.out.push(b'[');
        let mut count = 0;
        let mut records = Records::new(parts);
        while let Some(tag) = records.tag()? {
            if tag.number() != 1 {
                records.wire.skip(tag)?;
                continue;
            }
            records.wire.expect(tag, BYTES)?;
            if count > 0 {
                self.out.push(b',');
            }
            let value = records.wire.bytes()?;
            self.message(&VALUE, value, depth)
                .map_err(|stop| stop.at(count))?;
            count += 1;
        }
        self.out.push(b']');
        Ok(())
    }

    /// The member of the oneof that was set last; one that is a message may come in parts.
    pub(super) fn any_value(&mut self, parts: &[&'w [u8]], depth: u32) -> Result {
        let mut set = None;
        let mut before = Vec::new();
        let mut records = Records::new(parts);
        while let Some(tag) = records.tag()? {
            let want = match tag.number() {
                NULL | BOOL => VARINT,
                NUMBER => FIXED64,
                STRING | STRUCT | LIST => BYTES,
                _ => {
                    records.wire.skip(tag)?;
                    continue;
                }
            };
            records.wire.expect(tag, want)?;
            match set.replace((tag.number(), records.wire)) {
                Some((number, earlier)) if number == tag.number() => before.push(earlier),
                _ => before.clear(),
            }
            records.wire.skip(tag)?;
        }
        match set {
            Some((number @ (STRUCT | LIST), last)) => {
                let depth = deeper(depth, last)?;
                before.push(last);
                let parts = before.iter_mut().map(Wire::bytes);
                let parts = parts.collect::<std::result::Result<Vec<_>, _>>()?;
                match number {
                    STRUCT => self.any_object(&parts, depth),
                    _ => self.any_list(&parts, depth),
                }
            }
            Some((number, mut value)) => self.any_scalar(number, &mut value),
            None => Err(start(parts)
                .fault("is a google.protobuf.Value that holds nothing")
                .of(ErrorKind::InvalidValue)
                .into()),
        }
    }

    fn any_scalar(&mut self, number: u32, value: &mut Wire<'w>) -> Result {
        match number {
            STRING => return self.value(Kind::String, value, 0).map(drop),
            BOOL => return self.value(Kind::Bool, value, 0).map(drop),
            NUMBER => {
                let at = *value;
                let number = f64::from_bits(value.fixed64()?);
                if !number.is_finite() {
                    let reason = format!("is a google.protobuf.Value that holds {number}");
                    return Err(at.fault(reason).of(ErrorKind::InvalidValue).into());
                }
                self.double(number);
            }
            _ => self.out.extend_from_slice(b"null"),
        }
        Ok(())
    }
}
