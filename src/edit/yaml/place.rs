//! Where a new entry goes: behind the last one of its list, or below a key that is new.

use std::ops::Range;

use yaml_edit::{Mapping, Sequence, YamlNode};

use super::write::{block, flow, insert_lines, newline, replace};
use super::{Entry, range};

/// Adds an entry to a list of a map: of the top level, or of an item at `item`.
pub(super) fn in_map(
    text: &str,
    map: &Mapping,
    item: Option<Range<usize>>,
    list: &str,
    entry: &Entry,
) -> Result<String, String> {
    let is_flow = map.is_flow_style();
    let indent = item.as_ref().map_or(0, |_| column(text, map));
    match map.get(list) {
        None if is_flow => {
            let whole = range(&YamlNode::Mapping(map.clone()));
            let lone = format!("{list}: [{}]", flow(entry));
            in_brackets(text, whole, '}', &lone)
        }
        None => {
            let at = item.map_or(text.len(), |item| behind(text, &item, indent));
            Ok(new_key(text, at, indent, list, entry))
        }
        Some(YamlNode::Scalar(scalar)) if !is_flow && scalar.to_string().trim().is_empty() => {
            let key = map
                .find_entry_by_key(list)
                .and_then(|entry| entry.key_node());
            let key = key.ok_or("its key is not found")?;
            let at = line_end(text, range(&key).end);
            Ok(insert_lines(text, at, &below(text, indent, entry)))
        }
        Some(YamlNode::Sequence(sequence)) => in_list(text, &sequence, is_flow, indent, entry),
        Some(_) => Err(format!("`{list}` is neither a list nor left open")),
    }
}

fn in_list(
    text: &str,
    list: &Sequence,
    is_flow: bool,
    indent: usize,
    entry: &Entry,
) -> Result<String, String> {
    let whole = range(&YamlNode::Sequence(list.clone()));
    match list.last() {
        Some(last) if !list.is_flow_style() => after_item(text, &last, entry),
        None if !is_flow => Ok(in_empty(text, whole, indent, entry)),
        _ => in_brackets(text, whole, ']', &flow(entry)),
    }
}

/// A new key with a list of one entry.
fn new_key(text: &str, at: usize, indent: usize, list: &str, entry: &Entry) -> String {
    let lines = format!(
        "{:indent$}{list}:{}{}",
        "",
        newline(text),
        below(text, indent, entry)
    );
    insert_lines(text, at, &lines)
}

/// An entry in block style, below a key of that indent.
fn below(text: &str, indent: usize, entry: &Entry) -> String {
    block(entry, &" ".repeat(indent + 2), newline(text))
}

/// How far the keys of a map are indented.
fn column(text: &str, map: &Mapping) -> usize {
    let first = map.entries().next().and_then(|entry| entry.key_node());
    first.map_or(0, |key| {
        let start = range(&key).start;
        start - text[..start].rfind('\n').map_or(0, |at| at + 1)
    })
}

/// Behind the last item of a block list.
fn after_item(text: &str, last: &YamlNode, entry: &Entry) -> Result<String, String> {
    let item = range(last);
    let dash = text[..item.start]
        .rfind('-')
        .ok_or("the last item has no `-`")?;
    let line = text[..dash].rfind('\n').map_or(0, |at| at + 1);
    let indent = &text[line..dash];
    if !indent.chars().all(|blank| blank == ' ') {
        return Err("the last item doesn't begin a line".into());
    }
    let at = behind(text, &item, indent.len());
    Ok(insert_lines(text, at, &block(entry, indent, newline(text))))
}

/// The offset behind an item and the comments that go with it, which are indented as it is.
fn behind(text: &str, item: &Range<usize>, indent: usize) -> usize {
    let mut at = line_end(text, last_content(text, item));
    while let Some(comment) = text[at..].lines().next()
        && comment.trim_start().starts_with('#')
        && comment.len() - comment.trim_start().len() >= indent
        && indent > 0
    {
        at = line_end(text, at);
    }
    at
}

/// The offset of the last line of an item that is no comment and not blank.
fn last_content(text: &str, item: &Range<usize>) -> usize {
    let (mut at, mut last) = (item.start, item.start);
    for line in text[item.clone()].split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() && !trimmed.starts_with('#') {
            last = at;
        }
        at += line.len();
    }
    last
}

/// In the place of `[]`; what else stands on its line stays there.
fn in_empty(text: &str, list: Range<usize>, indent: usize, entry: &Entry) -> String {
    let without = format!(
        "{}{}",
        text[..list.start].trim_end_matches(' '),
        &text[list.end..]
    );
    let at = line_end(&without, list.start.min(without.len()).saturating_sub(1));
    insert_lines(&without, at, &below(text, indent, entry))
}

/// Before the bracket that ends a list or a map in flow style.
fn in_brackets(text: &str, whole: Range<usize>, end: char, added: &str) -> Result<String, String> {
    let close = text[whole.clone()]
        .rfind(end)
        .ok_or_else(|| format!("it has no `{end}`"))?
        + whole.start;
    let before = text[..close].trim_end();
    let comma = match before.chars().next_back() {
        Some('[' | '{') => "",
        Some(',') => " ",
        _ => ", ",
    };
    let at = before.len();
    Ok(replace(text, at..at, &format!("{comma}{added}")))
}

/// Where the line of an offset ends, behind its line feed.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}
