//! What holds of any message of any table: it comes back from JSON, in whatever spelling.

use tonica_json::{Error, Message, Options, to_json, to_wire};

use crate::arbitrary::Source;
use crate::spelling;

/// Options by the bits of a byte.
pub(crate) fn options(choice: u8, types: &'static [&'static Message]) -> Options {
    Options {
        defaults: choice & 1 != 0,
        proto_names: choice & 2 != 0,
        enum_numbers: choice & 4 != 0,
        ignore_unknown: choice & 8 != 0,
        types,
        ..Options::new()
    }
}

/// The JSON of a message.
pub(crate) fn json(
    table: &'static Message,
    wire: &[u8],
    options: &Options,
) -> Result<String, Error> {
    let mut json = Vec::new();
    to_json(table, wire, options, &mut json)?;
    Ok(String::from_utf8(json).expect("JSON is UTF-8"))
}

/// Wire bytes become JSON, and this, spelled in another way, the same message.
pub(crate) fn comes_back(
    table: &'static Message,
    types: &'static [&'static Message],
    entropy: &[u8],
    choice: u8,
) {
    let mut source = Source::new(entropy, types);
    let wire = source.message(table);
    let options = options(choice, types);
    let told = json(table, &wire, &options).unwrap_or_else(|error| panic!("{wire:x?}: {error}"));
    let spelled = spelling::other(&told, &mut source);
    for text in [&told, &spelled] {
        let mut back = Vec::new();
        to_wire(table, text.as_bytes(), &options, &mut back)
            .unwrap_or_else(|error| panic!("{text}: {error}"));
        let again = json(table, &back, &options).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(told, again, "from {text}");
    }
    // The same by one pass and field by field: an unknown field twice is all that is added.
    let parts = [&[0xf8, 0x3f, 1][..], &wire, &[0xf8, 0x3f, 2]].concat();
    assert_eq!(Ok(told), json(table, &parts, &options));
}

/// Bytes that were a message, and were cut off and damaged: an answer, and never a panic. What
/// can still be written can be read.
pub(crate) fn stands_damage(
    table: &'static Message,
    types: &'static [&'static Message],
    entropy: &[u8],
    damage: (usize, usize, u8),
) {
    let mut wire = Source::new(entropy, types).message(table);
    let (at, cut, byte) = damage;
    let length = wire.len();
    if let Some(damaged) = wire.get_mut(at % length.max(1)) {
        *damaged ^= byte;
    }
    wire.truncate(length - cut % (length + 1));
    let options = options(0, types);
    match json(table, &wire, &options) {
        Ok(told) => {
            let back = to_wire(table, told.as_bytes(), &options, &mut Vec::new());
            assert_eq!(back, Ok(()), "{told}");
        }
        Err(error) => assert!(error.offset <= wire.len(), "{error}"),
    }
}
