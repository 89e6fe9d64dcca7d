//! The table of one message. Nested types are not its matter.

use std::collections::BTreeMap;
use std::fmt::Write;

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor};

use super::reference;
use crate::model::name;

/// Appends the table of `message`, which stands in the module with the path `module`.
pub(super) fn append(message: &MessageDescriptor, module: &str, indent: &str, out: &mut String) {
    let mut fields: Vec<FieldDescriptor> = message.fields().collect();
    fields.sort_by_key(FieldDescriptor::number);
    let full_name = message.full_name();
    let table = name::shouty(message.name());
    let _ = write!(
        out,
        "\n{indent}/// `{full_name}`\n{indent}pub static {table}: Message = Message::new(\n\
         {indent}    \"{full_name}\",\n",
    );
    if fields.is_empty() {
        let _ = writeln!(out, "{indent}    &[],\n{indent}    &[],");
    } else {
        let _ = writeln!(out, "{indent}    &[");
        for field in &fields {
            append_field(field, module, indent, out);
        }
        let _ = writeln!(out, "{indent}    ],\n{indent}    &[");
        for (name, index) in names(&fields) {
            let _ = writeln!(out, "{indent}        ({name:?}, {index}),");
        }
        let _ = writeln!(out, "{indent}    ],");
    }
    let _ = writeln!(out, "{indent}    Shape::{},\n{indent});", shape(full_name));
}

fn append_field(field: &FieldDescriptor, module: &str, indent: &str, out: &mut String) {
    let _ = write!(
        out,
        "{indent}        Field::new({}, {:?}, {:?}, Kind::{}, Label::{})",
        field.number(),
        field.name(),
        field.json_name(),
        kind(field, module),
        label(field),
    );
    if let Some(oneof) = field
        .containing_oneof()
        .filter(|oneof| !oneof.is_synthetic())
    {
        let mut all = field.parent_message().oneofs();
        if let Some(index) = all.position(|other| other == oneof) {
            let _ = write!(out, ".in_oneof({index})");
        }
    }
    out.push_str(",\n");
}

/// Every JSON name and every proto name with the place of its field, sorted bytewise. A
/// JSON name wins over another field's proto name.
fn names(fields: &[FieldDescriptor]) -> BTreeMap<&str, usize> {
    let mut names = BTreeMap::new();
    for (index, field) in fields.iter().enumerate() {
        names.insert(field.json_name(), index);
    }
    for (index, field) in fields.iter().enumerate() {
        names.entry(field.name()).or_insert(index);
    }
    names
}

fn label(field: &FieldDescriptor) -> &'static str {
    if field.is_map() {
        "Map"
    } else if field.is_packed() {
        "Packed"
    } else if field.is_list() {
        "Repeated"
    } else if field.supports_presence() {
        "Explicit"
    } else {
        "Implicit"
    }
}

fn kind(field: &FieldDescriptor, module: &str) -> String {
    let scalar = match field.kind() {
        Kind::Double => "Double",
        Kind::Float => "Float",
        Kind::Int32 => "Int32",
        Kind::Int64 => "Int64",
        Kind::Uint32 => "Uint32",
        Kind::Uint64 => "Uint64",
        Kind::Sint32 => "Sint32",
        Kind::Sint64 => "Sint64",
        Kind::Fixed32 => "Fixed32",
        Kind::Fixed64 => "Fixed64",
        Kind::Sfixed32 => "Sfixed32",
        Kind::Sfixed64 => "Sfixed64",
        Kind::Bool => "Bool",
        Kind::String => "String",
        Kind::Bytes => "Bytes",
        Kind::Message(message) => {
            return format!("Message(&{})", reference(message.full_name(), module));
        }
        Kind::Enum(table) => return format!("Enum(&{})", reference(table.full_name(), module)),
    };
    scalar.to_owned()
}

fn shape(full_name: &str) -> &'static str {
    match full_name.strip_prefix("google.protobuf.") {
        Some("Any") => "Any",
        Some("Timestamp") => "Timestamp",
        Some("Duration") => "Duration",
        Some("FieldMask") => "FieldMask",
        Some("Struct") => "Struct",
        Some("Value") => "Value",
        Some("ListValue") => "ListValue",
        Some("Empty") => "Empty",
        Some(
            "BoolValue" | "BytesValue" | "DoubleValue" | "FloatValue" | "Int32Value" | "Int64Value"
            | "StringValue" | "UInt32Value" | "UInt64Value",
        ) => "Wrapper",
        _ => "Plain",
    }
}
