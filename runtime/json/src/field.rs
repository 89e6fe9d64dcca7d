//! The table of a field, with what each use of it would compute again: its tags as bytes and its
//! key as JSON. Never the field's value.

use crate::wire::{BYTES, FIXED32, FIXED64, VARINT};
use crate::{Enum, Message, Shape, put};

/// The type of a field's value, or of one element of it.
///
/// The wire encodings are those of <https://protobuf.dev/programming-guides/encoding/>.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// `double`: 64 bits.
    Double,
    /// `float`: 32 bits.
    Float,
    /// `int32`: varint.
    Int32,
    /// `int64`: varint.
    Int64,
    /// `uint32`: varint.
    Uint32,
    /// `uint64`: varint.
    Uint64,
    /// `sint32`: zigzag varint.
    Sint32,
    /// `sint64`: zigzag varint.
    Sint64,
    /// `fixed32`: 32 bits.
    Fixed32,
    /// `fixed64`: 64 bits.
    Fixed64,
    /// `sfixed32`: 32 bits.
    Sfixed32,
    /// `sfixed64`: 64 bits.
    Sfixed64,
    /// `bool`: varint.
    Bool,
    /// `string`: UTF-8 behind its length.
    String,
    /// `bytes`: any bytes behind their length.
    Bytes,
    /// An enum, open as in proto3: varint.
    Enum(&'static Enum),
    /// A message behind its length; for a [`Label::Map`] the entry, with key 1 and value 2.
    Message(&'static Message),
}

/// How often a field occurs, and whether its absence differs from its default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Singular without presence: the default value is the same as none.
    Implicit,
    /// Singular with presence: `optional`, messages, members of a oneof.
    Explicit,
    /// Any number of elements, written with a tag for each.
    Repeated,
    /// Any number of numbers, written behind one tag; both forms are read.
    Packed,
    /// Entries with a key and a value.
    Map,
}

/// Room for `,"key":`; a longer key is put together when it is written.
const KEY: usize = 32;
/// Marks a field that is in no oneof.
const NO_ONEOF: u16 = u16::MAX;

/// The table of one field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    number: u32,
    name: &'static str,
    json: &'static str,
    kind: Kind,
    label: Label,
    oneof: u16,
    /// `,"json":`, and its length; 0 when it is longer than the room or needs escapes.
    key: [u8; KEY],
    key_len: u8,
    /// The tag that is written, as varint, and its length.
    tag: [u8; 10],
    tag_len: u8,
}

impl Field {
    /// Makes the table of a field: its number, its name in the proto, its name in JSON, the type
    /// of its value, and how often it occurs.
    pub const fn new(
        number: u32,
        name: &'static str,
        json: &'static str,
        kind: Kind,
        label: Label,
    ) -> Field {
        let (key, key_len) = quoted(json.as_bytes());
        let wire_type = match label {
            Label::Packed => BYTES,
            _ => kind.wire_type(),
        };
        let (tag, tag_len) = put::varint_bytes((number as u64) << 3 | wire_type as u64);
        Field {
            number,
            name,
            json,
            kind,
            label,
            oneof: NO_ONEOF,
            key,
            key_len,
            tag,
            tag_len: tag_len as u8,
        }
    }

    /// The same field as a member of the message's oneof with this index.
    #[must_use]
    pub const fn in_oneof(mut self, index: u16) -> Field {
        self.oneof = index;
        self
    }

    /// The field number.
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// The name in the proto, such as `order_id`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The name in JSON, such as `orderId`.
    pub const fn json(&self) -> &'static str {
        self.json
    }

    /// The type of the value, or of one element of it.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// How often the field occurs.
    pub const fn label(&self) -> Label {
        self.label
    }

    /// The index of the oneof that the field is a member of.
    pub const fn oneof(&self) -> Option<u16> {
        if self.oneof == NO_ONEOF {
            None
        } else {
            Some(self.oneof)
        }
    }
}

impl Field {
    /// `,"json":`, when it is short and needs no escapes; the rest of the room is zeros.
    #[inline]
    pub(crate) fn key(&self) -> Option<(&[u8; KEY], usize)> {
        (self.key_len > 0).then_some((&self.key, self.key_len as usize))
    }

    /// The tag as it is written, as varint.
    #[inline]
    pub(crate) fn tag(&self) -> &[u8] {
        &self.tag[..self.tag_len as usize]
    }
}

impl Kind {
    /// The wire type of one value of this kind.
    #[inline]
    pub(crate) const fn wire_type(self) -> u8 {
        match self {
            Kind::Double | Kind::Fixed64 | Kind::Sfixed64 => FIXED64,
            Kind::Float | Kind::Fixed32 | Kind::Sfixed32 => FIXED32,
            Kind::String | Kind::Bytes | Kind::Message(_) => BYTES,
            _ => VARINT,
        }
    }

    /// Whether the only element `null` is a value: `google.protobuf.Value` and `NullValue`.
    pub(crate) const fn holds_null(self) -> bool {
        match self {
            Kind::Enum(table) => table.is_null(),
            Kind::Message(table) => matches!(table.shape(), Shape::Value),
            _ => false,
        }
    }
}

const fn quoted(json: &[u8]) -> ([u8; KEY], u8) {
    let mut key = [0; KEY];
    if json.len() + 4 > KEY {
        return (key, 0);
    }
    key[0] = b',';
    key[1] = b'"';
    let mut at = 0;
    while at < json.len() {
        if json[at] < 0x20 || json[at] == b'"' || json[at] == b'\\' {
            return (key, 0);
        }
        key[at + 2] = json[at];
        at += 1;
    }
    key[at + 2] = b'"';
    key[at + 3] = b':';
    (key, at as u8 + 4)
}
