//! A YAML document as a tree of nodes with their places. What a node must be is the
//! business of `value` and `config`.

use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Spanned, budget::BudgetBreach};

use crate::diagnostic::{Diagnostic, Diagnostics, Source, Span};

/// Deepest nesting that is read; the deepest sensible service.yaml has seven levels, a service
/// config of Google's hardly more.
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
    match serde_saphyr::from_str_with_options::<Spanned<Tree>>(&source.text, options) {
        Ok(tree) => Ok(Place { source }.node(tree)),
        Err(error) => Err(Place { source }.refuse(&error).into()),
    }
}

/// Turns places of the parser into spans of the source.
struct Place<'a> {
    source: &'a Arc<Source>,
}

impl Place<'_> {
    fn span(&self, location: Location) -> Span {
        let number = |value: u64| usize::try_from(value).unwrap_or(0);
        let span = location.span();
        let start = match span.byte_offset() {
            Some(offset) => number(offset),
            None => self
                .source
                .offset_of(number(location.line()), number(location.column())),
        };
        let end = start + span.byte_len().map_or(1, number);
        let span = Span::new(self.source, start..end);
        // A collection is marked by its first line alone.
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
        let mut at = self.span(tree.referenced);
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
        // A map without braces has no mark of its own: its first key stands for it.
        if let Value::Map(entries) = &value
            && let Some((first, _)) = entries.first()
            && first.at.range.start == at.range.start
        {
            at = first.at.clone();
        }
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
        let at = error.location().map_or_else(
            || Span::new(self.source, 0..0),
            |location| self.span(location),
        );
        let path = &self.source.path;
        let (message, help) = refusal(error);
        Diagnostic::error(format!("{path} can't be read: {message}"))
            .at(at, "")
            .help(help)
    }
}

/// What is wrong with a YAML, and what to do.
fn refusal(error: &serde_saphyr::Error) -> (String, &'static str) {
    use serde_saphyr::Error;
    match error {
        Error::AliasError { error, .. } | Error::WithSnippet { error, .. } => refusal(error),
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.as_deref().unwrap_or_default();
            (
                format!("the key `{key}` is there twice"),
                "remove one of the two",
            )
        }
        Error::MultipleDocuments { .. } => (
            "it holds more than one document".to_owned(),
            "remove the `---` and what follows",
        ),
        Error::UnknownAnchor { .. } => (
            "an alias of an anchor that isn't there".to_owned(),
            "define it before as `&name`, or put the value here",
        ),
        Error::RecursiveReferencesRequireWeakTypes { .. } => (
            "an alias within what it stands for".to_owned(),
            "put the value here",
        ),
        Error::Budget {
            breach: BudgetBreach::Depth { .. },
            ..
        } => (
            format!("it is nested deeper than {DEPTH} levels"),
            "nothing that is read from it needs that",
        ),
        Error::Budget { .. } => (
            "it is far too large once its aliases are put in".to_owned(),
            "write the values without aliases",
        ),
        _ => {
            let message = error.to_string();
            // The place is told by the snippet.
            let message = message
                .rsplit_once(" at line ")
                .map_or(message.as_str(), |(before, _)| before);
            let help = if message.contains("anchor or alias") {
                "a text that begins with `*` or `&` stands in quotes: '*'"
            } else {
                "correct the YAML here or right above; indent with blanks"
            };
            (message.to_owned(), help)
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
