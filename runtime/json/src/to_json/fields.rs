//! The fields of a message, in the order of their numbers, and how each kind of label is written.

use super::{Result, Stop, Writer, scattered};
use crate::wire::{BYTES, Tag, Wire};
use crate::{Field, Kind, Label, Message, escape};

impl<'w> Writer<'w, '_> {
    /// The fields of a plain message, each with a comma before it.
    pub(super) fn fields(
        &mut self,
        table: &'static Message,
        bytes: &'w [u8],
        depth: u32,
    ) -> Result {
        if self.checked && !scattered::in_order(table, bytes)? {
            return self.scattered(table, &[bytes], depth);
        }
        let fields = table.fields();
        let mut wire = Wire::new(bytes);
        let mut next = 0;
        let mut oneofs = 0_u64;
        while let Some(tag) = wire.tag()? {
            let Some(index) = table.index_of(tag.number()) else {
                wire.skip(tag)?;
                continue;
            };
            let field = &fields[index];
            if index < next || !first_of_oneof(field, &mut oneofs) {
                return Err(Stop::Disorder);
            }
            if self.options.defaults {
                self.defaults(&fields[next..index]);
            }
            next = index + 1;
            self.run(field, tag, &mut wire, depth)
                .map_err(|stop| stop.within(field.json()))?;
        }
        if self.options.defaults {
            self.defaults(&fields[next..]);
        }
        Ok(())
    }

    /// A field and all its values that follow one another.
    #[inline]
    fn run(&mut self, field: &'static Field, tag: Tag, wire: &mut Wire<'w>, depth: u32) -> Result {
        match field.label() {
            Label::Implicit | Label::Explicit => self.singular(field, tag, wire, depth),
            Label::Repeated | Label::Packed => self.list(field, tag, wire, depth),
            Label::Map => self.map_run(field, tag, wire, depth),
        }
    }

    #[inline]
    pub(super) fn singular(
        &mut self,
        field: &'static Field,
        tag: Tag,
        wire: &mut Wire<'w>,
        depth: u32,
    ) -> Result {
        wire.expect(tag, field.kind().wire_type())?;
        let start = self.out.len();
        self.key(field);
        let default = match field.kind() {
            // The most frequent kind, without another call.
            Kind::String => self.string(wire)?,
            kind => self.value(kind, wire, depth)?,
        };
        if default && field.label() == Label::Implicit {
            self.out.truncate(start);
            if self.options.defaults {
                self.key(field);
                self.default_of(field);
            }
        }
        Ok(())
    }

    fn list(&mut self, field: &'static Field, tag: Tag, wire: &mut Wire<'w>, depth: u32) -> Result {
        let start = self.out.len();
        self.key(field);
        self.out.push(b'[');
        let mut count = self.elements(field.kind(), tag, wire, depth, 0)?;
        while let Some(tag) = wire.tag_of(field.number())? {
            count = self.elements(field.kind(), tag, wire, depth, count)?;
        }
        self.close_list(start, count);
        Ok(())
    }

    /// One element of a list, or all that are packed behind one tag; returns how many there are
    /// now. Each has a comma after it.
    #[inline]
    pub(super) fn elements(
        &mut self,
        kind: Kind,
        tag: Tag,
        wire: &mut Wire<'w>,
        depth: u32,
        mut count: usize,
    ) -> Result<usize> {
        let want = kind.wire_type();
        if tag.wire_type() == want || want == BYTES {
            wire.expect(tag, want)?;
            self.value(kind, wire, depth)
                .map_err(|stop| stop.at(count))?;
            self.out.push(b',');
            return Ok(count + 1);
        }
        wire.expect(tag, BYTES)?;
        let mut packed = Wire::new(wire.bytes()?);
        while !packed.is_empty() {
            self.value(kind, &mut packed, depth)
                .map_err(|stop| stop.at(count))?;
            self.out.push(b',');
            count += 1;
        }
        Ok(count)
    }

    /// Ends the list whose key is at `start`; an empty one isn't written unless it is asked for.
    pub(super) fn close_list(&mut self, start: usize, count: usize) {
        match self.out.last_mut() {
            Some(comma) if count > 0 => *comma = b']',
            _ if self.options.defaults => self.out.push(b']'),
            _ => self.out.truncate(start),
        }
    }

    /// A comma, the field's name and a colon.
    #[inline]
    pub(super) fn key(&mut self, field: &'static Field) {
        match field.key() {
            Some((key, len)) if !self.options.proto_names => {
                // The room's constant size makes a copy without a call; what is too much of it
                // is cut off.
                let end = self.out.len() + len;
                self.out.extend_from_slice(key);
                self.out.truncate(end);
            }
            _ => self.long_key(field),
        }
    }

    #[cold]
    fn long_key(&mut self, field: &'static Field) {
        let name = if self.options.proto_names {
            field.name()
        } else {
            field.json()
        };
        self.out.push(b',');
        // A name in a table is UTF-8, so that this can't fail.
        escape::write(self.out, name.as_bytes());
        self.out.push(b':');
    }

    /// The fields among `fields` that have no presence, with their defaults.
    pub(super) fn defaults(&mut self, fields: &'static [Field]) {
        for field in fields {
            if field.label() != Label::Explicit {
                self.key(field);
                self.default_of(field);
            }
        }
    }
}

/// Marks the oneof of `field`, if it is in one, as set; `false` when it was before, or when there
/// is no room for the mark.
#[inline]
pub(super) fn first_of_oneof(field: &Field, oneofs: &mut u64) -> bool {
    let Some(oneof) = field.oneof() else {
        return true;
    };
    let mark = 1_u64.checked_shl(u32::from(oneof)).unwrap_or(0);
    let first = mark & !*oneofs != 0;
    *oneofs |= mark;
    first
}
