//! Any `name=text`, as a query holds it: what binds can be written, and means what the same text
//! means as a JSON string.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tonica_fuzz::{TABLE, comes_back, plain, to_json};
use tonica_json::{Kind, field_to_wire, resolve, text_to_wire};

/// What is there before: a field that the table doesn't know.
const START: [u8; 3] = [0x80, 0x7d, 1];

fuzz_target!(|input: &str| {
    let (name, text) = input.split_once('=').unwrap_or((input, ""));
    let Ok(path) = resolve(TABLE, name) else {
        return;
    };
    let options = plain();
    let mut wire = START.to_vec();
    if text_to_wire(&path, text, &options, &mut wire).is_err() {
        assert_eq!(wire, START, "nothing is appended by what is refused");
        return;
    }
    let json = to_json(&wire, &options)
        .unwrap_or_else(|error| panic!("what was bound can't be written: {error}"));
    comes_back(&json, &options);
    let field = path.leaf();
    // Text spells more than JSON's strings do: bools, enums by number, and names in masks.
    let spelled = matches!(field.kind(), Kind::Bool | Kind::Enum(_))
        || matches!(field.kind(), Kind::Message(table) if table.name().ends_with("BoolValue") || table.name().ends_with("FieldMask"));
    if !path.parents().is_empty() || spelled {
        return;
    }
    let mut string = serde_json::to_string(text).unwrap_or_default();
    if wire_is_list(field) {
        string = format!("[{string}]");
    }
    let mut other = START.to_vec();
    field_to_wire(field, string.as_bytes(), &options, &mut other)
        .unwrap_or_else(|error| panic!("the same as JSON is refused: {error}"));
    let other = to_json(&other, &options).unwrap_or_default();
    assert_eq!(
        String::from_utf8_lossy(&json),
        String::from_utf8_lossy(&other)
    );
});

fn wire_is_list(field: &tonica_json::Field) -> bool {
    use tonica_json::Label;
    matches!(field.label(), Label::Repeated | Label::Packed)
}
