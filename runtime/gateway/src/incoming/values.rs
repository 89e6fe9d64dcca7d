//! Cuts a body into JSON values: those of one array, or else one after another. It sees where a
//! value ends, not whether it is sound: brackets are counted, and what is in between is another's
//! to read.

use bytes::{Bytes, BytesMut};

use super::piece::{Piece, Place};
use crate::problem::{Problem, Violation};
use crate::{refusal, wrong};

/// A body of values.
#[derive(Debug)]
pub(crate) struct Values {
    /// Most bytes of a value.
    limit: usize,
    /// What arrived and wasn't looked at.
    data: Bytes,
    /// Where in the body `data` begins.
    at: u64,
    around: Around,
    value: Option<Value>,
    /// The value's bytes that came in earlier parts.
    begun: BytesMut,
    /// How many values there were.
    count: u64,
}

/// What stands around the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Around {
    /// Nothing came yet.
    Start,
    /// No array: values one after another.
    Nothing,
    /// An array that just began.
    Opened,
    /// An array, after a value.
    Value,
    /// An array, after a comma.
    Comma,
    /// An array that ended.
    Closed,
}

/// A value whose end isn't there yet.
#[derive(Debug)]
struct Value {
    /// Where in the body it begins.
    start: u64,
    /// Brackets that are open.
    depth: usize,
    in_text: bool,
    escaped: bool,
    /// A number or a word, which nothing of its own ends.
    bare: bool,
}

/// Where a value stands after one more byte.
enum Step {
    Inside,
    /// The byte is its last one.
    Last,
    /// The byte is none of its own.
    Past,
}

impl Values {
    pub(crate) fn new(limit: usize) -> Self {
        Self {
            limit,
            data: Bytes::new(),
            at: 0,
            around: Around::Start,
            value: None,
            begun: BytesMut::new(),
            count: 0,
        }
    }

    pub(super) fn feed(&mut self, data: Bytes) {
        self.data = data;
    }

    pub(super) fn next(&mut self) -> Result<Option<Piece>, Problem> {
        let mut from = 0;
        let mut to = 0;
        while let Some(&byte) = self.data.get(to) {
            let Some(value) = &mut self.value else {
                if self.between(byte, self.at + to as u64)? {
                    from = to;
                } else {
                    to += 1;
                }
                continue;
            };
            match value.step(byte) {
                Step::Inside => to += 1,
                Step::Last => return self.whole(from, to + 1).map(Some),
                Step::Past => return self.whole(from, to).map(Some),
            }
        }
        if self.value.is_some() {
            self.check(to - from)?;
            self.begun.extend_from_slice(&self.data[from..]);
        }
        self.skip(to);
        Ok(None)
    }

    pub(super) fn end(&mut self) -> Result<Option<Piece>, Problem> {
        match (&self.value, self.around) {
            (Some(value), _) if value.bare => self.whole(0, 0).map(Some),
            (Some(_), _) => Err(self.wrong("ends within a message")),
            (None, Around::Opened | Around::Value | Around::Comma) => {
                Err(self.wrong("ends before its array does"))
            }
            (None, Around::Start | Around::Nothing | Around::Closed) => Ok(None),
        }
    }

    pub(super) fn has_begun(&self) -> bool {
        self.value.is_some()
    }

    /// Looks at a byte that belongs to no value; true if a value begins with it.
    fn between(&mut self, byte: u8, at: u64) -> Result<bool, Problem> {
        if byte.is_ascii_whitespace() {
            return Ok(false);
        }
        self.around = match (self.around, byte) {
            (Around::Start, b'[') => Around::Opened,
            (Around::Value, b',') => Around::Comma,
            (Around::Opened | Around::Value, b']') => Around::Closed,
            (Around::Start | Around::Nothing, _) => return self.begin(byte, at, Around::Nothing),
            (Around::Opened | Around::Comma, _) => return self.begin(byte, at, Around::Value),
            (Around::Value, _) => return Err(unexpected(byte, at, "`,` or `]`")),
            (Around::Closed, _) => return Err(unexpected(byte, at, "the end")),
        };
        Ok(false)
    }

    fn begin(&mut self, byte: u8, at: u64, around: Around) -> Result<bool, Problem> {
        if b",:]}".contains(&byte) {
            return Err(unexpected(byte, at, "a message"));
        }
        self.around = around;
        self.value = Some(Value {
            start: at,
            depth: 0,
            in_text: false,
            escaped: false,
            bare: !b"{[\"".contains(&byte),
        });
        Ok(true)
    }

    /// The value that the bytes `from..to` of what arrived end.
    fn whole(&mut self, from: usize, to: usize) -> Result<Piece, Problem> {
        self.check(to - from)?;
        let rest = self.data.slice(from..to);
        let bytes = if self.begun.is_empty() {
            rest
        } else {
            self.begun.extend_from_slice(&rest);
            std::mem::take(&mut self.begun).freeze()
        };
        self.skip(to);
        self.count += 1;
        let start = self.value.take().map_or(0, |value| value.start);
        Ok(Piece {
            bytes,
            place: Place::Message(self.count, start),
        })
    }

    /// That the value, with so many more bytes, is not too large.
    fn check(&self, more: usize) -> Result<(), Problem> {
        if self.begun.len() + more <= self.limit {
            return Ok(());
        }
        let message = format!("message {}", self.count + 1);
        Err(refusal::message_too_large(&message, self.limit))
    }

    fn skip(&mut self, bytes: usize) {
        self.data = self.data.split_off(bytes);
        self.at += bytes as u64;
    }

    fn wrong(&self, what: &str) -> Problem {
        let number = self.count + u64::from(self.value.is_some());
        let description = format!(
            "{what} (at byte {} of the body, in message {number})",
            self.at
        );
        malformed(description)
    }
}

impl Value {
    fn step(&mut self, byte: u8) -> Step {
        if self.bare {
            let past = byte.is_ascii_whitespace() || b",:[]{}\"".contains(&byte);
            return if past { Step::Past } else { Step::Inside };
        }
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_text => self.escaped = true,
            b'"' => self.in_text = !self.in_text,
            _ if self.in_text => {}
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth == 0 && !self.in_text {
            Step::Last
        } else {
            Step::Inside
        }
    }
}

fn unexpected(byte: u8, at: u64, expected: &str) -> Problem {
    let found = char::from(byte).escape_default();
    let description =
        format!("has `{found}` where {expected} should be (at byte {at} of the body)");
    malformed(description)
}

fn malformed(description: String) -> Problem {
    let violation = Violation::new("", description).because(wrong::MALFORMED);
    Problem::bad_request(vec![violation])
}
