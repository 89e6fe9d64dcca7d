//! Comments of protos as doc comments: whatever stands in one, the outcome is sound
//! Rust, and neither rustdoc nor clippy finds fault with it.
//!
//! Paragraphs, lists, code and links stay what they are; what Markdown would take for a
//! link or for HTML by accident is escaped, and code is never taken for Rust.

mod inline;

/// A list item that lines may belong to.
struct Item {
    /// The column of its marker in the comment.
    marker: usize,
    /// What its marker ends in: `-`, `.`, `)`.
    kind: Option<char>,
    /// The column where its text stands in the outcome.
    text: usize,
}

/// Where in the comment a line stands.
#[derive(PartialEq)]
enum Place {
    Text,
    /// Within a fence that opened with these characters.
    Fence(char, usize),
    /// Within a block that is code by its indentation.
    Indented,
}

/// The lines of a doc comment, without `///`; none where the comment says nothing.
pub fn lines(comment: &[String]) -> Vec<String> {
    let mut writer = Writer {
        out: Vec::new(),
        items: Vec::new(),
        place: Place::Text,
    };
    let clean: Vec<String> = comment.iter().map(|line| clean(line)).collect();
    let margin = clean
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| indent(line));
    let margin = margin.min().unwrap_or(0);
    for line in &clean {
        writer.line(line.get(margin..).unwrap_or_default());
    }
    writer.finish()
}

/// The doc comment of an item that is indented by `depth` levels; empty for no comment.
pub fn item(comment: &[String], depth: usize) -> String {
    prefixed(comment, &format!("{}///", "    ".repeat(depth)))
}

/// The doc comment of a module; empty for no comment.
pub fn module(comment: &[String]) -> String {
    prefixed(comment, "//!")
}

fn prefixed(comment: &[String], prefix: &str) -> String {
    let mut text = String::new();
    for line in lines(comment) {
        text.push_str(prefix);
        if !line.is_empty() {
            text.push(' ');
            text.push_str(&line);
        }
        text.push('\n');
    }
    text
}

/// A line without what Rust refuses in a comment: control characters and those that
/// turn the direction of text. Tabs are four spaces.
fn clean(line: &str) -> String {
    let line: String = line
        .replace('\t', "    ")
        .chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .collect();
    line.trim_end().to_owned()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

struct Writer {
    out: Vec<String>,
    items: Vec<Item>,
    place: Place,
}

impl Writer {
    fn line(&mut self, line: &str) {
        let text = line.trim_start_matches(' ');
        if let Place::Fence(mark, count) = self.place {
            if closes(text, mark, count) {
                self.out.push("```".to_owned());
                self.place = Place::Text;
            } else {
                self.out.push(line.replace("```", "'''"));
            }
            return;
        }
        if text.is_empty() {
            self.blank();
            return;
        }
        if self.place == Place::Indented {
            if indent(line) >= 4 {
                self.out.push(line[4..].to_owned());
                return;
            }
            self.close_indented();
        }
        if let Some((mark, count)) = fence(text) {
            self.separate();
            self.items.clear();
            self.out.push(format!("```{}", language(&text[count..])));
            self.place = Place::Fence(mark, count);
        } else if let Some(marker) = marker(text).filter(|marker| self.opens(indent(line), marker))
        {
            self.list_item(indent(line), marker, text);
        } else {
            self.text(line, text);
        }
    }

    fn blank(&mut self) {
        if self.out.last().is_some_and(|last| !last.is_empty()) {
            self.out.push(String::new());
        }
    }

    /// A blank line before what begins a block.
    fn separate(&mut self) {
        self.blank();
    }

    /// Whether a marker here makes an item: a number above 1 does so where no
    /// paragraph goes on, or after another item of its list.
    fn opens(&self, column: usize, marker: &str) -> bool {
        let starts = !marker.starts_with(|c: char| c.is_ascii_digit())
            || marker.starts_with("1.")
            || marker.starts_with("1)");
        let after_block = self.out.last().is_none_or(|last| {
            let last = last.trim_start();
            last.is_empty() || last.starts_with("```") || inline::is_heading(last)
        });
        let sibling = self.items.iter().find(|item| column <= item.marker);
        starts || after_block || sibling.is_some_and(|item| item.kind == marker.chars().next_back())
    }

    fn list_item(&mut self, column: usize, marker: &str, text: &str) {
        while self.items.last().is_some_and(|item| column <= item.marker) {
            self.items.pop();
        }
        let start = self.items.last().map_or(0, |item| item.text);
        let rest = text[marker.len()..].trim_start();
        self.out.push(format!(
            "{}{marker} {}",
            " ".repeat(start),
            inline::escaped(rest)
        ));
        self.items.push(Item {
            marker: column,
            kind: marker.chars().next_back(),
            text: start + marker.len() + 1,
        });
    }

    fn text(&mut self, line: &str, text: &str) {
        let after_blank = self.out.last().is_none_or(String::is_empty);
        let column = indent(line);
        if after_blank {
            while self.items.last().is_some_and(|item| column <= item.marker) {
                self.items.pop();
            }
            if self.items.is_empty() && column >= 4 {
                self.out.push("```text".to_owned());
                self.out.push(line[4..].to_owned());
                self.place = Place::Indented;
                return;
            }
        }
        let start = self.items.last().map_or(0, |item| item.text);
        self.out
            .push(format!("{}{}", " ".repeat(start), inline::paragraph(text)));
    }

    fn close_indented(&mut self) {
        while self.out.last().is_some_and(String::is_empty) {
            self.out.pop();
        }
        self.out.push("```".to_owned());
        self.out.push(String::new());
        self.place = Place::Text;
    }

    fn finish(mut self) -> Vec<String> {
        match self.place {
            Place::Text => {}
            Place::Indented => self.close_indented(),
            Place::Fence(..) => self.out.push("```".to_owned()),
        }
        while self.out.last().is_some_and(String::is_empty) {
            self.out.pop();
        }
        self.out
    }
}

/// The character and the length of a code fence that opens here.
fn fence(text: &str) -> Option<(char, usize)> {
    let mark = text.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = text.chars().take_while(|c| *c == mark).count();
    let clear = mark == '~' || !text[count..].contains('`');
    (count >= 3 && clear).then_some((mark, count))
}

fn closes(text: &str, mark: char, count: usize) -> bool {
    text.len() >= count && text.chars().all(|c| c == mark)
}

/// What rustdoc is told that a block is written in; it takes most words for Rust's.
fn language(info: &str) -> &str {
    match info.trim() {
        known @ ("http" | "json" | "proto" | "protobuf" | "sh" | "sql" | "xml" | "yaml") => known,
        _ => "text",
    }
}

/// The marker of a list item: `-`, `*`, `+`, `1.`, `2)`.
fn marker(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[digits..];
    let fits = match digits {
        0 => rest.starts_with(['-', '*', '+']),
        1..=9 => rest.starts_with(['.', ')']),
        _ => false,
    };
    let marker = text.get(..=digits).filter(|_| fits)?;
    text[marker.len()..].starts_with(' ').then_some(marker)
}
