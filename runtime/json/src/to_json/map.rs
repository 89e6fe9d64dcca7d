//! Maps: objects whose keys are text, in the order of the keys, each key once.

use super::{Result, Stop, Writer, deeper};
use crate::wire::{BYTES, Tag, Wire};
use crate::{Field, Kind, Message};

/// A map's key, comparable with the other keys of the same map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key<'w> {
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Text(&'w [u8]),
}

/// An entry that is to be written.
#[derive(Clone, Copy)]
pub(super) struct Entry<'w> {
    key: Key<'w>,
    bytes: &'w [u8],
    /// The tag and place of the value, if key and value come once and in this order.
    value: Option<(Tag, Wire<'w>)>,
}

impl<'w> Writer<'w, '_> {
    /// A map whose entries follow one another; the tag of the first has been read.
    pub(super) fn map_run(
        &mut self,
        field: &'static Field,
        mut tag: Tag,
        wire: &mut Wire<'w>,
        depth: u32,
    ) -> Result {
        let Kind::Message(entry) = field.kind() else {
            return Err(wire
                .fault("has a map in its table without an entry's message")
                .into());
        };
        let base = self.entries.len();
        loop {
            wire.expect(tag, BYTES)?;
            self.entry(entry, wire.bytes()?)?;
            match wire.tag_of(field.number())? {
                Some(next) => tag = next,
                None => return self.map(field, entry, base, depth),
            }
        }
    }

    /// Lists an entry under its key.
    pub(super) fn entry(&mut self, table: &'static Message, bytes: &'w [u8]) -> Result {
        match table.field(1) {
            Some(field) => self.keyed(field.kind(), bytes),
            None => Err(Wire::new(bytes)
                .fault("has a map in its table without a key")
                .into()),
        }
    }

    /// Lists an entry whose key is of this kind.
    pub(super) fn keyed(&mut self, kind: Kind, bytes: &'w [u8]) -> Result {
        let entry = match usual(kind, bytes)? {
            Some(entry) => entry,
            None => Entry {
                key: key(kind, bytes)?,
                bytes,
                value: None,
            },
        };
        self.entries.push(entry);
        Ok(())
    }

    /// Writes the entries listed since `base`.
    pub(super) fn map(
        &mut self,
        field: &'static Field,
        table: &'static Message,
        base: usize,
        depth: u32,
    ) -> Result {
        self.key(field);
        match table.field(2) {
            Some(value) => self.object(base, value.kind(), depth),
            None => Err(Wire::new(&[])
                .fault("has a map in its table without a value")
                .into()),
        }
    }

    /// The object of the entries listed since `base`, whose values are of this kind.
    pub(super) fn object(&mut self, base: usize, kind: Kind, depth: u32) -> Result {
        self.order(base);
        let start = self.out.len();
        for at in base..self.entries.len() {
            let entry = self.entries[at];
            self.out.push(b',');
            self.map_key(entry.key, entry.bytes)?;
            self.entry_value(kind, entry, depth)
                .map_err(|stop| entry.key.within(stop))?;
        }
        self.close(start);
        self.entries.truncate(base);
        Ok(())
    }

    /// Brings the entries listed since `base` in the order of their keys; of several with the
    /// same key the last one stays.
    fn order(&mut self, base: usize) {
        if self.entries[base..].is_sorted_by(|a, b| a.key < b.key) {
            return;
        }
        self.entries[base..].sort_by_key(|entry| entry.key);
        let mut kept = base;
        for at in base + 1..self.entries.len() {
            if self.entries[at].key != self.entries[kept].key {
                kept += 1;
            }
            self.entries[kept] = self.entries[at];
        }
        self.entries.truncate(kept + 1);
    }

    /// The key as a string, and a colon.
    fn map_key(&mut self, key: Key<'w>, bytes: &'w [u8]) -> Result {
        let mut buffer = itoa::Buffer::new();
        let text = match key {
            Key::Text(text) => text,
            Key::Bool(true) => b"true",
            Key::Bool(false) => b"false",
            Key::Signed(key) => buffer.format(key).as_bytes(),
            Key::Unsigned(key) => buffer.format(key).as_bytes(),
        };
        if !crate::escape::write(self.out, text) {
            return Err(Wire::new(bytes)
                .fault("has a key that is not valid UTF-8")
                .into());
        }
        self.out.push(b':');
        Ok(())
    }

    fn entry_value(&mut self, kind: Kind, entry: Entry<'w>, depth: u32) -> Result {
        let mut wire = Wire::new(entry.bytes);
        let depth = deeper(depth, wire)?;
        if let Some((tag, mut value)) = entry.value {
            value.expect(tag, kind.wire_type())?;
            return self.value(kind, &mut value, depth).map(drop);
        }
        let mut last = None;
        let mut before = Vec::new();
        while let Some(tag) = wire.tag()? {
            if tag.number() == 2 {
                wire.expect(tag, kind.wire_type())?;
                before.extend(last.replace(wire));
            }
            wire.skip(tag)?;
        }
        match (last, kind) {
            (Some(mut value), Kind::Message(table)) if !before.is_empty() => {
                let parts = before.iter_mut().map(Wire::bytes);
                let mut parts = parts.collect::<std::result::Result<Vec<_>, _>>()?;
                parts.push(value.bytes()?);
                self.merged(table, &parts, depth)
            }
            (Some(mut value), _) => self.value(kind, &mut value, depth).map(drop),
            (None, Kind::Message(table)) => self.message(table, &[], depth),
            (None, _) => self.zero(kind),
        }
    }

    /// The default of a value whose record an encoder may have left out.
    pub(super) fn zero(&mut self, kind: Kind) -> Result {
        self.value(kind, &mut Wire::new(&[0; 8]), 1).map(drop)
    }
}

