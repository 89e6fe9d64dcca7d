//! Objects of plain messages: finds the field of each key.

use super::{Parser, Result};
use crate::error::{Fault, fault, quoted};
use crate::read::{Reader, Text};
use crate::{ErrorKind, Message};

/// The longest name of no field that an error's path holds as it stands.
const LONGEST: usize = 64;

/// What a key stands for.
enum Key<'j> {
    /// The field at this place.
    Field(usize),
    /// The type of an `Any`, which has been read before.
    Type,
    Unknown(Text<'j>),
}

/// The fields and oneofs that have been set.
#[derive(Default)]
struct Seen {
    first: u64,
    /// Those after the first 64.
    more: Vec<u64>,
}

impl Seen {
    /// Marks this one and returns whether it wasn't marked before.
    #[inline]
    fn mark(&mut self, index: usize) -> bool {
        let word = match index / 64 {
            0 => &mut self.first,
            word => {
                if self.more.len() < word {
                    self.more.resize(word, 0);
                }
                &mut self.more[word - 1]
            }
        };
        let bit = 1 << (index % 64);
        let first = *word & bit == 0;
        *word |= bit;
        first
    }
}

impl<'j> Parser<'j, '_> {
    pub(super) fn object(&mut self, table: &'static Message, depth: u32) -> Result {
        self.keys(table, depth, false)
    }

    /// The object of a message, or of an `Any` that holds one and has the key `@type`.
    pub(super) fn keys(&mut self, table: &'static Message, depth: u32, typed: bool) -> Result {
        self.json.open(b'{')?;
        if self.json.take(b'}') {
            return Ok(());
        }
        let mut seen = Seen::default();
        let mut oneofs = Seen::default();
        let mut next = 0;
        let mut types = 0;
        loop {
            self.json.peek();
            let at = self.json;
            match self.object_key(table, next, typed)? {
                Key::Field(index) => {
                    let field = &table.fields()[index];
                    if !seen.mark(index) {
                        return Err(twice(at, field.json()));
                    }
                    let set = self
                        .field(field, depth)
                        .map_err(|fault| fault.within(field.json()))?;
                    if let Some(oneof) = field.oneof()
                        && set
                        && !oneofs.mark(usize::from(oneof))
                    {
                        let reason = "is set, and so is another member of its oneof";
                        let fault = at.fault(reason).of(ErrorKind::OneofConflict);
                        return Err(fault.within(field.json()));
                    }
                    next = index + 1;
                }
                Key::Type if types == 0 => {
                    types = 1;
                    self.json.string()?;
                }
                Key::Type => return Err(twice(at, "@type")),
                Key::Unknown(name) => self.unknown(table, name, depth)?,
            }
            if !self.json.more(b'}')? {
                return Ok(());
            }
        }
    }

    /// The next key, and its colon. Keys that come in the order of the fields are compared with
    /// what is expected and not searched for.
    #[inline]
    fn object_key(&mut self, table: &'static Message, next: usize, typed: bool) -> Result<Key<'j>> {
        if let Some(field) = table.fields().get(next)
            && let Some((key, len)) = field.key()
            // The key in the table is between a comma and a colon.
            && self.json.take_all(&key[1..len - 1])
        {
            self.json.expect(b':')?;
            return Ok(Key::Field(next));
        }
        let text = self.json.key()?;
        self.json.expect(b':')?;
        let name = text.read()?;
        Ok(match table.index_by_name(&name) {
            Some(index) => Key::Field(index),
            None if typed && *name == *b"@type" => Key::Type,
            None => Key::Unknown(text),
        })
    }

    /// The value of a key that the table doesn't know.
    #[cold]
    pub(super) fn unknown(
        &mut self,
        table: &'static Message,
        name: Text<'j>,
        depth: u32,
    ) -> Result {
        if self.options.ignore_unknown {
            return self.json.skip(depth);
        }
        Err(unknown(table, name)?)
    }
}

fn unknown(table: &'static Message, key: Text<'_>) -> Result<Fault> {
    let name = key.read()?;
    let fault = key.place(no_field(table, &name));
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    Ok(match std::str::from_utf8(&name) {
        Ok(name) if (1..=LONGEST).contains(&name.len()) && name.as_bytes().iter().all(word) => {
            fault.within(name)
        }
        _ => fault.at_key(&name),
    })
}

/// The fault of a name that a message has no field for.
#[cold]
pub(crate) fn no_field(table: &'static Message, name: &[u8]) -> Fault {
    let reason = format!("{} has no field {}", table.name(), quoted(name));
    fault(0, reason).of(ErrorKind::UnknownField)
}

#[cold]
pub(super) fn twice(at: Reader<'_>, name: &str) -> Fault {
    at.fault("is set twice")
        .of(ErrorKind::Duplicate)
        .within(name)
}
