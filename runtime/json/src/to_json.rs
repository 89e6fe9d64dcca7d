//! Wire bytes to JSON. A message whose fields come in the order of their numbers, as every
//! encoder writes them, is written in one pass; any other goes through a list of its records.

mod any;
mod fields;
mod known;
mod map;
mod scalar;
mod scattered;
mod structs;

use self::map::Entry;
use self::scattered::Record;
use crate::error::{Error, Fault};
use crate::wire::Wire;
use crate::{ErrorKind, Field, Message, Options, Shape};

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

    #[cold]
    fn at_key(self, key: &[u8]) -> Stop {
        match self {
            Stop::Fault(fault) => Stop::Fault(fault.at_key(key)),
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
    // Names and punctuation about double the bytes.
    out.reserve(2 * wire.len());
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
}

/// The levels left inside of a message.
#[inline]
fn deeper(depth: u32, wire: Wire<'_>) -> std::result::Result<u32, Fault> {
    depth
        .checked_sub(1)
        .ok_or_else(|| wire.fault("is nested too deep").of(ErrorKind::TooDeep))
}