impl Key<'_> {
    #[cold]
    fn within(self, stop: Stop) -> Stop {
        match self {
            Key::Text(text) => stop.at_key(text),
            Key::Bool(key) => stop.at(key),
            Key::Signed(key) => stop.at(key),
            Key::Unsigned(key) => stop.at(key),
        }
    }
}

/// The entry if its key comes first and its value second, as every encoder writes them.
#[inline]
fn usual<'w>(kind: Kind, bytes: &'w [u8]) -> Result<Option<Entry<'w>>> {
    let mut wire = Wire::new(bytes);
    let Some(tag) = wire.tag_of(1)? else {
        return Ok(None);
    };
    wire.expect(tag, kind.wire_type())?;
    let key = read_key(kind, &mut wire)?;
    let Some(tag) = wire.tag_of(2)? else {
        return Ok(None);
    };
    let value = Some((tag, wire));
    wire.skip(tag)?;
    Ok(wire.is_empty().then_some(Entry { key, bytes, value }))
}

/// The key of an entry: the last one that it holds, or the default.
fn key<'w>(kind: Kind, bytes: &'w [u8]) -> Result<Key<'w>> {
    let mut wire = Wire::new(bytes);
    let mut key = read_key(kind, &mut Wire::new(&[0; 8]))?;
    while let Some(tag) = wire.tag()? {
        if tag.number() == 1 {
            wire.expect(tag, kind.wire_type())?;
            key = read_key(kind, &mut wire)?;
        } else {
            wire.skip(tag)?;
        }
    }
    Ok(key)
}

fn read_key<'w>(kind: Kind, wire: &mut Wire<'w>) -> Result<Key<'w>> {
    Ok(match kind {
        Kind::String => Key::Text(wire.bytes()?),
        Kind::Bool => Key::Bool(wire.varint()? != 0),
        Kind::Int32 => Key::Signed(i64::from(wire.varint()? as i32)),
        Kind::Int64 => Key::Signed(wire.varint()? as i64),
        Kind::Uint32 => Key::Unsigned(u64::from(wire.varint()? as u32)),
        Kind::Uint64 => Key::Unsigned(wire.varint()?),
        Kind::Sint32 => Key::Signed(i64::from(wire.sint32()?)),
        Kind::Sint64 => Key::Signed(wire.sint64()?),
        Kind::Fixed32 => Key::Unsigned(u64::from(wire.fixed32()?)),
        Kind::Fixed64 => Key::Unsigned(wire.fixed64()?),
        Kind::Sfixed32 => Key::Signed(i64::from(wire.fixed32()? as i32)),
        Kind::Sfixed64 => Key::Signed(wire.fixed64()? as i64),
        _ => {
            return Err(wire
                .fault("has a map in its table with a key of no key's kind")
                .into());
        }
    })
}
