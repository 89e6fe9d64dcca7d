//! Edits of service.yaml: the place is found by parsing, the text goes in there, and the
//! result is read back and compared with what was meant. Comments and layout stay.

mod place;
#[cfg(test)]
mod tests;
mod write;

use std::{ops::Range, str::FromStr};

use serde_json::{Map, Value};
pub(crate) use write::flow as one_line;
use yaml_edit::{Document, Mapping, YamlNode};

/// An entry to write: a map in the order of its keys.
pub(crate) type Entry = Vec<(&'static str, Field)>;

/// A value of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Field {
    /// Put in quotes where YAML would take it for something else.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A list of entries.
    List(Vec<Entry>),
}

/// A list of the top level, or of an item of such a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place<'a> {
    /// The list of the top level and the number of its item, from 0.
    pub(crate) item: Option<(&'a str, usize)>,
    /// The key of the list itself.
    pub(crate) list: &'a str,
}

impl<'a> Place<'a> {
    /// A list of the top level.
    pub(crate) fn top(list: &'a str) -> Self {
        Self { item: None, list }
    }
}

/// Adds an entry at the end of a list, which may be absent, empty, in block or in flow
/// style. The error says why it can't be done here.
pub(crate) fn append(text: &str, place: Place<'_>, entry: &Entry) -> Result<String, String> {
    let list = place.list;
    let mut meant = value(text)?;
    let map = match place.item {
        None => &mut meant,
        Some((outer, index)) => meant
            .get_mut(outer)
            .and_then(|items| items.get_mut(index)?.as_object_mut())
            .ok_or_else(|| format!("`{outer}` has no such item"))?,
    };
    let items = map.entry(list).or_insert(Value::Null);
    if items.is_null() {
        *items = Value::Array(Vec::new());
    }
    let items = items
        .as_array_mut()
        .ok_or_else(|| format!("`{list}` is no list"))?;
    items.push(write::value(entry));

    let document = Document::from_str(text).map_err(|error| error.to_string())?;
    let top = document.as_mapping().ok_or("it is no map")?;
    let edited = match place.item {
        None => place::in_map(text, &top, None, list, entry)?,
        Some((outer, index)) => {
            let item = item(&top, outer, index)?;
            place::in_map(text, &item.0, Some(item.1), list, entry)?
        }
    };
    if value(&edited).is_ok_and(|read| read == meant) {
        Ok(edited)
    } else {
        Err(format!("`{list}` is written in a way that can't be edited"))
    }
}

/// Sets a scalar of the top level that is there.
pub(crate) fn set(text: &str, key: &str, to: &str) -> Result<String, String> {
    let mut meant = value(text)?;
    meant.insert(key.to_owned(), Value::from(to));
    let document = Document::from_str(text).map_err(|error| error.to_string())?;
    let top = document.as_mapping().ok_or("it is no map")?;
    let Some(YamlNode::Scalar(scalar)) = top.get(key) else {
        return Err(format!("`{key}` is no plain value"));
    };
    let edited = write::replace(text, range(&YamlNode::Scalar(scalar)), to);
    if value(&edited).is_ok_and(|read| read == meant) {
        Ok(edited)
    } else {
        Err(format!("`{key}` is written in a way that can't be edited"))
    }
}

/// An item of a list of the top level, and its range.
fn item(top: &Mapping, list: &str, index: usize) -> Result<(Mapping, Range<usize>), String> {
    let elsewhere = || format!("an item of `{list}` stands for another place of the file");
    let Some(YamlNode::Sequence(items)) = top.get(list) else {
        return Err(elsewhere());
    };
    match items.get(index) {
        Some(YamlNode::Mapping(map)) => {
            let range = range(&YamlNode::Mapping(map.clone()));
            Ok((map, range))
        }
        _ => Err(elsewhere()),
    }
}

/// The whole document as values, to compare what is with what was meant.
fn value(text: &str) -> Result<Map<String, Value>, String> {
    serde_saphyr::from_str(text).map_err(|error| error.to_string())
}

fn range(node: &YamlNode) -> Range<usize> {
    let range = node.byte_range();
    range.start as usize..range.end as usize
}
