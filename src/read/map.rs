//! The two shapes that most of service.yaml consists of, each said once: a map with
//! known keys, and a choice between words. Both give the reader and the JSON Schema.

use super::node::{Key, Node, Value};
use super::value::{ReadField, expected};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Makes a struct that is read from a map and described in the JSON Schema: the doc
/// comments are the schema's descriptions, the fields its properties.
macro_rules! map {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub struct $name { $($(#[$inner])* pub $field: $kind,)* }

        impl $crate::read::value::Read for $name {
            fn read(node: &$crate::read::node::Node, errors: &mut $crate::diagnostic::Diagnostics) -> Option<Self> {
                let fields = $crate::read::map::Fields::new(node, &[$(stringify!($field)),*], errors)?;
                $(let $field = fields.take::<$kind>(stringify!($field), errors);)*
                Some(Self { $($field: $field?,)* })
            }
        }

        impl $crate::read::value::ReadField for $name {
            fn read_field(
                _: &$crate::read::node::Key,
                node: &$crate::read::node::Node,
                errors: &mut $crate::diagnostic::Diagnostics,
            ) -> Option<Self> {
                $crate::read::value::Read::read(node, errors)
            }
        }
    };
}

/// Makes an enum that is read from one of a few words and described in the JSON Schema.
macro_rules! choice {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, schemars::JsonSchema)]
        pub enum $name { $($(#[$inner])* #[schemars(rename = $word)] $variant,)* }

        impl $crate::read::value::Read for $name {
            fn read(node: &$crate::read::node::Node, errors: &mut $crate::diagnostic::Diagnostics) -> Option<Self> {
                match $crate::read::map::word(node, &[$($word),*], errors)? {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }

        impl $crate::read::value::ReadField for $name {
            fn read_field(
                _: &$crate::read::node::Key,
                node: &$crate::read::node::Node,
                errors: &mut $crate::diagnostic::Diagnostics,
            ) -> Option<Self> {
                $crate::read::value::Read::read(node, errors)
            }
        }
    };
}

pub(crate) use {choice, map};

/// The entries of a map, taken one by one.
pub(crate) struct Fields<'a> {
    node: &'a Node,
    entries: &'a [(Key, Node)],
}

impl<'a> Fields<'a> {
    /// The entries of a map, after telling of keys that are not `known`.
    pub(crate) fn new(node: &'a Node, fields: &[&str], errors: &mut Diagnostics) -> Option<Self> {
        let known: Vec<&str> = fields.iter().copied().map(key).collect();
        let Value::Map(entries) = &node.value else {
            errors.push(expected(
                "a map",
                node,
                format!("write `key: value` lines; its keys are {}", list(&known)),
            ));
            return None;
        };
        for (key, _) in entries {
            if !known.contains(&key.name.as_str()) {
                errors.push(unknown("key", &key.name, &known).at(key.at.clone(), ""));
            }
        }
        Some(Self { node, entries })
    }

    /// The value of a key; `None` after it told what is wrong.
    pub(crate) fn take<T: ReadField>(&self, field: &str, errors: &mut Diagnostics) -> Option<T> {
        let name = key(field);
        if let Some((key, node)) = self.entries.iter().find(|(key, _)| key.name == name) {
            return T::read_field(key, node, errors);
        }
        let absent = T::absent();
        if absent.is_none() {
            errors.push(
                Diagnostic::error(format!("the key `{name}` is missing"))
                    .at(self.node.at.clone(), "in this map")
                    .help(format!("add `{name}: {}`", T::EXAMPLE)),
            );
        }
        absent
    }
}

/// The key of a field, which may be a raw identifier: `for` of `r#for`.
fn key(field: &str) -> &str {
    field.strip_prefix("r#").unwrap_or(field)
}

/// Reads one of a few words.
pub(crate) fn word<'a>(
    node: &Node,
    words: &[&'a str],
    errors: &mut Diagnostics,
) -> Option<&'a str> {
    let Value::Text(text) = &node.value else {
        errors.push(expected(
            "a word",
            node,
            format!("write one of {}", list(words)),
        ));
        return None;
    };
    let found = words.iter().find(|word| *word == text).copied();
    if found.is_none() {
        errors.push(unknown("value", text, words).at(node.at.clone(), ""));
    }
    found
}

/// An error for a word that isn't one of `known`, with the nearest of them.
fn unknown(what: &str, word: &str, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(format!("unknown {what} `{word}`"));
    match crate::diagnostic::nearest(word, known.iter().copied()).first() {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help(format!("known are {}", list(known))),
    }
}

fn list(words: &[&str]) -> String {
    words
        .iter()
        .map(|word| format!("`{word}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
