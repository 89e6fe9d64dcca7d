//! Any bytes as a message's wire bytes: what is written is JSON, and means the same when it is read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tonica_fuzz::{comes_back, options, to_json};

fuzz_target!(|input: &[u8]| {
    let (options, wire) = options(input);
    if let Ok(json) = to_json(wire, &options) {
        comes_back(&json, &options);
    }
});
