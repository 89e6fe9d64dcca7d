//! Maps: objects whose keys are the keys' text.

use super::{Parser, Result, Written, put_text};
use crate::error::{Fault, fault};
use crate::wire::{BYTES, Wire};
use crate::{ErrorKind, Field, Kind, put};

impl Parser<'_, '_> {
    pub(super) fn map(&mut self, field: &'static Field, depth: u32) -> Result {
        let (Kind::Message(entry), at) = (field.kind(), self.json) else {
            return Err(self
                .json
                .fault("has a map in its table without an entry's message"));
        };
        let (Some(key), Some(value)) = (entry.field(1), entry.field(2)) else {
            return Err(at.fault("has a map in its table without a key and a value"));
        };
        let depth = at.deeper(depth)?;
        let before = self.out.len();
        self.entries(|parser| {
            let start = parser.out.len();
            parser.out.extend_from_slice(field.tag());
            let inside = put::open(parser.out);
            if parser.entry(key, value, depth)? == Written::Nothing {
                parser.out.truncate(start);
            } else {
                put::close(parser.out, inside);
            }
            Ok(())
        })?;
        each_once(&self.out[before..], at.at())
    }

    /// The entries of an object, each read by `entry` from its key on.
    pub(super) fn entries(&mut self, mut entry: impl FnMut(&mut Self) -> Result) -> Result {
        self.json.open(b'{')?;
        if self.json.take(b'}') {
            return Ok(());
        }
        loop {
            entry(self)?;
            if !self.json.more(b'}')? {
                return Ok(());
            }
        }
    }

    fn entry(&mut self, key: &'static Field, value: &'static Field, depth: u32) -> Result<Written> {
        let text = self.json.key()?;
        let name = text.read()?;
        self.out.extend_from_slice(key.tag());
        put_text(key.kind(), &name, self.out).map_err(|fault| text.step(text.place(fault)))?;
        self.json.expect(b':')?;
        self.out.extend_from_slice(value.tag());
        self.value(value.kind(), depth)
            .map_err(|fault| text.step(fault))
    }
}

/// Checks that the map just written has no key twice; `at` is where its JSON begins.
pub(super) fn each_once(map: &[u8], at: usize) -> Result {
    // Keys that ascend need no list of them.
    let mut wire = Wire::new(map);
    let mut last: &[u8] = &[];
    while let Some(key) = next_key(&mut wire)? {
        if key <= last {
            return sorted_once(map, at);
        }
        last = key;
    }
    Ok(())
}

fn sorted_once(map: &[u8], at: usize) -> Result {
    let mut keys = Vec::new();
    let mut wire = Wire::new(map);
    while let Some(key) = next_key(&mut wire)? {
        keys.push(key);
    }
    keys.sort_unstable();
    match keys.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(twice(at, pair[0])),
        None => Ok(()),
    }
}

/// The bytes of the next entry's key, with its tag. They are ours, so that reading them can't
/// fail, and keys are equal when their bytes are.
fn next_key<'w>(wire: &mut Wire<'w>) -> Result<Option<&'w [u8]>> {
    if wire.tag()?.is_none() {
        return Ok(None);
    }
    let entry = wire.bytes()?;
    let mut rest = Wire::new(entry);
    if let Some(tag) = rest.tag()? {
        rest.skip(tag)?;
    }
    Ok(Some(&entry[..entry.len() - rest.len()]))
}

/// The fault of a key, with its tag, that comes twice in the object that begins at `at`.
#[cold]
fn twice(at: usize, key: &[u8]) -> Fault {
    let fault = fault(at, "begins an object that has a key twice").of(ErrorKind::Duplicate);
    let mut wire = Wire::new(key);
    match (wire.tag(), wire.bytes()) {
        (Ok(Some(tag)), Ok(text)) if tag.wire_type() == BYTES => fault.at_key(text),
        _ => fault,
    }
}
