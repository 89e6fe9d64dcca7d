//! The table of one enum.

use std::collections::BTreeMap;
use std::fmt::Write;

use prost_reflect::EnumDescriptor;

use crate::model::name;

/// Appends the table of `descriptor`: names by number (the first declared one where some
/// are aliases) and numbers by name.
pub(super) fn append(descriptor: &EnumDescriptor, indent: &str, out: &mut String) {
    let mut numbers = BTreeMap::new();
    let mut names = BTreeMap::new();
    // As declared; `values()` has them in another order.
    for value in &descriptor.enum_descriptor_proto().value {
        let name = value.name().to_owned();
        numbers
            .entry(value.number())
            .or_insert_with(|| name.clone());
        names.insert(name, value.number());
    }
    let full_name = descriptor.full_name();
    let table = name::shouty(descriptor.name());
    let _ = write!(
        out,
        "\n{indent}/// `{full_name}`\n{indent}pub static {table}: Enum = Enum::new(\n\
         {indent}    \"{full_name}\",\n{indent}    &[\n",
    );
    for (number, name) in &numbers {
        let _ = writeln!(out, "{indent}        ({number}, {name:?}),");
    }
    let _ = writeln!(out, "{indent}    ],\n{indent}    &[");
    for (name, number) in &names {
        let _ = writeln!(out, "{indent}        ({name:?}, {number}),");
    }
    let _ = writeln!(out, "{indent}    ],\n{indent});");
}
