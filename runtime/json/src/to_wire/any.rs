//! `google.protobuf.Any`: an object whose key `@type`, at any place, says how to read the others.

use std::borrow::Cow;

use super::object::twice;
use super::{Parser, Result};
use crate::{ErrorKind, Message, Shape, put};

/// The tags of an Any's fields.
const ADDRESS: u8 = 0x0a;
const VALUE: u8 = 0x12;

impl<'j> Parser<'j, '_> {
    pub(super) fn any(&mut self, depth: u32) -> Result {
        self.json.peek();
        let Some(address) = self.address(depth)? else {
            self.json.expect(b'{')?;
            if self.json.take(b'}') {
                return Ok(());
            }
            let fault = self.json.fault("is in an Any that has no key \"@type\"");
            return Err(fault.of(ErrorKind::InvalidValue));
        };
        let held = self.options.held(&String::from_utf8_lossy(&address));
        let table = held.map_err(|fault| fault.placed(self.json.at()))?;
        self.out.push(ADDRESS);
        put::delimited(self.out, &address);
        self.out.push(VALUE);
        let start = put::open(self.out);
        match table.shape() {
            Shape::Plain => {
                let depth = self.json.deeper(depth)?;
                self.keys(table, depth, true)?;
            }
            _ => self.held_value(table, depth)?,
        }
        if self.out.len() == start {
            self.out.truncate(start - 2);
        } else {
            put::close(self.out, start);
        }
        Ok(())
    }

    /// Looks ahead for the key `@type`.
    fn address(&self, depth: u32) -> Result<Option<Cow<'j, [u8]>>> {
        let mut ahead = self.json;
        ahead.open(b'{')?;
        if ahead.take(b'}') {
            return Ok(None);
        }
        loop {
            let key = ahead.key()?.read()?;
            ahead.expect(b':')?;
            if *key == *b"@type" {
                return ahead.string()?.read().map(Some);
            }
            ahead.skip(depth)?;
            if !ahead.more(b'}')? {
                return Ok(None);
            }
        }
    }

    /// The key `value` of a held message that is one value in JSON. An Empty may do without.
    fn held_value(&mut self, table: &'static Message, depth: u32) -> Result {
        let start = self.json;
        let (mut types, mut values) = (0, 0);
        self.entries(|parser| {
            parser.json.peek();
            let at = parser.json;
            let key = parser.json.key()?;
            parser.json.expect(b':')?;
            let (name, count) = match &*key.read()? {
                b"@type" => {
                    parser.json.string()?;
                    ("@type", &mut types)
                }
                b"value" => {
                    let read = parser.message(table, depth);
                    read.map_err(|fault| fault.within("value"))?;
                    ("value", &mut values)
                }
                _ => return parser.unknown(table, key, depth),
            };
            *count += 1;
            if *count > 1 {
                return Err(twice(at, name));
            }
            Ok(())
        })?;
        if values == 0 && table.shape() != Shape::Empty {
            let fault = start.fault("is an Any that has no key \"value\"");
            return Err(fault.of(ErrorKind::InvalidValue));
        }
        Ok(())
    }
}
