//! The paths that the JSON of a message sets, as a `google.protobuf.FieldMask`. Reads over JSON
//! that [`field_to_wire`](super::field_to_wire) took; values are never looked at again.

use crate::error::{Error, Fault};
use crate::read::Reader;
use crate::{Field, Kind, Label, Message, Options, Shape, put};

/// The tag of `google.protobuf.FieldMask.paths`.
const PATH: u8 = 0x0a;

/// Appends `mask`, a field of type `google.protobuf.FieldMask`, with the paths that `json`, a
/// `message`, sets: those of nested messages by their leaves; repeated fields, maps and messages
/// that JSON writes in a form of their own as a whole.
///
/// `null` and an empty object are set, too: they clear a field. Unknown keys are read over. JSON
/// that is no object has no path, and the mask is then empty.
///
/// # Errors
///
/// When the JSON is malformed.
pub fn mask_to_wire(
    mask: &'static Field,
    message: &'static Message,
    json: &[u8],
    options: &Options,
    out: &mut Vec<u8>,
) -> Result<(), Error> {
    let begin = out.len();
    out.extend_from_slice(mask.tag());
    let start = put::open(out);
    let walk = |out| {
        let mut walk = Walk {
            json: Reader::new(json)?,
            path: Vec::new(),
            options,
            out,
        };
        match walk.json.peek() {
            b'{' => walk.object(message, options.depth),
            _ => Ok(()),
        }
    };
    match walk(&mut *out) {
        Ok(()) => {
            put::close(out, start);
            Ok(())
        }
        Err(fault) => {
            out.truncate(begin);
            Err(*fault)
        }
    }
}

struct Walk<'j, 'o> {
    json: Reader<'j>,
    /// Proto names with dots between.
    path: Vec<u8>,
    options: &'o Options,
    out: &'o mut Vec<u8>,
}

impl Walk<'_, '_> {
    /// The paths below the object that is next.
    fn object(&mut self, table: &'static Message, depth: u32) -> Result<(), Fault> {
        let depth = self.json.deeper(depth)?;
        self.json.expect(b'{')?;
        if self.json.take(b'}') {
            self.put();
            return Ok(());
        }
        loop {
            let name = self.json.string()?.read()?;
            self.json.expect(b':')?;
            match table.index_by_name(&name) {
                Some(index) => self.field(&table.fields()[index], depth)?,
                None => self.json.skip(depth)?,
            }
            if !self.json.more(b'}')? {
                return Ok(());
            }
        }
    }

    fn field(&mut self, field: &'static Field, depth: u32) -> Result<(), Fault> {
        let parent = self.path.len();
        if parent > 0 {
            self.path.push(b'.');
        }
        self.path.extend_from_slice(field.name().as_bytes());
        let singular = matches!(field.label(), Label::Implicit | Label::Explicit);
        match field.kind() {
            Kind::Message(table)
                if singular && table.shape() == Shape::Plain && self.json.peek() == b'{' =>
            {
                self.object(table, depth)?;
            }
            kind => {
                // A name that was read over has set nothing, and must clear nothing.
                if !(self.options.ignore_unknown && singular && self.names_nothing(kind)?) {
                    self.put();
                }
                self.json.skip(depth)?;
            }
        }
        self.path.truncate(parent);
        Ok(())
    }

    /// Whether the value that is next is a name that its enum doesn't know.
    fn names_nothing(&self, kind: Kind) -> Result<bool, Fault> {
        let mut json = self.json;
        let Kind::Enum(table) = kind else {
            return Ok(false);
        };
        if json.peek() != b'"' {
            return Ok(false);
        }
        let name = json.string()?.read()?;
        Ok(table.number_of(&name).is_none())
    }

    fn put(&mut self) {
        if !self.path.is_empty() {
            self.out.push(PATH);
            put::delimited(self.out, &self.path);
        }
    }
}
