//! JSON read piece by piece.

use std::borrow::Cow;
use std::str::FromStr;

use super::text::plain_end;
use super::time;

/// What can't be read.
pub(crate) type Refused = &'static str;

/// Deepest nesting of what is skipped.
const DEEPEST: u32 = 64;

pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Self, Refused> {
        let text = std::str::from_utf8(bytes).map_err(|_| "not UTF-8")?;
        Ok(Self { text, at: 0 })
    }

    pub(crate) fn end(&mut self) -> Result<(), Refused> {
        match self.peek() {
            Err(_) => Ok(()),
            Ok(_) => Err("something after the end"),
        }
    }

    /// Calls `field` at the value of each member that isn't null.
    #[inline]
    pub(crate) fn object(
        &mut self,
        mut field: impl FnMut(&mut Self, &str) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        self.eat(b'{')?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Ok(());
        }
        loop {
            let key = self.string()?;
            self.eat(b':')?;
            if self.peek()? != b'n' {
                field(self, &key)?;
            } else if self.token()? != "null" {
                return Err("a value was expected");
            }
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => break,
                _ => return Err("a comma was expected"),
            }
        }
        self.at += 1;
        Ok(())
    }

    #[inline]
    pub(crate) fn array(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        self.eat(b'[')?;
        if self.peek()? == b']' {
            self.at += 1;
            return Ok(());
        }
        loop {
            item(self)?;
            match self.peek()? {
                b',' => self.at += 1,
                b']' => break,
                _ => return Err("a comma was expected"),
            }
        }
        self.at += 1;
        Ok(())
    }

    #[inline]
    pub(crate) fn string(&mut self) -> Result<Cow<'a, str>, Refused> {
        self.eat(b'"')?;
        let end = plain_end(self.text.as_bytes(), self.at);
        if self.text.as_bytes().get(end) != Some(&b'"') {
            return self.escaped().map(Cow::Owned);
        }
        let string = &self.text[self.at..end];
        self.at = end + 1;
        Ok(Cow::Borrowed(string))
    }

    #[inline]
    pub(crate) fn number<T: FromStr>(&mut self) -> Result<T, Refused> {
        let text = match self.peek()? {
            b'"' => self.string()?,
            _ => Cow::Borrowed(self.token()?),
        };
        text.parse().map_err(|_| "a number was expected")
    }

    pub(crate) fn boolean(&mut self) -> Result<bool, Refused> {
        match self.token()? {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err("true or false was expected"),
        }
    }

    /// Seconds and nanoseconds.
    pub(crate) fn time(&mut self) -> Result<(i64, i32), Refused> {
        time::read(self.string()?.as_bytes()).ok_or("a time was expected")
    }

    #[inline]
    pub(crate) fn peek(&mut self) -> Result<u8, Refused> {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Ok(byte);
            }
            self.at += 1;
        }
        Err("cut off")
    }

    pub(crate) fn skip(&mut self) -> Result<(), Refused> {
        self.skip_within(DEEPEST)
    }

    fn skip_within(&mut self, depth: u32) -> Result<(), Refused> {
        let depth = depth.checked_sub(1).ok_or("nested too deep")?;
        match self.peek()? {
            b'"' => self.string().map(drop),
            b'{' => self.object(|reader, _| reader.skip_within(depth)),
            b'[' => self.array(|reader| reader.skip_within(depth)),
            _ => self.token().map(drop),
        }
    }

    #[inline]
    fn eat(&mut self, byte: u8) -> Result<(), Refused> {
        if self.peek()? != byte {
            return Err("another character was expected");
        }
        self.at += 1;
        Ok(())
    }

    #[inline]
    fn token(&mut self) -> Result<&'a str, Refused> {
        self.peek()?;
        let rest = &self.text[self.at..];
        let end = |byte: u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
        let length = rest.bytes().position(end).unwrap_or(rest.len());
        self.at += length;
        Ok(&rest[..length])
    }

    #[cold]
    fn escaped(&mut self) -> Result<String, Refused> {
        let mut out = String::new();
        let bytes = self.text.as_bytes();
        loop {
            let end = plain_end(bytes, self.at);
            out.push_str(&self.text[self.at..end]);
            self.at = end + 2;
            out.push(match (bytes.get(end), bytes.get(end + 1)) {
                (Some(b'"'), _) => {
                    self.at = end + 1;
                    return Ok(out);
                }
                (Some(b'\\'), Some(b'n')) => '\n',
                (Some(b'\\'), Some(b'r')) => '\r',
                (Some(b'\\'), Some(b't')) => '\t',
                (Some(b'\\'), Some(b'b')) => '\u{8}',
                (Some(b'\\'), Some(b'f')) => '\u{c}',
                (Some(b'\\'), Some(same @ (b'"' | b'\\' | b'/'))) => char::from(*same),
                (Some(b'\\'), Some(b'u')) => self.code_point()?,
                _ => return Err("a string with a wrong escape"),
            });
        }
    }

    fn code_point(&mut self) -> Result<char, Refused> {
        let mut code = self.hex()?;
        if (0xd800..0xdc00).contains(&code) {
            if self.text.get(self.at..self.at + 2) != Some("\\u") {
                return Err("half a surrogate");
            }
            self.at += 2;
            code = 0x1_0000 + ((code - 0xd800) << 10) + self.hex()?.wrapping_sub(0xdc00);
        }
        char::from_u32(code).ok_or("half a surrogate")
    }

    fn hex(&mut self) -> Result<u32, Refused> {
        let digits = self.text.get(self.at..self.at + 4).ok_or("cut off")?;
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| "a hexadecimal number was expected")
    }
}
