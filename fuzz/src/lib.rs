//! What the fuzz targets have in common: the table, the options that an input chooses, and both
//! ways of the transcoder. A target panics where something doesn't hold; libFuzzer keeps the input.

use conformance::TYPES;
use conformance::protobuf_test_messages::proto3::TEST_ALL_TYPES_PROTO3;
use tonica_json::{Error, Message, Options};

pub mod routes;

/// The message with every kind, label and well-known type of proto3.
pub static TABLE: &Message = &TEST_ALL_TYPES_PROTO3;

/// The options that an input's first byte chooses, and the rest of the input.
#[must_use]
pub fn options(input: &[u8]) -> (Options, &[u8]) {
    let (choice, rest) = match input {
        [choice, rest @ ..] => (*choice, rest),
        [] => (0, input),
    };
    let mut options = plain();
    options.defaults = choice & 1 != 0;
    options.proto_names = choice & 2 != 0;
    options.enum_numbers = choice & 4 != 0;
    options.ignore_unknown = choice & 8 != 0;
    (options, rest)
}

/// The options of one that chooses none.
#[must_use]
pub fn plain() -> Options {
    let mut options = Options::new();
    options.types = TYPES;
    options
}

/// The JSON of wire bytes.
///
/// # Errors
///
/// What the transcoder says, which lies within the input.
pub fn to_json(wire: &[u8], options: &Options) -> Result<Vec<u8>, Error> {
    let mut json = Vec::new();
    match tonica_json::to_json(TABLE, wire, options, &mut json) {
        Ok(()) => Ok(json),
        Err(error) => Err(within(wire, error)),
    }
}

/// The wire bytes of JSON.
///
/// # Errors
///
/// What the transcoder says, which lies within the input.
pub fn to_wire(json: &[u8], options: &Options) -> Result<Vec<u8>, Error> {
    let mut wire = Vec::new();
    match tonica_json::to_wire(TABLE, json, options, &mut wire) {
        Ok(()) => Ok(wire),
        Err(error) => Err(within(json, error)),
    }
}

/// An error names a place in the input, and stays short whatever the input is.
fn within(input: &[u8], error: Error) -> Error {
    assert!(error.offset <= input.len(), "{error}");
    assert!(!error.reason.is_empty(), "{error}");
    error
}

/// JSON that the transcoder has written is read back to the same message.
pub fn comes_back(json: &[u8], options: &Options) {
    let shown = || String::from_utf8_lossy(json);
    check_json(json);
    let wire = to_wire(json, options)
        .unwrap_or_else(|error| panic!("what was written is refused: {error}\n{}", shown()));
    let again = to_json(&wire, options)
        .unwrap_or_else(|error| panic!("what was read can't be written: {error}\n{}", shown()));
    assert_eq!(shown(), String::from_utf8_lossy(&again));
}

/// It is JSON to another reader, too.
pub fn check_json(json: &[u8]) {
    let mut reader = serde_json::Deserializer::from_slice(json);
    reader.disable_recursion_limit();
    let read = <serde::de::IgnoredAny as serde::Deserialize>::deserialize(&mut reader);
    let read = read.map(|_| ()).and_then(|()| reader.end());
    let text = std::str::from_utf8(json);
    assert!(read.is_ok() && text.is_ok(), "{read:?}: {text:?}");
}
