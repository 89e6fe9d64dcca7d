//! The table of an enum: its values by number and by name. Never a value itself.

use std::fmt;

/// The table of one protobuf enum.
#[derive(Clone, Copy)]
pub struct Enum {
    name: &'static str,
    numbers: &'static [(i32, &'static str)],
    names: &'static [(&'static str, i32)],
    /// How many leading entries of `numbers` have consecutive numbers.
    dense: usize,
    /// `google.protobuf.NullValue`, which is `null` in JSON.
    is_null: bool,
}

impl Enum {
    /// Makes the table of the enum with the full name `name`.
    ///
    /// `numbers` holds each number once, in ascending order, with the first name declared for it;
    /// `names` holds every name, aliases too, in bytewise order.
    pub const fn new(
        name: &'static str,
        numbers: &'static [(i32, &'static str)],
        names: &'static [(&'static str, i32)],
    ) -> Enum {
        let mut dense = 0;
        while dense < numbers.len() && numbers[dense].0 as i64 == numbers[0].0 as i64 + dense as i64
        {
            dense += 1;
        }
        let is_null = same(name.as_bytes(), b"google.protobuf.NullValue");
        Enum {
            name,
            numbers,
            names,
            dense,
            is_null,
        }
    }

    /// The full name, such as `shop.orders.v1.Status`.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The number that goes by `name`, which is spelled as in the proto.
    pub fn number(&self, name: &str) -> Option<i32> {
        self.number_of(name.as_bytes())
    }

    pub(crate) fn number_of(&self, name: &[u8]) -> Option<i32> {
        let found = self
            .names
            .binary_search_by(|(known, _)| known.as_bytes().cmp(name))
            .ok()?;
        Some(self.names[found].1)
    }

    /// The first declared name of `number`.
    pub fn name_of(&self, number: i32) -> Option<&'static str> {
        let first = self.numbers.first()?.0;
        let index = i64::from(number) - i64::from(first);
        match usize::try_from(index) {
            Ok(index) if index < self.dense => Some(self.numbers[index].1),
            _ => {
                let found = self
                    .numbers
                    .binary_search_by_key(&number, |(known, _)| *known);
                found.ok().map(|at| self.numbers[at].1)
            }
        }
    }

    /// Whether this is `google.protobuf.NullValue`.
    pub(crate) const fn is_null(&self) -> bool {
        self.is_null
    }
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

impl fmt::Debug for Enum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Enum({})", self.name)
    }
}
