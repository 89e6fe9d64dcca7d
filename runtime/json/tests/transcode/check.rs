//! What the tests have in common: both ways by the table `Kinds`, and what is said of errors.

use tonica_json::{Error, Options, to_json, to_wire};

use crate::tables::TYPES;
use crate::tables::kinds::KINDS;

pub(crate) fn options() -> Options {
    Options {
        types: TYPES,
        ..Options::new()
    }
}

pub(crate) fn read(json: &str, options: &Options) -> Result<Vec<u8>, Error> {
    let mut wire = Vec::new();
    to_wire(&KINDS, json.as_bytes(), options, &mut wire).map(|()| wire)
}

pub(crate) fn write(wire: &[u8], options: &Options) -> Result<String, Error> {
    let mut json = Vec::new();
    to_json(&KINDS, wire, options, &mut json)?;
    Ok(String::from_utf8(json).expect("JSON is UTF-8"))
}

/// The wire bytes of JSON that is right.
pub(crate) fn wire(json: &str) -> Vec<u8> {
    read(json, &options()).unwrap_or_else(|error| panic!("{json}: {error}"))
}

/// The JSON of wire bytes that are right.
pub(crate) fn json(wire: &[u8]) -> String {
    write(wire, &options()).unwrap_or_else(|error| panic!("{wire:02x?}: {error}"))
}

/// JSON that is written as it is read.
#[track_caller]
pub(crate) fn same(text: &str) {
    becomes(text, text);
}

/// JSON that is written in another spelling.
#[track_caller]
pub(crate) fn becomes(from: &str, to: &str) {
    assert_eq!(json(&wire(from)), to, "from {from}");
}

/// JSON that is refused, with the path and a part of the reason.
#[track_caller]
pub(crate) fn refused(text: &str, path: &str, reason: &str) -> Error {
    let error = read(text, &options()).expect_err(text);
    assert_eq!(error.path, path, "{text}: {error}");
    assert!(error.reason.contains(reason), "{text}: {error}");
    assert!(error.offset <= text.len(), "{text}: {error}");
    error
}

/// Wire bytes that are refused, with the path and a part of the reason.
#[track_caller]
pub(crate) fn broken(wire: &[u8], path: &str, reason: &str) -> Error {
    let error = write(wire, &options()).expect_err("broken wire bytes");
    assert_eq!(error.path, path, "{wire:02x?}: {error}");
    assert!(error.reason.contains(reason), "{wire:02x?}: {error}");
    assert!(error.offset <= wire.len(), "{wire:02x?}: {error}");
    error
}
