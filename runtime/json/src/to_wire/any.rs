//! `google.protobuf.Any`: an object whose key `@type`, at any place, says how to read the others.

use std::borrow::Cow;

use super::{Parser, Result};
use crate::{Message, Shape, put};

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
            return Err(self.json.fault("is in an Any that has no key \"@type\""));
        };
        let held = self.options.held(&String::from_utf8_lossy(&address));
        let table = held.map_err(|reason| self.json.fault(reason))?;
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
        ahead.expect(b'{')?;
        if ahead.take(b'}') {
            return Ok(None);
        }
        loop {
            let key = ahead.string()?.read()?;
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
            let at = parser.json;
            let key = parser.json.string()?;
            parser.json.expect(b':')?;
            let count = match &*key.read()? {
                b"@type" => {
                    parser.json.string()?;
                    &mut types
                }
                b"value" => {
                    parser.message(table, depth)?;
                    &mut values
                }
                _ => return parser.unknown(table, key, depth),
            };
            *count += 1;
            once(*count).map_err(|reason| at.fault(reason))
        })?;
        if values == 0 && table.shape() != Shape::Empty {
            return Err(start.fault("is an Any that has no key \"value\""));
        }
        Ok(())
    }
}

fn once(count: u32) -> std::result::Result<(), &'static str> {
    if count > 1 {
        Err("is a key that is set twice")
    } else {
        Ok(())
    }
}
