//! An enum as a schema: the names of its values, and what each means.

use prost_reflect::EnumDescriptor;
use serde_json::json;

use super::schema::Schema;
use super::writer::Writer;

/// `EnumDescriptorProto.value` in paths of source info.
const VALUE: i32 = 2;

pub(super) fn schema(writer: &mut Writer<'_>, of: &EnumDescriptor) -> Schema {
    if of.full_name() == "google.protobuf.NullValue" {
        return Schema::of("null");
    }
    let proto = of.enum_descriptor_proto();
    let mut schema = Schema {
        title: Some(super::title(of.full_name(), of.package_name())),
        description: writer.comment(&of.parent_file(), of.path()),
        deprecated: proto.options.as_ref().is_some_and(|of| of.deprecated()),
        ..Schema::of("string")
    };
    let mut seen = Vec::new();
    let mut lines = Vec::new();
    for (index, value) in proto.value.iter().enumerate() {
        let place = [of.path(), &[VALUE, index as i32]].concat();
        let comment = writer.comment(&of.parent_file(), &place);
        let mut meaning = comment
            .unwrap_or_default()
            .replace("\n\n", " ")
            .replace('\n', " ");
        // Both names are read; the first one is written.
        let first = seen.iter().find(|(number, _)| *number == value.number());
        if let Some((_, name)) = first {
            meaning = format!("The same as `{name}`. {meaning}")
                .trim_end()
                .to_owned();
        }
        if value.options.as_ref().is_some_and(|of| of.deprecated()) {
            meaning = format!("Deprecated. {meaning}").trim_end().to_owned();
        }
        seen.push((value.number(), value.name().to_owned()));
        schema.values.push(json!(value.name()));
        lines.push(meaning);
    }
    if lines.iter().any(|line| !line.is_empty()) {
        let line = |(meaning, (_, name)): (&String, &(i32, String))| match meaning.as_str() {
            "" => format!("- `{name}`"),
            meaning => format!("- `{name}`: {meaning}"),
        };
        let list: Vec<String> = lines.iter().zip(&seen).map(line).collect();
        schema.say(&list.join("\n"));
        schema.value_descriptions = lines;
    }
    // Zero mostly means that nothing was said.
    let telling = seen.iter().find(|(number, _)| *number != 0);
    schema.examples = telling.map(|(_, name)| json!(name)).into_iter().collect();
    schema
}
