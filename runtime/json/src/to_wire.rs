//! JSON to wire bytes, in one pass over both: fields are written in the order of the JSON's keys.

mod any;
mod known;
mod map;
mod object;
mod paths;
mod scalar;
mod structs;

pub(crate) use self::known::{misspelled, put_duration, put_text_mask, put_timestamp};
pub(crate) use self::object::no_field;
pub use self::paths::mask_to_wire;
pub(crate) use self::scalar::put_text;

use crate::error::{Error, Fault};
use crate::read::Reader;
use crate::{Field, Kind, Label, Message, Options, Shape, put};

type Result<T = ()> = std::result::Result<T, Fault>;

/// What has been written for a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// A value that differs from its kind's default.
    Value,
    /// The default, which a field without presence leaves out.
    Default,
    /// Nothing: the name of an enum's value that is unknown, and read over.
    Nothing,
}

/// Reads `'j` JSON bytes.
struct Parser<'j, 'o> {
    json: Reader<'j>,
    options: &'o Options,
    out: &'o mut Vec<u8>,
}

/// Appends the wire bytes of a message's JSON to `out`.
///
/// # Errors
///
/// When the JSON is malformed, empty, or doesn't fit the table: unknown keys (unless they are to be
/// read over), a key twice, two members of a oneof, a value of another kind or out of range. What
/// was appended until then stays in `out`.
pub fn to_wire(
    message: &'static Message,
    json: &[u8],
    options: &Options,
    out: &mut Vec<u8>,
) -> std::result::Result<(), Error> {
    run(json, options, out, |parser| {
        parser.message(message, options.depth)
    })
}

/// Appends one field alone, with its tag, from its JSON to the message's wire bytes in `out`.
///
/// `null` appends nothing, unless it is a value of the field's kind.
///
/// # Errors
///
/// When the JSON is malformed, empty, or doesn't fit the field.
pub fn field_to_wire(
    field: &'static Field,
    json: &[u8],
    options: &Options,
    out: &mut Vec<u8>,
) -> std::result::Result<(), Error> {
    run(json, options, out, |parser| {
        let depth = parser.json.deeper(options.depth)?;
        parser
            .field(field, depth)
            .map(drop)
            .map_err(|fault| fault.within(field.json()))
    })
}

fn run<'j>(
    json: &'j [u8],
    options: &Options,
    out: &mut Vec<u8>,
    pass: impl FnOnce(&mut Parser<'j, '_>) -> Result,
) -> std::result::Result<(), Error> {
    out.reserve(json.len() / 2);
    let whole = |json| {
        let mut parser = Parser {
            json: Reader::new(json)?,
            options,
            out,
        };
        pass(&mut parser)?;
        parser.json.end()
    };
    whole(json).map_err(|fault: Fault| *fault)
}

impl Parser<'_, '_> {
    /// A field's value or values, with tags; returns whether the field is set by it.
    #[inline]
    fn field(&mut self, field: &'static Field, depth: u32) -> Result<bool> {
        let singular = matches!(field.label(), Label::Implicit | Label::Explicit);
        if self.json.peek() == b'n' && !(singular && field.kind().holds_null()) {
            self.json.literal("null")?;
            return Ok(false);
        }
        match field.label() {
            Label::Implicit | Label::Explicit => return self.singular(field, depth),
            Label::Repeated => self.list(field, depth)?,
            Label::Packed => self.packed(field, depth)?,
            Label::Map => self.map(field, depth)?,
        }
        Ok(true)
    }

    #[inline]
    fn singular(&mut self, field: &'static Field, depth: u32) -> Result<bool> {
        let start = self.out.len();
        self.out.extend_from_slice(field.tag());
        let written = self.value(field.kind(), depth)?;
        let implicit = field.label() == Label::Implicit;
        if written == Written::Nothing || (implicit && written == Written::Default) {
            self.out.truncate(start);
        }
        Ok(written != Written::Nothing)
    }

    fn list(&mut self, field: &'static Field, depth: u32) -> Result {
        self.elements(|parser, count| {
            let start = parser.out.len();
            parser.out.extend_from_slice(field.tag());
            let written = parser
                .value(field.kind(), depth)
                .map_err(|fault| fault.at(count))?;
            if written == Written::Nothing {
                parser.out.truncate(start);
            }
            Ok(())
        })
    }

    fn packed(&mut self, field: &'static Field, depth: u32) -> Result {
        let before = self.out.len();
        self.out.extend_from_slice(field.tag());
        let start = put::open(self.out);
        self.elements(|parser, count| {
            let written = parser.value(field.kind(), depth);
            written.map(drop).map_err(|fault| fault.at(count))
        })?;
        if self.out.len() == start {
            self.out.truncate(before);
        } else {
            put::close(self.out, start);
        }
        Ok(())
    }

    /// The elements of an array, each read by `element` with its place.
    #[inline]
    fn elements(&mut self, mut element: impl FnMut(&mut Self, usize) -> Result) -> Result {
        self.json.open(b'[')?;
        if self.json.take(b']') {
            return Ok(());
        }
        let mut count = 0;
        loop {
            element(self, count)?;
            count += 1;
            if !self.json.more(b']')? {
                return Ok(());
            }
        }
    }

    /// One value without its tag; a message with its length.
    #[inline]
    fn value(&mut self, kind: Kind, depth: u32) -> Result<Written> {
        let Kind::Message(table) = kind else {
            return self.scalar(kind);
        };
        let start = put::open(self.out);
        self.message(table, depth)?;
        put::close(self.out, start);
        Ok(Written::Value)
    }

    /// A message without its length.
    fn message(&mut self, table: &'static Message, depth: u32) -> Result {
        let depth = self.json.deeper(depth)?;
        match table.shape() {
            Shape::Plain | Shape::Empty => self.object(table, depth),
            Shape::Timestamp => self.timestamp(),
            Shape::Duration => self.duration(),
            Shape::FieldMask => self.field_mask(),
            Shape::Wrapper => self.wrapper(table, depth),
            Shape::Any => self.any(depth),
            Shape::Struct => self.any_object(depth),
            Shape::Value => self.any_value(depth),
            Shape::ListValue => self.any_list(depth),
        }
    }
}
