//! Reads protobuf's wire format (<https://protobuf.dev/programming-guides/encoding/>).
//! Knows nothing of tables or JSON.

use crate::error::{Fault, fault};

/// The wire types that a field can be written with.
pub(crate) const VARINT: u8 = 0;
pub(crate) const FIXED64: u8 = 1;
pub(crate) const BYTES: u8 = 2;
const GROUP: u8 = 3;
const GROUP_END: u8 = 4;
pub(crate) const FIXED32: u8 = 5;

/// How deep unknown groups may be nested.
const GROUPS: u32 = 100;

/// The number and wire type before a value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tag(u32);

impl Tag {
    pub(crate) fn number(self) -> u32 {
        self.0 >> 3
    }

    pub(crate) fn wire_type(self) -> u8 {
        (self.0 & 7) as u8
    }
}

/// What is left to read of a message.
#[derive(Clone, Copy)]
pub(crate) struct Wire<'w> {
    rest: &'w [u8],
}

impl<'w> Wire<'w> {
    pub(crate) fn new(bytes: &'w [u8]) -> Wire<'w> {
        Wire { rest: bytes }
    }

    pub(crate) fn is_empty(self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn len(self) -> usize {
        self.rest.len()
    }

    /// An error at this place; its offset is an address until the entry counts it.
    #[cold]
    pub(crate) fn fault(self, reason: impl Into<String>) -> Fault {
        fault(self.rest.as_ptr().addr(), reason)
    }

    /// A fault made elsewhere, told at this place.
    #[cold]
    pub(crate) fn place(self, fault: Fault) -> Fault {
        fault.placed(self.rest.as_ptr().addr())
    }

    /// The next tag, or `None` at the end.
    #[inline]
    pub(crate) fn tag(&mut self) -> Result<Option<Tag>, Fault> {
        let tag = match *self.rest {
            [] => return Ok(None),
            [one @ 8..0x80, ref rest @ ..] => {
                self.rest = rest;
                return Ok(Some(Tag(u32::from(one))));
            }
            [one @ 0x80..=0xff, two @ 1..0x80, ref rest @ ..] => {
                self.rest = rest;
                return Ok(Some(Tag(u32::from(one & 0x7f) | u32::from(two) << 7)));
            }
            _ => *self,
        };
        self.long_tag(tag).map(Some)
    }

    #[cold]
    fn long_tag(&mut self, start: Wire<'w>) -> Result<Tag, Fault> {
        match u32::try_from(self.varint()?) {
            Ok(tag) if tag >= 8 => Ok(Tag(tag)),
            _ => Err(start.fault("is no valid field number")),
        }
    }

    /// Takes the next tag if it is of this field number.
    #[inline]
    pub(crate) fn tag_of(&mut self, number: u32) -> Result<Option<Tag>, Fault> {
        let mut ahead = *self;
        match ahead.tag()? {
            Some(tag) if tag.number() == number => {
                *self = ahead;
                Ok(Some(tag))
            }
            _ => Ok(None),
        }
    }

    #[inline]
    pub(crate) fn varint(&mut self) -> Result<u64, Fault> {
        match *self.rest {
            [one @ ..0x80, ref rest @ ..] => {
                self.rest = rest;
                Ok(u64::from(one))
            }
            [one, two @ ..0x80, ref rest @ ..] => {
                self.rest = rest;
                Ok(u64::from(one & 0x7f) | u64::from(two) << 7)
            }
            _ => self.long_varint(),
        }
    }

    fn long_varint(&mut self) -> Result<u64, Fault> {
        let mut value = 0;
        for (at, byte) in self.rest.iter().take(10).enumerate() {
            // The tenth byte's upper bits fall out, as every decoder lets them.
            value |= u64::from(byte & 0x7f) << (7 * at);
            if *byte < 0x80 {
                self.rest = &self.rest[at + 1..];
                return Ok(value);
            }
        }
        let reason = if self.rest.len() < 10 {
            "ends within a number"
        } else {
            "holds a number of more than ten bytes"
        };
        Err(self.fault(reason))
    }

    /// A zigzag varint of 32 bits.
    pub(crate) fn sint32(&mut self) -> Result<i32, Fault> {
        let bits = self.varint()? as u32;
        Ok((bits >> 1) as i32 ^ -((bits & 1) as i32))
    }

    /// A zigzag varint of 64 bits.
    pub(crate) fn sint64(&mut self) -> Result<i64, Fault> {
        let bits = self.varint()?;
        Ok((bits >> 1) as i64 ^ -((bits & 1) as i64))
    }

    #[inline]
    pub(crate) fn fixed32(&mut self) -> Result<u32, Fault> {
        match self.rest.split_first_chunk() {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(u32::from_le_bytes(*bytes))
            }
            None => Err(self.fault("ends within a number of 4 bytes")),
        }
    }

    #[inline]
    pub(crate) fn fixed64(&mut self) -> Result<u64, Fault> {
        match self.rest.split_first_chunk() {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(u64::from_le_bytes(*bytes))
            }
            None => Err(self.fault("ends within a number of 8 bytes")),
        }
    }

