//! A field as a schema: its values, whether there are many, and what is said of it.

use prost_reflect::{FieldDescriptor, Kind};

use super::options::FieldOptions;
use super::schema::Schema;
use super::writer::Writer;
use super::{examples, known, rules};

/// Where the values of a field stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In JSON, where null is the same as nothing.
    Json,
    /// In a query, which has no null.
    Query,
    /// In a path, which has no empty segment either.
    Path,
}

/// The schema of a field as a property of its message. `without`: the paths within it that are
/// left out.
pub(super) fn property(
    writer: &mut Writer<'_>,
    field: &FieldDescriptor,
    options: &FieldOptions,
    without: &[String],
) -> Schema {
    let mut schema = value(writer, field, options, Place::Json, without);
    schema.read_only = options.output_only;
    schema.write_only = options.input_only;
    schema.deprecated = options.deprecated;
    schema
}

/// The schema of a field's values, with its description.
pub(super) fn value(
    writer: &mut Writer<'_>,
    field: &FieldDescriptor,
    options: &FieldOptions,
    place: Place,
    without: &[String],
) -> Schema {
    let mut notes = Vec::new();
    let mut schema = bare(writer, field, without);
    let kind = element_kind(field);
    if let Some(rules) = &options.rules {
        rules::apply(rules, &kind, &mut schema, &mut notes);
    }
    if place == Place::Path || (options.required && !field.supports_presence()) {
        not_default(field, &mut schema);
    }
    format(options, &mut schema);
    examples::fill(field, &kind, &mut schema);
    let is_wrapper =
        |kind: &Kind| matches!(kind, Kind::Message(of) if known::is_wrapper(of.full_name()));
    let single = !field.is_list() && !field.is_map();
    let scalar = !matches!(kind, Kind::Message(_));
    let optional = field
        .containing_oneof()
        .is_some_and(|oneof| oneof.is_synthetic());
    let may_be_null = place == Place::Json && single && !options.required;
    if may_be_null && (is_wrapper(&kind) || (optional && scalar)) {
        schema = schema.nullable();
    }
    describe(writer, field, options, &notes, &mut schema);
    schema
}

/// The schema of a field's values and nothing else.
fn bare(writer: &mut Writer<'_>, field: &FieldDescriptor, without: &[String]) -> Schema {
    if field.is_map() {
        let Kind::Message(entry) = field.kind() else {
            return Schema::default();
        };
        let values = one(writer, &entry.map_entry_value_field().kind(), &[]);
        return Schema {
            property_names: key(&entry.map_entry_key_field().kind()),
            ..Schema::map(values)
        };
    }
    let values = one(writer, &field.kind(), without);
    if field.is_list() {
        Schema::array(values)
    } else {
        values
    }
}

/// The schema of one value.
pub(super) fn one(writer: &mut Writer<'_>, kind: &Kind, without: &[String]) -> Schema {
    match kind {
        Kind::Message(message) => known::message(message.full_name())
            .unwrap_or_else(|| writer.message_without(message, without)),
        Kind::Enum(of) => writer.enumeration(of),
        kind => known::scalar(kind).unwrap_or_default(),
    }
}

/// The kind of a field's values: of a map, those behind the keys.
pub(super) fn element_kind(field: &FieldDescriptor) -> Kind {
    match field.kind() {
        Kind::Message(entry) if field.is_map() => entry.map_entry_value_field().kind(),
        kind => kind,
    }
}

/// What names of an object are where keys of a map are no texts.
fn key(kind: &Kind) -> Option<Box<Schema>> {
    let schema = match kind {
        Kind::String => return None,
        Kind::Bool => Schema::pattern("^(true|false)$"),
        Kind::Uint32 | Kind::Fixed32 | Kind::Uint64 | Kind::Fixed64 => {
            Schema::pattern(known::UINT64)
        }
        _ => Schema::pattern(known::INT64),
    };
    // A name is a text anyway.
    Some(Box::new(Schema {
        kind: None,
        ..schema
    }))
}

/// A required field without presence must not hold its default: that is the same as nothing.
fn not_default(field: &FieldDescriptor, schema: &mut Schema) {
    let one_at_least = |least: &mut Option<u64>| *least = (*least).max(Some(1));
    if field.is_map() {
        one_at_least(&mut schema.min_properties);
    } else if field.is_list() {
        one_at_least(&mut schema.min_items);
    } else if matches!(field.kind(), Kind::String | Kind::Bytes) {
        one_at_least(&mut schema.min_length);
    }
}

/// The format that google.api.field_info gives.
fn format(options: &FieldOptions, schema: &mut Schema) {
    let either = |format| Schema {
        format: Some(format),
        ..Schema::default()
    };
    match options.format.as_deref() {
        Some("UUID4") => schema.format = Some("uuid"),
        Some("IPV4") => schema.format = Some("ipv4"),
        Some("IPV6") => schema.format = Some("ipv6"),
        Some("IPV4_OR_IPV6") => schema.any_of = ["ipv4", "ipv6"].map(either).into(),
        _ => {}
    }
}

fn describe(
    writer: &mut Writer<'_>,
    field: &FieldDescriptor,
    options: &FieldOptions,
    notes: &[String],
    schema: &mut Schema,
) {
    let own = schema.description.take();
    schema.description = writer.comment(&field.parent_message().parent_file(), field.path());
    if let (None, Some(own)) = (&schema.description, own) {
        schema.say(&own);
    }
    let behavior = [
        (options.immutable, "Can't be changed once it is set."),
        (options.identifier, "Names the resource."),
    ];
    let behavior = behavior.iter().filter(|(is_so, _)| *is_so);
    let sentences: Vec<&str> = behavior
        .map(|(_, sentence)| *sentence)
        .chain(notes.iter().map(String::as_str))
        .collect();
    schema.say(&sentences.join(" "));
}

/// The parts of dotted paths that lie below a field.
pub(super) fn below(field: &str, paths: &[String]) -> Vec<String> {
    let inside = |path: &String| {
        let rest = path.strip_prefix(field)?.strip_prefix('.')?;
        Some(rest.to_owned())
    };
    paths.iter().filter_map(inside).collect()
}
