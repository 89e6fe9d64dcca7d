//! Messages whose fields come split, repeated or out of order, as wire bytes legally may: their
//! records are listed, then written field by field. The last scalar wins, messages merge.

use super::fields::first_of_oneof;
use super::{Result, Stop, Writer};
use crate::error::Fault;
use crate::wire::{Records, Tag, Wire};
use crate::{Field, Kind, Label, Message};

/// Where a field's value lies.
#[derive(Clone, Copy)]
pub(super) struct Record<'w> {
    /// The place of the field in its message.
    index: u32,
    tag: Tag,
    /// What is left of the message, from the value on.
    value: Wire<'w>,
}

/// Whether the one pass is right for these bytes: no field comes back after another one.
pub(super) fn in_order(table: &'static Message, bytes: &[u8]) -> std::result::Result<bool, Fault> {
    let mut wire = Wire::new(bytes);
    let mut next = 0;
    let mut oneofs = 0;
    while let Some(tag) = wire.tag()? {
        wire.skip(tag)?;
        let Some(index) = table.index_of(tag.number()) else {
            continue;
        };
        let field = &table.fields()[index];
        if index < next || !first_of_oneof(field, &mut oneofs) {
            return Ok(false);
        }
        next = index + 1;
        if many(field) {
            while let Some(tag) = wire.tag_of(field.number())? {
                wire.skip(tag)?;
            }
        }
    }
    Ok(true)
}

fn many(field: &Field) -> bool {
    !matches!(field.label(), Label::Implicit | Label::Explicit)
}

impl<'w> Writer<'w, '_> {
    /// The fields of a plain message in any order, each with a comma before it.
    pub(super) fn scattered(
        &mut self,
        table: &'static Message,
        parts: &[&'w [u8]],
        depth: u32,
    ) -> Result {
        let base = self.records.len();
        self.list_records(table, parts)?;
        keep_last_of_oneofs(table, &mut self.records, base);
        // Stable: what came later stays later.
        self.records[base..].sort_by_key(|record| record.index);
        let end = self.records.len();
        let mut at = base;
        let mut next = 0;
        while at < end {
            let index = self.records[at].index;
            let field = &table.fields()[index as usize];
            let same = self.records[at..end]
                .iter()
                .take_while(|record| record.index == index);
            let until = at + same.count();
            if self.options.defaults {
                self.defaults(&table.fields()[next..index as usize]);
            }
            self.gathered(field, at..until, depth)
                .map_err(|stop| stop.within(field.json()))?;
            next = index as usize + 1;
            at = until;
        }
        if self.options.defaults {
            self.defaults(&table.fields()[next..]);
        }
        self.records.truncate(base);
        Ok(())
    }

    fn list_records(&mut self, table: &'static Message, parts: &[&'w [u8]]) -> Result {
        let mut records = Records::new(parts);
        while let Some(tag) = records.tag()? {
            let value = records.wire;
            records.wire.skip(tag)?;
            if let Some(index) = table.index_of(tag.number()) {
                self.records.push(Record {
                    index: index as u32,
                    tag,
                    value,
                });
            }
        }
        Ok(())
    }

    /// A field whose values are the records in this range.
    fn gathered(
        &mut self,
        field: &'static Field,
        range: std::ops::Range<usize>,
        depth: u32,
    ) -> Result {
        match (field.label(), field.kind()) {
            (Label::Implicit | Label::Explicit, Kind::Message(inner)) => {
                let parts = self.parts_of(field, range)?;
                self.key(field);
                match parts[..] {
                    [part] => self.message(inner, part, depth),
                    _ => self.merged(inner, &parts, depth),
                }
            }
            (Label::Implicit | Label::Explicit, _) => {
                let Record { tag, mut value, .. } = self.records[range.end - 1];
                self.singular(field, tag, &mut value, depth)
            }
            (Label::Map, Kind::Message(entry)) => {
                let base = self.entries.len();
                for part in self.parts_of(field, range)? {
                    self.entry(entry, part)?;
                }
                self.map(field, entry, base, depth)
            }
            _ => {
                let start = self.out.len();
                self.key(field);
                self.out.push(b'[');
                let mut count = 0;
                for at in range {
                    let Record { tag, mut value, .. } = self.records[at];
                    count = self.elements(field.kind(), tag, &mut value, depth, count)?;
                }
                self.close_list(start, count);
                Ok(())
            }
        }
    }

    /// The bytes of each record in this range.
    fn parts_of(
        &self,
        field: &'static Field,
        range: std::ops::Range<usize>,
    ) -> Result<Vec<&'w [u8]>> {
        self.records[range]
            .iter()
            .map(|record| {
                let mut value = record.value;
                value.expect(record.tag, field.kind().wire_type())?;
                value.bytes().map_err(Stop::from)
            })
            .collect()
    }

    /// One field alone, wherever in the message it lies.
    pub(super) fn one_field(
        &mut self,
        field: &'static Field,
        bytes: &'w [u8],
        depth: u32,
    ) -> Result {
        let depth = super::deeper(depth, Wire::new(bytes))?;
        let mut wire = Wire::new(bytes);
        while let Some(tag) = wire.tag()? {
            let value = wire;
            wire.skip(tag)?;
            if tag.number() == field.number() {
                self.records.push(Record {
                    index: 0,
                    tag,
                    value,
                });
            }
        }
        let start = self.out.len();
        if !self.records.is_empty() {
            self.gathered(field, 0..self.records.len(), depth)?;
        }
        if self.out.len() == start {
            self.default_of(field);
            return Ok(());
        }
        // The value stands alone, without the key that was written before it.
        let written = self.out.len();
        self.key(field);
        let key = self.out.len() - written;
        self.out.truncate(written);
        self.out.drain(start..start + key);
        Ok(())
    }
}

/// Leaves of each oneof only the records of the member that was set last, from where no other
/// member comes after them.
fn keep_last_of_oneofs(table: &'static Message, records: &mut Vec<Record<'_>>, base: usize) {
    // A oneof, the member that was set last, and whether another one has been met before it.
    let mut winners: Vec<(u16, u32, bool)> = Vec::new();
    let mut kept = records.len();
    for at in (base..records.len()).rev() {
        let record = records[at];
        let keep = match table.fields()[record.index as usize].oneof() {
            None => true,
            Some(oneof) => match winners.iter_mut().find(|winner| winner.0 == oneof) {
                None => {
                    winners.push((oneof, record.index, false));
                    true
                }
                Some(winner) => {
                    winner.2 |= winner.1 != record.index;
                    !winner.2
                }
            },
        };
        if keep {
            kept -= 1;
            records[kept] = record;
        }
    }
    records.drain(base..kept);
}
