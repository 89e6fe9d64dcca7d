//! Values that have a JSON of their own: scalars and the well-known types, as ProtoJSON writes
//! them.

use prost_reflect::Kind;
use serde_json::json;

use super::schema::{Schema, Types};

/// A whole number of 64 bits.
pub(super) const INT64: &str = "^-?[0-9]{1,19}$";
/// The same without a sign.
pub(super) const UINT64: &str = "^[0-9]{1,20}$";
/// Seconds with up to nine digits behind the point.
const DURATION: &str = r"^-?[0-9]+(\.[0-9]{1,9})?s$";
/// What a floating point number says when it is none.
const NO_NUMBER: &str = "^(NaN|-?Infinity)$";

/// The schema of a scalar; `None` for messages and enums.
pub(super) fn scalar(kind: &Kind) -> Option<Schema> {
    Some(match kind {
        Kind::Double => float("double"),
        Kind::Float => float("float"),
        Kind::Int32 | Kind::Sint32 | Kind::Sfixed32 => Schema::formatted("integer", "int32"),
        Kind::Uint32 | Kind::Fixed32 => Schema {
            minimum: Some(0.into()),
            ..Schema::formatted("integer", "uint32")
        },
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 => long("int64", INT64),
        Kind::Uint64 | Kind::Fixed64 => long("uint64", UINT64),
        Kind::Bool => Schema::of("boolean"),
        Kind::String => Schema::of("string"),
        Kind::Bytes => Schema {
            content_encoding: Some("base64"),
            ..Schema::of("string")
        },
        Kind::Message(_) | Kind::Enum(_) => return None,
    })
}

/// A number, or a text where it is none.
fn float(format: &'static str) -> Schema {
    Schema {
        kind: Some(Types::Any(vec!["number", "string"])),
        format: Some(format),
        pattern: Some(NO_NUMBER.to_owned()),
        ..Schema::default()
    }
}

/// Only numbers: what is left of a float that may not be anything else.
pub(super) fn only_numbers(schema: &mut Schema) {
    schema.kind = Some(Types::One("number"));
    schema.pattern = None;
}

fn long(format: &'static str, pattern: &str) -> Schema {
    Schema {
        format: Some(format),
        ..Schema::pattern(pattern)
    }
}

/// The schema of a well-known message, without null; `None` for any other.
pub(super) fn message(full_name: &str) -> Option<Schema> {
    let name = full_name.strip_prefix("google.protobuf.")?;
    if let Some(kind) = wrapped(name) {
        return scalar(&kind);
    }
    Some(match name {
        "Timestamp" => Schema::formatted("string", "date-time"),
        "Duration" => Schema {
            examples: vec![json!("1.5s")],
            ..Schema::pattern(DURATION)
        },
        "FieldMask" => Schema {
            description: Some("Names of fields, with commas between.".to_owned()),
            ..Schema::of("string")
        },
        "Struct" => Schema::map(Schema::default()),
        "Value" => Schema::default(),
        "ListValue" => Schema::array(Schema::default()),
        "Empty" => Schema::of("object"),
        "Any" => any(),
        _ => return None,
    })
}

/// A message of any type beside the name of its type.
pub(super) fn any() -> Schema {
    let mut schema = Schema::map(Schema::default());
    schema.properties.insert(
        "@type",
        Schema {
            description: Some("The type of the message whose fields stand beside it.".to_owned()),
            examples: vec![json!("type.googleapis.com/google.protobuf.Duration")],
            ..Schema::of("string")
        },
    );
    schema
}

/// Whether a message is a scalar that may be null.
pub(super) fn is_wrapper(full_name: &str) -> bool {
    let name = full_name.strip_prefix("google.protobuf.");
    name.is_some_and(|name| wrapped(name).is_some())
}

fn wrapped(name: &str) -> Option<Kind> {
    Some(match name {
        "BoolValue" => Kind::Bool,
        "BytesValue" => Kind::Bytes,
        "DoubleValue" => Kind::Double,
        "FloatValue" => Kind::Float,
        "Int32Value" => Kind::Int32,
        "Int64Value" => Kind::Int64,
        "StringValue" => Kind::String,
        "UInt32Value" => Kind::Uint32,
        "UInt64Value" => Kind::Uint64,
        _ => return None,
    })
}

/// Whether a text in a path or a query can spell a value.
pub(super) fn is_text(kind: &Kind) -> bool {
    let Kind::Message(message) = kind else {
        return true;
    };
    let name = message.full_name();
    is_wrapper(name)
        || matches!(
            name.strip_prefix("google.protobuf."),
            Some("Timestamp" | "Duration" | "FieldMask")
        )
}
