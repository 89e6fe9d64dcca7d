//! From nodes to the values of service.yaml. A value that isn't what it must be is told
//! and left out, so that one run shows all errors.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use std::borrow::Cow;

use super::node::{Key, Node, Value};
use crate::diagnostic::{Diagnostic, Diagnostics, Span};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub at: Span,
}

/// The value of a key, where the key matters.
#[derive(Debug, Clone)]
pub struct Entry<T> {
    /// Where the key stands.
    pub key: Span,
    /// Its value.
    pub value: T,
}

/// What can be read from a node.
pub(crate) trait Read: Sized {
    /// How a value may look, for the one who left it out.
    const EXAMPLE: &'static str = "…";

    /// The value; `None` after it told what is wrong.
    fn read(node: &Node, errors: &mut Diagnostics) -> Option<Self>;
}

/// What can be a field of a map: it knows what it is when its key is absent.
pub(crate) trait ReadField: Sized {
    /// How a value may look, for the one who left it out.
    const EXAMPLE: &'static str = "…";

    fn read_field(key: &Key, node: &Node, errors: &mut Diagnostics) -> Option<Self>;

    /// The value of an absent key; `None`: the key is required.
    fn absent() -> Option<Self> {
        None
    }
}

/// Tells that a node isn't what it must be, and how to write it.
pub(crate) fn expected(what: &str, node: &Node, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error(format!("expected {what}, found {}", node.value.kind()))
        .at(node.at.clone(), "")
        .help(help)
}

impl<T: Read> Read for Spanned<T> {
    const EXAMPLE: &'static str = T::EXAMPLE;

    fn read(node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        Some(Self {
            value: T::read(node, errors)?,
            at: node.at.clone(),
        })
    }
}

impl Read for String {
    fn read(node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            Value::Text(text) => Some(text.clone()),
            Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
                errors.push(expected(
                    "a text",
                    node,
                    format!("put it in quotes: \"{}\"", node.at.text()),
                ));
                None
            }
            _ => {
                errors.push(expected("a text", node, "write one value behind the `:`"));
                None
            }
        }
    }
}

impl Read for bool {
    fn read(node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        match node.value {
            Value::Bool(value) => Some(value),
            _ => {
                errors.push(expected(
                    "`true` or `false`",
                    node,
                    "write one of the two, without quotes",
                ));
                None
            }
        }
    }
}

impl Read for u32 {
    fn read(node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        match node.value {
            Value::Int(value) if Self::try_from(value).is_ok() => Self::try_from(value).ok(),
            _ => {
                errors.push(expected(
                    "a whole number",
                    node,
                    format!("write one from 0 to {}", Self::MAX),
                ));
                None
            }
        }
    }
}

impl Read for f64 {
    fn read(node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        match node.value {
            Value::Int(value) => Some(value as Self),
            Value::Float(value) if value.is_finite() => Some(value),
            _ => {
                errors.push(expected("a number", node, "write it without quotes: 2.0"));
                None
            }
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        match &node.value {
            Value::List(items) => Some(
                items
                    .iter()
                    .filter_map(|item| T::read(item, errors))
                    .collect(),
            ),
            Value::Null => Some(Self::new()),
            _ => {
                errors.push(expected(
                    "a list",
                    node,
                    "write `[one, two]`, or each item on a line of its own behind `- `",
                ));
                None
            }
        }
    }
}

impl<T: Read> ReadField for Spanned<T> {
    const EXAMPLE: &'static str = T::EXAMPLE;

    fn read_field(_: &Key, node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        Self::read(node, errors)
    }
}

impl<T: Read> ReadField for Vec<T> {
    fn read_field(_: &Key, node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        Self::read(node, errors)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: Read> ReadField for Entry<T> {
    fn read_field(key: &Key, node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        Some(Self {
            key: key.at.clone(),
            value: T::read(node, errors)?,
        })
    }
}

impl<T: ReadField> ReadField for Option<T> {
    fn read_field(key: &Key, node: &Node, errors: &mut Diagnostics) -> Option<Self> {
        match node.value {
            Value::Null => Some(None),
            _ => T::read_field(key, node, errors).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// The schema of a wrapper is that of what it wraps.
macro_rules! transparent_schema {
    ($wrapper:ident) => {
        impl<T: JsonSchema> JsonSchema for $wrapper<T> {
            fn inline_schema() -> bool {
                T::inline_schema()
            }

            fn schema_name() -> Cow<'static, str> {
                T::schema_name()
            }

            fn schema_id() -> Cow<'static, str> {
                T::schema_id()
            }

            fn json_schema(generator: &mut SchemaGenerator) -> Schema {
                T::json_schema(generator)
            }
        }
    };
}
transparent_schema!(Spanned);
transparent_schema!(Entry);
