//! Values out of the options of protos as ProtoJSON writes them.

use prost_reflect::{EnumDescriptor, Kind, ReflectMessage, Value};
use serde_json::{Value as Json, json};

/// A scalar or an enum value; `None` for what JSON has no number for.
pub(super) fn json(kind: &Kind, value: &Value) -> Option<Json> {
    Some(match (kind, value) {
        (Kind::Enum(of), value) => json!(name(of, number(value)?)),
        (_, Value::Bool(value)) => json!(value),
        (_, Value::I32(value)) => json!(value),
        (_, Value::U32(value)) => json!(value),
        (_, Value::I64(value)) => json!(value.to_string()),
        (_, Value::U64(value)) => json!(value.to_string()),
        // By way of text, so that 0.1 stays 0.1.
        (_, Value::F32(value)) => json!(value.to_string().parse::<f64>().ok()?),
        (_, Value::F64(value)) => json!(value),
        (_, Value::String(value)) => json!(value),
        (_, Value::Bytes(value)) => json!(base64(value)),
        _ => return None,
    })
}

fn number(value: &Value) -> Option<i32> {
    value.as_enum_number().or_else(|| value.as_i32())
}

/// The name that an enum's number is written as.
pub(super) fn name(of: &EnumDescriptor, number: i32) -> Option<String> {
    // As declared: the first one is written where some are aliases.
    let values = &of.enum_descriptor_proto().value;
    let value = values.iter().find(|value| value.number() == number)?;
    Some(value.name().to_owned())
}

/// A duration or a timestamp within a sentence.
pub(super) fn time(value: &Value) -> Option<String> {
    let message = value.as_message()?;
    let part = |name: &str| {
        message
            .get_field_by_name(name)
            .map(|part| part.into_owned())
    };
    let seconds = part("seconds")?.as_i64()?;
    let nanos = part("nanos")?.as_i32()?;
    let name = message.descriptor().full_name().to_owned();
    if name == "google.protobuf.Timestamp" {
        let stamp = prost_reflect::prost_types::Timestamp { seconds, nanos };
        return Some(stamp.to_string());
    }
    if nanos == 0 {
        return Some(format!("{seconds}s"));
    }
    let fraction = format!("{:09}", nanos.unsigned_abs());
    let sign = if seconds < 0 || nanos < 0 { "-" } else { "" };
    let whole = seconds.unsigned_abs();
    Some(format!("{sign}{whole}.{}s", fraction.trim_end_matches('0')))
}

/// Bytes in base64.
pub(super) fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |index: usize| u32::from(three.get(index).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for index in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * index) & 63) as usize];
            text.push(if index > three.len() {
                '='
            } else {
                letter.into()
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_padded() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
        ];
        for (bytes, text) in cases {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
