//! Examples where a viewer could only guess: values that look like what a field is named after,
//! and that its rules allow.

use prost_reflect::{FieldDescriptor, Kind};
use serde_json::{Value, json};

use super::schema::Schema;
use super::values::base64;

/// What texts look like, by the last words of a field's name.
const BY_NAME: [(&str, &str); 14] = [
    ("email", "ada@example.com"),
    ("url", "https://example.com/"),
    ("uri", "https://example.com/"),
    ("host", "example.com"),
    ("hostname", "example.com"),
    ("domain", "example.com"),
    ("phone", "+49 30 901820"),
    ("phone_number", "+49 30 901820"),
    ("currency", "EUR"),
    ("currency_code", "EUR"),
    ("country_code", "DE"),
    ("region_code", "DE"),
    ("language_code", "en"),
    ("time_zone", "Europe/Berlin"),
];

/// What texts of a format look like.
const BY_FORMAT: [(&str, &str); 7] = [
    ("email", "ada@example.com"),
    ("hostname", "example.com"),
    ("ipv4", "192.0.2.1"),
    ("ipv6", "2001:db8::1"),
    ("uri", "https://example.com/"),
    ("uri-reference", "/orders/1"),
    ("uuid", "0b0cd8f2-7a0f-4e4e-9c55-5d1d0b5a3c11"),
];

/// Puts an example on the schema of a field where there is none, and a sensible one is known.
pub(super) fn fill(field: &FieldDescriptor, kind: &Kind, schema: &mut Schema) {
    let target = if field.is_list() {
        schema.items.as_deref_mut()
    } else if field.is_map() {
        schema.additional_properties.as_deref_mut()
    } else {
        Some(schema)
    };
    let Some(schema) = target else { return };
    let settled = schema.reference.is_some() || schema.constant.is_some();
    if settled || !schema.values.is_empty() || !schema.examples.is_empty() {
        return;
    }
    let example = match kind {
        Kind::String => text(field.name(), schema).map(Value::from),
        Kind::Bytes => Some(json!(base64(b"hello"))).filter(|_| fits("hello!!!", schema)),
        Kind::Message(message) => known(message.full_name()).or_else(|| whole(schema)),
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 | Kind::Uint64 | Kind::Fixed64 => {
            Some(json!("1")).filter(|_| schema.not.is_none())
        }
        _ => whole(schema),
    };
    schema.examples.extend(example);
}

/// Texts of the well-known messages.
fn known(full_name: &str) -> Option<Value> {
    Some(match full_name.strip_prefix("google.protobuf.")? {
        "Timestamp" => json!("2026-01-31T09:30:00Z"),
        "FieldMask" => json!("name"),
        "Int64Value" | "UInt64Value" => json!("1"),
        "BytesValue" => json!(base64(b"hello")),
        _ => return None,
    })
}

fn text(name: &str, schema: &Schema) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let by_format = schema.format.map(|format| {
        let mut known = BY_FORMAT.iter();
        known.find(|(known, _)| *known == format)
    });
    let by_name = || {
        BY_NAME.iter().find(|(word, _)| {
            let before = name.strip_suffix(word);
            before.is_some_and(|before| before.is_empty() || before.ends_with('_'))
        })
    };
    let (_, text) = by_format.unwrap_or_else(by_name)?;
    fits(text, schema).then(|| (*text).to_owned())
}

/// Whether a text keeps the rules that can be judged here.
fn fits(text: &str, schema: &Schema) -> bool {
    let length = text.chars().count() as u64;
    let long_enough = schema.min_length.is_none_or(|least| length >= least);
    let short_enough = schema.max_length.is_none_or(|most| length <= most);
    let free = schema.all_of.is_empty() && schema.not.is_none() && schema.pattern.is_none();
    long_enough && short_enough && free
}

/// The smallest number that the rules allow, where they forbid 0.
fn whole(schema: &Schema) -> Option<Value> {
    let above = schema
        .exclusive_minimum
        .as_ref()
        .and_then(|least| least.as_i64());
    let from = schema.minimum.as_ref().and_then(|least| least.as_i64());
    let least = above.map(|above| above + 1).or(from)?;
    let number = schema.maximum.as_ref().and_then(|most| most.as_i64());
    let below = schema
        .exclusive_maximum
        .as_ref()
        .and_then(|most| most.as_i64());
    let fits = number.is_none_or(|most| least <= most) && below.is_none_or(|most| least < most);
    (least > 0 && fits && schema.not.is_none()).then(|| json!(least))
}
