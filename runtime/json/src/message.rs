//! The table of a message: its fields by number and by name. Never a message itself.

use std::fmt;

use crate::Field;

/// How a message is written in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// An object with a key for each field.
    Plain,
    /// `google.protobuf.Any`: an object with `@type`.
    Any,
    /// `google.protobuf.Timestamp`: an RFC 3339 string.
    Timestamp,
    /// `google.protobuf.Duration`: seconds with an `s` after them.
    Duration,
    /// `google.protobuf.FieldMask`: comma-separated paths in lower camel case.
    FieldMask,
    /// `google.protobuf.Struct`: any object.
    Struct,
    /// `google.protobuf.Value`: any JSON value.
    Value,
    /// `google.protobuf.ListValue`: any array.
    ListValue,
    /// `google.protobuf.Empty`: an object without keys.
    Empty,
    /// `google.protobuf.StringValue` and its like: the value of the only field.
    Wrapper,
}

/// The table of one protobuf message.
#[derive(Clone, Copy)]
pub struct Message {
    name: &'static str,
    fields: &'static [Field],
    names: &'static [(&'static str, u32)],
    shape: Shape,
    /// How many leading fields have the number of their place, counted from 1.
    dense: usize,
}

impl Message {
    /// Makes the table of the message with the full name `name`.
    ///
    /// `fields` are sorted by number. `names` holds every JSON name and every proto name once,
    /// in bytewise order, each with the place of its field in `fields`.
    ///
    /// # Panics
    ///
    /// If a [`Shape::Wrapper`] doesn't have exactly one field; in a `static` that is an error of
    /// compilation.
    pub const fn new(
        name: &'static str,
        fields: &'static [Field],
        names: &'static [(&'static str, u32)],
        shape: Shape,
    ) -> Message {
        assert!(
            !matches!(shape, Shape::Wrapper) || fields.len() == 1,
            "a wrapper has one field"
        );
        let mut dense = 0;
        while dense < fields.len() && fields[dense].number() as usize == dense + 1 {
            dense += 1;
        }
        Message {
            name,
            fields,
            names,
            shape,
            dense,
        }
    }

    /// The full name, such as `shop.orders.v1.Order`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The fields, sorted by number.
    pub const fn fields(&self) -> &'static [Field] {
        self.fields
    }

    /// How the message is written in JSON.
    pub const fn shape(&self) -> Shape {
        self.shape
    }

    /// The field with this number.
    pub fn field(&self, number: u32) -> Option<&'static Field> {
        self.index_of(number).map(|index| &self.fields[index])
    }

    /// The field with this JSON name or proto name.
    pub fn field_by_name(&self, name: &str) -> Option<&'static Field> {
        self.index_by_name(name.as_bytes())
            .map(|index| &self.fields[index])
    }

    /// The place in `fields` of the field with this number.
    #[inline]
    pub(crate) fn index_of(&self, number: u32) -> Option<usize> {
        let index = (number as usize).wrapping_sub(1);
        if index < self.dense {
            return Some(index);
        }
        self.fields
            .binary_search_by_key(&number, Field::number)
            .ok()
    }

    /// The place in `fields` of the field with this JSON name or proto name.
    pub(crate) fn index_by_name(&self, name: &[u8]) -> Option<usize> {
        let found = self
            .names
            .binary_search_by(|(known, _)| known.as_bytes().cmp(name))
            .ok()?;
        Some(self.names[found].1 as usize)
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Message({})", self.name)
    }
}
