//! Reads the tokens of JSON (RFC 8259), strictly. Knows nothing of fields.

use std::borrow::Cow;

use crate::error::{ErrorKind, Fault, fault};
use crate::{escape, number};

/// How deep the value may be that a fault looks at to say what is wrong.
const LEVELS: u32 = 100;

/// A place in a JSON text that has been found to be UTF-8.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'j> {
    json: &'j [u8],
    at: usize,
}

/// A string as it stands between its quotes.
#[derive(Clone, Copy)]
pub(crate) struct Text<'j> {
    raw: &'j [u8],
    /// Where `raw` begins.
    at: usize,
    escaped: bool,
}

impl<'j> Reader<'j> {
    pub(crate) fn new(json: &'j [u8]) -> Result<Reader<'j>, Fault> {
        match std::str::from_utf8(json) {
            Ok(_) => Ok(Reader { json, at: 0 }),
            Err(error) => Err(fault(error.valid_up_to(), "is not valid UTF-8")),
        }
    }

    pub(crate) fn at(self) -> usize {
        self.at
    }

    #[cold]
    pub(crate) fn fault(self, reason: impl Into<String>) -> Fault {
        fault(self.at, reason)
    }

    /// The next byte that isn't white space; 0 at the end, which no value begins with.
    #[inline]
    pub(crate) fn peek(&mut self) -> u8 {
        while let Some(&byte) = self.json.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return byte;
            }
            self.at += 1;
        }
        0
    }

    /// Takes `byte` if it is next.
    #[inline]
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        self.at += usize::from(found);
        found
    }

    #[inline]
    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.take(byte) {
            return Ok(());
        }
        Err(self.unexpected(&format!("'{}'", char::from(byte))))
    }

    /// Takes the bracket that a value begins with.
    #[inline]
    pub(crate) fn open(&mut self, byte: u8) -> Result<(), Fault> {
        if self.take(byte) {
            return Ok(());
        }
        Err(self.mismatch(&format!("'{}'", char::from(byte))))
    }

    /// The error that a value begins here, if one does, but none of the type that is wanted.
    #[cold]
    pub(crate) fn mismatch(&mut self, wanted: &str) -> Fault {
        let fault = self.unexpected(wanted);
        let mut ahead = *self;
        match ahead.skip(LEVELS) {
            Ok(()) => fault.of(ErrorKind::WrongType),
            Err(_) => fault,
        }
    }

    /// The error that something else than `wanted` is next, which no JSON has here.
    #[cold]
    pub(crate) fn unexpected(&mut self, wanted: &str) -> Fault {
        self.peek();
        let next = &self.json[self.at..self.json.len().min(self.at + 4)];
        match String::from_utf8_lossy(next).chars().next() {
            None => self.fault(format!("ends where {wanted} is expected")),
            Some(found) => self.fault(format!("has {found:?} where {wanted} is expected")),
        }
    }

    /// Takes these bytes if they are next, without white space before them.
    #[inline]
    pub(crate) fn take_all(&mut self, bytes: &[u8]) -> bool {
        let found = self.json[self.at..].starts_with(bytes);
        self.at += if found { bytes.len() } else { 0 };
        found
    }

    /// Reads `true`, `false` or `null`.
    pub(crate) fn literal(&mut self, name: &str) -> Result<(), Fault> {
        self.peek();
        if self.take_all(name.as_bytes()) {
            return Ok(());
        }
        Err(self.unexpected(name))
    }

    /// After an element: whether another one follows, or else the end, `close`.
    #[inline]
    pub(crate) fn more(&mut self, close: u8) -> Result<bool, Fault> {
        match self.peek() {
            b',' => {
                self.at += 1;
                Ok(true)
            }
            byte if byte == close => {
                self.at += 1;
                Ok(false)
            }
            _ => Err(self.unexpected(&format!("',' or '{}'", char::from(close)))),
        }
    }

    /// The key of an object, which is nothing but a string.
    #[inline]
    pub(crate) fn key(&mut self) -> Result<Text<'j>, Fault> {
        if self.peek() != b'"' {
            return Err(self.unexpected("a string"));
        }
        self.string()
    }

    #[inline]
    pub(crate) fn string(&mut self) -> Result<Text<'j>, Fault> {
        if !self.take(b'"') {
            return Err(self.mismatch("a string"));
        }
        let at = self.at;
        let mut escaped = false;
        loop {
            self.at += escape::plain_prefix::<false>(&self.json[self.at..]);
            match self.json.get(self.at) {
                Some(b'"') => {
                    let raw = &self.json[at..self.at];
                    self.at += 1;
                    return Ok(Text { raw, at, escaped });
                }
                Some(b'\\') if self.at + 1 < self.json.len() => {
                    escaped = true;
                    self.at += 2;
                }
                Some(b'\\') | None => return Err(fault(at, "begins a string that has no end")),
                Some(_) => return Err(self.fault("has a control character in a string")),
            }
        }
    }

    /// A number as it is spelled.
    #[inline]
    pub(crate) fn number(&mut self) -> Result<&'j [u8], Fault> {
        let first = self.peek();
        let rest = &self.json[self.at..];
        match number::length(rest) {
            Some(len) => {
                self.at += len;
                Ok(&rest[..len])
            }
            None if matches!(first, b'-' | b'0'..=b'9') => {
                Err(self.fault("is no number as JSON has them"))
            }
            None => Err(self.mismatch("a number")),
        }
    }

    /// Reads over a value of any kind.
    pub(crate) fn skip(&mut self, depth: u32) -> Result<(), Fault> {
        match self.peek() {
            b'"' => self.string()?.check(),
            b't' => self.literal("true"),
            b'f' => self.literal("false"),
            b'n' => self.literal("null"),
            open @ (b'{' | b'[') => {
                let depth = self.deeper(depth)?;
                self.at += 1;
                self.skip_inside(open, depth)
            }
            b'-' | b'0'..=b'9' => self.number().map(drop),
            _ => Err(self.unexpected("a value")),
        }
    }

    fn skip_inside(&mut self, open: u8, depth: u32) -> Result<(), Fault> {
        // In ASCII both closing brackets come two after the opening ones.
        let close = open + 2;
        if self.take(close) {
            return Ok(());
        }
        loop {
            if open == b'{' {
                self.key()?.check()?;
                self.expect(b':')?;
            }
            self.skip(depth)?;
            if !self.more(close)? {
                return Ok(());
            }
        }
    }

    /// The levels left inside of a value.
    #[inline]
    pub(crate) fn deeper(self, depth: u32) -> Result<u32, Fault> {
        depth
            .checked_sub(1)
            .ok_or_else(|| self.fault("is nested too deep").of(ErrorKind::TooDeep))
    }

    /// Checks that nothing but white space is left.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        self.peek();
        if self.at == self.json.len() {
            return Ok(());
        }
        Err(self.unexpected("the end"))
    }
}

