//! Wire bytes to JSON. A message whose fields come in the order of their numbers, as every
//! encoder writes them, is written in one pass; any other goes through a list of its records.

mod any;
mod known;
mod map;
mod scalar;
mod scattered;
mod structs;

use self::map::Entry;
use self::scattered::Record;
use crate::error::{Error, Fault};
use crate::wire::{Tag, Wire};
use crate::{Field, Kind, Label, Message, Options, Shape};

/// Why a pass stopped.
enum Stop {
    /// The fields of a message aren't in order, and the pass relied on it.
    Disorder,
    Fault(Fault),
}

type Result<T = ()> = std::result::Result<T, Stop>;

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Fault(fault)
    }
}

impl Stop {
    #[cold]
    fn within(self, name: &str) -> Stop {
        match self {
            Stop::Fault(fault) => Stop::Fault(fault.within(name)),
            Stop::Disorder => Stop::Disorder,
        }
    }

    #[cold]
    fn at(self, key: impl std::fmt::Debug) -> Stop {
        match self {
            Stop::Fault(fault) => Stop::Fault(fault.at(key)),
            Stop::Disorder => Stop::Disorder,
        }
    }
}

/// Writes the JSON of `'w` wire bytes.
struct Writer<'w, 'o> {
    options: &'o Options,
    out: &'o mut Vec<u8>,
    /// Whether each message's order is looked at before its pass.
    checked: bool,
    /// The entries of the maps that are being written, innermost last.
    entries: Vec<Entry<'w>>,
    /// The records of the messages out of order that are being written, innermost last.
    records: Vec<Record<'w>>,
}

/// Appends the JSON of a message's wire bytes to `out`.
///
/// Fields come in the order of their numbers, map entries in that of their keys, so that the same
/// message yields the same bytes; fields that the table doesn't know are left out.
///
/// # Errors
///
/// When the bytes aren't a message of this table, or hold what JSON can't: a timestamp or duration
/// out of range, an `Any` of a type that the options don't list, a number in a
/// `google.protobuf.Value` that isn't finite. What was appended until then stays in `out`.
pub fn to_json(
    message: &'static Message,
    wire: &[u8],
    options: &Options,
    out: &mut Vec<u8>,
) -> std::result::Result<(), Error> {
    run(wire, options, out, |writer| {
        writer.message(message, wire, options.depth)
    })
}

/// Appends the JSON of one field alone to `out`; `wire` is the message that holds it.
///
/// A field that is absent is written as its default: `null` if it has presence.
///
/// # Errors
///
/// When the bytes aren't a message with such a field, or hold what JSON can't.
pub fn field_to_json(
    field: &'static Field,
    wire: &[u8],
    options: &Options,
    out: &mut Vec<u8>,
) -> std::result::Result<(), Error> {
    run(wire, options, out, |writer| {
        writer
            .one_field(field, wire, options.depth)
            .map_err(|stop| stop.within(field.json()))
    })
}

/// Makes a pass that relies on the order of fields, and if it fails one that doesn't.
fn run<'w>(
    wire: &'w [u8],
    options: &Options,
    out: &mut Vec<u8>,
    pass: impl Fn(&mut Writer<'w, '_>) -> Result,
) -> std::result::Result<(), Error> {
    let start = out.len();
    for checked in [false, true] {
        out.truncate(start);
        let mut writer = Writer {
            options,
            out: &mut *out,
            checked,
            entries: Vec::new(),
            records: Vec::new(),
        };
        match pass(&mut writer) {
            Ok(()) => return Ok(()),
            Err(Stop::Fault(fault)) => return Err(*fault.counted_from(wire)),
            Err(Stop::Disorder) => {}
        }
    }
    // Not reached: the second pass looks before it relies on an order.
    Err(*Wire::new(wire)
        .fault("holds fields in no order")
        .counted_from(wire))
}

impl<'w> Writer<'w, '_> {
    fn message(&mut self, table: &'static Message, wire: &'w [u8], depth: u32) -> Result {
        let depth = deeper(depth, Wire::new(wire))?;
        match table.shape() {
            Shape::Plain => {
                let start = self.out.len();
                self.fields(table, wire, depth)?;
                self.close(start);
                Ok(())
            }
            _ => self.known(table, &[wire], depth),
        }
    }

    /// A message whose bytes lie in several parts, which are merged.
    fn merged(&mut self, table: &'static Message, parts: &[&'w [u8]], depth: u32) -> Result {
        let first = parts.first().copied().unwrap_or_default();
        let depth = deeper(depth, Wire::new(first))?;
        if table.shape() != Shape::Plain {
            return self.known(table, parts, depth);
        }
        let start = self.out.len();
        self.scattered(table, parts, depth)?;
        self.close(start);
        Ok(())
    }

    /// Makes an object of the fields written since `start`, each of which begins with a comma.
    #[inline]
    fn close(&mut self, start: usize) {
        match self.out.get_mut(start) {
            Some(comma) => *comma = b'{',
            None => self.out.push(b'{'),
        }
        self.out.push(b'}');
    }

    /// The fields of a plain message, each with a comma before it.
    fn fields(&mut self, table: &'static Message, bytes: &'w [u8], depth: u32) -> Result {
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
    fn singular(
        &mut self,
        field: &'static Field,
        tag: Tag,
        wire: &mut Wire<'w>,
        depth: u32,
    ) -> Result {
        wire.expect(tag, field.kind().wire_type())?;
        let start = self.out.len();
        self.key(field);
        let default = self.value(field.kind(), wire, depth)?;
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
    fn elements(
        &mut self,
        kind: Kind,
        tag: Tag,
        wire: &mut Wire<'w>,
        depth: u32,
        mut count: usize,
    ) -> Result<usize> {
        let want = kind.wire_type();
        if tag.wire_type() == want || want == crate::wire::BYTES {
            wire.expect(tag, want)?;
            self.value(kind, wire, depth)
                .map_err(|stop| stop.at(count))?;
            self.out.push(b',');
            return Ok(count + 1);
        }
        wire.expect(tag, crate::wire::BYTES)?;
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
    fn close_list(&mut self, start: usize, count: usize) {
        match self.out.last_mut() {
            Some(comma) if count > 0 => *comma = b']',
            _ if self.options.defaults => self.out.push(b']'),
            _ => self.out.truncate(start),
        }
    }

    /// A comma, the field's name and a colon.
    #[inline]
    fn key(&mut self, field: &'static Field) {
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
        crate::escape::write(self.out, name.as_bytes());
        self.out.push(b':');
    }

    /// The fields among `fields` that have no presence, with their defaults.
    fn defaults(&mut self, fields: &'static [Field]) {
        for field in fields {
            if field.label() != Label::Explicit {
                self.key(field);
                self.default_of(field);
            }
        }
    }
}

/// The levels left inside of a message.
#[inline]
fn deeper(depth: u32, wire: Wire<'_>) -> std::result::Result<u32, Fault> {
    depth
        .checked_sub(1)
        .ok_or_else(|| wire.fault("is nested too deep"))
}

/// Marks the oneof of `field`, if it is in one, as set; `false` when it was before, or when there
/// is no room for the mark.
#[inline]
fn first_of_oneof(field: &Field, oneofs: &mut u64) -> bool {
    let Some(oneof) = field.oneof() else {
        return true;
    };
    let mark = 1_u64.checked_shl(u32::from(oneof)).unwrap_or(0);
    let first = mark & !*oneofs != 0;
    *oneofs |= mark;
    first
}
