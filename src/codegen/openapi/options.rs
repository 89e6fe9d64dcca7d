//! What the options of protos say of a field: google.api's and protovalidate's annotations.
//! Extensions are found by their numbers, which are those of the published files.

use prost_reflect::{
    DynamicMessage, FieldDescriptor, MessageDescriptor, OneofDescriptor, ReflectMessage, Value,
};

/// `google.api.field_behavior`
const FIELD_BEHAVIOR: u32 = 1052;
/// `google.api.field_info`
const FIELD_INFO: u32 = 291_403_980;
/// `buf.validate.field`, `.message` and `.oneof`
const VALIDATE: u32 = 1159;

/// What the options of one field say.
#[derive(Default)]
pub(super) struct FieldOptions {
    pub(super) required: bool,
    pub(super) output_only: bool,
    pub(super) input_only: bool,
    pub(super) immutable: bool,
    pub(super) identifier: bool,
    pub(super) deprecated: bool,
    /// The name of a `google.api.FieldInfo.Format`.
    pub(super) format: Option<String>,
    /// A `buf.validate.FieldRules`.
    pub(super) rules: Option<DynamicMessage>,
}

impl FieldOptions {
    pub(super) fn of(field: &FieldDescriptor) -> Self {
        let mut found = Self::default();
        // Most fields have none: no dynamic message for them.
        let Some(options) = &field.field_descriptor_proto().options else {
            return found;
        };
        found.deprecated = options.deprecated();
        for (extension, value) in field.options().extensions() {
            match extension.number() {
                FIELD_BEHAVIOR => found.behave(value),
                FIELD_INFO => found.format = value.as_message().and_then(format),
                VALIDATE => found.rules = value.as_message().cloned().filter(|of| !is_off(of)),
                _ => {}
            }
        }
        let rules = found.rules.as_ref();
        found.required |= rules.is_some_and(|rules| flag(rules, "required"));
        found
    }

    fn behave(&mut self, value: &Value) {
        for number in value.as_list().unwrap_or_default() {
            match number.as_enum_number() {
                Some(2) => self.required = true,
                Some(3) => self.output_only = true,
                Some(4) => self.input_only = true,
                Some(5) => self.immutable = true,
                Some(8) => self.identifier = true,
                _ => {}
            }
        }
    }
}

fn format(info: &DynamicMessage) -> Option<String> {
    let value = get(info, "format")?;
    let number = value.as_enum_number()?;
    let field = info.descriptor().get_field_by_name("format")?;
    let name = field.kind().as_enum()?.get_value(number)?;
    Some(name.name().to_owned())
}

/// Whether rules are never looked at (`IGNORE_ALWAYS`).
fn is_off(rules: &DynamicMessage) -> bool {
    get(rules, "ignore").and_then(|value| value.as_enum_number()) == Some(3)
}

/// The `buf.validate.MessageRules` of a message.
pub(super) fn message_rules(message: &MessageDescriptor) -> Option<DynamicMessage> {
    message.descriptor_proto().options.as_ref()?;
    extension(&message.options(), VALIDATE)
}

/// Whether one member of a oneof must be set.
pub(super) fn is_required(oneof: &OneofDescriptor) -> bool {
    let has_options = oneof.oneof_descriptor_proto().options.is_some();
    let rules = has_options.then(|| extension(&oneof.options(), VALIDATE));
    rules
        .flatten()
        .is_some_and(|rules| flag(&rules, "required"))
}

fn extension(options: &DynamicMessage, number: u32) -> Option<DynamicMessage> {
    let mut extensions = options.extensions();
    let (_, value) = extensions.find(|(extension, _)| extension.number() == number)?;
    value.as_message().cloned()
}

/// The value of a field that is set.
pub(super) fn get(message: &DynamicMessage, field: &str) -> Option<Value> {
    let field = message.descriptor().get_field_by_name(field)?;
    let is_set = message.has_field(&field);
    is_set.then(|| message.get_field(&field).into_owned())
}

/// Whether a field is set and true.
pub(super) fn flag(message: &DynamicMessage, field: &str) -> bool {
    get(message, field).and_then(|value| value.as_bool()) == Some(true)
}

/// The messages that a field holds.
pub(super) fn messages(message: &DynamicMessage, field: &str) -> Vec<DynamicMessage> {
    list(message, field)
        .iter()
        .filter_map(|value| value.as_message().cloned())
        .collect()
}

/// The values of a repeated field.
pub(super) fn list(message: &DynamicMessage, field: &str) -> Vec<Value> {
    let value = get(message, field);
    value
        .and_then(|value| value.as_list().map(<[Value]>::to_vec))
        .unwrap_or_default()
}
