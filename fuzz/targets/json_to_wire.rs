//! Any bytes as JSON: what is read is JSON to others too, can be written, and means the same then;
//! and the paths that it sets can be told.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tonica_fuzz::{TABLE, check_json, comes_back, options, to_json, to_wire};
use tonica_json::mask_to_wire;

fuzz_target!(|input: &[u8]| {
    let (options, json) = options(input);
    if let Ok(wire) = to_wire(json, &options) {
        check_json(json);
        let written = to_json(&wire, &options)
            .unwrap_or_else(|error| panic!("what was read can't be written: {error}"));
        comes_back(&written, &options);
        let mask = TABLE.field_by_name("optional_field_mask");
        let mask = mask.expect("the table has a mask");
        mask_to_wire(mask, TABLE, json, &options, &mut Vec::new())
            .unwrap_or_else(|error| panic!("what was read has no paths: {error}"));
    }
});
