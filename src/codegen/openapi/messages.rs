//! A message as a schema: its fields as properties, its oneofs as what can't stand together.

use prost_reflect::{DynamicMessage, FieldDescriptor, MessageDescriptor, OneofDescriptor, Value};

use super::fields;
use super::options::{self, FieldOptions, flag, list, messages};
use super::rules;
use super::schema::Schema;
use super::writer::Writer;

/// The schema of a message without the fields at these dotted paths of proto names.
pub(super) fn schema(
    writer: &mut Writer<'_>,
    message: &MessageDescriptor,
    without: &[String],
) -> Schema {
    let options = message.descriptor_proto().options.as_ref();
    let mut schema = Schema {
        title: Some(super::title(message.full_name(), message.package_name())),
        description: writer.comment(&message.parent_file(), message.path()),
        deprecated: options.is_some_and(|options| options.deprecated()),
        ..Schema::of("object")
    };
    if !without.is_empty() {
        let names = without.join("`, `");
        schema.title = schema
            .title
            .map(|title| format!("{title} without {}", without.join(", ")));
        schema.say(&format!("Without `{names}`, which the path holds."));
    }
    for field in declared(message) {
        if without.iter().any(|path| path == field.name()) {
            continue;
        }
        let options = FieldOptions::of(&field);
        let inside = fields::below(field.name(), without);
        let property = fields::property(writer, &field, &options, &inside);
        if options.required {
            schema.required.push(field.json_name().to_owned());
        }
        schema.properties.insert(field.json_name(), property);
    }
    groups(message, without, &mut schema);
    schema
}

/// The fields in the order in which the proto has them.
pub(super) fn declared(message: &MessageDescriptor) -> impl Iterator<Item = FieldDescriptor> {
    let fields = message.descriptor_proto().field.iter();
    fields.filter_map(|field| message.get_field(field.number().cast_unsigned()))
}

/// Fields of which at most one is set.
struct Group {
    /// Their JSON names.
    names: Vec<String>,
    /// One of them must be.
    required: bool,
}

impl Group {
    fn of(oneof: &OneofDescriptor, without: &[String]) -> Self {
        let fields = oneof
            .fields()
            .filter(|field| !without.contains(&field.name().to_owned()));
        Self {
            names: fields.map(|field| field.json_name().to_owned()).collect(),
            required: options::is_required(oneof),
        }
    }

    /// The same by protovalidate's `(buf.validate.message).oneof`.
    fn of_rule(rule: &DynamicMessage, message: &MessageDescriptor) -> Self {
        let fields = list(rule, "fields");
        let json = |name: &str| {
            message
                .get_field_by_name(name)
                .map(|of| of.json_name().to_owned())
        };
        Self {
            names: fields
                .iter()
                .filter_map(Value::as_str)
                .filter_map(json)
                .collect(),
            required: flag(rule, "required"),
        }
    }
}

/// Tells of oneofs and of rules of the whole message.
fn groups(message: &MessageDescriptor, without: &[String], schema: &mut Schema) {
    let oneofs = message.oneofs().filter(|oneof| !oneof.is_synthetic());
    let mut groups: Vec<Group> = oneofs.map(|oneof| Group::of(&oneof, without)).collect();
    let rules = options::message_rules(message);
    if let Some(rules) = &rules {
        let own = messages(rules, "oneof");
        groups.extend(own.iter().map(|rule| Group::of_rule(rule, message)));
    }
    let mut together = Vec::new();
    for group in groups.iter().filter(|group| !group.names.is_empty()) {
        let names = &group.names;
        let each: Vec<Schema> = names
            .iter()
            .map(|name| Schema::requiring(std::slice::from_ref(name)))
            .collect();
        let listed = names.join("`, `");
        schema.say(&match (group.required, names.as_slice()) {
            (true, [name]) => format!("`{name}` must be set."),
            (true, _) => format!("Exactly one of `{listed}` must be set."),
            (false, _) => format!("At most one of `{listed}` is set."),
        });
        if group.required {
            schema.all_of.push(Schema {
                one_of: each,
                ..Schema::default()
            });
        } else if names.len() > 1 {
            together.push(several(each));
        }
    }
    schema.not = match together.len() {
        0 | 1 => together.pop().map(Box::new),
        _ => Some(Box::new(Schema {
            any_of: together,
            ..Schema::default()
        })),
    };
    for note in rules.iter().flat_map(rules::expressions) {
        schema.say(&note);
    }
}

/// Objects that have more than one: some, but not exactly one. It grows with the number of
/// fields, while a list of pairs would with its square, and behind `not` no viewer takes it for
/// a choice of shapes.
fn several(each: Vec<Schema>) -> Schema {
    Schema {
        any_of: each.clone(),
        not: Some(Box::new(Schema {
            one_of: each,
            ..Schema::default()
        })),
        ..Schema::default()
    }
}
