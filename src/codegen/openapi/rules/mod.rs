//! protovalidate's rules as JSON Schema, and as sentences where JSON Schema has no word for them:
//! every rule is told in one of the two ways.

mod number;
mod text;

use prost_reflect::{DynamicMessage, Kind, Value};
use serde_json::Value as Json;

use super::options::{flag, get, list, messages};
use super::schema::Schema;
use super::values;

/// The members of `FieldRules.type` that hold numbers.
const NUMBERS: [&str; 12] = [
    "float", "double", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32",
    "fixed64", "sfixed32", "sfixed64",
];

/// Puts the rules of a field onto its schema. `kind` is that of one value; what the schema can't
/// say goes to `notes`, a sentence each.
pub(super) fn apply(
    rules: &DynamicMessage,
    kind: &Kind,
    schema: &mut Schema,
    notes: &mut Vec<String>,
) {
    let of = |name: &str| get(rules, name).and_then(|value| value.as_message().cloned());
    if let Some(rules) = NUMBERS.iter().find_map(|name| of(name)) {
        number::apply(&rules, kind, schema, notes);
    }
    if let Some(rules) = of("string") {
        text::strings(&rules, schema, notes);
    }
    if let Some(rules) = of("bytes") {
        text::bytes(&rules, schema, notes);
    }
    if let Some(rules) = of("bool") {
        constant(&rules, kind, schema);
    }
    if let Some(rules) = of("enum") {
        constant(&rules, kind, schema);
        choice(&rules, kind, schema);
    }
    if let Some(rules) = of("repeated") {
        repeated(&rules, kind, schema, notes);
    }
    if let Some(rules) = of("map") {
        map(&rules, kind, schema, notes);
    }
    for name in ["duration", "timestamp"] {
        notes.extend(of(name).iter().flat_map(times));
    }
    for name in ["any", "field_mask"] {
        notes.extend(of(name).iter().flat_map(names));
    }
    notes.extend(expressions(rules));
}

/// What must be so by expressions: their messages, or themselves.
pub(super) fn expressions(rules: &DynamicMessage) -> Vec<String> {
    let text = |rule: &DynamicMessage, field: &str| {
        let text = get(rule, field).and_then(|value| value.as_str().map(str::to_owned));
        text.filter(|text| !text.is_empty())
    };
    let rule = |rule: &DynamicMessage| match (text(rule, "message"), text(rule, "expression")) {
        (Some(message), _) => Some(format!("Rule: {message}.").replace("..", ".")),
        (None, Some(expression)) => Some(format!("Rule: `{expression}`.")),
        (None, None) => None,
    };
    let cel = messages(rules, "cel");
    let bare = list(rules, "cel_expression");
    let bare = bare.iter().filter_map(Value::as_str);
    cel.iter()
        .filter_map(rule)
        .chain(bare.map(|text| format!("Rule: `{text}`.")))
        .collect()
}

/// `const`, and the examples.
fn constant(rules: &DynamicMessage, kind: &Kind, schema: &mut Schema) {
    schema.constant = get(rules, "const").and_then(|value| values::json(kind, &value));
    schema.examples.splice(..0, all(rules, "example", kind));
}

/// `in` and `not_in`.
fn choice(rules: &DynamicMessage, kind: &Kind, schema: &mut Schema) {
    schema.values = all(rules, "in", kind);
    let not = all(rules, "not_in", kind);
    if !not.is_empty() {
        schema.not = Some(Box::new(Schema {
            values: not,
            ..Schema::default()
        }));
    }
}

fn all(rules: &DynamicMessage, field: &str, kind: &Kind) -> Vec<Json> {
    let list = list(rules, field);
    list.iter()
        .filter_map(|value| values::json(kind, value))
        .collect()
}

fn count(rules: &DynamicMessage, field: &str) -> Option<u64> {
    get(rules, field).and_then(|value| value.as_u64())
}

fn repeated(rules: &DynamicMessage, kind: &Kind, schema: &mut Schema, notes: &mut Vec<String>) {
    schema.min_items = count(rules, "min_items");
    schema.max_items = count(rules, "max_items");
    schema.unique_items = flag(rules, "unique");
    let items = get(rules, "items");
    if let (Some(rules), Some(items)) = (
        items.as_ref().and_then(Value::as_message),
        &mut schema.items,
    ) {
        inner(rules, kind, items, notes, "Each item");
    }
}

fn map(rules: &DynamicMessage, kind: &Kind, schema: &mut Schema, notes: &mut Vec<String>) {
    schema.min_properties = count(rules, "min_pairs");
    schema.max_properties = count(rules, "max_pairs");
    let values = get(rules, "values");
    let of_values = values.as_ref().and_then(Value::as_message);
    if let (Some(rules), Some(values)) = (of_values, &mut schema.additional_properties) {
        inner(rules, kind, values, notes, "Each value");
    }
    let keys = get(rules, "keys");
    if let Some(rules) = keys.as_ref().and_then(Value::as_message) {
        // Only names that are texts to begin with have rules that hold for names as JSON has them.
        let names = schema.property_names.get_or_insert_default();
        inner(rules, &Kind::String, names, notes, "Each key");
        names.examples.clear();
    }
}

/// Rules of what a list or a map holds.
fn inner(
    rules: &DynamicMessage,
    kind: &Kind,
    schema: &mut Schema,
    notes: &mut Vec<String>,
    whose: &str,
) {
    let mut own = Vec::new();
    apply(rules, kind, schema, &mut own);
    notes.extend(own.iter().map(|note| format!("{whose}: {note}")));
}

/// The bounds of a duration or a timestamp.
fn times(rules: &DynamicMessage) -> Vec<String> {
    const BOUNDS: [(&str, &str); 6] = [
        ("const", "Exactly"),
        ("lt", "Less than"),
        ("lte", "At most"),
        ("gt", "More than"),
        ("gte", "At least"),
        ("within", "From now no further than"),
    ];
    let mut notes = Vec::new();
    for (field, word) in BOUNDS {
        let time = get(rules, field).and_then(|value| values::time(&value));
        notes.extend(time.map(|time| format!("{word} `{time}`.")));
    }
    for (field, word) in [("lt_now", "In the past."), ("gt_now", "In the future.")] {
        notes.extend(flag(rules, field).then(|| word.to_owned()));
    }
    for (field, word) in [("in", "One of"), ("not_in", "None of")] {
        let times: Vec<String> = list(rules, field).iter().filter_map(values::time).collect();
        if !times.is_empty() {
            notes.push(format!("{word} `{}`.", times.join("`, `")));
        }
    }
    notes
}

/// The types of an Any, or the paths of a field mask.
fn names(rules: &DynamicMessage) -> Vec<String> {
    let mut notes = Vec::new();
    for (field, word) in [("in", "Of these alone:"), ("not_in", "None of these:")] {
        let list = list(rules, field);
        let names: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
        if !names.is_empty() {
            notes.push(format!("{word} `{}`.", names.join("`, `")));
        }
    }
    notes
}
