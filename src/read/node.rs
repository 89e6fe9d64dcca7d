//! A YAML document as a tree of nodes with their places. What a node must be is the
//! business of `value` and `config`.

use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned};

use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span};

/// Deepest nesting that is read; the deepest sensible service.yaml has seven levels.
const DEPTH: usize = 32;

/// One node and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) at: Span,
    pub(crate) value: Value,
}

/// What a node is.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
}

/// A key of a map and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) at: Span,
}

impl Value {
    /// What it is, as a message says it: `found a list`.
    pub(crate) fn kind(&self) -> String {
        match self {
            Self::Null => "nothing".into(),
            Self::Bool(value) => format!("`{value}`"),
            Self::Int(value) => format!("the number {value}"),
            Self::Float(value) => format!("the number {value}"),
            Self::Text(value) => format!("the text `{value}`"),
            Self::List(_) => "a list".into(),
            Self::Map(_) => "a map".into(),
        }
    }
}

/// Reads the one document of a text.
pub(crate) fn parse(source: &Arc<Source>) -> Result<Node, Diagnostics> {
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_depth: DEPTH, max_nodes: 100_000, max_events: 400_000 },
        with_snippet: false,
        emit_comments: false,
        strict_booleans: true,
    };
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let shift = source.text.len() - text.len();
    match serde_saphyr::from_str_with_options::<Spanned<Tree>>(text, options) {
        Ok(tree) => Ok(Place { source, shift }.node(tree)),
        Err(error) => Err(Place { source, shift }.refuse(&error).into()),
    }
}

/// Turns places of the parser into spans of the source.
struct Place<'a> {
    source: &'a Arc<Source>,
    /// Bytes of a byte order mark, which the parser does not see.
    shift: usize,
}

impl Place<'_> {
    fn span(&self, location: Location) -> Span {
        let span = location.span();
        let (Some(offset), len) = (span.byte_offset(), span.byte_len().unwrap_or(0)) else {
            return Span::new(self.source, 0..0);
        };
        let start = usize::try_from(offset).unwrap_or(0) + self.shift;
        let end = start + usize::try_from(len).unwrap_or(0);
        let span = Span::new(self.source, start..end);
        // A collection's span is marked by its first line alone.
        let line = span
            .text()
            .lines()
            .next()
            .unwrap_or_default()
            .trim_end()
            .len();
        Span::new(self.source, start..start + line)
    }

    fn node(&self, tree: Spanned<Tree>) -> Node {
        let at = self.span(tree.referenced);
        let value = match tree.value {
            Tree::Null => Value::Null,
            Tree::Bool(value) => Value::Bool(value),
            Tree::Int(value) => Value::Int(value),
            Tree::Float(value) => Value::Float(value),
            Tree::Text(value) => Value::Text(value),
            Tree::List(items) => {
                Value::List(items.into_iter().map(|item| self.node(item)).collect())
            }
            Tree::Map(entries) => Value::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| self.entry(key, value))
                    .collect(),
            ),
        };
        Node { at, value }
    }

    fn entry(&self, key: Spanned<String>, value: Spanned<Tree>) -> (Key, Node) {
        (
            Key {
                at: self.span(key.referenced),
                name: key.value,
            },
            self.node(value),
        )
    }

    fn refuse(&self, error: &serde_saphyr::Error) -> Diagnostic {
        let message = error.to_string();
        let diagnostic =
            Diagnostic::error(format!("{} is no YAML that can be read", self.source.path));
        match error.location() {
            Some(location) => diagnostic.at(self.span(location), message),
            None => diagnostic.at(Span::new(self.source, 0..0), message),
        }
    }
}

/// What the parser yields, before places are resolved.
enum Tree {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Spanned<Tree>>),
    Map(Vec<(Spanned<String>, Spanned<Tree>)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(i64::try_from(value).map_or(Tree::Text(value.to_string()), Tree::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Tree, D::Error> {
        Tree::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Tree::Map(map))
    }
}