impl<'j> Text<'j> {
    /// The text as it stands, if nothing in it is escaped.
    #[inline]
    pub(crate) fn plain(self) -> Option<&'j [u8]> {
        (!self.escaped).then_some(self.raw)
    }

    /// Appends the text to `out`.
    pub(crate) fn write(self, out: &mut Vec<u8>) -> Result<(), Fault> {
        escape::read(out, self.raw).map_err(|(at, reason)| fault(self.at + at, reason))
    }

    pub(crate) fn read(self) -> Result<Cow<'j, [u8]>, Fault> {
        if !self.escaped {
            return Ok(Cow::Borrowed(self.raw));
        }
        let mut text = Vec::with_capacity(self.raw.len());
        self.write(&mut text)?;
        Ok(Cow::Owned(text))
    }

    /// Puts the step to this key before a fault's path.
    #[cold]
    pub(crate) fn step(self, fault: Fault) -> Fault {
        fault.at_key(&self.read().unwrap_or(Cow::Borrowed(self.raw)))
    }

    /// The fault of what the text spells, told at its place.
    #[cold]
    pub(crate) fn place(self, fault: Fault) -> Fault {
        fault.placed(self.at)
    }

    fn check(self) -> Result<(), Fault> {
        self.read().map(drop)
    }
}
