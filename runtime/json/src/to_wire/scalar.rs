//! Single values, from JSON's tokens or from text alone.

use super::known::misspelled;
use super::{Parser, Result, Written};
use crate::error::{Fault, fault, quoted};
use crate::number::Wrong;
use crate::read::Text;
use crate::{Enum, ErrorKind, Kind, base64, number, put};

impl Parser<'_, '_> {
    /// One value that is no message, without its tag.
    #[inline]
    pub(super) fn scalar(&mut self, kind: Kind) -> Result<Written> {
        match kind {
            Kind::String => self.text(),
            Kind::Bytes => self.bytes(),
            Kind::Bool => self.bool(),
            Kind::Enum(table) => self.enumerator(table),
            _ => self.number(kind),
        }
    }

    #[inline]
    pub(super) fn text(&mut self) -> Result<Written> {
        let text = self.json.string()?;
        self.put_string(text)
    }

    #[inline]
    pub(super) fn put_string(&mut self, text: Text<'_>) -> Result<Written> {
        if let Some(plain) = text.plain() {
            put::delimited(self.out, plain);
            return Ok(unless_default(plain.is_empty()));
        }
        let start = put::open(self.out);
        text.write(self.out)?;
        put::close(self.out, start);
        Ok(Written::Value)
    }

    fn bytes(&mut self) -> Result<Written> {
        let text = self.json.string()?;
        put_bytes(&text.read()?, self.out).map_err(|fault| text.place(fault))
    }

    pub(super) fn bool(&mut self) -> Result<Written> {
        let value = match self.json.peek() {
            b't' => {
                self.json.literal("true")?;
                true
            }
            b'f' => {
                self.json.literal("false")?;
                false
            }
            _ => return Err(self.json.mismatch("true or false")),
        };
        self.out.push(u8::from(value));
        Ok(unless_default(!value))
    }

    #[inline]
    fn number(&mut self, kind: Kind) -> Result<Written> {
        if self.json.peek() == b'"' {
            let text = self.json.string()?;
            let digits = text.read()?;
            return put_number(kind, &digits, self.out).map_err(|fault| text.place(fault));
        }
        let start = self.json;
        let digits = self.json.number()?;
        if let (Kind::Int32 | Kind::Uint32 | Kind::Int64 | Kind::Uint64, [digit]) = (kind, digits) {
            self.out.push(digit - b'0');
            return Ok(unless_default(*digit == b'0'));
        }
        put_number(kind, digits, self.out).map_err(|fault| fault.placed(start.at()))
    }

    fn enumerator(&mut self, table: &'static Enum) -> Result<Written> {
        match self.json.peek() {
            b'"' => {
                let text = self.json.string()?;
                self.named(table, text)
            }
            b'n' if table.is_null() => {
                self.json.literal("null")?;
                self.out.push(0);
                Ok(Written::Default)
            }
            _ => {
                let start = self.json;
                let digits = self.json.number()?;
                put_number(Kind::Int32, digits, self.out).map_err(|fault| fault.placed(start.at()))
            }
        }
    }

    fn named(&mut self, table: &'static Enum, text: Text<'_>) -> Result<Written> {
        let name = text.read()?;
        match table.number_of(&name) {
            Some(number) => {
                put::signed(self.out, i64::from(number));
                Ok(unless_default(number == 0))
            }
            None if self.options.ignore_unknown => Ok(Written::Nothing),
            None => Err(text.place(no_name(table, &name))),
        }
    }
}

#[cold]
fn no_name(table: &'static Enum, name: &[u8]) -> Fault {
    let reason = format!(
        "has {}, which is no value of {}",
        quoted(name),
        table.name()
    );
    fault(0, reason).of(ErrorKind::UnknownEnumValue)
}

fn unless_default(default: bool) -> Written {
    if default {
        Written::Default
    } else {
        Written::Value
    }
}

/// Appends the value that `text` alone spells, without a tag; the error says why it spells none.
/// An enum is spelled by name or by number.
pub(crate) fn put_text(kind: Kind, text: &[u8], out: &mut Vec<u8>) -> Result<Written> {
    match kind {
        Kind::String => {
            put::delimited(out, text);
            Ok(unless_default(text.is_empty()))
        }
        Kind::Bytes => put_bytes(text, out),
        Kind::Bool => {
            let value = match text {
                b"true" => true,
                b"false" => false,
                _ => return Err(misspelled(text, "is not true or false")),
            };
            out.push(u8::from(value));
            Ok(unless_default(!value))
        }
        Kind::Enum(table) => match table.number_of(text) {
            Some(number) => {
                put::signed(out, i64::from(number));
                Ok(unless_default(number == 0))
            }
            None => put_number(Kind::Int32, text, out).map_err(|_| no_name(table, text)),
        },
        _ => put_number(kind, text, out),
    }
}

fn put_bytes(text: &[u8], out: &mut Vec<u8>) -> Result<Written> {
    let start = put::open(out);
    if !base64::read(out, text) {
        return Err(misspelled(text, "is not base64"));
    }
    put::close(out, start);
    Ok(unless_default(text.is_empty()))
}

/// Appends the number that `text` spells, without a tag.
fn put_number(kind: Kind, text: &[u8], out: &mut Vec<u8>) -> Result<Written> {
    put_spelled(kind, text, out).map_err(|wrong| misspelled(text, wrong.reason()).of(wrong.kind()))
}

#[inline]
fn put_spelled(kind: Kind, text: &[u8], out: &mut Vec<u8>) -> std::result::Result<Written, Wrong> {
    match kind {
        Kind::Double => {
            let bits = number::double(text)?.to_bits();
            out.extend_from_slice(&bits.to_le_bytes());
            return Ok(unless_default(bits == 0));
        }
        Kind::Float => {
            let bits = number::float(text)?.to_bits();
            out.extend_from_slice(&bits.to_le_bytes());
            return Ok(unless_default(bits == 0));
        }
        _ => {}
    }
    let value = number::integer(text)?;
    match kind {
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => {
            put_small(
                kind,
                i32::try_from(value).map_err(|_| Wrong::OutOfRange)?,
                out,
            );
        }
        Kind::Uint32 | Kind::Fixed32 => {
            let value = u32::try_from(value).map_err(|_| Wrong::OutOfRange)?;
            match kind {
                Kind::Uint32 => put::varint(out, u64::from(value)),
                _ => out.extend_from_slice(&value.to_le_bytes()),
            }
        }
        Kind::Uint64 | Kind::Fixed64 => {
            let value = u64::try_from(value).map_err(|_| Wrong::OutOfRange)?;
            match kind {
                Kind::Uint64 => put::varint(out, value),
                _ => out.extend_from_slice(&value.to_le_bytes()),
            }
        }
        _ => put_large(
            kind,
            i64::try_from(value).map_err(|_| Wrong::OutOfRange)?,
            out,
        ),
    }
    Ok(unless_default(value == 0))
}

fn put_small(kind: Kind, value: i32, out: &mut Vec<u8>) {
    match kind {
        Kind::Sint32 => put::varint(out, u64::from((value << 1 ^ value >> 31) as u32)),
        Kind::Sfixed32 => out.extend_from_slice(&value.to_le_bytes()),
        _ => put::signed(out, i64::from(value)),
    }
}

fn put_large(kind: Kind, value: i64, out: &mut Vec<u8>) {
    match kind {
        Kind::Sint64 => put::varint(out, (value << 1 ^ value >> 63) as u64),
        Kind::Sfixed64 => out.extend_from_slice(&value.to_le_bytes()),
        _ => put::signed(out, value),
    }
}
