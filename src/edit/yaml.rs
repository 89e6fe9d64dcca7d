//! Edits of service.yaml: the place is found by parsing, the text goes in there, and the
//! result is read back and compared with what was meant. Comments and layout stay.

use std::{ops::Range, str::FromStr};

use serde_json::{Map, Value};
use yaml_edit::{Document, YamlNode};

/// Adds an entry of scalars at the end of a list of the top level; the list may be absent,
/// empty, in block or in flow style. The error says why it can't be done here.
pub(crate) fn append(text: &str, list: &str, entry: &[(&str, &str)]) -> Result<String, String> {
    let mut meant = value(text)?;
    let wanted = entry
        .iter()
        .map(|(key, value)| ((*key).to_owned(), Value::from(*value)));
    let items = meant.entry(list).or_insert(Value::Null);
    if items.is_null() {
        *items = Value::Array(Vec::new());
    }
    let items = items
        .as_array_mut()
        .ok_or_else(|| format!("`{list}` is no list"))?;
    items.push(Value::Object(wanted.collect()));

    let document = Document::from_str(text).map_err(|error| error.to_string())?;
    let top = document.as_mapping().ok_or("it is no map")?;
    let edited = match top.get(list) {
        None => at_key(text, &top, list, entry),
        Some(YamlNode::Scalar(scalar)) if scalar.to_string().trim().is_empty() => {
            at_key(text, &top, list, entry)
        }
        Some(YamlNode::Sequence(sequence)) => {
            let range = range(&YamlNode::Sequence(sequence.clone()));
            match sequence.last() {
                Some(last) if !sequence.is_flow_style() => after_item(text, &last, entry)?,
                Some(_) => in_flow(text, range, entry)?,
                None => in_empty(text, range, entry),
            }
        }
        Some(_) => return Err(format!("`{list}` stands for another place of the file")),
    };
    if value(&edited)? == meant {
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
    let edited = replace(text, range(&YamlNode::Scalar(scalar)), to);
    if value(&edited)? == meant {
        Ok(edited)
    } else {
        Err(format!("`{key}` is written in a way that can't be edited"))
    }
}

/// The whole document as values, to compare what is with what was meant.
fn value(text: &str) -> Result<Map<String, Value>, String> {
    serde_saphyr::from_str(text).map_err(|error| error.to_string())
}

/// Below a key without a value, or below a new key at the end.
fn at_key(text: &str, top: &yaml_edit::Mapping, list: &str, entry: &[(&str, &str)]) -> String {
    let newline = newline(text);
    let key = top
        .find_entry_by_key(list)
        .and_then(|found| found.key_node());
    let Some(key) = key else {
        let lines = format!("{list}:{newline}{}", block(entry, "  ", newline));
        return insert_lines(text, text.len(), &lines);
    };
    let at = line_end(text, range(&key).end);
    insert_lines(text, at, &block(entry, "  ", newline))
}

/// Behind the last item of a block list, and behind the comments that go with that item.
fn after_item(text: &str, last: &YamlNode, entry: &[(&str, &str)]) -> Result<String, String> {
    let item = range(last);
    let dash = text[..item.start]
        .rfind('-')
        .ok_or("the last item has no `-`")?;
    let line = text[..dash].rfind('\n').map_or(0, |at| at + 1);
    let indent = &text[line..dash];
    if !indent.chars().all(|blank| blank == ' ') {
        return Err("the last item doesn't begin a line".into());
    }
    let mut at = line_end(text, last_content(text, &item));
    while let Some(comment) = text[at..].lines().next()
        && comment.trim_start().starts_with('#')
        && comment.len() - comment.trim_start().len() >= indent.len()
        && !indent.is_empty()
    {
        at = line_end(text, at);
    }
    Ok(insert_lines(text, at, &block(entry, indent, newline(text))))
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
fn in_empty(text: &str, list: Range<usize>, entry: &[(&str, &str)]) -> String {
    let without = format!(
        "{}{}",
        text[..list.start].trim_end_matches(' '),
        &text[list.end..]
    );
    let at = line_end(&without, list.start.min(without.len()).saturating_sub(1));
    insert_lines(&without, at, &block(entry, "  ", newline(text)))
}

/// Puts whole lines where a line begins or the file ends, which keeps its last line end.
fn insert_lines(text: &str, at: usize, lines: &str) -> String {
    if at == 0 || text[..at].ends_with('\n') {
        return replace(text, at..at, lines);
    }
    replace(
        text,
        at..at,
        &format!("{}{}", newline(lines), lines.trim_end()),
    )
}

/// Before the bracket that ends a list in flow style.
fn in_flow(text: &str, list: Range<usize>, entry: &[(&str, &str)]) -> Result<String, String> {
    let close = text[list.clone()].rfind(']').ok_or("the list has no `]`")? + list.start;
    let before = text[..close].trim_end();
    let comma = if before.ends_with(',') { " " } else { ", " };
    let pairs: Vec<String> = entry
        .iter()
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    Ok(replace(
        text,
        before.len()..before.len(),
        &format!("{comma}{{{}}}", pairs.join(", ")),
    ))
}

/// An entry in block style, each line ended.
fn block(entry: &[(&str, &str)], indent: &str, newline: &str) -> String {
    let mut block = String::new();
    for (index, (key, value)) in entry.iter().enumerate() {
        let dash = if index == 0 { "- " } else { "  " };
        block.push_str(&format!("{indent}{dash}{key}: {value}{newline}"));
    }
    block
}

fn replace(text: &str, range: Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &text[..range.start], &text[range.end..])
}

/// Where the line of an offset ends, behind its line feed.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn range(node: &YamlNode) -> Range<usize> {
    let range = node.byte_range();
    range.start as usize..range.end as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str) -> String {
        append(text, "services", &[("proto", "b.B"), ("name", "b")]).unwrap()
    }

    #[test]
    fn an_entry_goes_behind_the_last_one_and_nothing_else_moves() {
        for (before, after) in [
            (
                "name: x\nservices:\n  - proto: a.A\n",
                "name: x\nservices:\n  - proto: a.A\n+",
            ),
            (
                "services:\n- proto: a.A\nname: x\n",
                "services:\n- proto: a.A\n+name: x\n",
            ),
            (
                "services:\n  - proto: a.A # why\n\n# next\nname: x\n",
                "services:\n  - proto: a.A # why\n+\n# next\nname: x\n",
            ),
            (
                "services:\n  - proto: a.A\n    # of a\n# of name\nname: x\n",
                "services:\n  - proto: a.A\n    # of a\n+# of name\nname: x\n",
            ),
            (
                "services:\n  - proto: a.A\n    timeout: 3s   # long\n    rest: true\n",
                "services:\n  - proto: a.A\n    timeout: 3s   # long\n    rest: true\n+",
            ),
            (
                "services:\n  - {proto: a.A}\nname: x\n",
                "services:\n  - {proto: a.A}\n+name: x\n",
            ),
        ] {
            let indent = if before.contains("\n- ") { "" } else { "  " };
            let block = format!("{indent}- proto: b.B\n{indent}  name: b\n");
            assert_eq!(added(before), after.replace('+', &block), "{before}");
        }
    }

    #[test]
    fn ends_of_lines_and_of_the_file_are_kept() {
        assert_eq!(
            added("services:\r\n  - proto: a.A\r\n"),
            "services:\r\n  - proto: a.A\r\n  - proto: b.B\r\n    name: b\r\n"
        );
        assert_eq!(
            added("services:\n  - proto: a.A"),
            "services:\n  - proto: a.A\n  - proto: b.B\n    name: b"
        );
    }

    #[test]
    fn an_absent_or_empty_list_becomes_one_in_block_style() {
        let block = "services:\n  - proto: b.B\n    name: b\n";
        assert_eq!(added("name: x\n"), format!("name: x\n{block}"));
        assert_eq!(added("name: x"), format!("name: x\n{}", block.trim_end()));
        assert_eq!(
            added("services: []\nname: x\n"),
            format!("{block}name: x\n")
        );
        assert_eq!(added("services:\nname: x\n"), format!("{block}name: x\n"));
        assert_eq!(
            added("services: [] # none\nname: x\n"),
            "services: # none\n  - proto: b.B\n    name: b\nname: x\n"
        );
    }

    #[test]
    fn a_list_in_flow_style_stays_so() {
        assert_eq!(
            added("services: [{proto: a.A}]\n"),
            "services: [{proto: a.A}, {proto: b.B, name: b}]\n"
        );
        assert_eq!(
            added("services: [\n  {proto: a.A},\n]\n"),
            "services: [\n  {proto: a.A}, {proto: b.B, name: b}\n]\n"
        );
    }

    #[test]
    fn what_stands_for_another_place_is_refused() {
        let text = "x: &all\n  - proto: a.A\nservices: *all\n";
        assert!(append(text, "services", &[("proto", "b.B")]).is_err());
        assert!(append("services: 3\n", "services", &[("proto", "b.B")]).is_err());
    }

    #[test]
    fn a_value_is_set_in_its_place() {
        let text = "# head\nversion: 1\nname: shop   # ours\n";
        assert_eq!(
            set(text, "name", "store").unwrap(),
            text.replace("shop", "store")
        );
        assert!(set("name: {a: b}\n", "name", "store").is_err());
    }
}
