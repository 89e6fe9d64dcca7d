//! Entries as YAML, in block and in flow style, and texts with a part put in.

use std::ops::Range;

use serde_json::{Map, Value};

use super::{Entry, Field};

/// Words that some reader of YAML takes for something else than a text.
const WORDS: &[&str] = &[
    "false", "n", "no", "null", "off", "on", "true", "y", "yes", "~",
];

/// What an entry is when it is read.
pub(super) fn value(entry: &Entry) -> Value {
    let fields = entry.iter().map(|(key, field)| {
        let value = match field {
            Field::Text(text) => Value::from(text.as_str()),
            Field::Flag(flag) => Value::from(*flag),
            Field::List(entries) => entries.iter().map(value).collect(),
        };
        ((*key).to_owned(), value)
    });
    Value::Object(fields.collect::<Map<_, _>>())
}

/// An entry in block style, each line ended.
pub(super) fn block(entry: &Entry, indent: &str, newline: &str) -> String {
    let mut block = String::new();
    for (index, (key, field)) in entry.iter().enumerate() {
        let dash = if index == 0 { "- " } else { "  " };
        block.push_str(&format!("{indent}{dash}{key}:"));
        match field {
            Field::List(entries) if !entries.is_empty() => {
                block.push_str(newline);
                let deeper = format!("{indent}    ");
                block.extend(
                    entries
                        .iter()
                        .map(|entry| self::block(entry, &deeper, newline)),
                );
            }
            _ => block.push_str(&format!(" {}{newline}", one_line(field))),
        }
    }
    block
}

/// An entry in flow style.
pub(crate) fn flow(entry: &Entry) -> String {
    let pairs: Vec<String> = entry
        .iter()
        .map(|(key, field)| format!("{key}: {}", one_line(field)))
        .collect();
    format!("{{{}}}", pairs.join(", "))
}

fn one_line(field: &Field) -> String {
    match field {
        Field::Text(text) => scalar(text),
        Field::Flag(flag) => flag.to_string(),
        Field::List(entries) => {
            let entries: Vec<String> = entries.iter().map(flow).collect();
            format!("[{}]", entries.join(", "))
        }
    }
}

/// A text as it stands, or in quotes where that would be read as something else.
pub(super) fn scalar(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_./-".contains(letter);
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '/')
        && text.chars().all(plain)
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
        && super::value(&format!("text: {text}"))
            .is_ok_and(|read| read.get("text").is_some_and(|read| read == text));
    if is_plain {
        text.to_owned()
    } else {
        // A text in JSON is one in YAML.
        Value::from(text).to_string()
    }
}

/// Puts whole lines where a line begins or the file ends, which keeps its last line end.
pub(super) fn insert_lines(text: &str, at: usize, lines: &str) -> String {
    if at == 0 || text[..at].ends_with('\n') {
        return replace(text, at..at, lines);
    }
    replace(
        text,
        at..at,
        &format!("{}{}", newline(lines), lines.trim_end()),
    )
}

pub(super) fn replace(text: &str, range: Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &text[..range.start], &text[range.end..])
}

/// How the lines of a text end.
pub(super) fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}
