//! `google.protobuf.Struct`, `Value` and `ListValue`: any JSON, held in messages.

use super::{Parser, Result, map};
use crate::{number, put};

// The tags of a Value's oneof.
const NULL: u8 = 0x08;
const NUMBER: u8 = 0x11;
const STRING: u8 = 0x1a;
const BOOL: u8 = 0x20;
const STRUCT: u8 = 0x2a;
const LIST: u8 = 0x32;

/// The tag of a struct's and of a list's elements, and of an entry's key.
const FIRST: u8 = 0x0a;
/// The tag of an entry's value.
const SECOND: u8 = 0x12;

impl Parser<'_, '_> {
    pub(super) fn any_object(&mut self, depth: u32) -> Result {
        let at = self.json;
        let depth = at.deeper(depth)?;
        let before = self.out.len();
        self.entries(|parser| {
            parser.out.push(FIRST);
            let start = put::open(parser.out);
            let key = parser.json.key()?;
            parser.out.push(FIRST);
            parser.put_string(key)?;
            parser.json.expect(b':')?;
            parser.out.push(SECOND);
            parser.inner(depth).map_err(|fault| key.step(fault))?;
            put::close(parser.out, start);
            Ok(())
        })?;
        map::each_once(&self.out[before..], at.at())
    }

    pub(super) fn any_list(&mut self, depth: u32) -> Result {
        self.elements(|parser, count| {
            parser.out.push(FIRST);
            parser.inner(depth).map_err(|fault| fault.at(count))
        })
    }

    /// A value with its length.
    fn inner(&mut self, depth: u32) -> Result {
        let depth = self.json.deeper(depth)?;
        let start = put::open(self.out);
        self.any_value(depth)?;
        put::close(self.out, start);
        Ok(())
    }

    pub(super) fn any_value(&mut self, depth: u32) -> Result {
        match self.json.peek() {
            b'n' => {
                self.json.literal("null")?;
                self.out.extend_from_slice(&[NULL, 0]);
            }
            b't' | b'f' => {
                self.out.push(BOOL);
                self.bool()?;
            }
            b'"' => {
                self.out.push(STRING);
                self.text()?;
            }
            open @ (b'{' | b'[') => {
                let depth = self.json.deeper(depth)?;
                self.out.push(if open == b'{' { STRUCT } else { LIST });
                let start = put::open(self.out);
                match open {
                    b'{' => self.any_object(depth)?,
                    _ => self.any_list(depth)?,
                }
                put::close(self.out, start);
            }
            _ => {
                let start = self.json;
                let value = number::double(self.json.number()?);
                let value = value.map_err(|wrong| start.fault(wrong.reason()).of(wrong.kind()))?;
                self.out.push(NUMBER);
                self.out.extend_from_slice(&value.to_le_bytes());
            }
        }
        Ok(())
    }
}
