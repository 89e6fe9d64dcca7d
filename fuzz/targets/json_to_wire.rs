//! Any bytes as JSON: what is read is JSON to others too, can be written, and means the same then.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tonica_fuzz::{check_json, comes_back, options, to_json, to_wire};

fuzz_target!(|input: &[u8]| {
    let (options, json) = options(input);
    if let Ok(wire) = to_wire(json, &options) {
        check_json(json);
        let written = to_json(&wire, &options)
            .unwrap_or_else(|error| panic!("what was read can't be written: {error}"));
        comes_back(&written, &options);
    }
});
