//! Single values. Each function returns whether the value is its kind's default.

use super::{Result, Writer};
use crate::wire::Wire;
use crate::{Enum, Field, Kind, Label, base64, escape};

impl<'w> Writer<'w, '_> {
    /// The value that comes next; its wire type has been checked.
    #[inline]
    pub(super) fn value(&mut self, kind: Kind, wire: &mut Wire<'w>, depth: u32) -> Result<bool> {
        match kind {
            Kind::String => return self.string(wire),
            Kind::Message(table) => {
                self.message(table, wire.bytes()?, depth)?;
                return Ok(false);
            }
            Kind::Enum(table) => return self.enumerator(table, wire.varint()? as i32),
            Kind::Bytes => {
                let bytes = wire.bytes()?;
                self.out.push(b'"');
                base64::write(self.out, bytes);
                self.out.push(b'"');
                return Ok(bytes.is_empty());
            }
            Kind::Bool => {
                let value = wire.varint()? != 0;
                self.out
                    .extend_from_slice(if value { b"true" } else { b"false" });
                return Ok(!value);
            }
            _ => {}
        }
        self.number(kind, wire)
    }

    #[inline]
    pub(super) fn string(&mut self, wire: &mut Wire<'w>) -> Result<bool> {
        let text = wire.bytes()?;
        if escape::write(self.out, text) {
            Ok(text.is_empty())
        } else {
            Err(Wire::new(text).fault("is not valid UTF-8").into())
        }
    }

    #[inline]
    fn number(&mut self, kind: Kind, wire: &mut Wire<'w>) -> Result<bool> {
        match kind {
            Kind::Int32 => self.small(wire.varint()? as i32),
            Kind::Uint32 => self.small(wire.varint()? as u32),
            Kind::Sint32 => self.small(wire.sint32()?),
            Kind::Fixed32 => self.small(wire.fixed32()?),
            Kind::Sfixed32 => self.small(wire.fixed32()? as i32),
            Kind::Int64 => self.large(wire.varint()? as i64),
            Kind::Uint64 => self.large(wire.varint()?),
            Kind::Sint64 => self.large(wire.sint64()?),
            Kind::Fixed64 => self.large(wire.fixed64()?),
            Kind::Sfixed64 => self.large(wire.fixed64()? as i64),
            Kind::Float => {
                let bits = wire.fixed32()?;
                let value = f32::from_bits(bits);
                self.float(value, f64::from(value));
                Ok(bits == 0)
            }
            _ => {
                let bits = wire.fixed64()?;
                let value = f64::from_bits(bits);
                self.float(value, value);
                Ok(bits == 0)
            }
        }
    }

    fn small<I: itoa::Integer + Default + PartialEq>(&mut self, value: I) -> Result<bool> {
        let default = value == I::default();
        self.out
            .extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
        Ok(default)
    }

    /// A number of 64 bits is a string, since JavaScript would round it.
    fn large<I: itoa::Integer + Default + PartialEq>(&mut self, value: I) -> Result<bool> {
        self.out.push(b'"');
        let default = self.small(value);
        self.out.push(b'"');
        default
    }

    /// A float; `class` is the same value, whose width doesn't matter for what class it is of.
    fn float<F: zmij::Float>(&mut self, value: F, class: f64) {
        if class.is_nan() {
            self.out.extend_from_slice(b"\"NaN\"");
        } else if class.is_infinite() {
            let text: &[u8] = if class > 0.0 {
                b"\"Infinity\""
            } else {
                b"\"-Infinity\""
            };
            self.out.extend_from_slice(text);
        } else {
            let mut buffer = zmij::Buffer::new();
            let text = buffer.format_finite(value).as_bytes();
            self.out
                .extend_from_slice(text.strip_suffix(b".0").unwrap_or(text));
        }
    }

    pub(super) fn double(&mut self, value: f64) {
        self.float(value, value);
    }

    fn enumerator(&mut self, table: &'static Enum, number: i32) -> Result<bool> {
        match table.name_of(number) {
            // A number that it doesn't have is one, as of any other enum: null would be no value.
            _ if table.is_null() && number == 0 => self.out.extend_from_slice(b"null"),
            Some(name) if !self.options.enum_numbers => {
                // A value's name is an identifier.
                self.out.push(b'"');
                self.out.extend_from_slice(name.as_bytes());
                self.out.push(b'"');
            }
            _ => return self.small(number),
        }
        Ok(number == 0)
    }

    /// What a field that is absent holds.
    pub(super) fn default_of(&mut self, field: &'static Field) {
        let text: &[u8] = match (field.label(), field.kind()) {
            (Label::Repeated | Label::Packed, _) => b"[]",
            (Label::Map, _) => b"{}",
            (Label::Explicit, _) | (_, Kind::Message(_)) => b"null",
            (_, Kind::String | Kind::Bytes) => b"\"\"",
            (_, Kind::Bool) => b"false",
            (_, Kind::Int64 | Kind::Uint64 | Kind::Sint64 | Kind::Fixed64 | Kind::Sfixed64) => {
                b"\"0\""
            }
            (_, Kind::Enum(table)) => return self.default_enumerator(table),
            _ => b"0",
        };
        self.out.extend_from_slice(text);
    }

    fn default_enumerator(&mut self, table: &'static Enum) {
        // Writing a number into memory can't fail; the result says that it is the default.
        let _ = self.enumerator(table, 0);
    }
}
