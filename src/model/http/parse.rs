//! Path templates from text, by the grammar in google/api/http.proto:
//! `/` segments, each `*`, `**`, a literal or a variable, and a verb behind the last `:`.

use std::ops::Range;

use super::{Segment, Template, Variable};

/// Why a text is no path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// The bytes of the text that are wrong; may be empty.
    pub at: Range<usize>,
    /// What is wrong there.
    pub reason: String,
}

impl Template {
    /// Reads a path template.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        Parser {
            text,
            at: 0,
            segments: Vec::new(),
            variables: Vec::new(),
        }
        .template()
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    segments: Vec<Segment>,
    variables: Vec<Variable>,
}

impl Parser<'_> {
    fn template(mut self) -> Result<Template, TemplateError> {
        if !self.eat('/') {
            return Err(self.wrong("a path begins with `/`"));
        }
        let mut verb = None;
        if self.at < self.text.len() {
            verb = self.segments(None)?;
        }
        self.only_last_is_many()?;
        Ok(Template {
            text: self.text.to_owned(),
            segments: self.segments,
            verb,
            variables: self.variables,
        })
    }

    /// Segments up to the end of the text, or within a variable up to its `}`; yields the
    /// verb.
    fn segments(&mut self, variable: Option<usize>) -> Result<Option<String>, TemplateError> {
        loop {
            let verb = match self.peek() {
                Some('{') if variable.is_none() => {
                    self.variable()?;
                    self.verb()?
                }
                Some('{') => return Err(self.wrong("a variable within a variable")),
                _ => self.segment(variable.is_some())?,
            };
            if verb.is_some() {
                return Ok(verb);
            }
            match self.peek() {
                Some('/') => self.at += 1,
                None => return Ok(None),
                Some('}') if variable.is_some() => return Ok(None),
                Some('}') => return Err(self.wrong("a `}` without its `{`")),
                Some(_) => return Err(self.wrong("expected `/` or the end of the path")),
            }
        }
    }

    /// `*`, `**` or a literal, with the verb that follows the last segment.
    fn segment(&mut self, inside: bool) -> Result<Option<String>, TemplateError> {
        let start = self.at;
        let rest = &self.text[start..];
        let len = rest.find(['/', '{', '}']).unwrap_or(rest.len());
        let last = !inside && start + len == self.text.len();
        let colon = if last { rest[..len].rfind(':') } else { None };
        let end = start + colon.unwrap_or(len);
        let segment = match &self.text[start..end] {
            "" => return Err(self.wrong("an empty segment")),
            "*" => Segment::One,
            "**" => Segment::Many,
            literal => Segment::Literal(decode(literal, start)?),
        };
        self.segments.push(segment);
        self.at = end;
        if colon.is_some() {
            self.verb()
        } else {
            Ok(None)
        }
    }

    /// What stands behind a `:` that follows the last segment.
    fn verb(&mut self) -> Result<Option<String>, TemplateError> {
        if !self.eat(':') {
            return Ok(None);
        }
        let start = self.at;
        let verb = &self.text[start..];
        if verb.is_empty() {
            return Err(self.wrong("an empty verb"));
        }
        if let Some(at) = verb.find(['/', '{', '}', '*', ':']) {
            self.at = start + at;
            return Err(self.wrong("a verb is one word at the end of the path"));
        }
        self.at = self.text.len();
        decode(verb, start).map(Some)
    }

    fn variable(&mut self) -> Result<(), TemplateError> {
        let open = self.at;
        self.at += 1;
        let start = self.at;
        let len = self.text[start..]
            .find(['=', '}', '/', '{'])
            .unwrap_or(self.text.len() - start);
        self.at = start + len;
        let field = &self.text[start..self.at];
        if !field.split('.').all(is_identifier) {
            let reason = "a variable is named after a field: letters, digits, `_`, and `.` between"
                .to_owned();
            return Err(TemplateError {
                at: start..self.at.max(start + 1).min(self.text.len()),
                reason,
            });
        }
        let field = field.to_owned();
        let first = self.segments.len();
        if self.eat('=') {
            self.segments(Some(open))?;
        } else {
            self.segments.push(Segment::One);
        }
        if !self.eat('}') {
            return Err(TemplateError {
                at: open..self.at,
                reason: "a variable without its `}`".to_owned(),
            });
        }
        self.variables.push(Variable {
            field,
            first,
            last: self.segments.len() - 1,
        });
        Ok(())
    }

    fn only_last_is_many(&self) -> Result<(), TemplateError> {
        let many = self
            .segments
            .iter()
            .position(|segment| *segment == Segment::Many);
        match many {
            Some(index) if index + 1 < self.segments.len() => {
                let start = self.text.find("**").unwrap_or(0);
                Err(TemplateError {
                    at: start..start + 2,
                    reason: "`**` must be the last segment".to_owned(),
                })
            }
            _ => Ok(()),
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += wanted.len_utf8();
        }
        found
    }

    fn wrong(&self, reason: &str) -> TemplateError {
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        TemplateError {
            at: self.at..end,
            reason: reason.to_owned(),
        }
    }
}

fn is_identifier(part: &str) -> bool {
    let mut letters = part.chars();
    let first = letters
        .next()
        .is_some_and(|letter| letter.is_ascii_alphabetic() || letter == '_');
    first && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

/// A literal without its percent-encoding; `start` is where it stands in the template.
fn decode(literal: &str, start: usize) -> Result<String, TemplateError> {
    let wrong = |at: usize, characters: usize, reason: &str| {
        let len: usize = literal[at..]
            .chars()
            .take(characters)
            .map(char::len_utf8)
            .sum();
        TemplateError {
            at: start + at..start + at + len,
            reason: reason.to_owned(),
        }
    };
    let mut bytes = Vec::with_capacity(literal.len());
    let mut letters = literal.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '%' => {
                let mut digit = || letters.next()?.1.to_digit(16);
                let byte = digit().zip(digit()).map(|(high, low)| high << 4 | low);
                // Two digits are at most 0xff.
                let byte = byte.and_then(|byte| u8::try_from(byte).ok());
                bytes.push(
                    byte.ok_or_else(|| wrong(at, 3, "`%` is followed by two hexadecimal digits"))?,
                );
            }
            _ if letter.is_ascii_alphanumeric() || "-._~!$&'()+,;=:@".contains(letter) => {
                bytes.push(letter as u8)
            }
            '*' => return Err(wrong(at, 1, "`*` is a segment of its own")),
            _ => {
                return Err(wrong(
                    at,
                    1,
                    "this can't stand in a path; percent-encode it",
                ));
            }
        }
    }
    String::from_utf8(bytes)
        .map_err(|_| wrong(0, literal.len(), "its percent-encoded bytes are no UTF-8"))
}
