//! JSON Schema 2020-12 as data, as far as it is used here.

use serde::Serialize;
use serde_json::{Number, Value};

use super::ordered::Ordered;
use super::spec::is_false;

/// A schema; the default one is `{}`, which takes any value.
#[derive(Debug, Default, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Schema {
    #[serde(rename = "$ref", skip_serializing_if = "Option::is_none")]
    pub(super) reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<Types>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) format: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_encoding: Option<&'static str>,
    #[serde(rename = "const", skip_serializing_if = "Option::is_none")]
    pub(super) constant: Option<Value>,
    #[serde(rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub(super) values: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) min_length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pattern: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) minimum: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) exclusive_minimum: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) maximum: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) exclusive_maximum: Option<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) items: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) min_items: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_items: Option<u64>,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) unique_items: bool,
    #[serde(skip_serializing_if = "Ordered::is_empty")]
    pub(super) properties: Ordered<Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) required: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) property_names: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) additional_properties: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) min_properties: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_properties: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) all_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) any_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) one_of: Vec<Schema>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) not: Option<Box<Schema>>,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) read_only: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) write_only: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub(super) deprecated: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) examples: Vec<Value>,
    /// One text a value of `enum`, as generators of clients know it.
    #[serde(rename = "x-enum-descriptions", skip_serializing_if = "Vec::is_empty")]
    pub(super) value_descriptions: Vec<String>,
}

/// One type or several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Types {
    One(&'static str),
    Any(Vec<&'static str>),
}

impl Schema {
    /// Values of one type.
    pub(super) fn of(kind: &'static str) -> Self {
        Self {
            kind: Some(Types::One(kind)),
            ..Self::default()
        }
    }

    /// Values of one type in a format.
    pub(super) fn formatted(kind: &'static str, format: &'static str) -> Self {
        Self {
            format: Some(format),
            ..Self::of(kind)
        }
    }

    /// Strings that a pattern matches.
    pub(super) fn pattern(pattern: &str) -> Self {
        Self {
            pattern: Some(pattern.to_owned()),
            ..Self::of("string")
        }
    }

    /// The schema of that name among the components.
    pub(super) fn named(name: &str) -> Self {
        Self {
            reference: Some(format!("#/components/schemas/{name}")),
            ..Self::default()
        }
    }

    /// Arrays of such values.
    pub(super) fn array(items: Self) -> Self {
        Self {
            items: Some(Box::new(items)),
            ..Self::of("array")
        }
    }

    /// Objects with such values under any name.
    pub(super) fn map(values: Self) -> Self {
        Self {
            additional_properties: Some(Box::new(values)),
            ..Self::of("object")
        }
    }

    /// Objects that have all of these properties.
    pub(super) fn requiring(names: &[String]) -> Self {
        Self {
            required: names.to_vec(),
            ..Self::default()
        }
    }

    /// The same, or null.
    pub(super) fn nullable(mut self) -> Self {
        let null = Types::One("null");
        if self.reference.is_some() {
            let null = Self {
                kind: Some(null),
                ..Self::default()
            };
            return Self {
                any_of: vec![self, null],
                ..Self::default()
            };
        }
        if !self.values.is_empty() {
            self.values.push(Value::Null);
        }
        self.kind = self.kind.map(|kind| match kind {
            Types::One(one) => Types::Any(vec![one, "null"]),
            Types::Any(mut many) => {
                many.push("null");
                Types::Any(many)
            }
        });
        self
    }

    /// Appends a paragraph to the description.
    pub(super) fn say(&mut self, text: &str) {
        append(&mut self.description, text);
    }
}

/// Appends a paragraph to a text that may not be there yet.
pub(super) fn append(description: &mut Option<String>, text: &str) {
    if text.is_empty() {
        return;
    }
    match description {
        Some(known) => {
            known.push_str("\n\n");
            known.push_str(text);
        }
        None => *description = Some(text.to_owned()),
    }
}