    /// The bytes behind a length.
    #[inline]
    pub(crate) fn bytes(&mut self) -> Result<&'w [u8], Fault> {
        let len = self.varint()?;
        // A length beyond the address space is beyond the input too.
        match self
            .rest
            .split_at_checked(usize::try_from(len).unwrap_or(usize::MAX))
        {
            Some((bytes, rest)) => {
                self.rest = rest;
                Ok(bytes)
            }
            None => Err(self.fault(format!(
                "ends within {len} bytes, of which {} are there",
                self.rest.len()
            ))),
        }
    }

    /// Checks that a value of wire type `want` follows.
    #[inline]
    pub(crate) fn expect(self, tag: Tag, want: u8) -> Result<(), Fault> {
        if tag.wire_type() == want {
            Ok(())
        } else {
            Err(self.fault(format!(
                "has wire type {}, where {want} is right",
                tag.wire_type()
            )))
        }
    }

    /// Reads over the value behind a tag.
    pub(crate) fn skip(&mut self, tag: Tag) -> Result<(), Fault> {
        self.skip_within(tag, GROUPS)
    }

    fn skip_within(&mut self, tag: Tag, depth: u32) -> Result<(), Fault> {
        match tag.wire_type() {
            VARINT => self.varint().map(drop),
            FIXED64 => self.fixed64().map(drop),
            BYTES => self.bytes().map(drop),
            FIXED32 => self.fixed32().map(drop),
            GROUP => self.skip_group(tag.number(), depth),
            other => Err(self.fault(format!("has wire type {other}, which starts no value"))),
        }
    }

    fn skip_group(&mut self, number: u32, depth: u32) -> Result<(), Fault> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(self.fault("is nested too deep"));
        };
        while let Some(tag) = self.tag()? {
            if tag.wire_type() == GROUP_END && tag.number() == number {
                return Ok(());
            }
            self.skip_within(tag, depth)?;
        }
        Err(self.fault(format!("ends within group {number}")))
    }
}

/// The records of a message whose bytes may lie in several parts, which are merged.
pub(crate) struct Records<'p, 'w> {
    parts: std::slice::Iter<'p, &'w [u8]>,
    pub(crate) wire: Wire<'w>,
}

impl<'p, 'w> Records<'p, 'w> {
    pub(crate) fn new(parts: &'p [&'w [u8]]) -> Records<'p, 'w> {
        let mut parts = parts.iter();
        let wire = Wire::new(parts.next().copied().unwrap_or_default());
        Records { parts, wire }
    }

    /// The next tag of all parts; its value is read from `wire`.
    pub(crate) fn tag(&mut self) -> Result<Option<Tag>, Fault> {
        while self.wire.is_empty() {
            match self.parts.next() {
                Some(part) => self.wire = Wire::new(part),
                None => return Ok(None),
            }
        }
        self.wire.tag()
    }
}
