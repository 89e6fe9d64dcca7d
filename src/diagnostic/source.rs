//! Texts and the places in them. Offsets are bytes; lines and columns are for people.

use std::{ops::Range, sync::Arc};

/// A text that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Relative to the root of the workspace, with `/`.
    pub path: String,
    /// All of it, as it was read.
    pub text: String,
}

/// A place in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub source: Arc<Source>,
    /// Byte offsets; may be empty.
    pub range: Range<usize>,
}

impl Span {
    /// A place in a text; offsets past its end or within a character are moved back.
    pub fn new(source: &Arc<Source>, range: Range<usize>) -> Self {
        let start = source.text.floor_char_boundary(range.start);
        let end = source.text.floor_char_boundary(range.end).max(start);
        Self {
            source: Arc::clone(source),
            range: start..end,
        }
    }

    /// What stands there.
    pub fn text(&self) -> &str {
        self.source.text.get(self.range.clone()).unwrap_or_default()
    }
}

impl Source {
    /// Line and column of a byte offset, both from 1; columns count characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let before = &self.text[..offset];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        (line, before[start..].chars().count() + 1)
    }

    /// Byte offset of a line and a column, both from 0; columns count bytes, as the
    /// source info of descriptors does. Past the end: the end.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let start = match line {
            0 => 0,
            _ => match self.text.match_indices('\n').nth(line - 1) {
                Some((at, _)) => at + 1,
                None => return self.text.len(),
            },
        };
        self.text.floor_char_boundary(start + column)
    }

    /// Byte offset of a line and a column, both from 1; columns count characters.
    /// Past the end: the end.
    pub fn offset_of(&self, line: usize, column: usize) -> usize {
        let start = self.offset(line.saturating_sub(1), 0);
        let letters = self.text[start..].char_indices();
        letters
            .map(|(at, _)| start + at)
            .nth(column.saturating_sub(1))
            .unwrap_or(self.text.len())
    }
}
